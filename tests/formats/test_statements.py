"""Statements and the host's list as tables."""

import csv
from datetime import date
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.formats.faults import Unreadable
from app.formats.statements import Statement, StatementLine, read_host_list, read_statement_table
from app.kernel.money import Money
from tests.formats.bank_files import HOST_CSV, STATEMENT_CSV


def faults_of(content: bytes) -> list[tuple[int, str]]:
    with pytest.raises(Unreadable) as refused:
        read_host_list(content)
    return [(fault.line, fault.said.id) for fault in refused.value.faults]


def test_a_banks_table_is_read_by_the_names_of_its_columns() -> None:
    statement = read_statement_table(STATEMENT_CSV)

    assert statement == Statement(
        "",
        "",
        (
            StatementLine(
                2,
                date(2026, 6, 30),
                Money(-1_440_000, "USD"),
                "TRN-AAAA-1",
                "B-77",
                "Nalule Committee",
                "",
                "First\ntranche",
            ),
            StatementLine(4, date(2026, 6, 30), Money(-1_250, "USD"), text="Charges"),
        ),
    )


def test_the_hosts_list_says_what_was_paid_and_what_came_back() -> None:
    lines = read_host_list(HOST_CSV).lines

    assert [(one.voucher, one.money.minor, one.returned) for one in lines] == [
        ("V-2026-118", -1_440_000, False),
        ("V-2026-119", -496_000, False),
        ("V-2026-120", 496_000, True),
    ]


def test_every_row_that_does_not_read_is_named_at_once() -> None:
    found = faults_of(
        b"voucher,date,payee,amount,currency\n"
        b"V-1,2026-06-30,A,1.234,USD\n"
        b"V-2,30/06/2026,A,1,USD\n"
        b"V-3,2026-06-30,,1,USD\n"
        b"V-4,2026-06-30,A,0,USD\n"
        b"V-5,2026-06-30,A,1,BITCOIN\n"
    )

    assert [line for line, _said in found] == [2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "There is no column"),
        (b"voucher,date,payee,amount\nV,2026-06-30,A,1\n", "There is no column"),
        (b"voucher,date,payee,amount,currency,amount\n", "stands twice"),
        (b"voucher,date,payee,amount,currency\n", "no payment"),
        (b"voucher,date,payee,amount,currency\nV,2026-06-30,A\n", "cells"),
        (b'voucher,date,payee,amount,currency\n"V,2026-06-30,A,1,USD\n', "quotation marks"),
        ("voucher,date,payee,amount,currency\nV,2026-06-30,Zoé,1,USD\n".encode("latin-1"), "not UTF-8"),
    ],
)
def test_a_table_that_does_not_read_says_what_to_do(content: bytes, said: str) -> None:
    assert said in faults_of(content)[0][1]


@given(st.binary(max_size=200))
@settings(max_examples=200)
def test_no_bytes_do_anything_but_read_or_be_refused(content: bytes) -> None:
    for reader in (read_host_list, read_statement_table):
        with pytest.raises(Unreadable):
            reader(content)


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)


@given(st.lists(st.tuples(TEXT, st.integers(1, 10**13), st.sampled_from(["USD", "UGX", "TND"])), min_size=1))
@settings(max_examples=50)
def test_a_list_written_is_a_list_read(told: list[tuple[str, int, str]]) -> None:
    sheet = StringIO(newline="")
    writer = csv.writer(sheet, delimiter=";")
    writer.writerow(("voucher", "date", "payee", "amount", "currency"))
    for payee, minor, currency in told:
        amount = Money(minor, currency).decimal_text()
        writer.writerow(("V", "2026-06-30", payee, amount, currency))

    lines = read_host_list(sheet.getvalue().encode()).lines

    assert [(one.name, -one.money) for one in lines] == [
        (payee, Money(minor, currency)) for payee, minor, currency in told
    ]
