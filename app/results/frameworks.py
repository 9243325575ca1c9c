"""Results frameworks as data: indicators with how each adds, and corporate targets, valid from a day until a day.

A further framework is one more entry of FRAMEWORKS, its indicators mapped to ours by their codes (R103). Source of
the first: the Corporate Results Framework of the Strategic Plan 2022-2025 (DOMAIN 4).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.kernel.words import _
from app.results.models import People, Sort


class Adds(StrEnum):
    """How figures of an indicator are put together; context is never attributed to awards, so never added."""

    COUNT_ONCE = "count_once"
    DISTINCT = "distinct"
    SUM = "sum"
    CONTEXT = "context"


ADDS_NAMES: dict[Adds, str] = {
    Adds.COUNT_ONCE: _("people, each counted once"),
    Adds.DISTINCT: _("things, each counted once"),
    Adds.SUM: _("amounts, each confirmed once"),
    Adds.CONTEXT: _("context, never attributed to awards"),
}


class Unit(StrEnum):
    """What an indicator's figures are of; those in percent have three decimals at most."""

    PEOPLE = "people"
    THINGS = "things"
    USD = "usd"
    PERCENT = "percent"
    RATING = "rating"


UNIT_NAMES: dict[Unit, str] = {
    Unit.PEOPLE: _("people"),
    Unit.THINGS: _("number"),
    Unit.USD: _("US dollars"),
    Unit.PERCENT: _("percent"),
    Unit.RATING: _("rating"),
}


class Split(StrEnum):
    """What a figure is taken apart by; every Tier III indicator also by theme."""

    SEX = "sex"
    CATEGORY = "category"
    TYPE = "type"
    TOPIC = "topic"
    MILESTONE = "milestone"
    AGE = "age"
    EMPLOYMENT = "employment"
    PLACE = "place"


@dataclass(frozen=True)
class Indicator:
    """One indicator: its code, title, unit, how it adds, what it is taken apart by; `sort` is what is distinct."""

    code: str
    title: str
    unit: Unit
    adds: Adds
    splits: frozenset[Split] = frozenset()
    sort: Sort | None = None
    goal: str = ""
    """The number of the Sustainable Development Goals' indicator."""


def _context(code: str, title: str, unit: Unit, goal: str = "", *splits: Split) -> Indicator:
    return Indicator(code, title, unit, Adds.CONTEXT, frozenset(splits), goal=goal)


def _distinct(code: str, title: str, sort: Sort, *splits: Split) -> Indicator:
    return Indicator(code, title, Unit.THINGS, Adds.DISTINCT, frozenset(splits), sort)


def _people(code: str, title: str, *splits: Split) -> Indicator:
    return Indicator(code, title, Unit.PEOPLE, Adds.COUNT_ONCE, frozenset({Split.SEX, *splits}))


CONTEXT: tuple[Indicator, ...] = (
    _context("T1.01", _("urban people who live in slums"), Unit.PERCENT, "11.1.1"),
    _context(
        "T1.02", _("urban people below the poverty line"), Unit.PERCENT, "1.1.1",
        Split.SEX, Split.AGE, Split.EMPLOYMENT, Split.PLACE,
    ),
    _context("T2.01", _("municipal spending per person on basic services"), Unit.USD),
    _context("T2.02", _("people in low-income areas with safely managed water"), Unit.PERCENT, "6.1.1"),
    _context("T2.03", _("people in low-income areas with safely managed sanitation and handwashing"), Unit.PERCENT, "6.2.1"),
    _context("T2.04", _("people in low-income areas with regular waste collection"), Unit.PERCENT),
    _context("T2.05", _("people with secure tenure"), Unit.PERCENT, "1.4.2"),
    _context("T2.06", _("seats held by women in local government"), Unit.PERCENT, "5.5.1"),
    _context("T2.07", _("rating of the informal economy's working environment"), Unit.RATING),
    _context("T2.08", _("youth not in education, employment or training"), Unit.PERCENT, "8.6.1"),
    _context("T2.09", _("cities with migration policies"), Unit.THINGS, "10.7.2"),
)  # fmt: skip
"""Tiers I and II. The plan prints 8.5.2 for T2.08; the official number is 8.6.1."""

