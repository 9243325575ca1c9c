"""The card of results."""

from fastapi import APIRouter

from app.kernel.words import _
from app.results.commands import results
from app.results.declarations.flow import DECLARATIONS
from app.results.declarations.pages import pages as declarations
from app.results.demo import play
from app.results.estimates.flow import ESTIMATES
from app.results.estimates.pages import pages as estimates
from app.results.outputs.flow import OUTPUTS
from app.results.outputs.pages import LEFT_TO_INSTRUMENTS
from app.results.outputs.pages import pages as outputs
from app.results.periods.flow import PERIODS
from app.results.periods.pages import pages as periods
from app.results.scorecard.pages import pages as scorecard
from app.web.card import Card, Json, Link

pages = APIRouter()
for router in (estimates, outputs, declarations, periods, scorecard):
    pages.include_router(router)

CARD = Card(
    key="results",
    title=_("Results"),
    flows=(OUTPUTS, ESTIMATES, DECLARATIONS, PERIODS),
    pages=pages,
    json={OUTPUTS.kind: Json(but=LEFT_TO_INSTRUMENTS)},
    commands=results,
    demo=play,
    links=(Link("/results", _("Results"), place=45),),
)
