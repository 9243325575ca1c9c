"""The questions that pages put to the engine: who, with what, until which year; and their answers place by place."""

from dataclasses import dataclass, replace

from app.results.count_once import Count, Scope, Tally, TooEntangledError
from app.results.count_once.facts import NOBODY
from app.results.count_once.years import Change, change
from app.results.counting.inputs import Inputs
from app.results.models import Category, People

TOGETHER = "+"
"""Joins the codes of indicators that one question counts as one: indirect people, each once over both kinds."""


@dataclass(frozen=True)
class Question:
    """People of these indicators, direct or indirect and never both (R89), counted in years, perhaps one category."""

    people: frozenset[People]
    years: range
    category: Category | None = None

    def __post_init__(self) -> None:
        if People.DIRECT in self.people and len(self.people) > 1:
            raise ValueError("Direct and indirect people are never added (R89).")

    @property
    def indicator(self) -> str:
        """The engine's name for who is asked about."""
        return TOGETHER.join(sorted(self.people))

    @property
    def scope(self) -> Scope:
        """The question as the engine takes it."""
        categories = frozenset({self.category.value}) if self.category else None
        return Scope(categories=categories, years=frozenset(self.years), indicator=self.indicator)


def count(inputs: Inputs, question: Question) -> Count:
    """The answer to a question, at every place."""
    estimates = (
        one if one.indicator == question.indicator else replace(one, indicator=question.indicator)
        for one in inputs.estimates
        if one.indicator in question.people
    )
    return Count(inputs.tree, estimates, inputs.declarations, question.scope, inputs.bound)


@dataclass(frozen=True)
class Figure:
    """How many people, or why that cannot be said exactly."""

    tally: Tally = NOBODY
    tangle: TooEntangledError | None = None


def at(counted: Count, place: str | None) -> Figure:
    """The figure of one place."""
    try:
        return Figure(counted.at(place))
    except TooEntangledError as tangle:
        return Figure(tangle=tangle)


@dataclass(frozen=True)
class YearRow:
    """A year's people to date, and the new ones as the difference from the year before (R88)."""

    year: int
    cumulative: Figure
    new: Change | None


def by_year(inputs: Inputs, question: Question, place: str | None = None) -> list[YearRow]:
    """People to date at the end of each year of the question, from the first on; earlier people are baseline."""
    rows: list[YearRow] = []
    before: Tally | None = NOBODY
    for year in question.years:
        counted = count(inputs, replace(question, years=range(question.years.start, year + 1)))
        figure = at(counted, place)
        known = before is not None and figure.tangle is None
        rows.append(YearRow(year, figure, change(before or NOBODY, counted, place) if known else None))
        before = None if figure.tangle else figure.tally
    return rows
