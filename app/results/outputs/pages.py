"""The pages of outputs: one output with its people."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.funding.models import THEME_NAMES
from app.kernel.flow import find, offers
from app.kernel.flow.history import history
from app.results.estimates.flow import AUTHORS, ESTIMATES
from app.results.estimates.queries import NOT_A_DRAFT
from app.results.models import PEOPLE_NAMES, SORT_NAMES, TOPIC_NAMES, WORK_TYPES
from app.results.outputs.flow import OUTPUTS
from app.results.outputs.models import OutputState
from app.results.outputs.queries import estimates_of, places_of_output
from app.web.doors import Reading
from app.web.moves import pages_of
from app.web.render import page

NAMES = {"sorts": SORT_NAMES, "types": WORK_TYPES, "topics": TOPIC_NAMES, "themes": THEME_NAMES}

pages = APIRouter(tags=["results"], default_response_class=HTMLResponse, include_in_schema=False)
pages.include_router(pages_of(OUTPUTS))


@pages.get("/results/outputs/{reference}")
def output_page(door: Reading, reference: str) -> Response:
    """One output: what it counts as, who is served by it, what may be done, what has happened."""
    output = find(door.session, door.actor, OUTPUTS, reference, door.now)
    writes = bool(door.actor.holds(AUTHORS))
    estimates = [
        one for one in estimates_of(door.session, output.id) if writes or ESTIMATES.state(one) in NOT_A_DRAFT
    ]
    return page(
        door,
        "results/output.html",
        flow=OUTPUTS,
        output=output,
        places=places_of_output(door.session, output.id),
        estimates=estimates,
        estimate_flow=ESTIMATES,
        people=PEOPLE_NAMES,
        begins=writes and output.state != OutputState.WITHDRAWN and output.none_applies is None,
        offers=offers(door.session, door.actor, OUTPUTS, [output], door.now)[output.id],
        timeline=history(door.session, OUTPUTS, output, door.house.plugs.names_of),
        names=NAMES,
    )