CORPORATE: tuple[Indicator, ...] = (
    _distinct("T3.01", _("community infrastructure projects constructed"), Sort.WORK, Split.TYPE),
    _people("T3.02", _("people served directly"), Split.CATEGORY),
    Indicator("T3.03", _("funds leveraged"), Unit.USD, Adds.SUM),
    _people("T3.04", _("people reached by leveraged investments")),
    _people("T3.05", _("people reached by policies, plans and strategies that are carried out")),
    _distinct("T3.06", _("urban dialogues with influence on strategy, policy or norms"), Sort.DIALOGUE, Split.TOPIC),
    _distinct("T3.07", _("urban policies"), Sort.POLICY, Split.TOPIC, Split.MILESTONE),
    _distinct("T3.08", _("city or sector strategies and plans"), Sort.PLAN, Split.TOPIC, Split.MILESTONE),
    _distinct("T3.09", _("institutions with strengthened capacities"), Sort.INSTITUTION),
    _distinct("T3.10", _("toolkits and technical assistance products with evidence of uptake"), Sort.TOOLKIT, Split.TOPIC),
    _distinct("T3.11", _("slum dweller federations strengthened"), Sort.FEDERATION),
    _distinct("T3.12", _("mechanisms that engage communities in urban governance"), Sort.MECHANISM),
)  # fmt: skip
"""Tier III. The individuals of T3.09 are the people of T3.02 with strengthened capacities."""

CONTEXT_NAMES: Mapping[str, str] = {one.code: one.title for one in CONTEXT}
INDICATORS: Mapping[str, Indicator] = {one.code: one for one in (*CONTEXT, *CORPORATE)}


class Measure(StrEnum):
    """What a corporate target is measured by."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    CITIES = "cities"
    COUNTRIES = "countries"
    DELIVERY = "delivery"
    THEMES = "themes"


MEASURE_NAMES: dict[Measure, str] = {
    Measure.DIRECT: _("people served directly"),
    Measure.INDIRECT: _("people reached indirectly"),
    Measure.CITIES: _("cities where something was delivered"),
    Measure.COUNTRIES: _("countries where something was delivered"),
    Measure.DELIVERY: _("US dollars paid and charged to programmes, without fee"),
    Measure.THEMES: _("themes in which something was delivered"),
}
BY_PEOPLE: dict[Measure, frozenset[People]] = {
    Measure.DIRECT: frozenset({People.DIRECT}),
    Measure.INDIRECT: frozenset({People.LEVERAGED, People.POLICIES}),
}
"""Direct and indirect people are two bars, never one sum (R89)."""


@dataclass(frozen=True)
class Framework:
    """What results are held against between two days; people are cumulated from its first day on."""

    code: str
    title: str
    starts_on: date
    ends_on: date
    targets: Mapping[Measure, int]

    def years(self, until: int) -> range:
        """Its years up to and with `until`; the last targets stand until a next framework begins."""
        return range(self.starts_on.year, max(until, self.starts_on.year) + 1)


FRAMEWORKS: tuple[Framework, ...] = (
    Framework(
        "CRF-2022",
        _("Corporate Results Framework 2022-2025"),
        date(2022, 1, 1),
        date(2025, 12, 31),
        {
            Measure.DIRECT: 3_000_000,
            Measure.INDIRECT: 25_000_000,
            Measure.CITIES: 24,
            Measure.COUNTRIES: 10,
            Measure.DELIVERY: 35_000_000,
            Measure.THEMES: 6,
        },
    ),
)


def framework_on(day: date) -> Framework:
    """The framework that results of this day belong to: the newest that has begun, else the first."""
    begun = [one for one in FRAMEWORKS if one.starts_on <= day]
    return begun[-1] if begun else FRAMEWORKS[0]
