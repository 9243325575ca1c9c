"""All that the scorecard shows: people, things and targets of a framework up to a year, at a place or everywhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.funding.ledger.models import Kind
from app.funding.ledger.queries import sums_of_funds
from app.funding.models import BOOKS
from app.funding.sources.models import Charge, ChargeState, Sort, Source
from app.kernel.money import Money
from app.places.models import Level
from app.results.counting.inputs import Inputs, Where, read_inputs
from app.results.counting.questions import Figure, Question, YearRow, at, by_year, count
from app.results.frameworks import BY_PEOPLE, CORPORATE, Adds, Framework, Indicator, Measure, framework_on
from app.results.models import Category, People, WorkType
from app.results.scorecard.delivered import Delivered, by_sort, by_type, delivered

ZERO = Money.zero(BOOKS)


@dataclass(frozen=True)
class PlaceRow:
    """A country or a city, and the people served directly there."""

    reference: str
    where: Where
    figure: Figure


@dataclass(frozen=True)
class CategoryRow:
    """People served with one thing, each counted once within the row."""

    category: Category
    figure: Figure


@dataclass(frozen=True)
class Target:
    """A corporate target and how far it is; what cannot be counted exactly has no value."""

    measure: Measure
    goal: int
    value: int | None


@dataclass(frozen=True)
class Scorecard:
    """Results from the framework's first day to the end of a year, at a place or (None) everywhere."""

    framework: Framework
    inputs: Inputs
    year: int
    until: date
    place: str | None
    people: Mapping[People, Sequence[YearRow]]
    places: Sequence[PlaceRow]
    categories: Sequence[CategoryRow]
    capacities: Figure
    outputs: Sequence[Delivered]
    types: Mapping[WorkType, int]
    things: Sequence[tuple[Indicator, int]]
    targets: Sequence[Target]

    @property
    def direct(self) -> Figure:
        """People served directly, to date."""
        return self.people[People.DIRECT][-1].cumulative

    @property
    def in_several_rows(self) -> int:
        """How many more the rows by category are together than the total, in which each is counted once."""
        return sum(row.figure.tally.total for row in self.categories) - self.direct.tally.total


def last_day(year: int, today: date) -> date:
    """The day to whose end a year's figures go: its last, or today in the running one."""
    return min(date(year, 12, 31), today)


def scorecard(session: Session, today: date, year: int, place: str | None = None) -> Scorecard:
    """The scorecard of a year; the declarations are those that hold on its last day."""
    until = last_day(year, today)
    framework, inputs = framework_on(until), read_inputs(session, until)
    years = framework.years(year)
    within = (
        None if place is None else frozenset(inputs.places[one].key for one in inputs.tree.subtree(place))
    )
    outputs = delivered(session, framework.starts_on, until, within)
    sorts = by_sort(outputs)
    direct = Question(frozenset({People.DIRECT}), years)
    capacities = Question(frozenset({People.DIRECT}), years, Category.CAPACITIES)
    return Scorecard(
        framework=framework,
        inputs=inputs,
        year=year,
        until=until,
        place=place,
        people={one: by_year(inputs, Question(frozenset({one}), years), place) for one in People},
        places=_places(inputs, direct, place),
        categories=_categories(inputs, years, place),
        capacities=at(count(inputs, capacities), place),
        outputs=outputs,
        types=by_type(outputs),
        things=[(one, sorts[one.sort]) for one in CORPORATE if one.adds is Adds.DISTINCT and one.sort],
        targets=_targets(session, inputs, framework, until, outputs) if place is None else (),
    )


def _places(inputs: Inputs, question: Question, place: str | None) -> list[PlaceRow]:
    """Every country, and under it every city, in which somebody is counted or cannot be."""
    counted = count(inputs, question)
    rows = []
    for country in inputs.below(None, Level.COUNTRY):
        for one in (country, *inputs.below(country, Level.CITY)):
            figure = at(counted, one)
            asked = place is None or inputs.tree.related(one, place)
            if asked and (figure.tangle or figure.tally.first):
                rows.append(PlaceRow(one, inputs.places[one], figure))
    return rows


def _categories(inputs: Inputs, years: range, place: str | None) -> list[CategoryRow]:
    used = {one.category for one in inputs.estimates}
    questions = (
        (one, Question(frozenset({People.DIRECT}), years, one)) for one in Category if one.value in used
    )
    rows = [CategoryRow(one, at(count(inputs, question), place)) for one, question in questions]
    return [row for row in rows if row.figure.tangle or row.figure.tally.first]


# --- Targets -------------------------------------------------------------------------------------


def _targets(
    session: Session, inputs: Inputs, framework: Framework, until: date, outputs: Sequence[Delivered]
) -> list[Target]:
    levels = {where.key: where.level for where in inputs.places.values()}
    keys = {inputs.places[one].key: one for one in inputs.places}
    above = {
        inputs.places[holder].key
        for output in outputs
        for key in output.places
        for holder in inputs.tree.upwards(keys[key])
    }
    values: dict[Measure, int | None] = {
        Measure.CITIES: sum(levels[key] is Level.CITY for key in above),
        Measure.COUNTRIES: sum(levels[key] is Level.COUNTRY for key in above),
        Measure.THEMES: len(frozenset().union(*(output.themes for output in outputs))),
        Measure.DELIVERY: delivery(session, framework.starts_on, until).minor // 100,
    }
    for measure, people in BY_PEOPLE.items():
        figure = at(count(inputs, Question(people, framework.years(until.year))), None)
        values[measure] = None if figure.tangle else figure.tally.total
    return [Target(measure, goal, values[measure]) for measure, goal in framework.targets.items()]


def delivery(session: Session, since: date, until: date) -> Money:
    """What was paid to grantees and charged to programmes between two days, without the management fee (DOMAIN 4)."""
    paid = _paid_out(session, until) - _paid_out(session, since - timedelta(days=1))
    fees = session.scalar(
        select(func.coalesce(func.sum(Charge.amount), 0)).where(
            Charge.sort == Sort.FEE, Charge.state == ChargeState.POSTED,
            Charge.charged_on >= since, Charge.charged_on <= until,
        )
    )  # fmt: skip
    return paid - Money(int(fees or 0), BOOKS)


def _paid_out(session: Session, day: date) -> Money:
    sources = list(session.scalars(select(Source.id)))
    sums = sums_of_funds(session, sources, day)
    return sum((stages.get((Kind.PAID_OUT, BOOKS), ZERO) for stages in sums.values()), start=ZERO)
