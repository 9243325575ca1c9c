"""The ledger on both databases: what it refuses, what stays as it was, and that it can be rebuilt."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.funding.ledger.actions import Entry, reverse
from app.funding.ledger.fsck import fsck
from app.funding.ledger.models import Kind
from app.funding.ledger.queries import account_of, journal_of, sums_of_funds
from app.funding.ledger.rules import Leg
from app.funding.periods.models import Period
from app.kernel.db import Databases
from app.kernel.errors import Invalid, Refused
from app.kernel.money import Money
from tests.funding import fund
from tests.funding.fund import TODAY, moved, moving, posted, stands
from tests.funding.raw import finish, raw_journal, raw_leg


@pytest.fixture
def june(house_db: Databases) -> Period:
    """An open month, which also lends its header to the test's accounts."""
    return fund.month(house_db)


@pytest.fixture
def at(house_db: Databases, june: Period) -> dict[Kind, int]:
    """An account of each kind with 100.00 in cash, none of it allotted."""
    at = fund.accounts(house_db, june.id)
    posted(house_db, moved("receipt", at[Kind.CASH], at[Kind.UNALLOTTED], 10_000))
    return at


# --- Guarantee 35: the database itself holds every journal to its sums ----------------------------


def test_a_balanced_journal_past_the_application_is_let_in_and_named_by_fsck(
    house_db: Databases, june: Period, at: dict[Kind, int]
) -> None:
    with house_db.writing.connect() as connection:
        journal = raw_journal(connection, june.id, 2)
        raw_leg(connection, journal, 1, at[Kind.UNALLOTTED], 500, 0)
        raw_leg(connection, journal, 2, at[Kind.FREE], 0, 500)
        finish(connection, journal)

    with house_db.read() as session:
        found = fsck(session).differences
    assert found == [
        "test/1/FREE/USD stands at 0 debit and 0 credit, but its legs make 0 and 500",
        "test/1/UNALLOTTED/USD stands at 0 debit and 10000 credit, but its legs make 500 and 10000",
        f"journal {journal} (raw) is in no fact",
    ]


# --- R70, guarantee 41: nothing is changed or deleted --------------------------------------------


def test_R70_a_reversal_mirrors_exactly_and_once(house_db: Databases, at: dict[Kind, int]) -> None:
    with house_db.read() as session:
        original = journal_of(session, "receipt")
    with moving(house_db) as tx:
        reverse(tx, original, "The bank recalled it", TODAY)
        tx.tell("funding.test_reversed", "test/1")

    with house_db.read() as session:
        original, mirror = journal_of(session, "receipt"), journal_of(session, "receipt/reversal")
        assert [(leg.account, leg.credit, leg.debit) for leg in mirror.legs] == [
            (leg.account, leg.debit, leg.credit) for leg in original.legs
        ]
        assert (original.reversed_by, mirror.reverses, mirror.reason) == (
            mirror.id,
            original.id,
            "The bank recalled it",
        )
        assert fsck(session).sound
    assert stands(house_db, Kind.CASH) == 0
    with pytest.raises(Refused, match="reversed already"), moving(house_db) as tx:
        reverse(tx, original, "Once more", TODAY)


def test_R70_a_journal_cannot_be_reversed_twice_past_the_application(
    house_db: Databases, june: Period, at: dict[Kind, int]
) -> None:
    with house_db.read() as session:
        original = journal_of(session, "receipt")
    with moving(house_db) as tx:
        reverse(tx, original, "Recalled", TODAY)
        tx.tell("funding.test_reversed", "test/1")
    copy = text(
        "INSERT INTO funding_journal"
        " (key, digest, kind, effective_on, period_id, reverses_id, reason, legs, posted_at, posted)"
        " SELECT 'again', digest, kind, effective_on, period_id, reverses_id, reason, legs, posted_at, :posted"
        " FROM funding_journal WHERE reverses_id IS NOT NULL"
    )

    with house_db.writing.connect() as connection, pytest.raises(IntegrityError):
        connection.execute(copy, {"posted": house_db.kind == "postgresql"})


# --- R34: what is not there cannot be spent ------------------------------------------------------


def test_R34_exactly_what_is_there_can_be_spent(house_db: Databases, at: dict[Kind, int]) -> None:
    posted(house_db, moved("allot", at[Kind.UNALLOTTED], at[Kind.FREE], 10_000))

    assert (stands(house_db, Kind.UNALLOTTED), stands(house_db, Kind.FREE)) == (0, 10_000)


def test_money_passes_through_an_account_within_one_journal(house_db: Databases, at: dict[Kind, int]) -> None:
    through = (
        Leg(at[Kind.UNALLOTTED], debit=700),
        Leg(at[Kind.FREE], credit=700),
        Leg(at[Kind.FREE], debit=700),
        Leg(at[Kind.RESERVED], credit=700),
    )

    posted(house_db, Entry("through", "test", TODAY, through))

    assert (stands(house_db, Kind.FREE), stands(house_db, Kind.RESERVED)) == (0, 700)


