"""The database's base: moments with their zone, and a reading engine that cannot write on either database."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from app.kernel.db import Base, Databases, Utc, databases, table_of
from tests.kernel import make
from tests.kernel.toy import TOYS, Dent, Scribble, Toy

WRITES = (
    "UPDATE kernel_thing SET title = 'x'",
    "DELETE FROM kernel_thing_scope",
    "INSERT INTO toy_scribble (id, told) VALUES (1, 'x')",
    "CREATE TABLE of_a_reader (id INTEGER)",
    "DROP TABLE toy_scribble",
)


@pytest.mark.parametrize("statement", WRITES)
def test_the_reading_engine_cannot_write(db: Databases, statement: str) -> None:
    make.toy(db)

    with db.read() as session, pytest.raises(DBAPIError, match=r"readonly database|read-only transaction"):
        session.execute(text(statement))


def test_the_reading_engine_cannot_write_through_the_mapper_either(db: Databases) -> None:
    with db.read() as session:
        session.add(Scribble(told="x"))
        with pytest.raises(DBAPIError):
            session.flush()


def test_the_kind_of_database_is_known_by_its_name(db: Databases, engine_kind: str) -> None:
    assert db.kind == engine_kind


def test_a_write_ends_with_its_block_and_an_error_undoes_it(db: Databases) -> None:
    with db.write() as session:
        session.add(Scribble(told="stays"))
    with pytest.raises(ZeroDivisionError), db.write() as session:
        session.add(Scribble(told=str(1 // 0)))

    assert ("stays",) in make.answer(db, "SELECT told FROM toy_scribble")


def test_what_was_loaded_stays_readable_after_the_end(db: Databases) -> None:
    toy = make.toy(db)

    with db.write() as session:
        found = session.get_one(Toy, toy.id)

    assert found.colour == "blue"


def test_on_SQLite_one_thread_writes_at_a_time_and_on_PostgreSQL_all_may(
    db: Databases, engine_kind: str
) -> None:
    inside = threading.Event()

    def second() -> None:
        with db.write():
            inside.set()

    writer = threading.Thread(target=second)
    with db.write():
        writer.start()
        came_in = inside.wait(0.3 if engine_kind == "sqlite" else 10)
    writer.join(10)

    assert came_in is (engine_kind == "postgresql")
    assert inside.is_set()


def test_a_moment_without_its_zone_is_refused(db: Databases) -> None:
    with db.read() as session, pytest.raises(StatementError, match="needs its time zone"):
        session.execute(select(Toy.id).where(Toy.since == datetime(2026, 6, 30)))  # noqa: DTZ001 - what is refused


@pytest.mark.parametrize("hours", [-11, 0, 14])
def test_a_moment_comes_out_in_utc_as_it_went_in(db: Databases, hours: int) -> None:
    toy = make.toy(db)
    moment = datetime(2026, 6, 30, 1, 2, 3, 456789, tzinfo=timezone(timedelta(hours=hours)))
    with db.write() as session:
        session.execute(update(Toy).where(Toy.id == toy.id).values(checked_at=moment))

    found = make.again(db, TOYS, toy).checked_at

    assert found == moment
    assert found is not None
    assert found.tzinfo is UTC


def test_nothing_stays_nothing(db: Databases) -> None:
    found = make.again(db, TOYS, make.toy(db))

    assert (found.checked_at, found.due_at) == (None, None)


@pytest.mark.parametrize("moment", [datetime(2026, 6, 30, tzinfo=timezone(timedelta(hours=5))), None])
def test_a_driver_that_gives_zones_and_one_that_gives_none_are_read_alike(moment: datetime | None) -> None:
    dialect = create_engine("sqlite://").dialect
    bare = moment and moment.astimezone(UTC).replace(tzinfo=None)

    assert Utc().process_result_value(moment, dialect) == Utc().process_result_value(bare, dialect) == moment


def test_foreign_keys_are_held_on_both_databases(db: Databases) -> None:
    with pytest.raises(IntegrityError), db.write() as session:
        session.add(Dent(toy_id=999_999, told="x"))


def test_SQLite_waits_syncs_and_writes_ahead(tmp_path: Path) -> None:
    opened = databases(f"sqlite:///{tmp_path}/deep/below/toys.db")

    with opened.read() as session:
        read = [
            session.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "query_only")
        ]
    with opened.write() as session:
        written = session.execute(text("PRAGMA query_only")).scalar()
    opened.close()

    full = 2
    assert read == ["wal", full, 1, 5_000, 1]
    assert written == 0


def test_every_table_and_constraint_bears_a_name_of_ours(db: Databases) -> None:
    inspected = inspect(db.reading)

    names = {
        str(found["name"])
        for table in ("kernel_thing", "toy_toy")
        for found in [inspected.get_pk_constraint(table), *inspected.get_foreign_keys(table)]
    }

    assert names == {
        "kernel_thing_pkey",
        "kernel_thing_kind_state_fkey",
        "kernel_thing_root_id_fkey",
        "kernel_thing_case_id_fkey",
        "toy_toy_pkey",
        "toy_toy_id_fkey",
    }


class Joined(Base):
    """A model over a query."""

    __table__ = select(table_of(Scribble)).subquery()
    __mapper_args__ = {"primary_key": [__table__.c.id]}  # noqa: RUF012 - SQLAlchemy's own declaration


def test_a_model_without_a_table_of_its_own_is_a_mistake() -> None:
    assert table_of(Toy).name == "toy_toy"
    with pytest.raises(TypeError, match="Joined has no table of its own"):
        table_of(Joined)
