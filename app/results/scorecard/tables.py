"""The scorecard as tidy tables: one figure a row, safe to open in a spreadsheet."""

from collections.abc import Iterable, Iterator, Sequence

from app.formats.sheets import Cell, Column, Table, csv_lines
from app.results.scorecard.explained import Reasoned
from app.results.scorecard.queries import Scorecard

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


def table(title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The rows as CSV, in which no text is taken for a formula."""
    return b"".join(csv_lines(Table(title, [Column(heading) for heading in header], rows)))


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