# --- What does not read --------------------------------------------------------------------------


# --- Guarantee 38: one request, one effect -------------------------------------------------------


def test_the_same_request_again_is_the_stored_journal(house_db: Databases, at: dict[Kind, int]) -> None:
    entry = moved("allot", at[Kind.UNALLOTTED], at[Kind.FREE], 400)

    first, again = posted(house_db, entry), posted(house_db, entry)

    assert (first, again) == ((first[0], False), (first[0], True))
    assert stands(house_db, Kind.FREE) == 400


@pytest.mark.parametrize("changed", [{"kind": "other"}, {"reason": "x"}, {"effective_on": date(2026, 6, 1)}])
def test_the_same_key_for_another_request_is_invalid(
    house_db: Databases, at: dict[Kind, int], changed: dict[str, object]
) -> None:
    posted(house_db, moved("allot", at[Kind.UNALLOTTED], at[Kind.FREE], 400))

    with pytest.raises(Invalid, match="posted under"):
        posted(house_db, moved("allot", at[Kind.UNALLOTTED], at[Kind.FREE], 400, **changed))


# --- R60, guarantees 37 and 46: balances follow from legs, and from the trail alone ---------------


def test_R60_balances_are_rebuilt_from_legs_and_from_the_trail(
    house_db: Databases, at: dict[Kind, int]
) -> None:
    posted(house_db, moved("allot", at[Kind.UNALLOTTED], at[Kind.FREE], 400))

    with house_db.read() as session:
        report = fsck(session)

    assert (report.differences, report.accounts, report.journals) == ([], len(Kind), 2)


def test_R60_fsck_names_a_balance_that_its_legs_do_not_explain(
    house_db: Databases, at: dict[Kind, int]
) -> None:
    with house_db.writing.begin() as connection:
        connection.execute(
            text("UPDATE funding_balance SET credits = credits + 1 WHERE account_id = :account"),
            {"account": at[Kind.UNALLOTTED]},
        )

    with house_db.read() as session:
        found = fsck(session).differences

    assert found == [
        "test/1/UNALLOTTED/USD stands at 0 debit and 10001 credit, but its legs make 0 and 10000",
        "test/1/UNALLOTTED/USD stands at 0 debit and 10001 credit, but the trail makes 0 and 10000",
    ]


def test_R60_fsck_names_a_journal_that_does_not_balance(
    house_db: Databases, june: Period, at: dict[Kind, int]
) -> None:
    with house_db.writing.connect() as connection:
        journal = raw_journal(connection, june.id, 2)
        raw_leg(connection, journal, 1, at[Kind.UNALLOTTED], 500, 0)
        raw_leg(connection, journal, 2, at[Kind.FREE], 0, 499)

        found = fsck(Session(connection)).differences

    assert f"journal {journal} is out of balance by 1 in USD" in found


def test_R60_fsck_names_a_journal_that_was_never_posted(
    house_db: Databases, june: Period, at: dict[Kind, int]
) -> None:
    if house_db.kind == "postgresql":
        pytest.skip("PostgreSQL lets no draft in")
    with house_db.writing.connect() as connection:
        journal = raw_journal(connection, june.id, 2)

        found = fsck(Session(connection)).differences

    assert found == [f"journal {journal} (raw) is still a draft", f"journal {journal} (raw) is in no fact"]


def test_an_account_or_a_journal_that_is_not_there_is_not_made_up(house_db: Databases) -> None:
    with house_db.read() as session:
        with pytest.raises(LookupError, match="no account nobody/CASH/USD"):
            account_of(session, "nobody", Kind.CASH, "USD")
        with pytest.raises(LookupError, match="no journal nothing"):
            journal_of(session, "nothing")


def test_a_balance_on_a_day_is_the_sum_of_the_legs_until_then(
    house_db: Databases, june: Period, at: dict[Kind, int]
) -> None:
    early = date(2026, 6, 2)
    posted(house_db, moved("early", at[Kind.UNALLOTTED], at[Kind.FREE], 0 + 300, effective_on=early))

    with house_db.read() as session:
        before = sums_of_funds(session, [june.id], date(2026, 6, 1))[june.id]
        then = sums_of_funds(session, [june.id], early)[june.id]
        now = sums_of_funds(session, [june.id])[june.id]

    assert before == {}
    assert then == {(Kind.FREE, "USD"): Money(300, "USD"), (Kind.UNALLOTTED, "USD"): Money(-300, "USD")}
    assert (now[Kind.FREE, "USD"], now[Kind.UNALLOTTED, "USD"]) == (Money(300, "USD"), Money(9_700, "USD"))
