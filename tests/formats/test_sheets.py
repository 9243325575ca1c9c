"""Tables as files: any text comes back as the same text and is never taken for a formula."""

import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.formats.sheets import (
    Cell,
    Column,
    Table,
    csv_lines,
    guarded,
    read_csv,
    unguarded,
    write_xlsx,
)
from app.kernel.money import Money

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
STARTS = st.sampled_from(["", "=", "+", "-", "@", "\t", "\r", "'", "=1+1", "@SUM(1)", '=HYPERLINK("x")'])
ESCAPED = re.compile("_x([0-9A-F]{4})_")


def as_csv(table: Table) -> bytes:
    return b"".join(csv_lines(table))


def workbook(table: Table) -> openpyxl.Workbook:
    file = io.BytesIO()
    write_xlsx(table, file)
    file.seek(0)
    return openpyxl.load_workbook(file)


def one_cell(cell: Cell) -> Table:
    return Table("Sheet", [Column("Heading")], [[cell]])


@given(STARTS, TEXTS)
def test_a_text_comes_back_from_csv_as_it_was_and_never_begins_as_a_formula(start: str, rest: str) -> None:
    content = as_csv(one_cell(start + rest))

    assert read_csv(content) == [["Heading"], [start + rest]]
    assert not guarded(start + rest).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(STARTS, TEXTS)
def test_a_text_comes_back_from_a_workbook_as_it_was_and_as_a_text(start: str, rest: str) -> None:
    text = (start + rest).replace("\r", "")  # a workbook's own line ends are line feeds

    cell = workbook(one_cell(text)).active["A2"]  # type: ignore[index]  # a worksheet

    found = ESCAPED.sub(lambda code: chr(int(code[1], 16)), str(cell.value or ""))
    assert found == text
    assert cell.data_type in {"s", "n"} if not text else cell.data_type == "s"


@given(TEXTS)
def test_unguarded_undoes_guarded(text: str) -> None:
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (-12, "-12"),
        (date(2026, 6, 30), "2026-06-30"),
        (datetime(2026, 6, 30, 12, tzinfo=UTC), "2026-06-30T12:00:00+00:00"),
    ],
)
def test_values_stand_in_csv_as_programs_read_them(cell: Cell, text: str) -> None:
    assert as_csv(one_cell(cell)).decode("utf-8-sig").splitlines()[1].strip('"') == text


def test_an_amount_takes_two_columns_and_keeps_its_decimals() -> None:
    table = Table(
        "Awards",
        [Column("Award"), Column("Amount", "Currency")],
        [["A", Money(1_234_500, "USD")], ["B", Money(7, "TND")], ["C", None]],
    )

    rows = read_csv(as_csv(table))
    sheet = workbook(table)["Awards"]

    assert rows == [
        ["Award", "Amount", "Currency"],
        ["A", "12345.00", "USD"],
        ["B", "0.007", "TND"],
        ["C", "", ""],
    ]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        ["A", 12345, "USD"],
        ["B", 0.007, "TND"],
        ["C", None, None],
    ]
    assert sheet["B2"].number_format == "#,##0.00"


def test_what_a_workbook_would_round_stands_in_it_as_text() -> None:
    table = Table("T", [Column("N"), Column("M", "C")], [[10**15, Money(10**15, "USD")]])

    sheet = workbook(table)["T"]

    assert [cell.value for cell in sheet[2]] == ["1000000000000000", "10000000000000.00", "USD"]


def test_days_are_days_in_a_workbook_and_moments_are_told_in_utc() -> None:
    moment = datetime.fromisoformat("2026-06-30T14:00:00+02:00")

    sheet = workbook(Table("T", [Column("D"), Column("M")], [[date(2026, 6, 30), moment]]))["T"]

    assert [cell.value for cell in sheet[2]] == [datetime(2026, 6, 30), datetime(2026, 6, 30, 12)]  # noqa: DTZ001  # as the workbook has it


def test_what_is_said_about_a_table_stands_on_a_second_sheet() -> None:
    table = Table("A/B: [all]", [Column("H")], [["x"]], about=[("Filter", "=is:open"), ("Rows", "1")])

    book = workbook(table)

    first, second = book.worksheets
    assert first.title == "A B   all"
    assert [[cell.value for cell in row] for row in second.iter_rows()] == [
        ["Filter", "=is:open"],
        ["Rows", "1"],
    ]


def test_rows_are_taken_one_by_one() -> None:
    taken: list[int] = []

    def rows() -> Iterator[list[Cell]]:
        for number in range(3):
            taken.append(number)
            yield [number]

    lines = csv_lines(Table("T", [Column("N")], rows()))
    next(lines)

    assert taken == [0]
