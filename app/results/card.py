"""The card of results."""

from fastapi import APIRouter

from app.kernel.words import _
from app.results.commands import results
from app.results.estimates.flow import ESTIMATES
from app.results.estimates.pages import pages as estimates
from app.results.outputs.flow import OUTPUTS
from app.results.outputs.pages import LEFT_TO_INSTRUMENTS
from app.results.outputs.pages import pages as outputs
from app.web.card import Card, Json, Link

pages = APIRouter()
pages.include_router(estimates)
pages.include_router(outputs)

CARD = Card(
    key="results",
    title=_("Results"),
    flows=(OUTPUTS, ESTIMATES),
    pages=pages,
    json={OUTPUTS.kind: Json(but=LEFT_TO_INSTRUMENTS)},
    commands=results,
    links=(Link("/results", _("Results"), place=45),),
)
