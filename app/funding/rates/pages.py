"""The pages of rates: the newest, and one with its moves."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.funding.pages import record
from app.funding.rates.flow import RATES
from app.funding.rates.queries import newest_rates
from app.kernel.errors import NotAllowed, why
from app.kernel.flow import find
from app.kernel.flow.fire import NOT_YOURS
from app.kernel.words import _
from app.web.doors import Reading
from app.web.moves import pages_of
from app.web.render import page

pages = APIRouter(tags=["rates"], default_response_class=HTMLResponse, include_in_schema=False)
pages.include_router(pages_of(RATES))


@pages.get("/funding/rates")
def rate_list(door: Reading) -> Response:
    """The newest rates of every currency."""
    if not door.actor.roles & RATES.sees.keys():
        raise NotAllowed([why("", NOT_YOURS)])
    births = [birth for birth in RATES.births if not birth.inner and door.actor.holds(birth.by)]
    return page(door, "funding/rate_list.html", flow=RATES, rates=newest_rates(door.session), births=births)


@pages.get("/funding/rates/{reference}")
def rate_page(door: Reading, reference: str) -> Response:
    """One rate."""
    rate = find(door.session, door.actor, RATES, reference, door.now)
    facts = (
        (_("Currency"), rate.currency),
        (_("Units for one US dollar"), rate.per_usd),
        (_("In force from"), rate.effective_on),
        (_("Source"), rate.source),
    )
    return record(door, RATES, rate, facts, ("/funding/rates", _("Rates of exchange")))
