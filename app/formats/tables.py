"""Tables as files: CSV with a row of column names, each row with its line."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from app.formats.faults import unreadable
from app.kernel.words import _

DELIMITERS = (",", ";", "\t")
MOST_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line it begins on and its cells by column, "" where the file has no such column."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def must(self, column: str) -> str:
        """The cell of this column; Unreadable where it is empty."""
        if not self[column]:
            raise unreadable(self.line, _("The column “{column}” is empty."), column=column)
        return self[column]


def read_table(content: bytes, columns: Mapping[str, Sequence[str]], needed: Sequence[str]) -> Iterator[Row]:
    """The rows of a CSV, each cell under our name of its column.

    `columns` says, for each of our names, what files call it (in small letters); columns of other names are left
    alone. Raises Unreadable where the text is not UTF-8, a needed column is missing, one stands twice or a row has
    other cells than the head has columns.
    """
    rows = _rows(_decoded(content))
    head_line, head = next(rows, (1, []))
    named = {other: ours for ours, others in columns.items() for other in (ours, *others)}
    names = [named.get(cell.lower(), "") for cell in head]
    _must_be_whole(head_line, names, needed)
    for count, (line, cells) in enumerate(rows, 1):
        if count > MOST_ROWS:
            raise unreadable(
                line, _("The table has more than {most} rows. Send it in parts."), most=MOST_ROWS
            )
        if len(cells) != len(names):
            text = _("This row has {found} cells, the row of names has {expected}.")
            raise unreadable(line, text, found=len(cells), expected=len(names))
        yield Row(line, {name: cell for name, cell in zip(names, cells, strict=True) if name})


def _must_be_whole(line: int, names: Sequence[str], needed: Sequence[str]) -> None:
    for column in needed:
        if column not in names:
            text = _("There is no column “{column}”. The first row must name the columns.")
            raise unreadable(line, text, column=column)
    for column in filter(None, names):
        if names.count(column) > 1:
            raise unreadable(line, _("The column “{column}” stands twice."), column=column)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise unreadable(line, _("This is not UTF-8. Save the table as “CSV UTF-8”.")) from None


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line each begins on; a quoted cell may go over several lines, empty rows are left out."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield line, [cell.strip() for cell in row]
            line = reader.line_num + 1
    except csv.Error:
        raise unreadable(line, _("The quotation marks or characters of this line do not read.")) from None
