"""The search words that speak of places, for every list whose things stand in places."""

from sqlalchemy import ColumnElement, exists, func, or_, select

from app.kernel.actors import ScopeKind
from app.kernel.db import table_of
from app.kernel.listing import Asker, Word
from app.kernel.things import THINGS, ThingScope
from app.kernel.words import _
from app.places.models import Level, Place

PLACES = table_of(Place)


def _standing_in(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    places = select(Place.id).where(*conditions)
    return exists().where(
        ThingScope.thing_id == THINGS.c.root_id,
        ThingScope.kind == ScopeKind.PLACE.value,
        ThingScope.scope_id.in_(places),
    )


def _country(_asker: Asker, value: str) -> ColumnElement[bool]:
    code = value.upper()
    return _standing_in(
        Place.level == Level.COUNTRY, or_(Place.iso3 == code, func.upper(Place.title) == code)
    )


def _place(_asker: Asker, value: str) -> ColumnElement[bool]:
    return _standing_in(Place.title.icontains(value, autoescape=True))


COUNTRY = Word("country", _('a country\'s code of three letters, or its name: lbr, "Liberia"'), _country)
PLACE = Word("in", _('letters of a place\'s name: "Kpaye Landing"'), _place)
PLACE_WORDS = (COUNTRY, PLACE)
