"""The list of places: the tree page by page, country by country, as one person sees it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, exists, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from app.kernel.actors import Actor
from app.kernel.db import table_of
from app.kernel.things import THINGS
from app.places.models import Level, Place
from app.places.queries import places_seen

PLACES = table_of(Place)
PER_PAGE = 60


@dataclass(frozen=True)
class Wanted:
    """Which places a list shows: of one country, of one level, with these letters in the name."""

    country: str = ""
    level: Level | None = None
    name: str = ""


@dataclass(frozen=True)
class PlacePage:
    """One page of the tree, and the reference after which the next one begins (None: there is no more)."""

    places: list[Place]
    after: str | None
    above: Mapping[int, tuple[str, ...]]
    """The names of the places above each, the nearest first."""


_COUNTRY, _CITY, _SETTLEMENT = (
    THINGS.alias(level.value) for level in (Level.COUNTRY, Level.CITY, Level.SETTLEMENT)
)


def page_of_places(session: Session, actor: Actor, wanted: Wanted, today: date, after: str = "") -> PlacePage:
    """The next places in the order of the tree, country by country; countries not in use come last."""
    order = _tree_order()
    conditions = [places_seen(actor, today), *_matching(wanted)]
    if after:
        position = _select_places(*order).where(Place.reference == after)
        row = session.execute(position).first()
        if row is not None:
            conditions.append(tuple_(*order) > tuple_(*row[1:]))
    found = session.execute(
        _select_places(_SETTLEMENT.c.title, _CITY.c.title, _COUNTRY.c.title)
        .where(*conditions)
        .order_by(*order)
        .limit(PER_PAGE + 1)
    ).all()
    places = [row[0] for row in found[:PER_PAGE]]
    above = {place.id: tuple(name for name in names if name) for place, *names in found}
    return PlacePage(places, places[-1].reference if len(found) > PER_PAGE else None, above)


def _select_places(*columns: Any) -> Any:
    return (
        select(Place, *columns)
        .outerjoin(_COUNTRY, _COUNTRY.c.id == Place.country_id)
        .outerjoin(_CITY, _CITY.c.id == Place.city_id)
        .outerjoin(_SETTLEMENT, _SETTLEMENT.c.id == Place.settlement_id)
    )


def _tree_order() -> list[Any]:
    """Country, city, settlement and section, each by name; an empty name where the place stands higher."""
    city = PLACES.alias()
    used = or_(Place.level != Level.COUNTRY, exists().where(city.c.country_id == Place.id))
    empty = literal("")
    return [
        case((used, 0), else_=1),
        func.coalesce(_COUNTRY.c.title, Place.title),
        case((Place.level == Level.COUNTRY, empty), else_=func.coalesce(_CITY.c.title, Place.title)),
        case(
            (Place.level.in_([Level.COUNTRY, Level.CITY]), empty),
            else_=func.coalesce(_SETTLEMENT.c.title, Place.title),
        ),
        case((Place.level == Level.SECTION, Place.title), else_=empty),
        Place.id,
    ]


def _matching(wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    if wanted.country:
        country = select(PLACES.c.id).where(PLACES.c.iso3 == wanted.country).scalar_subquery()
        yield or_(Place.country_id == country, Place.id == country)
    if wanted.level is not None:
        yield Place.level == wanted.level
    if wanted.name.strip():
        yield Place.title.icontains(wanted.name.strip(), autoescape=True)


def countries_seen_by(session: Session, actor: Actor, today: date) -> list[tuple[str, str]]:
    """The countries in use, by code and name, of the places that this person sees."""
    countries = select(PLACES.c.country_id).where(
        PLACES.c.id.in_(select(Place.id).where(places_seen(actor, today)))
    )
    statement = select(Place).where(Place.id.in_(countries)).order_by(Place.title)
    return [(place.iso3 or "", place.title) for place in session.scalars(statement)]
