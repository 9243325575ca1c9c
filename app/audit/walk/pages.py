"""The page of the walk: asked for by a reference or a posting, shown link by link."""

from collections.abc import Sequence

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.audit.registers.register import READERS, asked_by
from app.audit.walk.chain import Standing
from app.audit.walk.queries import award_behind, walk_of
from app.funding.awards.flow import AWARDS
from app.funding.ledger.models import KIND_NAMES
from app.kernel.errors import NotAllowed, why
from app.kernel.flow import AnyFlow
from app.kernel.flow.fire import NOT_YOURS
from app.kernel.words import _
from app.web.doors import Reading
from app.web.moves import address_of
from app.web.render import page

STANDINGS = {
    Standing.THERE: (_("there"), "green"),
    Standing.GAP: (_("gap"), "red"),
    Standing.AHEAD: (_("not yet"), "grey"),
}

pages = APIRouter(tags=["audit"], default_response_class=HTMLResponse, include_in_schema=False)


@pages.get("/audit/walk")
def walk(door: Reading) -> Response:
    """The walk of what is asked for; without that, the question."""
    if not door.actor.holds(READERS):
        raise NotAllowed([why("", NOT_YOURS)])
    typed = door.request.query_params.get("q", "").strip()
    if not typed:
        return page(door, "audit/walk.html", typed_in="", walk=None)
    asked = asked_by(door.actor, list(door.house.flows.values()), door.now.date())
    award = award_behind(door.session, asked, typed)
    shown = walk_of(door.session, asked, award)
    flows = door.house.flows
    return page(
        door,
        "audit/walk.html",
        typed_in=typed,
        walk=shown,
        flow=AWARDS,
        names=door.house.plugs.names_of(
            door.session, {act.actor for found in shown.chain for act in found.acts}
        ),
        past=_past(tuple(flows.values())),
        addresses={key: address_of(flows[thing.kind], thing) for key, thing in shown.things.items()},
        standings=STANDINGS,
        kinds=KIND_NAMES,
    )


def _past(flows: Sequence[AnyFlow]) -> dict[tuple[str, str], str]:
    """What each act of each kind is called once it is done."""
    births = {(flow.kind, birth.name): birth.past for flow in flows for birth in flow.births}
    return births | {(flow.kind, move.name): move.past for flow in flows for move in flow.moves}
