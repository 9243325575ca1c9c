"""Registers: what each shows, and that screen, file and ledger come to the same (R73)."""

import csv
import io
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.audit.registers.money import open_advances
from app.audit.registers.register import Asked, asked_by
from app.audit.registers.table import REGISTERS
from app.funding.awards.models import Award
from app.funding.ledger.queries import BALANCES
from app.kernel.actors import Actor, Post, Role, Scope, ScopeKind
from app.kernel.db import Databases
from app.kernel.money import Money
from app.kernel.trail import log
from app.kernel.trail.record import Record
from app.main import flows
from tests.funding import awarding
from tests.funding.awarding import Fund
from tests.funding.fund import AUDITOR, staff
from tests.places.browsing import Browser
from tests.places.world import NOW


@pytest.fixture
def fund(house_db: Databases) -> Fund:
    """A fund with one award that is running and one that is approved."""
    fund = awarding.fund_on(house_db)
    fund.active(fund.prepared(fund.reserved(parts=[2_400_000, 1_200_000])))
    fund.reserved(500_000, title="Footbridge")
    return fund


def asked(actor: Actor = AUDITOR, **narrowed: Any) -> Asked:
    return asked_by(actor, list(flows().values()), NOW.date(), **narrowed)


def rows_of(fund: Fund, key: str, actor: Actor = AUDITOR, **narrowed: Any) -> list[dict[str, Any]]:
    """The rows of a register by their columns' names."""
    register = REGISTERS[key]
    with fund.databases.read() as session:
        rows = list(register.rows(session, asked(actor, **narrowed)))
    return [dict(zip((column.name for column in register.columns), row, strict=True)) for row in rows]


@pytest.mark.parametrize("key", REGISTERS)
@pytest.mark.parametrize(
    "narrowed", [{}, {"since": date(2026, 6, 30)}, {"until": date(2026, 6, 1)}, {"text": "a"}]
)
def test_R73_every_register_adds_up_to_its_own_rows(fund: Fund, key: str, narrowed: dict[str, Any]) -> None:
    register = REGISTERS[key]
    with fund.databases.read() as session:
        sums = register.sums(session, asked(**narrowed))
        rows = list(register.rows(session, asked(**narrowed)))

    made: dict[tuple[str, str], int] = {}
    for row in rows:
        for column, cell in zip(register.columns, row, strict=True):
            if isinstance(cell, Money):
                made[column.name, cell.currency] = made.get((column.name, cell.currency), 0) + cell.minor
    assert sums.rows == len(rows)
    assert {name: money.minor for name, money in sums.money.items()} == made


def test_R73_the_register_of_transactions_comes_to_what_the_ledger_has(fund: Fund) -> None:
    with fund.databases.read() as session:
        sums = REGISTERS["transactions"].sums(session, asked())
        ledger = session.execute(select(func.sum(BALANCES.c.debits), func.sum(BALANCES.c.credits))).one()

    assert [money.minor for money in sums.money.values()] == [int(each) for each in reversed(ledger)]


def test_a_register_shows_an_award_with_its_money_stage_by_stage(fund: Fund) -> None:
    running, approved = rows_of(fund, "awards")

    assert (running["committed"], running["reserved"]) == (Money(3_600_000, "USD"), Money(0, "USD"))
    assert (approved["reserved"], approved["balance"]) == (Money(500_000, "USD"), Money(500_000, "USD"))


def test_approvals_name_person_duty_post_and_state(fund: Fund) -> None:
    signed = next(
        row for row in rows_of(fund, "approvals") if row["move"] == "sign" and row["kind"] == "funding.award"
    )

    assert (signed["who"], signed["duty"], signed["after"]) == ("usr_22", "approves", "SIGNED")
    assert signed["post"] == "approver@all/0"


def test_pairs_count_the_things_that_two_people_shared_on_a_day(fund: Fund) -> None:
    pairs = rows_of(fund, "pairs")

    shared = next(row for row in pairs if (row["one"], row["other"]) == ("usr_20", "usr_22"))
    assert (shared["one_duty"], shared["other_duty"], shared["things"]) == ("certifies", "approves", 1)
    assert shared["day"] == NOW.date()


def test_R72_an_auditor_of_one_party_reads_its_awards_and_nothing_else(fund: Fund) -> None:
    scope = Scope(ScopeKind.PARTY, fund.group.id)
    narrow = Actor("usr_77", frozenset({Post(Role.AUDITOR, scope)}))
    stranger = Actor("usr_78", frozenset({Post(Role.AUDITOR, Scope(ScopeKind.PARTY, 99_999))}))

    accounts = {row["account"].split("/")[0] for row in rows_of(fund, "transactions", narrow)}

    assert accounts == {"share"}
    assert len(rows_of(fund, "awards", narrow)) == 2
    assert rows_of(fund, "parameters", narrow) == rows_of(fund, "refused", narrow) == []
    assert all(rows_of(fund, key, stranger) == [] for key in REGISTERS)


