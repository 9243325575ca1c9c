"""The pages of payment runs: all of them, one with its payments, and the file that goes to the bank or the host."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.documents.pages import SAFE, name_parameters
from app.funding.payment_runs.actions import written
from app.funding.payment_runs.flow import FINANCE, PAYMENT_RUNS
from app.funding.payment_runs.models import WAY_NAMES, Way
from app.funding.payment_runs.queries import items_of, payable, runs
from app.funding.tranches.flow import TRANCHES
from app.kernel.errors import NotAllowed, Refused, why
from app.kernel.flow import find, offers
from app.kernel.flow.fire import NOT_YOURS
from app.kernel.flow.history import history
from app.kernel.words import _
from app.web.doors import Reading
from app.web.moves import address_of, pages_of
from app.web.render import page

GATHER = PAYMENT_RUNS.birth("gather")

pages = APIRouter(tags=["payment runs"], default_response_class=HTMLResponse, include_in_schema=False)
pages.include_router(pages_of(PAYMENT_RUNS))


@pages.get("/funding/payment-runs")
def run_list(door: Reading) -> Response:
    """What may be paid, and the runs."""
    if not door.actor.roles & PAYMENT_RUNS.sees.keys():
        raise NotAllowed([why("", NOT_YOURS)])
    return page(
        door,
        "funding/payment_run_list.html",
        flow=PAYMENT_RUNS,
        payable=payable(door.session, door.now),
        runs=runs(door.session),
        birth=GATHER if door.actor.holds(GATHER.by) else None,
    )


@pages.get("/funding/payment-runs/{reference}")
def run_page(door: Reading, reference: str) -> Response:
    """One run, payment by payment."""
    shown = find(door.session, door.actor, PAYMENT_RUNS, reference, door.now)
    return page(
        door,
        "funding/payment_run.html",
        flow=PAYMENT_RUNS,
        tranche_flow=TRANCHES,
        shown=shown,
        items=items_of(door.session, shown.id),
        way=WAY_NAMES[Way(shown.way)],
        downloads=shown.sent_at is not None and bool(door.actor.holds(FINANCE)),
        offers=offers(door.session, door.actor, PAYMENT_RUNS, [shown], door.now)[shown.id],
        timeline=history(door.session, PAYMENT_RUNS, shown, door.house.plugs.names_of),
        address=address_of(PAYMENT_RUNS, shown),
    )


@pages.get("/funding/payment-runs/{reference}/file")
def run_file(door: Reading, reference: str) -> Response:
    """The order or the sheet, for finance, once it is sent; the same bytes each time."""
    shown = find(door.session, door.actor, PAYMENT_RUNS, reference, door.now)
    if not door.actor.holds(FINANCE):
        raise NotAllowed([why("", NOT_YOURS)])
    if shown.sent_at is None:
        raise Refused([why("", _("Send the run first; then its file can be downloaded."))])
    name, media_type, content = written(shown, items_of(door.session, shown.id))
    headers = {**SAFE, "Content-Disposition": f"attachment; {name_parameters(name)}"}
    return Response(content, media_type=media_type, headers=headers)
