"""What counts are made of, read from the database in a fixed number of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.kernel.db import table_of
from app.kernel.things import THINGS
from app.places.models import Level, Place
from app.results.count_once import BOUND, Declaration, Estimate, Says, Side, Tree
from app.results.count_once.facts import VERIFIED
from app.results.declarations.models import IN_FORCE
from app.results.declarations.models import Declaration as Declared
from app.results.estimates.models import Estimate as Estimated
from app.results.estimates.models import EstimatePlace, EstimateState

PLACES, ESTIMATES, DECLARATIONS = (table_of(model) for model in (Place, Estimated, Declared))
READ = frozenset({EstimateState.SUBMITTED, EstimateState.RETURNED, EstimateState.VERIFIED})
"""What an explanation speaks of; of these only the verified count."""


@dataclass(frozen=True)
class Where:
    """A place as counts name it."""

    key: int
    title: str
    level: Level


@dataclass(frozen=True)
class Inputs:
    """The tree of places, the estimates and the declarations in force; places and estimates by their references."""

    tree: Tree
    places: Mapping[str, Where]
    estimates: tuple[Estimate, ...]
    titles: Mapping[str, str]
    """What each estimate is of."""
    declarations: tuple[Declaration, ...]
    bound: int = BOUND
    """The work that one knot may take."""

    def below(self, place: str | None, level: Level) -> list[str]:
        """The places of this level within another, by name."""
        inside = self.tree.order if place is None else self.tree.subtree(place)
        found = [one for one in inside if self.places[one].level is level]
        return sorted(found, key=lambda one: (self.places[one].title, one))


def read_inputs(session: Session, on: date, more: Iterable[Declared] = ()) -> Inputs:
    """All inputs as they stand now, with the declarations that hold on a day and `more` that are only proposed."""
    places = _places(session)
    references = {where.key: reference for reference, where in places.items()}
    estimates, titles, named = _estimates(session, references)
    sides = _Sides(references, named, _newer(session))
    return Inputs(
        tree=Tree(_parents(session, references)),
        places=places,
        estimates=estimates,
        titles=titles,
        declarations=tuple(sides.of(one) for one in (*_declared(session, on), *more) if sides.know(one)),
    )


def _places(session: Session) -> dict[str, Where]:
    rows = session.execute(
        select(THINGS.c.reference, THINGS.c.id, THINGS.c.title, PLACES.c.level).join(
            PLACES, PLACES.c.id == THINGS.c.id
        )
    )
    return {reference: Where(key, title, Level(level)) for reference, key, title, level in rows}


def _parents(session: Session, references: Mapping[int, str]) -> dict[str, str | None]:
    columns = PLACES.c
    rows = session.execute(
        select(columns.id, columns.settlement_id, columns.city_id, columns.country_id).order_by(columns.id)
    )
    return {
        references[key]: references.get(settlement or city or country or 0)
        for key, settlement, city, country in rows
    }


def _estimates(
    session: Session, references: Mapping[int, str]
) -> tuple[tuple[Estimate, ...], dict[str, str], dict[int, str]]:
    columns = ESTIMATES.c
    at: dict[int, list[str]] = {}
    for key, place in session.execute(
        select(EstimatePlace.estimate_id, EstimatePlace.place_id).order_by(
            EstimatePlace.estimate_id, EstimatePlace.place_id
        )
    ):
        at.setdefault(key, []).append(references[place])
    rows = session.execute(
        select(
            columns.id,
            THINGS.c.reference,
            THINGS.c.title,
            THINGS.c.state,
            columns.indicator,
            columns.category,
            columns.counted_on,
            columns.total,
            columns.female,
            columns.male,
        )
        .join(THINGS, THINGS.c.id == columns.id)
        .where(THINGS.c.state.in_(READ))
        .order_by(columns.id)
    )
    found, titles, named = [], {}, {}
    for key, reference, title, state, indicator, category, counted_on, total, female, male in rows:
        status = VERIFIED if state == EstimateState.VERIFIED else state
        found.append(
            Estimate(
                reference, tuple(at[key]), category, counted_on.year, total, female, male, status, indicator
            )
        )
        titles[reference], named[key] = title, reference
    return tuple(found), titles, named


def _declared(session: Session, on: date) -> list[Declared]:
    statement = select(Declared).where(
        Declared.state.in_(IN_FORCE),
        Declared.valid_from <= on,
        or_(Declared.valid_until.is_(None), Declared.valid_until >= on),
    )
    return list(session.scalars(statement.order_by(Declared.id)))


def _newer(session: Session) -> dict[int, int]:
    rows = session.execute(
        select(ESTIMATES.c.id, ESTIMATES.c.replaced_by_id).where(ESTIMATES.c.replaced_by_id.is_not(None))
    )
    return {key: newer for key, newer in rows if newer is not None}


@dataclass(frozen=True)
class _Sides:
    """The sides of declarations by their references: an estimate's newest version; what is taken out is on none."""

    places: Mapping[int, str]
    estimates: Mapping[int, str]
    newer: Mapping[int, int]

    def know(self, declared: Declared) -> bool:
        named = (declared.one_estimate_id, declared.other_estimate_id)
        return all(key is None or self._newest(key) in self.estimates for key in named)

    def _newest(self, key: int) -> int:
        while key in self.newer:
            key = self.newer[key]
        return key

    def of(self, declared: Declared) -> Declaration:
        return Declaration(
            Says(declared.says),
            self._side(declared.one_place_id, declared.one_estimate_id),
            self._side(declared.other_place_id, declared.other_estimate_id),
            declared.reference,
        )

    def _side(self, place: int | None, estimate: int | None) -> Side:
        if place is not None:
            return Side(place=self.places[place])
        return Side(estimate=self.estimates[self._newest(estimate or 0)])
