"""People to date, year by year: bars of whole numbers for an SVG, women, men and those not noted in one bar."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.results.counting.questions import YearRow

WIDTH, STEP, THICK, MARGIN = 480, 30, 20, 56


@dataclass(frozen=True)
class Part:
    """One stretch of a bar, drawn at `opacity` in tenths."""

    x: int
    width: int
    opacity: int


@dataclass(frozen=True)
class Bar:
    """One year."""

    year: int
    y: int
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Picture:
    """The bars from the first year down, and how large the drawing is."""

    width: int
    height: int
    thick: int
    bars: tuple[Bar, ...]


def picture(rows: Sequence[YearRow]) -> Picture | None:
    """The picture of a framework's years; None where nobody is counted."""
    most = max((row.cumulative.tally.total for row in rows), default=0)
    if not most:
        return None
    bars = tuple(Bar(row.year, number * STEP, _parts(row, most)) for number, row in enumerate(rows))
    return Picture(MARGIN + WIDTH, len(rows) * STEP, THICK, bars)


def _parts(row: YearRow, most: int) -> tuple[Part, ...]:
    tally, parts, before = row.cumulative.tally, [], 0
    for people, opacity in ((tally.female, 10), (tally.male, 6), (tally.not_disaggregated, 3)):
        start, end = (MARGIN + WIDTH * sum_ // most for sum_ in (before, before + people))
        parts.append(Part(start, end - start, opacity))
        before += people
    return tuple(parts)
