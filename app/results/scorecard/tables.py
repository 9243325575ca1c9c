"""The scorecard as tidy tables: one figure a row, safe to open in a spreadsheet."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from app.results.scorecard.explained import Reasoned
from app.results.scorecard.queries import Scorecard

Cell = str | int
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula at the beginning of a text (OWASP, CSV injection)."""
MARK = "\N{BYTE ORDER MARK}"
"""Goes first, so that spreadsheets read UTF-8."""
FIGURES = ("indicator", "until", "place", "place_name", "category", "figure", "value")
ESTIMATES = (
    "estimate",
    "output",
    "places",
    "category",
    "year",
    "total",
    "female",
    "male",
    "not_disaggregated",
    "counted",
)


def table(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """The rows as RFC 4180 has them, with every text that a spreadsheet would run made plain by an apostrophe."""
    out = StringIO(newline="")
    out.write(MARK)
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return out.getvalue()


def _plain(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def figures(card: Scorecard) -> Iterator[Sequence[Cell]]:
    """Every figure of a scorecard: people by year, place and category, works by type, things by sort."""
    place = card.place or ""
    name = card.inputs.places[place].title if place else ""
    for people, years in card.people.items():
        for row in years:
            where = (people.value, f"{row.year}", place, name, "")
            yield from _parts(where, "to date", row.cumulative.tally)
            if row.new is not None:
                yield from _parts(where, "new", row.new)
    for one in card.places:
        yield from _parts(
            ("T3.02", f"{card.year}", one.reference, one.where.title, ""), "to date", one.figure.tally
        )
    for by in card.categories:
        yield from _parts(
            ("T3.02", f"{card.year}", place, name, by.category.value), "to date", by.figure.tally
        )
    for work, number in sorted(card.types.items()):
        yield ("T3.01", f"{card.year}", place, name, work.value, "to date", number)
    for indicator, number in card.things:
        yield (indicator.code, f"{card.year}", place, name, "", "to date", number)


def _parts(where: tuple[str, ...], what: str, of: object) -> Iterator[Sequence[Cell]]:
    for part in ("total", "female", "male", "not_disaggregated"):
        yield (*where, f"{what}: {part}", getattr(of, part))


def estimates(rows: Iterable[Reasoned]) -> Iterator[Sequence[Cell]]:
    """The estimates behind one figure."""
    for row in rows:
        one = row.estimate
        yield (
            one.id, row.title, "; ".join(row.places), one.category, one.year, one.total, one.female, one.male,
            one.total - one.female - one.male, "yes" if row.counted else "no",
        )  # fmt: skip
