"""Other people: the list, inviting, one person with their posts and history, giving posts."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from app.identity import keys, queries, schemas
from app.identity.flow import ACCOUNTS, POSTS
from app.identity.models import Account
from app.identity.pages.presence import Present, SignedIn, see_other
from app.identity.rules import NEVER_GIVEN
from app.identity.sign_in_names import COUNTRIES
from app.kernel.actors import MONEY, OFFICE_NAMES, ROLE_NAMES, Office, Role
from app.kernel.errors import NotAllowed, why
from app.kernel.flow import begin, find, offers, seen_by, version_of
from app.kernel.flow.fire import NOT_YOURS
from app.kernel.words import Message, _, locale_of
from app.web.doors import Door, Reading, Writing
from app.web.forms import fields, read
from app.web.inputs import Answers
from app.web.moves import MOVE_TEMPLATE, address_of, pages_of
from app.web.posted import PostedForm
from app.web.render import own_name, page

router = APIRouter()
OWN = frozenset(move.name for move in ACCOUNTS.moves if Role.PERSON in move.by)
"""Moves of one's own account have pages of their own."""
COLOURS = {"INVITED": "yellow", "ACTIVE": "green", "DISABLED": "grey"}
POST_ANSWERS: Answers = {
    "role": [(role.value, Message(ROLE_NAMES[role])) for role in Role if role not in NEVER_GIVEN],
    "office": [
        ("", Message(_("None"))),
        *((office.value, Message(OFFICE_NAMES[office])) for office in Office),
    ],
}
POST_COLOURS = {"PROPOSED": "yellow", "HELD": "green", "ENDED": "grey"}


@router.get("/people")
def people(door: Reading, q: Annotated[str, Query(max_length=200)] = "", after: str = "") -> Response:
    """Everyone whom these eyes may see, by name."""
    seen = seen_by(door.actor, [ACCOUNTS], door.now.date())
    found = queries.accounts_matching(door.session, seen, q.strip(), after)
    shown = found[: queries.PAGE]
    return page(
        door,
        "identity/people.html",
        people=shown,
        search=q,
        next=shown[-1].reference if len(found) > len(shown) else "",
        may_invite=bool(door.actor.holds(ACCOUNTS.birth("invite").by)),
        words=ACCOUNTS.words,
        colours=COLOURS,
    )


@router.get("/people/invite")
def invite_page(door: Reading) -> Response:
    """Who is to have an account?"""
    birth = ACCOUNTS.birth("invite")
    if not door.actor.holds(birth.by):
        raise NotAllowed([why("", NOT_YOURS)])
    return page(
        door, "birth.html", flow=ACCOUNTS, move=birth, fields=fields(birth.form), answers=_answers(door)
    )


@router.post("/people/invite")
def invite(me: SignedIn, posted: PostedForm) -> Response:
    """Make the account, and show the one-time code, once."""
    form = read(schemas.Invite, posted, language=me.actor.language)
    with me.entrance.writing() as tx:
        account, code = keys.invite(tx, form)
    return _shown_once(me, account, code)


@router.get("/people/{reference}")
def person(door: Reading, reference: str) -> Response:
    """One person: what may be done, the posts, and what has happened."""
    account = find(door.session, door.actor, ACCOUNTS, reference, door.now)
    offered = offers(door.session, door.actor, ACCOUNTS, [account], door.now)[account.id]
    posts = queries.posts_listed(door.session, account.id)
    return page(
        door,
        "identity/person.html",
        account=account,
        country=locale_of(door.actor.language).territories.get(account.country, account.country),
        language_name=own_name(account.language),
        offers=[offer for offer in offered if offer.move.name not in OWN],
        held=posts,
        post_offers=offers(door.session, door.actor, POSTS, posts, door.now),
        may_give=bool(door.actor.holds(POSTS.birth("give").by)),
        timeline=queries.timeline(door.session, account, _past(), door.house.plugs.names_of),
        flow=ACCOUNTS,
        posts_flow=POSTS,
        roles=ROLE_NAMES,
        colours=COLOURS,
        post_colours=POST_COLOURS,
    )


