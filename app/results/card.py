"""The card of results."""

from fastapi import APIRouter

from app.kernel.words import _
from app.results.commands import results
from app.results.context.flow import FIGURES
from app.results.context.pages import pages as context
from app.results.declarations.flow import DECLARATIONS
from app.results.declarations.pages import pages as declarations
from app.results.demo import play
from app.results.estimates.flow import ESTIMATES
from app.results.estimates.pages import pages as estimates
from app.results.outputs.flow import OUTPUTS
from app.results.outputs.pages import pages as outputs
from app.results.pages import pages as lists
from app.results.periods.flow import PERIODS
from app.results.periods.pages import pages as periods
from app.results.scorecard.pages import pages as scorecard
from app.web.card import Card, Link

pages = APIRouter()
for router in (lists, estimates, outputs, declarations, periods, context, scorecard):
    pages.include_router(router)

CARD = Card(
    key="results",
    title=_("Results"),
    flows=(OUTPUTS, ESTIMATES, DECLARATIONS, PERIODS, FIGURES),
    pages=pages,
    commands=results,
    demo=play,
    links=(Link("/results", _("Results"), place=45),),
)
