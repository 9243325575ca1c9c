"""The ledger on both databases: what it refuses, what stays as it was, and that it can be rebuilt."""

import hashlib
from datetime import date

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.funding.ledger.actions import Entry, open_account, reverse
from app.funding.ledger.fsck import fsck
from app.funding.ledger.models import Kind
from app.funding.ledger.queries import journal_of, standing, sums_of_funds
from app.funding.ledger.rules import Leg
from app.funding.periods.models import Period
from app.kernel.db import Databases
from app.kernel.errors import Invalid, Refused
from app.kernel.money import Money
from app.kernel.tx import Untold
from tests.funding import fund
from tests.funding.fund import TODAY, moved, moving, posted

DIGEST = hashlib.sha256(b"").hexdigest()


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


def stands(database: Databases, kind: Kind, holder: str = "test/1") -> int:
    """What stands on an account of the test, in cents."""
    with database.read() as session:
        return standing(session, [holder], kind, "USD")[holder].minor


def raw_journal(connection: Connection, period: int, legs: int, key: str = "raw") -> int:
    """A journal written past the application, as far as the database lets it."""
    whole = connection.dialect.name == "postgresql"
    return int(
        connection.execute(
            text(
                "INSERT INTO funding_journal"
                " (key, digest, kind, effective_on, period_id, reason, legs, posted_at, posted)"
                " VALUES (:key, :digest, 'raw', '2026-06-30', :period, '', :legs, '2026-06-30', :posted)"
                " RETURNING id"
            ),
            {"key": key, "digest": DIGEST, "period": period, "legs": legs, "posted": whole},
        ).scalar_one()
    )


def raw_leg(connection: Connection, journal: int, number: int, account: int, debit: int, credit: int) -> None:
    connection.execute(
        text("INSERT INTO funding_leg VALUES (:journal, :number, :account, :debit, :credit)"),
        {"journal": journal, "number": number, "account": account, "debit": debit, "credit": credit},
    )