def test_R72_a_post_that_is_over_reads_nothing(fund: Fund) -> None:
    past = Actor("usr_79", frozenset({Post(Role.AUDITOR, Scope(ScopeKind.ALL, 0), until=date(2026, 6, 29))}))

    assert all(rows_of(fund, key, past) == [] for key in REGISTERS)


# --- Ageing ----------------------------------------------------------------------------------------


def test_what_is_accounted_for_clears_the_oldest_advance_first() -> None:
    days = [date(2026, month, 1) for month in range(1, 5)]

    left = open_advances([(days[0], 100), (days[1], 50), (days[2], -120), (days[3], 10)])

    assert [(one.paid_on, one.amount, one.open) for one in left] == [(days[1], 50, 30), (days[3], 10, 10)]


@given(st.lists(st.integers(-100, 100)))
def test_what_is_open_is_what_was_paid_less_what_was_cleared(moves: list[int]) -> None:
    standing = 0
    for minor in moves:
        standing = max(standing + minor, 0)

    left = open_advances([(date(2026, 1, 1), minor) for minor in moves])

    assert sum(one.open for one in left) == standing


# --- On the screen and as files --------------------------------------------------------------------


def test_the_front_page_leads_to_every_register_and_each_shows_its_sums(fund: Fund) -> None:
    browser = Browser(fund.databases, AUDITOR)

    front = browser.get("/audit")
    pages = {key: browser.get(f"/audit/registers/{key}") for key in REGISTERS}

    assert front[0] == 200
    assert all(f'href="/audit/registers/{key}"' in front[1] for key in REGISTERS)
    assert {status for status, _text in pages.values()} == {200}
    assert "36,000.00" in pages["awards"][1]


def test_only_readers_come_in(fund: Fund) -> None:
    outsider = Browser(fund.databases, staff("usr_50", Role.PROGRAMME_OFFICER))

    assert "/audit/registers/" not in outsider.get("/audit")[1]
    assert outsider.get("/audit/registers/transactions")[0] == 403
    assert outsider.send("/audit/registers/transactions", kind="csv")[0] == 403
    assert Browser(fund.databases, AUDITOR).get("/audit/registers/none")[0] == 404


def test_a_filter_that_does_not_read_says_so(fund: Fund) -> None:
    status, text = Browser(fund.databases, AUDITOR).get("/audit/registers/transactions?since=soon")

    assert (status, "does not read as a day" in text) == (200, True)


def test_more_rows_than_a_page_holds_are_a_page_further(fund: Fund) -> None:
    browser = Browser(fund.databases, AUDITOR)

    first, second = (browser.get(f"/audit/registers/steps{skip}")[1] for skip in ("", "?skip=5"))

    assert "funding.source" in first or "places.place" in first
    assert first != second


def taken(fund: Fund, kind: str, **narrowed: str) -> tuple[bytes, dict[str, Any]]:
    """A file of the register of transactions, and what the trail says of it."""
    browser = Browser(fund.databases, AUDITOR)
    status, there = browser.send("/audit/registers/transactions", kind=kind, **narrowed)
    assert status == 303
    answer = browser.client.get(there)
    assert answer.status_code == 200
    with fund.databases.read() as session:
        *_rest, (_seq, record, _leaf) = log.records(session.connection())
    told = Record.from_bytes(record)
    assert told.kind == "audit.register"
    return answer.content, told.body["exports"][0]


def test_R73_the_csv_says_at_its_end_what_it_comes_to_as_the_trail_does(fund: Fund) -> None:
    content, told = taken(fund, "csv")

    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    end = lines.index([])
    about = dict(lines[end + 1 :])
    assert about["Rows"] == str(told["rows"]) == str(end - 1)
    minors = {f"{one['column']} {one['currency']}": one["minor"] for one in told["sums"]}
    assert about["debit USD"].replace(".", "") == minors["debit USD"] == minors["credit USD"]
    assert len(about["SHA-256"]) == 64


def test_R73_json_lines_say_the_same(fund: Fund) -> None:
    content, told = taken(fund, "jsonl", until="2026-06-20")

    *rows, end = [json.loads(line) for line in content.splitlines()]
    assert len(rows) == end["rows"] == told["rows"] > 0
    assert end["filter"] == "until=2026-06-20"
    assert end["sums"] == told["sums"]
    assert {row["effective_on"] for row in rows} == {"2026-06-15"}


def test_a_workbook_is_made(fund: Fund) -> None:
    content, _told = taken(fund, "xlsx")

    assert content[:2] == b"PK"


def test_a_file_is_not_sent_without_its_fact(fund: Fund) -> None:
    status, _text = Browser(fund.databases, AUDITOR).get(
        "/audit/registers/transactions/file?kind=csv&until=9999"
    )

    assert status == 403


def test_the_awards_of_the_books_are_those_of_the_register(fund: Fund) -> None:
    with fund.databases.read() as session:
        references = list(session.scalars(select(Award.reference).order_by(Award.id)))

    assert [row["award"] for row in rows_of(fund, "awards")] == references
