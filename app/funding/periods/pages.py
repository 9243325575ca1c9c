"""The pages of accounting periods: all of them, and one with its moves."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.funding.pages import record
from app.funding.periods.flow import PERIODS
from app.funding.periods.queries import periods
from app.kernel.errors import NotAllowed, why
from app.kernel.flow import find
from app.kernel.flow.fire import NOT_YOURS
from app.kernel.words import _
from app.web.doors import Reading
from app.web.moves import pages_of
from app.web.render import page

pages = APIRouter(tags=["periods"], default_response_class=HTMLResponse, include_in_schema=False)
pages.include_router(pages_of(PERIODS))


@pages.get("/funding/periods")
def period_list(door: Reading) -> Response:
    """Every month of the books."""
    if not door.actor.roles & PERIODS.sees.keys():
        raise NotAllowed([why("", NOT_YOURS)])
    births = [birth for birth in PERIODS.births if door.actor.holds(birth.by)]
    return page(door, "funding/period_list.html", flow=PERIODS, periods=periods(door.session), births=births)


@pages.get("/funding/periods/{reference}")
def period_page(door: Reading, reference: str) -> Response:
    """One month."""
    period = find(door.session, door.actor, PERIODS, reference, door.now)
    facts = ((_("From"), period.starts_on), (_("To"), period.ends_on))
    return record(door, PERIODS, period, facts, ("/funding/periods", _("Accounting periods")))
