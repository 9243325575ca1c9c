"""The pages of grants: the list, one grant, its proposal, and the decision."""

from datetime import timedelta
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.funding.awards.models import RISK_NAMES
from app.funding.awards.queries import award_of
from app.funding.models import BOOKS, THEME_NAMES, WINDOW_NAMES, Theme, Window
from app.grants.flow import GRANTS
from app.grants.lists import COLOURS, LIST
from app.grants.models import ANSWER_NAMES, ROUTE_NAMES, Answer, Route, State
from app.grants.queries import ground, last_assessment, names_of_parties, proposal_of, whole_grant
from app.grants.schemas import Approve, Proposal
from app.kernel.errors import Invalid, NotFound, why
from app.kernel.flow import Offer, find, fire, offers, version_of
from app.kernel.flow.fire import NOT_YOURS
from app.kernel.flow.history import history
from app.web.doors import Door, Reading, Writing
from app.web.exports import exports_of
from app.web.forms import fields, read, read_values
from app.web.lists import shown
from app.web.moves import address_of, pages_of, see
from app.web.posted import PostedForm
from app.web.render import language_of, page

pages = APIRouter(tags=["grants"], default_response_class=HTMLResponse, include_in_schema=False)
pages.include_router(pages_of(GRANTS, but=frozenset({"save", "approve", "assign"})))
pages.include_router(exports_of(LIST))
USUAL_DAYS = 365


@pages.get("/grants")
def grant_list(door: Reading) -> Response:
    """The grants this person may see, newest first, narrowed by search words."""
    return page(door, "grants/grant_list.html", list=shown(door, LIST))


@pages.get("/grants/{reference}")
def grant_page(door: Reading, reference: str) -> Response:
    """One grant: what is asked, what was found and decided, and what may happen next."""
    found = find(door.session, door.actor, GRANTS, reference, door.now)
    grant = whole_grant(door.session, found)
    return page(
        door,
        "grants/grant.html",
        flow=GRANTS,
        grant=grant,
        state=State(grant.state),
        colours=COLOURS,
        party=names_of_parties(door.session, {grant.party_id})[grant.party_id],
        proposal=proposal_of(grant),
        assessment=last_assessment(grant),
        award=award_of(door.session, grant.award_id) if grant.award_id else None,
        currency=BOOKS,
        window=WINDOW_NAMES[Window(grant.window)],
        route=ROUTE_NAMES[Route(grant.route)],
        risks=RISK_NAMES,
        themes=[(THEME_NAMES[Theme(line["theme"])], line["percent"]) for line in grant.themes],
        answer_names={answer.value: says for answer, says in ANSWER_NAMES.items()},
        silence=Answer.NONE.value,
        names=door.house.plugs.names_of(door.session, {row.answered_by for row in grant.answers}),
        offers=offers(door.session, door.actor, GRANTS, [grant], door.now)[grant.id],
        history=history(door.session, GRANTS, grant, door.house.plugs.names_of),
    )


@pages.get("/grants/{reference}/save")
def proposal_page(door: Reading, reference: str) -> Response:
    """The proposal to be written."""
    grant = find(door.session, door.actor, GRANTS, reference, door.now)
    return page(
        door,
        "grants/proposal.html",
        grant=grant,
        offer=_offer(door, grant, "save"),
        fields=fields(Proposal),
        stored=proposal_of(grant).model_dump(),
        currency=BOOKS,
        seen=version_of(door.session, grant),
        back=address_of(GRANTS, grant),
    )


@pages.post("/grants/{reference}/save")
def save(tx: Writing, posted: PostedForm, reference: str) -> Response:
    """Keep the proposal as far as it is written."""
    grant = find(tx.session, tx.actor, GRANTS, reference, tx.now)
    form = read(Proposal, posted, language=tx.actor.language, currency=BOOKS)
    fire(tx, GRANTS, grant, "save", form, seen=posted.seen)
    return see(GRANTS, grant)


@pages.get("/grants/{reference}/approve")
def approve_page(door: Reading, reference: str) -> Response:
    """What is decided, and on which money."""
    grant = find(door.session, door.actor, GRANTS, reference, door.now)
    offer = _offer(door, grant, "approve")
    approval = ground(door.session, door.actor, [grant], door.now)[grant.id].approval
    if approval is None:
        raise NotFound([why("", NOT_YOURS)])
    usual = {"starts_on": approval.today, "ends_on": approval.today + timedelta(days=_days(grant))}
    form = _typed(door, usual)
    return page(
        door,
        "grants/approve.html",
        grant=grant,
        offer=offer,
        approval=approval,
        form=form,
        judged=approval.judged(form),
        fields=fields(Approve),
        stored=usual,
        answers=offer.move.answers(door.session, door.actor, grant, door.now) if offer.move.answers else {},
        currency=BOOKS,
        seen=version_of(door.session, grant),
        back=address_of(GRANTS, grant),
    )


@pages.post("/grants/{reference}/approve")
def approve(tx: Writing, posted: PostedForm, reference: str) -> Response:
    """Approve it: the award is made and its money reserved."""
    grant = find(tx.session, tx.actor, GRANTS, reference, tx.now)
    form = read(Approve, posted, language=tx.actor.language, currency=BOOKS)
    fire(tx, GRANTS, grant, "approve", form, seen=posted.seen)
    return see(GRANTS, grant)


def _offer(door: Door, grant: Any, name: str) -> Offer:
    """The move as it is offered to this person; not there for whom it never is."""
    offered = offers(door.session, door.actor, GRANTS, [grant], door.now)[grant.id]
    offer = next((one for one in offered if one.move.name == name), None)
    if offer is None:
        raise NotFound([why("", NOT_YOURS)])
    return offer


def _days(grant: Any) -> int:
    months = proposal_of(grant).months
    return months * 30 if months else USUAL_DAYS


def _typed(door: Door, usual: dict[str, Any]) -> Approve:
    """The form as it was sent, if it reads; else with the usual dates."""
    typed = getattr(door.request.state, "typed", None)
    if typed is not None:
        try:
            return read(Approve, typed, language=language_of(door), currency=BOOKS)
        except Invalid:
            pass
    return read_values(Approve, {"reason": "---", **usual})
