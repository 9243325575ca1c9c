"""A register as a file: CSV, workbook or JSON Lines, written row by row, its sums and its digest at the end."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import IO, Any

from app.audit.registers.register import Cell, Register, Sums
from app.formats import sheets
from app.kernel.money import Money
from app.kernel.trail.canonical import dump, moment
from app.kernel.words import Message, _

Say = Callable[[str | Message], str]
"""Puts a heading or a message into words."""


@dataclass
class Written:
    """What has been written so far: the sums of the rows, and the digest of their bytes."""

    sums: Sums = field(default_factory=Sums)
    sha256: Any = field(default_factory=hashlib.sha256)


def counted(register: Register, rows: Iterable[Sequence[Cell]], written: Written) -> Iterator[Sequence[Cell]]:
    """The rows, added up as they pass."""
    for row in rows:
        written.sums.add(register.columns, row)
        yield row


def json_line(register: Register, row: Sequence[Cell]) -> bytes:
    """A row in the trail's own spelling: amounts in minor units as text, days and moments by ISO 8601."""
    named = {column.name: _json(cell) for column, cell in zip(register.columns, row, strict=True)}
    return dump(named) + b"\n"


def _json(cell: Cell) -> str | int | None:
    match cell:
        case Money():
            return str(cell.minor)
        case Message():
            return cell.id
        case datetime():
            return moment(cell)
        case date():
            return cell.isoformat()
    return cell


def json_lines(register: Register, rows: Iterable[Sequence[Cell]], written: Written) -> Iterator[bytes]:
    """The rows as JSON Lines, and nothing else."""
    for row in counted(register, rows, written):
        line = json_line(register, row)
        written.sha256.update(line)
        yield line


@dataclass(frozen=True)
class Told:
    """What is said of a file at its end: which register, of what, when, in whose words."""

    title: str
    chosen: str
    made: datetime
    say: Say

    def about(self, written: Written) -> list[tuple[str, str]]:
        """The filter, the moment, the rows, the sums and the digest of what stands above (R73)."""
        said = [
            (self.say(_("Register")), self.title),
            (self.say(_("Narrowed to")), self.chosen or self.say(_("everything"))),
            (self.say(_("Made")), moment(self.made)),
            (self.say(_("Rows")), str(written.sums.rows)),
        ]
        said += [
            (f"{column} {currency}", money.decimal_text())
            for (column, currency), money in written.sums.money.items()
        ]
        return [*said, ("SHA-256", written.sha256.hexdigest())]


def csv_lines(
    register: Register, rows: Iterable[Sequence[Cell]], written: Written, say: Say
) -> Iterator[bytes]:
    """The rows as CSV, headings first, and nothing else."""
    for line in sheets.csv_lines(_sheet(register, rows, written, say)):
        written.sha256.update(line)
        yield line


def csv_file(register: Register, rows: Iterable[Sequence[Cell]], told: Told) -> Iterator[bytes]:
    """The rows as CSV, an empty line, and what is said of them: a file cut short lacks its end."""
    written = Written()
    yield from csv_lines(register, rows, written, told.say)
    yield b"\r\n"
    yield sheets.csv_rows(told.about(written))


def jsonl_file(register: Register, rows: Iterable[Sequence[Cell]], told: Told) -> Iterator[bytes]:
    """The rows as JSON Lines, and a last line with what is said of them."""
    written = Written()
    yield from json_lines(register, rows, written)
    yield (
        dump(
            {
                "filter": told.chosen,
                "made": moment(told.made),
                "register": register.key,
                **summed(written),
            }
        )
        + b"\n"
    )


def summed(written: Written) -> dict[str, object]:
    """How many rows there are, what their amounts come to in minor units, and the digest of their bytes."""
    return {
        "rows": written.sums.rows,
        "sha256": written.sha256.hexdigest(),
        "sums": [
            {"column": column, "currency": currency, "minor": str(money.minor)}
            for (column, currency), money in written.sums.money.items()
        ],
    }


def workbook(register: Register, rows: Iterable[Sequence[Cell]], told: Told, file: IO[bytes]) -> None:
    """Write the rows as a workbook, with what is said of them on a sheet of its own."""
    written, about = Written(), list[tuple[str, str]]()

    def passing() -> Iterator[Sequence[Cell]]:
        for row in rows:
            written.sha256.update(json_line(register, row))
            yield row
        about.extend(told.about(written))

    table = _sheet(register, passing(), written, told.say)
    sheets.write_xlsx(replace(table, about=about), file)


def _sheet(register: Register, rows: Iterable[Sequence[Cell]], written: Written, say: Say) -> sheets.Table:
    """The register as a table of a file; amounts stand beside its own column of currencies."""
    plain = (
        [say(cell) if isinstance(cell, Message) else cell for cell in row]
        for row in counted(register, rows, written)
    )
    columns = [sheets.Column(say(column.heading)) for column in register.columns]
    return sheets.Table(say(register.title), columns, plain)
