"""What the ledger refuses, in the application and in the database itself; nothing here is ever committed."""

from collections.abc import Iterator

import pytest
from sqlalchemy import NullPool, create_engine, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.funding.ledger.actions import Entry, open_account, post, reverse
from app.funding.ledger.models import Kind
from app.funding.ledger.queries import journal_of
from app.funding.ledger.rules import Leg
from app.funding.periods.models import Period
from app.kernel.db import Base, Databases
from app.kernel.db import databases as opened
from app.kernel.errors import Invalid, Refused
from app.kernel.money import Money
from app.kernel.tx import Untold
from tests.databases import Database, PostgreSQL, SQLite
from tests.funding import fund
from tests.funding.fund import TODAY, moved, moving, posted, stands
from tests.funding.raw import finish, late_legs, raw_journal, raw_leg


@pytest.fixture(scope="module")
def there(databases: SQLite | PostgreSQL) -> Iterator[Database]:
    """One database for all: each test is refused, and leaves nothing behind."""
    made = databases.clone("founded")
    yield made
    databases.drop(made)


@pytest.fixture(scope="module")
def house_db(there: Database) -> Iterator[Databases]:
    """That database, opened as the application opens it."""
    database = opened(there.url, pool_size=4)
    yield database
    database.close()


@pytest.fixture(scope="module")
def june(house_db: Databases) -> Period:
    """An open month, which also lends its header to the test's accounts."""
    return fund.month(house_db)


@pytest.fixture(scope="module")
def at(house_db: Databases, june: Period) -> dict[Kind, int]:
    """An account of each kind with 100.00 in cash, none of it allotted."""
    at = fund.accounts(house_db, june.id)
    posted(house_db, moved("receipt", at[Kind.CASH], at[Kind.UNALLOTTED], 10_000))
    return at


@pytest.fixture(scope="module")
def euros(house_db: Databases, june: Period) -> dict[Kind, int]:
    """The same in another currency, all at zero."""
    return fund.accounts(house_db, june.id, "EUR")


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
    house_db: Databases, june: Period, at: dict[Kind, int], euros: dict[Kind, int]
) -> None:
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


@pytest.mark.parametrize(("debit", "credit"), [(0, 0), (5, 5), (-5, 0), (0, -5)])
def test_a_leg_has_exactly_one_side_in_the_database(
    house_db: Databases, june: Period, at: dict[Kind, int], debit: int, credit: int
) -> None:
    with house_db.writing.connect() as connection:
        journal = raw_journal(connection, june.id, 2)

        with pytest.raises(IntegrityError, match="one_side"):
            raw_leg(connection, journal, 1, at[Kind.FREE], debit, credit)


CHANGES = [
    "UPDATE funding_journal SET reason = 'x'",
    "DELETE FROM funding_journal",
    "UPDATE funding_leg SET debit = debit + 1",
    "DELETE FROM funding_leg",
    "UPDATE funding_account SET must_not_go_negative = false",
    "DELETE FROM funding_account",
]


@pytest.mark.parametrize("statement", CHANGES)
def test_R70_journals_legs_and_accounts_are_final_for_the_application(
    house_db: Databases, at: dict[Kind, int], statement: str
) -> None:
    refused = "permission denied" if house_db.kind == "postgresql" else "the ledger is final"

    with house_db.writing.connect() as connection, pytest.raises(DBAPIError, match=refused):
        connection.execute(text(statement))


@pytest.mark.parametrize("statement", [*CHANGES, "TRUNCATE funding_leg"])
def test_R70_journals_legs_and_accounts_are_final_for_the_owner_of_the_tables(
    there: Database, house_db: Databases, at: dict[Kind, int], statement: str
) -> None:
    if house_db.kind == "sqlite":
        statement = statement.replace("TRUNCATE funding_leg", "DELETE FROM funding_leg WHERE number > 0")
    engine = create_engine(there.owner_url, poolclass=NullPool)

    with engine.connect() as connection, pytest.raises(DBAPIError, match="the ledger is final"):
        connection.execute(text(statement))


@pytest.mark.parametrize("table", ["funding_journal", "funding_leg", "funding_account"])
def test_R70_nothing_of_the_ledger_is_replaced(house_db: Databases, at: dict[Kind, int], table: str) -> None:
    rows = Base.metadata.tables[table]
    again = insert(rows).from_select(rows.c.keys(), select(rows))
    if house_db.kind == "sqlite":
        again = again.prefix_with("OR REPLACE")

    with house_db.writing.connect() as connection, pytest.raises(IntegrityError):
        connection.execute(again)


def test_a_leg_cannot_be_added_to_a_posted_journal(
    house_db: Databases, june: Period, at: dict[Kind, int]
) -> None:
    with house_db.read() as session:
        journal = journal_of(session, "receipt").id

    with house_db.writing.connect() as connection, pytest.raises(IntegrityError):
        late_legs(connection, journal, at[Kind.FREE])


def test_R70_a_reversal_says_why(house_db: Databases, at: dict[Kind, int]) -> None:
    with house_db.read() as session:
        original = journal_of(session, "receipt")

    with pytest.raises(Invalid, match="Say why"), moving(house_db) as tx:
        reverse(tx, original, "  ", TODAY)


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


def test_R34_the_database_itself_keeps_a_balance_from_going_below_zero(
    house_db: Databases, at: dict[Kind, int]
) -> None:
    over = text("UPDATE funding_balance SET debits = debits + 10001 WHERE account_id = :account")

    with house_db.writing.connect() as connection, pytest.raises(IntegrityError, match="limit"):
        connection.execute(over, {"account": at[Kind.UNALLOTTED]})


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
    """By a unique key on PostgreSQL, on SQLite by the trigger that lets nothing be replaced."""
    with pytest.raises((Refused, IntegrityError)), moving(house_db) as tx:
        open_account(tx, june.id, "test/1", Kind.FREE, "USD")


def test_a_holder_without_an_account_has_nothing(house_db: Databases, at: dict[Kind, int]) -> None:
    assert stands(house_db, Kind.FREE, "test/2") == 0


def test_a_journal_nobody_tells_of_is_rolled_back(house_db: Databases, at: dict[Kind, int]) -> None:
    from_here = moved("silent", at[Kind.UNALLOTTED], at[Kind.FREE], 5)

    with pytest.raises(Untold, match="journals"), moving(house_db) as tx:
        post(tx, from_here)

    assert stands(house_db, Kind.FREE) == 0