@router.get("/people/{reference}/issue_code")
def issue_code_page(door: Reading, reference: str) -> Response:
    """Asked once, since the code of before is over then."""
    account = find(door.session, door.actor, ACCOUNTS, reference, door.now)
    offered = offers(door.session, door.actor, ACCOUNTS, [account], door.now)[account.id]
    offer = next((offer for offer in offered if offer.move.name == "issue_code"), None)
    if offer is None:
        raise NotAllowed([why("", NOT_YOURS)])
    return page(
        door,
        MOVE_TEMPLATE,
        flow=ACCOUNTS,
        move=offer.move,
        offer=offer,
        thing=account,
        seen=version_of(door.session, account),
        fields=(),
        answers={},
        back=address_of(ACCOUNTS, account),
    )


@router.post("/people/{reference}/issue_code")
def issue_code(me: SignedIn, reference: str, posted: PostedForm) -> Response:
    """A new one-time code, shown once."""
    with me.entrance.writing() as tx:
        account = find(tx.session, tx.actor, ACCOUNTS, reference, tx.now)
        code = keys.issue_code(tx, account, posted.seen)
    return _shown_once(me, account, code)


@router.get("/people/{reference}/post")
def post_page(door: Reading, reference: str) -> Response:
    """Which post is this person to hold?"""
    account = find(door.session, door.actor, ACCOUNTS, reference, door.now)
    if not door.actor.holds(POSTS.birth("give").by):
        raise NotAllowed([why("", NOT_YOURS)])
    return page(
        door, "identity/post_form.html", account=account, fields=fields(schemas.AskPost), answers=POST_ANSWERS
    )


@router.post("/people/{reference}/post")
def give_post(tx: Writing, reference: str, posted: PostedForm) -> Response:
    """Give the post, or propose it to a director where the role touches money."""
    account = find(tx.session, tx.actor, ACCOUNTS, reference, tx.now)
    asked = read(schemas.AskPost, posted, language=tx.actor.language)
    scope, label = queries.part_named(tx.session, asked.part)
    form = schemas.GivePost(
        holder=account.reference,
        role=asked.role,
        office=asked.office,
        scope_kind=scope.kind,
        scope_id=scope.id,
        scope_label=label,
        until=asked.until,
    )
    begin(tx, POSTS, "propose" if asked.role in MONEY else "give", form)
    return see_other(address_of(ACCOUNTS, account))


@router.get("/posts/{reference}")
def post(door: Reading, reference: str) -> Response:
    """A post is shown with the person who holds it."""
    found = find(door.session, door.actor, POSTS, reference, door.now)
    return see_other(address_of(ACCOUNTS, door.session.get_one(Account, found.account_id)))


router.include_router(pages_of(ACCOUNTS, but=OWN | {"invite", "issue_code"}))
router.include_router(pages_of(POSTS, but=frozenset({"give", "propose", "found", "lapse"})))


def _answers(door: Door) -> Answers:
    """Countries by their names in the reader's language, and the languages on offer."""
    names = locale_of(door.actor.language).territories
    countries = sorted(((code, str(names.get(code, code))) for code in COUNTRIES), key=lambda pair: pair[1])
    return {
        "country": countries,
        "language": [(code, own_name(code)) for code in door.house.settings.languages],
    }


def _past() -> dict[str, str]:
    """Every move of an account or a post, said as done."""
    births = (*ACCOUNTS.births, *POSTS.births)
    moves = (*ACCOUNTS.moves, *POSTS.moves)
    return {birth.name: birth.past for birth in births} | {move.name: move.past for move in moves}


def _shown_once(me: Present, account: Account, code: str) -> Response:
    with me.entrance.reading() as door:
        return page(door, "identity/code_shown.html", account=account, code=code)
