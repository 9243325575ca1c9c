"""The engine that proposes money for an award: which allotments may pay for it, and why each other may not (R34).

Pure: plain values in, plain values and reasons out; no database, no clock.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.funding.models import INSTRUMENT_NAMES, THEME_NAMES, WINDOW_NAMES, Instrument, Theme, Window
from app.kernel.errors import Why, why
from app.kernel.money import Money
from app.kernel.words import Message, _


@dataclass(frozen=True)
class Earmark:
    """What money may be used for; an empty set is no limit. Countries go by their ISO codes of three letters."""

    countries: frozenset[str] = frozenset()
    themes: frozenset[Theme] = frozenset()
    instruments: frozenset[Instrument] = frozenset()
    windows: frozenset[Window] = frozenset()


@dataclass(frozen=True)
class Want:
    """What an award asks of its money: where, for what, and until when it is needed.

    `last_on` is the day of its last tranche; `ends_on` the award's own end, to which R34 adds `days_after`.
    """

    countries: frozenset[str]
    themes: frozenset[Theme]
    instrument: Instrument
    window: Window
    last_on: date
    ends_on: date
    days_after: int
    amount: Money | None = None


@dataclass(frozen=True)
class Offering:
    """An allotment as the engine sees it: its source's earmark and its own, and what is free in it."""

    allotment: str
    source: str
    title: str
    earmarks: Sequence[Earmark]
    ends_on: date | None
    source_is_open: bool
    free: Money


@dataclass(frozen=True)
class Match:
    """One allotment and every reason against it; none: it may pay."""

    offering: Offering
    whys: tuple[Why, ...]

    @property
    def eligible(self) -> bool:
        return not self.whys


def matches(offerings: Iterable[Offering], want: Want) -> tuple[Match, ...]:
    """Every allotment judged: the eligible first, of these the narrowest earmark and the earliest end first.

    So money that may be used for little is used before money that may be used for anything.
    """
    found = [Match(offering, tuple(_whys(offering, want))) for offering in offerings]
    return tuple(sorted(found, key=_order))


def _order(match: Match) -> tuple[bool, int, date, str, str]:
    offering = match.offering
    limits = sum(
        bool(part)
        for earmark in offering.earmarks
        for part in (earmark.countries, earmark.themes, earmark.instruments, earmark.windows)
    )
    return (
        not match.eligible,
        -limits,
        offering.ends_on or date.max,
        offering.source,
        offering.allotment,
    )


def _whys(offering: Offering, want: Want) -> Iterator[Why]:
    if not offering.source_is_open:
        yield why("R34", _("its source is not open"))
    for earmark in offering.earmarks:
        yield from outside(earmark, want)
    yield from _ends_too_early(offering.ends_on, want)
    if want.amount is not None and offering.free < want.amount:
        yield why("R34", _("{free} is free, {asked} is asked for"), free=offering.free, asked=want.amount)


def outside(earmark: Earmark, want: Want) -> Iterator[Why]:
    """Each limit of an earmark that the award does not keep to."""
    abroad = sorted(want.countries - earmark.countries)
    if earmark.countries and (abroad or not want.countries):
        yield why("R34", _("is for {countries} only"), countries=", ".join(sorted(earmark.countries)))
    if earmark.themes and not earmark.themes & want.themes:
        yield why("R34", _("is for another theme: {theme}"), theme=Message(THEME_NAMES[min(earmark.themes)]))
    if earmark.instruments and want.instrument not in earmark.instruments:
        name = INSTRUMENT_NAMES[min(earmark.instruments)]
        yield why("R34", _("is for another instrument: {instrument}"), instrument=Message(name))
    if earmark.windows and want.window not in earmark.windows:
        name = WINDOW_NAMES[min(earmark.windows)]
        yield why("R34", _("is for another window: {window}"), window=Message(name))


def _ends_too_early(ends_on: date | None, want: Want) -> Iterator[Why]:
    if ends_on is None:
        return
    if ends_on < want.last_on:
        yield why("R34", _("ends {day}, before the last tranche"), day=_iso(ends_on))
    elif ends_on < want.ends_on + timedelta(days=want.days_after):
        yield why(
            "R34",
            _("ends {day}, less than {days} days after the award"),
            day=_iso(ends_on),
            days=want.days_after,
        )


def _iso(day: date) -> str:
    return day.isoformat()
