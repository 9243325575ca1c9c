"""What the database itself refuses to do to the trail, tried statement by statement as the app and as the owner."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import DBAPIError

from app.kernel.db import Databases
from app.kernel.db import databases as opened
from tests.databases import Database, PostgreSQL, SQLite
from tests.kernel.trail import logs

UPDATES = (
    "UPDATE kernel_fact SET stream = 'x' WHERE seq = 1",
    "UPDATE kernel_fact SET seq = 7 WHERE seq = 2",
    "UPDATE kernel_fact SET record = record",
)
DELETES = ("DELETE FROM kernel_fact WHERE seq = 2", "DELETE FROM kernel_fact")
REPLACES = (
    "REPLACE INTO kernel_fact SELECT 1, 'x', record, leaf_hash FROM kernel_fact WHERE seq = 0",
    "INSERT OR REPLACE INTO kernel_fact SELECT 2, 'x', record, leaf_hash FROM kernel_fact WHERE seq = 0",
    "UPDATE OR REPLACE kernel_fact SET seq = 1 WHERE seq = 2",
)
OUT_OF_ORDER = tuple(
    f"INSERT INTO kernel_fact SELECT {seq}, 'x', record, leaf_hash FROM kernel_fact WHERE seq = 0"  # noqa: S608 - numbers of ours
    for seq in (-1, 1, 4, 99)
)
REPLACED = "REPLACE INTO kernel_fact SELECT 2, 'x', record, leaf_hash FROM kernel_fact WHERE seq = 0"
OF_POSTGRESQL = (
    "TRUNCATE kernel_fact",
    "TRUNCATE kernel_fact CASCADE",
    "ALTER TABLE kernel_fact ADD COLUMN spare INTEGER",
    "ALTER TABLE kernel_fact DISABLE TRIGGER ALL",
    "ALTER TABLE kernel_fact DISABLE TRIGGER kernel_fact_row_is_final",
    "DROP TRIGGER kernel_fact_row_is_final ON kernel_fact",
    "ALTER TABLE kernel_fact DROP CONSTRAINT kernel_fact_leaf_hash_check",
    "DROP TABLE kernel_fact CASCADE",
    "SET session_replication_role = replica",
    "CREATE OR REPLACE FUNCTION kernel_fact_is_final() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "UPDATE kernel_checkpoint SET size = 1",
    "DELETE FROM kernel_checkpoint",
    "TRUNCATE kernel_checkpoint",
    "UPDATE kernel_tile SET level = 1",
    "DELETE FROM kernel_tile",
    "TRUNCATE kernel_tile",
)


@pytest.fixture(scope="module")
def lent(databases: SQLite | PostgreSQL) -> Iterator[Database]:
    """One database for all that is refused: refusals leave it as it is."""
    made = databases.clone("founded")
    yield made
    databases.drop(made)


@pytest.fixture(scope="module")
def db(lent: Database) -> Iterator[Databases]:
    """The same with a trail of three facts, opened as the application opens it."""
    database = opened(lent.url)
    logs.fill(database, 3)
    yield database
    database.close()


@pytest.fixture(scope="module")
def before(db: Databases) -> list[bytes]:
    """The trail before anybody tried."""
    return [record.to_bytes() for record in logs.read(db)]


def run(url: str, statement: str) -> None:
    """A statement in a transaction of its own."""
    with create_engine(url, poolclass=NullPool).begin() as connection:
        connection.execute(text(statement))


def refused(db: Databases, before: list[bytes], act: Callable[[], None]) -> str:
    """The error that the act ends in, once it is sure that the trail is as it was."""
    with pytest.raises(DBAPIError) as error:
        act()
    assert [record.to_bytes() for record in logs.read(db)] == before
    return str(error.value.orig)


@pytest.mark.parametrize("statement", [*UPDATES, *DELETES])
def test_the_app_can_neither_update_nor_delete_a_fact(
    db: Databases, lent: Database, before: list[bytes], statement: str
) -> None:
    said = refused(db, before, lambda: run(lent.url, statement))

    assert "is final" in said or "permission denied" in said


@pytest.mark.parametrize("statement", [*UPDATES, *DELETES])
def test_nor_can_the_owner_while_the_guards_stand(
    db: Databases, lent: Database, before: list[bytes], statement: str
) -> None:
    assert "is final" in refused(db, before, lambda: run(lent.owner_url, statement))


@pytest.mark.parametrize("statement", [*REPLACES, *OUT_OF_ORDER])
def test_SQLite_refuses_to_replace_a_fact_or_to_insert_one_out_of_order(
    db: Databases,
    lent: Database,
    before: list[bytes],
    engine_kind: str,
    statement: str,
) -> None:
    if engine_kind == "postgresql":
        pytest.skip("SQLite's statements")

    said = refused(db, before, lambda: run(lent.url, statement))

    assert "takes the next number" in said or "is final" in said


def test_without_the_insert_guard_REPLACE_would_rewrite_a_fact_under_the_others_eyes(
    clone: Callable[[str], Database], engine_kind: str
) -> None:
    """The guard is needed: REPLACE deletes without firing the trigger that refuses to delete."""
    if engine_kind == "postgresql":
        pytest.skip("SQLite's statements")
    lent = clone("founded")
    db = opened(lent.url)
    logs.fill(db, 3)
    run(lent.owner_url, "DROP TRIGGER kernel_fact_in_order")

    run(lent.url, REPLACED)

    with db.read() as session:
        assert session.scalar(text("SELECT stream FROM kernel_fact WHERE seq = 2")) == "x"
    assert not logs.checked(db).sound
    db.close()


@pytest.mark.parametrize("statement", OF_POSTGRESQL)
def test_on_PostgreSQL_the_app_cannot_take_a_guard_or_a_table_away(
    db: Databases,
    lent: Database,
    before: list[bytes],
    engine_kind: str,
    statement: str,
) -> None:
    if engine_kind == "sqlite":
        pytest.skip("PostgreSQL's statements")

    said = refused(db, before, lambda: run(lent.url, statement))

    assert "permission denied" in said or "must be owner" in said


@pytest.mark.parametrize("statement", ["TRUNCATE kernel_fact CASCADE", "UPDATE kernel_fact SET stream = 'x'"])
def test_on_PostgreSQL_the_guards_also_fire_in_a_replica_s_session(
    db: Databases,
    lent: Database,
    before: list[bytes],
    engine_kind: str,
    statement: str,
    request: pytest.FixtureRequest,
) -> None:
    if engine_kind == "sqlite":
        pytest.skip("PostgreSQL's statements")
    name = lent.url.partition("?")[0].rpartition("/")[2]
    admin = request.getfixturevalue("postgres_server").of(name).admin

    def act() -> None:
        with create_engine(admin, poolclass=NullPool).begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            connection.execute(text(statement))

    assert "is final" in refused(db, before, act)


def test_on_PostgreSQL_a_leaf_hash_that_is_not_the_record_s_is_refused(
    db: Databases, lent: Database, before: list[bytes], engine_kind: str
) -> None:
    if engine_kind == "sqlite":
        pytest.skip("SQLite has no sha256; there fsck says it")

    said = refused(
        db,
        before,
        lambda: run(
            lent.url, "INSERT INTO kernel_fact SELECT 3, 'x', record, 'x' FROM kernel_fact WHERE seq = 0"
        ),
    )

    assert "kernel_fact_leaf_hash_check" in said


def test_the_trail_has_one_head(db: Databases, lent: Database, before: list[bytes]) -> None:
    said = refused(
        db,
        before,
        lambda: run(lent.url, "INSERT INTO kernel_head SELECT 2, origin, size, frontier FROM kernel_head"),
    )

    assert "kernel_head_one_row_check" in said
