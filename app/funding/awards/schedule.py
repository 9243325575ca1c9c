"""The schedule of an award: its tranches, reports, visits and audit, from risk, amount, duration and modality.

Pure: plain values and a dated table in, a plan out (R40, R41, DOMAIN 3.5); no database, no clock.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from app.funding.awards.models import Modality, RequirementKind, Risk
from app.funding.models import BOOKS, Track
from app.kernel.errors import Why, why
from app.kernel.money import Money
from app.kernel.words import _

POLICY = "schedule"
"""The set of parameters, for a country or for the whole installation."""
DAYS_A_MONTH = 30
WHOLE = Fraction(100)
PARTS = 10_000
DEFAULTS: Mapping[str, Any] = {
    "small": {
        "tranches": [["0.00", ["50", "50"]]],
        "reports": ["statement"],
        "visits": 1,
        "spot_checks": False,
        "own_audit": False,
    },
    "standard": {
        "tranches": [["0.00", ["40", "40", "20"]]],
        "reports": ["narrative", "financial"],
        "visits": 2,
        "spot_checks": False,
        "own_audit": False,
    },
    "large": {
        "tranches": [["0.00", ["30", "30", "30", "10"]]],
        "reports": ["narrative", "financial"],
        "visits": 3,
        "spot_checks": True,
        "own_audit": True,
    },
    "report_every_months": 6,
    "report_days_after_end": 30,
    "audit_days_after_end": 90,
}
"""What a new installation begins with (DOMAIN 3.5)."""


@dataclass(frozen=True)
class Row:
    """What the table asks of one track; `tranches` begins each plan at an amount, the smallest first."""

    tranches: Sequence[tuple[Money, Sequence[Fraction]]]
    reports: Sequence[RequirementKind]
    visits: int
    spot_checks: bool
    own_audit: bool

    def percents(self, amount: Money) -> Sequence[Fraction]:
        """The plan of the highest beginning that the amount reaches."""
        return [plan for begins_at, plan in self.tranches if begins_at <= amount][-1]


@dataclass(frozen=True)
class Table:
    """The dated table: a row a track, and what holds for all."""

    rows: Mapping[Track, Row]
    report_every: timedelta
    report_after_end: timedelta
    audit_after_end: timedelta


@dataclass(frozen=True)
class Asked:
    """What a schedule is made from."""

    amount: Money
    track: Track
    risk: Risk
    modality: Modality
    starts_on: date
    ends_on: date

    @property
    def row(self) -> Track:
        """The table's row: an award of high risk is controlled as a large one."""
        return Track.LARGE if self.risk is Risk.HIGH else self.track


@dataclass(frozen=True)
class Instalment:
    """A planned tranche."""

    number: int
    percent: Fraction
    amount: Money
    due_on: date

    @property
    def percent_text(self) -> str:
        """Its percentage as decimal text, to four decimals at most, which is how finely it can be typed."""
        whole, rest = divmod(int(self.percent * PARTS), PARTS)
        return f"{whole}.{rest:04}".rstrip("0").rstrip(".")


@dataclass(frozen=True)
class Owed:
    """A planned report, visit or audit; `tranche` is the one it accounts for."""

    kind: RequirementKind
    tranche: int | None
    due_on: date


@dataclass(frozen=True)
class Schedule:
    """The whole plan."""

    tranches: tuple[Instalment, ...]
    owed: tuple[Owed, ...]

    @property
    def last_on(self) -> date | None:
        """The day of the last tranche."""
        return self.tranches[-1].due_on if self.tranches else None


def read_table(settings: Mapping[str, Any]) -> Table:
    """The stored version as names and numbers. KeyError names what it lacks."""
    return Table(
        rows={track: _row(settings[track.value]) for track in Track},
        report_every=timedelta(days=DAYS_A_MONTH * int(settings["report_every_months"])),
        report_after_end=timedelta(days=int(settings["report_days_after_end"])),
        audit_after_end=timedelta(days=int(settings["audit_days_after_end"])),
    )


def _row(said: Mapping[str, Any]) -> Row:
    return Row(
        tranches=[
            (Money.of(from_usd, BOOKS), list(map(Fraction, plan))) for from_usd, plan in said["tranches"]
        ],
        reports=list(map(RequirementKind, said["reports"])),
        visits=int(said["visits"]),
        spot_checks=bool(said["spot_checks"]),
        own_audit=bool(said["own_audit"]),
    )


def sums_to_the_whole(percents: Sequence[Fraction]) -> Why | None:
    """R40: the tranches' percentages sum to exactly 100, each above nothing."""
    if sum(percents) == WHOLE and all(percent > 0 for percent in percents):
        return None
    return why("R40", _("The tranches' percentages must each be above 0 and sum to exactly 100."))


def schedule(table: Table, asked: Asked, percents: Sequence[Fraction] = ()) -> Schedule:
    """The plan of an award, by its table, or with these percentages instead of the table's.

    Amounts are the percentages of the whole to the cent, the last tranche takes the rounding (R40). The
    secretariat's own execution is purchased, not paid in tranches.
    """
    row = table.rows[asked.row]
    plan = () if asked.modality is Modality.DIRECT_EXECUTION else percents or row.percents(asked.amount)
    tranches = tuple(_instalments(asked, plan))
    return Schedule(tranches, tuple(sorted(_owed(table, row, asked, tranches), key=lambda one: one.due_on)))


def _instalments(asked: Asked, plan: Sequence[Fraction]) -> Iterator[Instalment]:
    left = asked.amount
    for at, percent in enumerate(plan):
        last = at == len(plan) - 1
        amount = left if last else asked.amount.times(percent / WHOLE)
        left -= amount
        yield Instalment(at + 1, percent, amount, _spread(asked, at, len(plan)))


def _spread(asked: Asked, part: int, parts: int) -> date:
    """The day after `part` of so many equal parts of the award's time."""
    return asked.starts_on + (asked.ends_on - asked.starts_on) * part // parts


def _owed(table: Table, row: Row, asked: Asked, tranches: Sequence[Instalment]) -> Iterator[Owed]:
    ends = [one.due_on for one in tranches[1:]] + [asked.ends_on + table.report_after_end]
    numbers: list[int | None] = [one.number for one in tranches] or [None]
    begins = asked.starts_on
    for number, due_on in zip(numbers, ends, strict=True):
        yield from (Owed(kind, number, due_on) for kind in row.reports)
        yield from _between(table, begins, due_on)
        begins = due_on
    for visit in range(1, row.visits + 1):
        yield Owed(RequirementKind.VISIT, None, _spread(asked, visit, row.visits))
    if row.spot_checks:
        yield from (Owed(RequirementKind.SPOT_CHECK, one.number - 1, one.due_on) for one in tranches[1:])
    if row.own_audit:
        yield Owed(RequirementKind.AUDIT, None, asked.ends_on + table.audit_after_end)


def _between(table: Table, begins: date, ends: date) -> Iterator[Owed]:
    """Where tranches are far apart a narrative report comes in between."""
    due_on = begins + table.report_every
    while due_on + timedelta(days=DAYS_A_MONTH) < ends:
        yield Owed(RequirementKind.NARRATIVE, None, due_on)
        due_on += table.report_every
