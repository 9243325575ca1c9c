"""The pages of tranches: one in plain words with its money and its way, and all advances by age."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.funding.awards.flow import AWARDS
from app.funding.awards.models import Award
from app.funding.awards.pages import ADVANCES
from app.funding.tranches.flow import FINANCE, TRANCHES
from app.funding.tranches.models import Tranche, TrancheState
from app.funding.tranches.plain import MEANS, WAY, steps_done
from app.funding.tranches.queries import advances_seen_by, grounds_of, payments_of, tranches_of
from app.kernel.actors import ROLE_NAMES
from app.kernel.errors import NotAllowed, why
from app.kernel.flow import find, offers
from app.kernel.flow.fire import NOT_YOURS
from app.kernel.flow.history import history, holders
from app.web.doors import Reading
from app.web.moves import address_of, pages_of
from app.web.render import page

COLOURS = {
    TrancheState.PLANNED: "grey",
    TrancheState.RETURNED: "orange",
    TrancheState.APPROVED: "green",
    TrancheState.PAID: "green",
    TrancheState.ACKNOWLEDGED: "green",
    TrancheState.LIQUIDATED: "green",
    TrancheState.HELD: "red",
    TrancheState.RECALLED: "red",
    TrancheState.CANCELLED: "grey",
}
WAITING = "yellow"

pages = APIRouter(tags=["tranches"], default_response_class=HTMLResponse, include_in_schema=False)
pages.include_router(pages_of(TRANCHES))


@pages.get("/funding/tranches/{reference}")
def tranche_page(door: Reading, reference: str) -> Response:
    """One tranche: what it means now, how far it has come, its money, its payments, what has happened."""
    shown: Tranche = find(door.session, door.actor, TRANCHES, reference, door.now)
    award = door.session.get_one(Award, shown.award_id)
    state = TrancheState(shown.state)
    return page(
        door,
        "funding/tranche.html",
        flow=TRANCHES,
        shown=shown,
        award=award,
        award_address=address_of(AWARDS, award),
        grounds=grounds_of(door.session, door.actor, [shown], door.now)[shown.id],
        planned=[one for one in tranches_of(door.session, award.id) if one.state != TrancheState.CANCELLED],
        payments=payments_of(door.session, shown.id),
        means=MEANS[state],
        way=WAY,
        done=steps_done(state),
        colour=COLOURS.get(state, WAITING),
        holders=holders(TRANCHES, shown),
        roles=ROLE_NAMES,
        pays=state is TrancheState.APPROVED and bool(door.actor.holds(FINANCE)),
        offers=offers(door.session, door.actor, TRANCHES, [shown], door.now)[shown.id],
        timeline=history(door.session, TRANCHES, shown, door.house.plugs.names_of),
        address=address_of(TRANCHES, shown),
    )


@pages.get("/funding/advances")
def advances(door: Reading) -> Response:
    """Money that was paid and is not accounted for, by age, the oldest first."""
    if not door.actor.roles & ADVANCES:
        raise NotAllowed([why("", NOT_YOURS)])
    return page(
        door,
        "funding/advances.html",
        flow=TRANCHES,
        ages=advances_seen_by(door.session, door.actor, TRANCHES, door.now),
    )