def finish(connection: Connection, journal: int) -> None:
    """Post a draft; on PostgreSQL a journal is held to its sums at commit."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("UPDATE funding_journal SET posted = 1 WHERE id = :id"), {"id": journal})
    connection.commit()


# --- Guarantee 35: the database itself holds every journal to its sums ----------------------------


@pytest.mark.parametrize(("debit", "credit"), [(500, 499), (499, 500)])
def test_an_unbalanced_journal_is_refused_by_the_database(
    house_db: Databases, june: Period, at: dict[Kind, int], debit: int, credit: int
) -> None:
    with house_db.writing.connect() as connection:
        journal = raw_journal(connection, june.id, 2)
        raw_leg(connection, journal, 1, at[Kind.UNALLOTTED], debit, 0)
        raw_leg(connection, journal, 2, at[Kind.FREE], 0, credit)

        with pytest.raises(IntegrityError, match="does not balance"):
            finish(connection, journal)


def test_each_currency_of_a_journal_balances_by_itself_in_the_database(
    house_db: Databases, june: Period, at: dict[Kind, int]
) -> None:
    euros = fund.accounts(house_db, june.id, "EUR")
    with house_db.writing.connect() as connection:
        journal = raw_journal(connection, june.id, 2)
        raw_leg(connection, journal, 1, at[Kind.UNALLOTTED], 500, 0)
        raw_leg(connection, journal, 2, euros[Kind.FREE], 0, 500)

        with pytest.raises(IntegrityError, match="does not balance"):
            finish(connection, journal)


@pytest.mark.parametrize("legs", [0, 1])
def test_a_journal_without_its_legs_is_refused_by_the_database(
    house_db: Databases, june: Period, at: dict[Kind, int], legs: int
) -> None:
    with house_db.writing.connect() as connection:
        journal = raw_journal(connection, june.id, 2)
        if legs:
            raw_leg(connection, journal, 1, at[Kind.UNALLOTTED], 500, 0)

        with pytest.raises(IntegrityError, match="does not balance"):
            finish(connection, journal)


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


@pytest.mark.parametrize(("debit", "credit"), [(0, 0), (5, 5), (-5, 0), (0, -5)])
def test_a_leg_has_exactly_one_side_in_the_database(
    house_db: Databases, june: Period, at: dict[Kind, int], debit: int, credit: int
) -> None:
    with house_db.writing.connect() as connection:
        journal = raw_journal(connection, june.id, 2)

        with pytest.raises(IntegrityError, match="one_side"):
            raw_leg(connection, journal, 1, at[Kind.FREE], debit, credit)


# --- R70, guarantee 41: nothing is changed or deleted --------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE funding_journal SET reason = 'x'",
        "DELETE FROM funding_journal",
        "UPDATE funding_leg SET debit = debit + 1",
        "DELETE FROM funding_leg",
        "UPDATE funding_account SET must_not_go_negative = false",
        "DELETE FROM funding_account",
    ],
)
def test_R70_journals_legs_and_accounts_are_final_in_the_database(
    house_db: Databases, at: dict[Kind, int], statement: str
) -> None:
    with house_db.writing.connect() as connection, pytest.raises(DBAPIError, match="final|permission denied"):
        connection.execute(text(statement))


def test_R70_the_owner_of_the_tables_cannot_change_them_either(
    clone: object, house_db: Databases, at: dict[Kind, int]
) -> None:
    if house_db.kind == "sqlite":
        replace = text("REPLACE INTO funding_leg SELECT * FROM funding_leg")
        with house_db.writing.connect() as connection, pytest.raises(IntegrityError, match="replaces none"):
            connection.execute(replace)
        return
    with house_db.writing.connect() as connection:
        names = connection.scalars(
            text("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'funding%final' AND tgenabled = 'A'")
        )
        assert len(set(names)) == 6


def test_a_leg_cannot_be_added_to_a_posted_journal(
    house_db: Databases, june: Period, at: dict[Kind, int]
) -> None:
    with house_db.read() as session:
        journal = journal_of(session, "receipt").id

    with house_db.writing.connect() as connection, pytest.raises(IntegrityError):
        raw_leg(connection, journal, 3, at[Kind.FREE], 5, 0)
        raw_leg(connection, journal, 4, at[Kind.FREE], 0, 5)
        connection.commit()


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


def test_R70_a_reversal_says_why(house_db: Databases, at: dict[Kind, int]) -> None:
    with house_db.read() as session:
        original = journal_of(session, "receipt")

    with pytest.raises(Invalid, match="Say why"), moving(house_db) as tx:
        reverse(tx, original, "  ", TODAY)


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


def test_R34_overspending_is_refused_with_what_is_there_and_what_is_asked(
    house_db: Databases, at: dict[Kind, int]
) -> None:
    with pytest.raises(Refused) as refused:
        posted(house_db, moved("allot", at[Kind.UNALLOTTED], at[Kind.FREE], 10_001))

    (reason,) = refused.value.whys
    assert (reason.rule, reason.text.values["asked"], reason.text.values["available"]) == (
        "R34",
        Money(10_001, "USD"),
        Money(10_000, "USD"),
    )
    assert stands(house_db, Kind.UNALLOTTED) == 10_000


def test_R34_exactly_what_is_there_can_be_spent(house_db: Databases, at: dict[Kind, int]) -> None:
    posted(house_db, moved("allot", at[Kind.UNALLOTTED], at[Kind.FREE], 10_000))

    assert (stands(house_db, Kind.UNALLOTTED), stands(house_db, Kind.FREE)) == (0, 10_000)


def test_R34_the_database_itself_keeps_a_balance_from_going_below_zero(
    house_db: Databases, at: dict[Kind, int]
) -> None:
    over = text("UPDATE funding_balance SET debits = debits + 10001 WHERE account_id = :account")

    with house_db.writing.connect() as connection, pytest.raises(IntegrityError, match="limit"):
        connection.execute(over, {"account": at[Kind.UNALLOTTED]})


def test_money_passes_through_an_account_within_one_journal(
    house_db: Databases, at: dict[Kind, int]
) -> None:
    through = (
        Leg(at[Kind.UNALLOTTED], debit=700),
        Leg(at[Kind.FREE], credit=700),
        Leg(at[Kind.FREE], debit=700),
        Leg(at[Kind.RESERVED], credit=700),
    )

    posted(house_db, Entry("through", "test", TODAY, through))

    assert (stands(house_db, Kind.FREE), stands(house_db, Kind.RESERVED)) == (0, 700)


# --- What does not read --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("legs", "says"),
    [
        ([(Kind.FREE, 5, 0)], "at least two legs"),
        ([(Kind.UNALLOTTED, 5, 0), (Kind.FREE, 0, 0)], "at least two legs"),
        ([(Kind.UNALLOTTED, 5, 5), (Kind.FREE, 5, 5)], "at least two legs"),
        ([(Kind.UNALLOTTED, -5, 0), (Kind.FREE, 0, -5)], "at least two legs"),
        ([(Kind.UNALLOTTED, 2**53, 0), (Kind.FREE, 0, 2**53)], "at least two legs"),
        ([(Kind.UNALLOTTED, 5, 0), (Kind.FREE, 0, 4)], "differ by"),
    ],
)
def test_a_journal_that_does_not_read_is_invalid(
    house_db: Databases, at: dict[Kind, int], legs: list[tuple[Kind, int, int]], says: str
) -> None:
    entry = Entry("odd", "test", TODAY, [Leg(at[kind], debit, credit) for kind, debit, credit in legs])

    with pytest.raises(Invalid, match=says):
        posted(house_db, entry)


def test_an_account_is_opened_once(house_db: Databases, june: Period, at: dict[Kind, int]) -> None:
    with pytest.raises(IntegrityError), moving(house_db) as tx:
        open_account(tx, june.id, "test/1", Kind.FREE, "USD")


def test_a_holder_without_an_account_has_nothing(house_db: Databases, at: dict[Kind, int]) -> None:
    assert stands(house_db, Kind.FREE, "test/2") == 0


def test_a_journal_nobody_tells_of_is_rolled_back(house_db: Databases, at: dict[Kind, int]) -> None:
    from_here = moved("silent", at[Kind.UNALLOTTED], at[Kind.FREE], 5)

    with pytest.raises(Untold, match="journals"), moving(house_db) as tx:
        from app.funding.ledger.actions import post

        post(tx, from_here)

    assert stands(house_db, Kind.FREE) == 0


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
