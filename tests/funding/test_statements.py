"""Statements of the bank and the host: every movement is here once, and none is dropped."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.formats.camt053 import read_camt053
from app.formats.statements import read_host_list, read_statement_table
from app.funding.statements.flow import STATEMENTS
from app.funding.statements.models import Statement, StatementLine
from app.funding.statements.queries import digests, exceptions, lines_of
from app.funding.statements.schemas import BankForm, Explain, HostForm
from app.kernel.db import Databases
from app.kernel.errors import Refused
from tests.formats.bank_files import HOST_CSV, STATEMENT_CSV, V02_BATCH, V10_TWO_STATEMENTS
from tests.funding.fund import AUDITOR, FINANCE
from tests.funding.giving import born, moved
from tests.funding.sending import Sender, received


def bank(database: Databases, content: bytes = V02_BATCH) -> Statement:
    """A bank's statement, read by finance."""
    (told,) = read_camt053(content)
    return born(database, STATEMENTS, "read_bank", BankForm(file=received(content), told=told))


def lines(database: Databases, statement: Statement) -> list[StatementLine]:
    with database.read() as session:
        return lines_of(session, statement)


def explained(database: Databases, statement: Statement, line: int) -> Statement:
    return moved(
        database, STATEMENTS, statement, "explain", Explain(line=line, reason="Bank charges of June")
    )


def test_a_statement_keeps_every_line_to_the_cent(house_db: Databases) -> None:
    statement = bank(house_db)

    found = lines(house_db, statement)
    assert [line.amount for line in found] == [-1_440_000, -496_000, -10_000]
    assert (statement.opening, statement.closing, statement.currency) == (10_000_000, 8_054_000, "USD")
    assert sum(line.amount for line in found) == 8_054_000 - 10_000_000


def test_lines_without_a_reason_are_exceptions_until_somebody_says_what_they_are(house_db: Databases) -> None:
    statement = bank(house_db)
    *_payments, charge = lines(house_db, statement)

    explained(house_db, statement, charge.id)

    with house_db.read() as session:
        assert [line.amount for line in exceptions(session)] == [-1_440_000, -496_000]


def test_a_statement_is_reconciled_when_no_line_is_open(house_db: Databases) -> None:
    statement = bank(house_db)

    with pytest.raises(Refused, match="without a payment or an explanation"):
        moved(house_db, STATEMENTS, statement, "reconcile")
    for line in lines(house_db, statement):
        explained(house_db, statement, line.id)

    assert moved(house_db, STATEMENTS, statement, "reconcile").state == "RECONCILED"
    assert moved(house_db, STATEMENTS, statement, "reopen").state == "OPEN"


def test_a_line_of_another_statement_is_not_explained_here(house_db: Databases) -> None:
    statement = bank(house_db)

    with pytest.raises(Refused, match="no such line"):
        explained(house_db, statement, 99)


def test_a_statement_that_overlaps_an_earlier_one_brings_only_what_is_new(house_db: Databases) -> None:
    bank(house_db)
    longer = V02_BATCH.replace(
        b'   <Ntry>\n    <Amt Ccy="USD">5.00',
        b'   <Ntry><Amt Ccy="USD">7.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>'
        b'<BookgDt><Dt>2026-06-30</Dt></BookgDt></Ntry>\n   <Ntry>\n    <Amt Ccy="USD">5.00',
    ).replace(b"80540.00", b"80547.00")

    second = bank(house_db, longer)

    assert second.repeated == 3
    assert [line.amount for line in lines(house_db, second)] == [700]


def test_a_file_whose_every_line_is_here_is_refused_until_the_first_is_withdrawn(house_db: Databases) -> None:
    first = bank(house_db)

    with pytest.raises(Refused, match="was read before"):
        bank(house_db)
    moved(house_db, STATEMENTS, first, "withdraw")

    assert bank(house_db).repeated == 0
    with house_db.read() as session:
        assert len(exceptions(session)) == 3


def test_the_hosts_list_is_kept_with_its_vouchers(house_db: Databases) -> None:
    form = HostForm(file=received(HOST_CSV, "host.csv"), told=read_host_list(HOST_CSV))

    statement = born(house_db, STATEMENTS, "read_host", form)

    assert [(line.voucher, line.amount) for line in lines(house_db, statement)][2] == ("V-2026-120", 496_000)
    assert statement.title == "host.csv"


