"""Lines of spending from a table: its columns, what an empty one looks like, and what is typed in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from app.formats.amounts import day_in, money_in
from app.formats.faults import Faults, unreadable
from app.formats.sheets import Column, Table, csv_lines, unguarded
from app.formats.tables import Row, read_table
from app.funding.reports.models import Cost, Proof
from app.kernel.words import _

E = TypeVar("E", bound=StrEnum)
COLUMNS: Mapping[str, Sequence[str]] = {
    "budget_line": ("budget line",),
    "cost": ("kind of cost",),
    "proof": (),
    "document_number": ("document number",),
    "document_on": ("document date",),
    "delivered_on": ("delivery date",),
    "payee": ("paid to",),
    "description": ("for what",),
    "amount": (),
}
"""What each column is called, ours and as people write it."""
EXAMPLE = (
    "Materials",
    Cost.GOODS.value,
    Proof.INVOICE.value,
    "INV-1",
    date(2026, 3, 31),
    date(2026, 3, 31),
    "Hardware shop",
    "40 bags of cement",
    "1234.00",
)


@dataclass(frozen=True)
class Typed:
    """A row: the line of the file it begins on, what it says, and its amount as it is written."""

    line: int
    said: Mapping[str, object]
    amount: str


def template() -> bytes:
    """The table to fill in: the row of names and one example."""
    return b"".join(csv_lines(Table("lines", [Column(name) for name in COLUMNS], [EXAMPLE])))


def read_lines(content: bytes) -> tuple[Typed, ...]:
    """The lines of a table; Unreadable names every row that does not read. Their amounts are read by `priced`."""
    lines, faults = [], Faults()
    for row in read_table(content, COLUMNS, tuple(COLUMNS)):
        with faults.kept():
            lines.append(Typed(row.line, _line(row), row.must("amount")))
    faults.settle()
    if not lines:
        raise unreadable(1, _("There is no line in this table."))
    return tuple(lines)


def priced(lines: Sequence[Typed], currency: str) -> list[Mapping[str, object]]:
    """The lines as their form takes them, amounts in minor units of a currency; Unreadable names every bad amount."""
    told: list[Mapping[str, object]] = []
    faults = Faults()
    for line in lines:
        with faults.kept():
            told.append({**line.said, "amount": money_in(line.line, line.amount, currency).minor})
    faults.settle()
    return told


def _line(row: Row) -> Mapping[str, object]:
    texts = {
        name: unguarded(row.must(name)) for name in ("budget_line", "document_number", "payee", "description")
    }
    return {
        **texts,
        "cost": _one_of(row, "cost", Cost),
        "proof": _one_of(row, "proof", Proof),
        "document_on": day_in(row.line, row.must("document_on")),
        "delivered_on": day_in(row.line, row.must("delivered_on")),
    }


def _one_of(row: Row, column: str, choices: type[E]) -> E:
    try:
        return choices(row.must(column).lower())
    except ValueError:
        raise unreadable(
            row.line,
            _("“{text}” is not one of: {choices}."),
            text=row[column],
            choices=", ".join(choices),
        ) from None
