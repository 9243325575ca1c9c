"""The card of places."""

from typing import Any

from babel.numbers import get_territory_currencies

from app.kernel.currencies import CURRENCIES
from app.kernel.flow import begin
from app.kernel.tx import Tx
from app.kernel.words import _
from app.places.dac import recipients
from app.places.demo import play
from app.places.flow import PLACES
from app.places.pages import pages
from app.places.schemas import CountryForm
from app.web.card import Card, Link


def found(tx: Tx, _settings: Any) -> None:
    """Register every country that is or was on the DAC list, with the currency CLDR has for it."""
    listed = {one.iso3: one for one in recipients()}
    for country in sorted(listed.values(), key=lambda one: one.name):
        form = CountryForm(
            title=country.name, iso2=country.iso2, iso3=country.iso3, currency=currency_of(country.iso2)
        )
        begin(tx, PLACES, "country", form)


def currency_of(iso2: str) -> str:
    """The first currency of a territory that is legal tender there today and known to us."""
    return next(str(code) for code in get_territory_currencies(iso2) if code in CURRENCIES)


CARD = Card(
    key="places",
    title=_("Places"),
    flows=(PLACES,),
    pages=pages,
    links=(Link("/places", _("Places"), place=30),),
    founds=found,
    demo=play,
)
