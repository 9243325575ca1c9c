"""Notices and how one is told of them; for the administrator what could not be delivered."""

from collections.abc import Iterable

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.kernel.actors import Actor, Role
from app.kernel.errors import NotAllowed, NotFound, why
from app.kernel.flow import find, flow_of
from app.kernel.flow.fire import NOT_YOURS
from app.kernel.paging import PAGE
from app.kernel.plugs import Address
from app.kernel.words import _
from app.messages.actions import choose, mark_read, try_again
from app.messages.carriers import carriers_of
from app.messages.letters import Pen
from app.messages.models import How
from app.messages.preview import previews
from app.messages.queries import choices_of, count_stuck, notices_of, stuck, stuck_replies
from app.messages.refusals import read_aloud, text_message
from app.messages.schemas import Told
from app.web.doors import Reading, Writing
from app.web.forms import fields, read
from app.web.moves import address_of
from app.web.posted import PostedForm
from app.web.render import language_of, own_name, page, text_direction

pages = APIRouter(tags=["messages"], default_response_class=HTMLResponse, include_in_schema=False)
DIGITS_OF_BIGINT = 19


@pages.get("/notices")
def notices(door: Reading) -> Response:
    """What this person was told, newest first."""
    before = _number(door.request.query_params.get("before", ""))
    told = notices_of(door.session, door.actor.reference, door.house.flows, before, PAGE + 1)
    names = door.house.plugs.names_of(door.session, {str(one.notice.details.get("who", "")) for one in told})
    shown = told[:PAGE]
    return page(
        door,
        "messages/notices.html",
        told=[(one, one.says(names)) for one in shown],
        older=shown[-1].notice.id if len(told) > PAGE else None,
        newest=shown[0].notice.id if shown and before is None else None,
    )


@pages.post("/notices")
def read_all(tx: Writing, posted: PostedForm) -> Response:
    """Mark what was shown as read."""
    mark_read(tx.session, tx.actor.reference, _number(posted.one("up_to")) or 0, tx.now)
    return RedirectResponse("/notices", 303)


@pages.get("/account/messages")
def choice_page(door: Reading) -> Response:
    """How this person is told, and where to."""
    person = door.actor.reference
    carriers = carriers_of(door.house.settings)
    return page(
        door,
        "messages/choice.html",
        fields=fields(Told),
        chosen={"how": choices_of(door.session, {person}).get(person, How.AT_ONCE)},
        address=door.house.plugs.addresses_of(door.session, {person}).get(person),
        mails=carriers.mail is not None,
        texts=carriers.sms is not None,
    )


@pages.post("/account/messages")
def choice(tx: Writing, posted: PostedForm) -> Response:
    """Keep it."""
    choose(tx, read(Told, posted, language=tx.actor.language))
    return RedirectResponse("/account", 303)


@pages.get("/letters/{reference}")
def refusal_letter(door: Reading, reference: str) -> Response:
    """The letter of a refusal, to print, with the same as a text message and as a text to be read aloud."""
    flow = flow_of(door.house.flows, reference)
    thing = find(door.session, door.actor, flow, reference, door.now)
    refusing = door.house.refusing.get(flow.kind)
    letter = refusing.of(door.session, thing, door.now) if refusing else None
    if letter is None:
        raise NotFound([why("", _("Nothing was refused here, so there is no letter."))])
    pen = Pen(door.house.languages, Address(language_of(door)), door.house.settings.public_url)
    return page(
        door,
        "messages/letter.html",
        letter=letter,
        sms=text_message(letter, pen),
        aloud=read_aloud(letter, pen),
        back=address_of(flow, thing),
    )


@pages.get("/messages")
def undelivered(door: Reading) -> Response:
    """For the administrator: what the postman gave up, to whom and why, and never what it says."""
    _must_administer(door.actor)
    before = _number(door.request.query_params.get("before", ""))
    rows = stuck(door.session, before, PAGE + 1)
    shown = rows[:PAGE]
    return page(
        door,
        "messages/undelivered.html",
        rows=[*(stuck_replies(door.session, PAGE) if before is None else ()), *shown],
        names=door.house.plugs.names_of(door.session, {row.to for row in shown}),
        count=count_stuck(door.session),
        older=shown[-1].key.removeprefix("notice-") if len(rows) > PAGE else None,
    )


@pages.post("/messages")
def again(tx: Writing, posted: PostedForm) -> Response:
    """Give what was ticked to the postman once more."""
    _must_administer(tx.actor)
    ticked = posted.fields.get("again", ())
    try_again(tx, _keys(ticked, "notice-"), _keys(ticked, "reply-"))
    return RedirectResponse("/messages", 303)


def _keys(ticked: Iterable[str], kind: str) -> set[int]:
    """The numbers of the ticked rows of a kind."""
    return {
        key
        for typed in ticked
        if typed.startswith(kind) and (key := _number(typed.removeprefix(kind))) is not None
    }


@pages.get("/messages/templates")
def templates(door: Reading) -> Response:
    """For the administrator: every message in every language, made of examples."""
    _must_administer(door.actor)
    house, offered = door.house, door.house.settings.languages
    return page(
        door,
        "messages/templates.html",
        previews=previews(
            house.flows, house.refusing, house.languages, offered, house.settings.public_url, door.now
        ),
        names={language: own_name(language) for language in offered},
        directions={language: text_direction(language) for language in offered},
    )


def _must_administer(actor: Actor) -> None:
    if not actor.holds([Role.ADMINISTRATOR]):
        raise NotAllowed([why("", NOT_YOURS)])


def _number(typed: str) -> int | None:
    """The number of a notice, or None where what came is none."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < DIGITS_OF_BIGINT else None
