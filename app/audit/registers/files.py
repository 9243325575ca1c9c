"""A register as a file: CSV, workbook or JSON Lines, written row by row, its sums and its digest at the end."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.audit.registers.register import Cell, Register, Sums
from app.formats import sheets
from app.kernel.money import Money
from app.kernel.trail.canonical import dump, moment
from app.kernel.words import Message

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


def sheet(register: Register, rows: Iterable[Sequence[Cell]], written: Written, say: Say) -> sheets.Table:
    """The register as a table of a file; amounts stand beside its own column of currencies."""
    plain = (
        [say(cell) if isinstance(cell, Message) else cell for cell in row]
        for row in counted(register, rows, written)
    )
    columns = [sheets.Column(say(column.heading)) for column in register.columns]
    return sheets.Table(say(register.title), columns, plain)


def csv_lines(
    register: Register, rows: Iterable[Sequence[Cell]], written: Written, say: Say
) -> Iterator[bytes]:
    """The rows as CSV, headings first."""
    for line in sheets.csv_lines(sheet(register, rows, written, say)):
        written.sha256.update(line)
        yield line