ROWS = st.lists(
    st.tuples(st.integers(-3, 3).filter(bool), st.sampled_from(["A", "B"])), min_size=1, max_size=12
)


@given(ROWS)
@settings(max_examples=100)
def test_two_payments_that_look_alike_are_still_two(rows: list[tuple[int, str]]) -> None:
    table = "\n".join(
        ["date,amount,currency,name", *(f"2026-06-30,{amount},USD,{name}" for amount, name in rows)]
    )

    found = digests("4711", read_statement_table(table.encode()))

    assert len(set(found)) == len(rows)
    assert digests("4711", read_statement_table(table.encode())) == found
    assert not set(digests("4712", read_statement_table(table.encode()))) & set(found)


# --- Pages ---------------------------------------------------------------------------------------


def test_a_statement_is_sent_and_reconciled_on_its_pages(house_db: Databases, tmp_path: Path) -> None:
    browser = Sender(house_db, FINANCE, tmp_path)

    status, address = browser.send_file("/funding/statements/read_bank", "june.xml", V02_BATCH)
    text = browser.get(address)[1]
    again = browser.send_file("/funding/statements/read_bank", "june.xml", V02_BATCH)
    with house_db.read() as session:
        (line, *_rest) = exceptions(session)
    line_page = browser.get(f"{address}/lines/{line.id}")
    done = browser.send(f"{address}/lines/{line.id}", seen="1", reason="Paid for another fund")

    assert status == 303
    for shown in ("14,400.00", "Masafu Committee", "100,000.00", "80,540.00"):
        assert shown in text
    assert again == (303, address)
    assert "First tranche" in line_page[1]
    assert done == (303, address)
    assert "Paid for another fund" in browser.get(address)[1]
    assert "Masafu Committee" in browser.get("/funding/statements")[1]


def test_a_table_says_which_account_it_is_of(house_db: Databases, tmp_path: Path) -> None:
    browser = Sender(house_db, FINANCE, tmp_path)

    _status, address = browser.send_file(
        "/funding/statements/read_bank", "june.csv", STATEMENT_CSV, account="4711"
    )

    assert "4711" in browser.get(address)[1]


def test_a_file_of_two_statements_makes_two(house_db: Databases, tmp_path: Path) -> None:
    content = V10_TWO_STATEMENTS.replace(
        b"<d:IBAN>DE89370400440532013000</d:IBAN></d:Id></d:Acct></d:Stmt>",
        b"<d:IBAN>X</d:IBAN></d:Id></d:Acct></d:Stmt>",
    )

    status, address = Sender(house_db, FINANCE, tmp_path).send_file(
        "/funding/statements/read_bank", "june.xml", content
    )

    assert (status, address) == (303, "/funding/statements")
    with house_db.read() as session:
        assert len(exceptions(session)) == 1


@pytest.mark.parametrize(
    ("address", "name", "content", "said"),
    [
        ("read_bank", "june.xml", V02_BATCH.replace(b"80540.00", b"1.00"), "Line 5: The entries lead from"),
        ("read_bank", "june.csv", STATEMENT_CSV.replace(b"-12.5", b"-12.555"), "too many decimals"),
        ("read_host", "june.csv", HOST_CSV.replace(b"14400.00", b"14,400.00"), "cells"),
        ("read_host", "june.xml", V02_BATCH, "There is no column"),
    ],
)
def test_a_file_that_does_not_read_leaves_nothing(
    house_db: Databases, tmp_path: Path, address: str, name: str, content: bytes, said: str
) -> None:
    browser = Sender(house_db, FINANCE, tmp_path)

    status, text = browser.send_file(f"/funding/statements/{address}", name, content)

    assert status == 422
    assert said in text
    assert "No statement has been read yet" in browser.get("/funding/statements")[1]


def test_an_auditor_reads_and_sends_nothing(house_db: Databases, tmp_path: Path) -> None:
    statement = bank(house_db)
    browser = Sender(house_db, AUDITOR, tmp_path)
    address = f"/funding/statements/{statement.reference}"

    assert browser.get(address)[0] == 200
    assert browser.get("/funding/statements/read_bank")[0] == 403
    assert browser.send_file("/funding/statements/read_bank", "june.xml", V02_BATCH)[0] == 403
    assert browser.get(f"{address}/lines/99")[0] == 404
