"""The pages of reporting periods: one with its closings and what was restated since."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.kernel.errors import NotFound, why
from app.kernel.flow import find, offers
from app.kernel.flow.history import history
from app.kernel.words import _
from app.results.counting.inputs import read_inputs
from app.results.models import CATEGORY_NAMES, PEOPLE_NAMES
from app.results.periods.flow import PERIODS
from app.results.periods.models import Snapshot
from app.results.periods.queries import as_closed, closings_of, last_day, restated_since
from app.results.periods.snapshots import recomputed
from app.web.doors import Key, Reading
from app.web.moves import pages_of
from app.web.render import page

pages = APIRouter(tags=["results"], default_response_class=HTMLResponse, include_in_schema=False)
pages.include_router(pages_of(PERIODS))


@pages.get("/results/periods/{reference}")
def period_page(door: Reading, reference: str) -> Response:
    """One year: its closings, each counted again from what was stored, and the figures restated since the last."""
    session = door.session
    period = find(session, door.actor, PERIODS, reference, door.now)
    closings = closings_of(session, period.id)
    return page(
        door,
        "results/period.html",
        flow=PERIODS,
        period=period,
        closings=closings,
        same={one.id: recomputed(one.inputs) == one.result for one in closings[:1]},
        restated=restated_since(session, period),
        places=read_inputs(session, last_day(period)).places if closings else {},
        people=PEOPLE_NAMES,
        categories=CATEGORY_NAMES,
        offers=offers(session, door.actor, PERIODS, [period], door.now)[period.id],
        timeline=history(session, PERIODS, period, door.house.plugs.names_of),
    )


@pages.get("/results/periods/{reference}/closings/{number}/{part}.json")
def closing_file(door: Reading, reference: str, number: Key, part: str) -> Response:
    """What was stored at a closing: its `inputs`, as `lastmile results count` reads them, or its `result`."""
    period = find(door.session, door.actor, PERIODS, reference, door.now)
    snapshot = door.session.get(Snapshot, number)
    if snapshot is None or snapshot.period_id != period.id or part not in ("inputs", "result"):
        raise NotFound([why("", _("There is no such closing of this year."))])
    return Response(
        getattr(as_closed(snapshot), part),
        media_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="results-{period.year}-{part}.json"'},
    )
