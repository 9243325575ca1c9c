"""Tables as files: CSV and XLSX whose texts come back as they were and are never taken for a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter

from app.kernel.money import Money, exponent_of

Cell = str | int | date | datetime | Money | None

CSV, XLSX = "text/csv; charset=utf-8", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GUARD = "'"
_TAKEN_FOR_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", GUARD)
"""First characters that make a program calculate a text instead of showing it (CWE-1236), and our own mark."""
_BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Without it, office programs read UTF-8 as something else."""
_EXACT_DIGITS = 15
"""Workbooks keep numbers in binary, exactly up to so many decimal digits."""
_LONGEST_NAME = 31


@dataclass(frozen=True)
class Column:
    """A heading; an amount's column is followed by one for its currency's code, under `currency`."""

    heading: str
    currency: str = ""

    @property
    def headings(self) -> tuple[str, ...]:
        return (self.heading, self.currency) if self.currency else (self.heading,)


@dataclass(frozen=True)
class Table:
    """Rows under columns, and what is said about them as a whole: when, for whom, by which filter."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    about: Sequence[tuple[str, str]] = ()

    @property
    def headings(self) -> list[str]:
        return [heading for column in self.columns for heading in column.headings]

    def spread(self, row: Sequence[Cell]) -> Iterator[Cell]:
        """The cells of a row, each amount followed by its currency's code."""
        for column, cell in zip(self.columns, row, strict=True):
            yield cell
            if column.currency:
                yield cell.currency if isinstance(cell, Money) else None


def guarded(text: str) -> str:
    """The text as it stands in a CSV cell: an apostrophe before what could be taken for a formula."""
    return GUARD + text if text.startswith(_TAKEN_FOR_A_FORMULA) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text.removeprefix(GUARD)


def csv_lines(table: Table) -> Iterator[bytes]:
    """The table by RFC 4180 in UTF-8, row by row: amounts as plain decimals, moments by ISO 8601 in UTC."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    buffer.write(_BYTE_ORDER_MARK)
    writer.writerow([guarded(heading) for heading in table.headings])
    for row in table.rows:
        writer.writerow([_text(cell) for cell in table.spread(row)])
        yield _taken(buffer)
    yield _taken(buffer)


def csv_rows(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows of texts below a table, in the same spelling."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([guarded(cell) for cell in row] for row in rows)
    return _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    written = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return written


def _text(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case str():
            return guarded(cell)
        case Money():
            return cell.decimal_text()
        case datetime():
            return cell.astimezone(UTC).isoformat(timespec="seconds")
        case date():
            return cell.isoformat()
    return str(cell)


def read_csv(content: bytes) -> list[list[str]]:
    """The texts of a file that `csv_lines` wrote, headings first. Raises UnicodeDecodeError, csv.Error."""
    lines = io.StringIO(content.decode("utf-8-sig"), newline="")
    return [[unguarded(cell) for cell in row] for row in csv.reader(lines, strict=True)]


def write_xlsx(table: Table, file: IO[bytes]) -> int:
    """Write the table as a workbook, row by row; gives how many rows there were.

    Texts are texts, never formulas or links; numbers and amounts are numbers where a workbook keeps them
    exactly, else texts; what is said about the table stands on a sheet of its own.
    """
    count = 0
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        page = book.add_worksheet(_sheet_name(table.title))
        looks = _Looks(book)
        page.freeze_panes(1, 0)
        for place, heading in enumerate(table.headings):
            page.write_string(0, place, heading, looks.bold)
        for count, row in enumerate(table.rows, 1):
            for place, cell in enumerate(table.spread(row)):
                _write(page, looks, count, place, cell)
        if table.about:
            notes = book.add_worksheet()
            for line, (key, said) in enumerate(table.about):
                notes.write_string(line, 0, key, looks.bold)
                notes.write_string(line, 1, said)
    return count


def _sheet_name(title: str) -> str:
    plain = "".join(" " if character in "[]:*?/\\'" else character for character in title).strip()
    return plain[:_LONGEST_NAME] or "1"


class _Looks:
    """The formats of one workbook."""

    def __init__(self, book: Any) -> None:
        self.bold = book.add_format({"bold": True})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self.amounts = [
            book.add_format({"num_format": "#,##0" + ("." + "0" * decimals if decimals else "")})
            for decimals in range(5)
        ]


def _write(page: Any, looks: _Looks, row: int, place: int, cell: Cell) -> None:
    match cell:
        case None | "":
            return
        case str():
            page.write_string(row, place, cell)
        case Money() if abs(cell.minor) < 10**_EXACT_DIGITS:
            look = looks.amounts[exponent_of(cell.currency)]
            page.write_number(row, place, Decimal(cell.decimal_text()), look)
        case Money():
            page.write_string(row, place, cell.decimal_text())
        case datetime():
            page.write_datetime(row, place, cell.astimezone(UTC).replace(tzinfo=None), looks.moment)
        case date():
            page.write_datetime(row, place, cell, looks.day)
        case int() if abs(cell) < 10**_EXACT_DIGITS:
            page.write_number(row, place, cell)
        case _:
            page.write_string(row, place, str(cell))
