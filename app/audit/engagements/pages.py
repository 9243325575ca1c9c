"""The pages of engagements: the list, and one with what is done under it."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import select

from app.audit.engagements.flow import ENGAGEMENTS
from app.audit.engagements.lists import ENGAGEMENT_LIST
from app.audit.engagements.models import BASIS_NAMES, Basis, Engagement
from app.kernel.actors import Role
from app.kernel.errors import NotAllowed, why
from app.kernel.flow import find, offers, seen_by
from app.kernel.flow.fire import NOT_YOURS
from app.kernel.flow.history import history
from app.kernel.things import Thing
from app.web.doors import Door, Reading
from app.web.exports import exports_of
from app.web.lists import shown
from app.web.moves import address_of, pages_of
from app.web.render import page

BELOW = ("audit.sample", "audit.finding")

pages = APIRouter(tags=["audit"], default_response_class=HTMLResponse, include_in_schema=False)
pages.include_router(pages_of(ENGAGEMENTS))
pages.include_router(exports_of(ENGAGEMENT_LIST))


@pages.get("/audit/engagements")
def engagement_list(door: Reading) -> Response:
    """The engagements this person sees."""
    if not door.actor.roles & ENGAGEMENTS.sees.keys():
        raise NotAllowed([why("", NOT_YOURS)])
    return page(door, "audit/list.html", list=shown(door, ENGAGEMENT_LIST))


@pages.get("/audit/engagements/{reference}")
def engagement_page(door: Reading, reference: str) -> Response:
    """One engagement: its terms, its people, its samples and findings."""
    engagement = find(door.session, door.actor, ENGAGEMENTS, reference, door.now)
    return page(
        door,
        "audit/engagement.html",
        flow=ENGAGEMENTS,
        engagement=engagement,
        basis=BASIS_NAMES[Basis(engagement.basis)],
        names=door.house.plugs.names_of(door.session, engagement.people),
        below=_below(door, engagement),
        may_work=engagement.state == "OPEN" and bool(door.actor.holds([Role.AUDITOR])),
        offers=offers(door.session, door.actor, ENGAGEMENTS, [engagement], door.now)[engagement.id],
        timeline=history(door.session, ENGAGEMENTS, engagement, door.house.plugs.names_of),
    )


def _below(door: Door, engagement: Engagement) -> list[tuple[str, str, str, str]]:
    """What stands under it, as far as this person sees it: address, title, kind, state."""
    flows = [door.house.flows[kind] for kind in BELOW]
    things = door.session.scalars(
        select(Thing)
        .where(Thing.case_id == engagement.case_id, seen_by(door.actor, flows, door.now.date()))
        .order_by(Thing.id)
    )
    found = [(door.house.flows[thing.kind], thing) for thing in things]
    return [
        (address_of(flow, thing), thing.title, flow.title, flow.words[flow.state(thing)])
        for flow, thing in found
    ]
