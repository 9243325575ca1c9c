"""Appending: in order, linked, under one lock, whatever writes at once and whatever the isolation level says."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

import pytest
from sqlalchemy import Engine, NullPool, create_engine
from sqlalchemy.exc import DBAPIError, NoResultFound

from app.kernel.db import Databases
from app.kernel.trail import log
from app.kernel.trail.append import append
from app.kernel.trail.canonical import Unfit
from tests.databases import Database
from tests.kernel.trail import logs
from tests.kernel.trail.make import sample

WRITERS = [1, 4, 16, *([64] if sample(0, 1) else [])]
EACH = sample(4, 16)


def test_facts_get_the_next_numbers_and_their_stream_s_links(db: Databases) -> None:
    with db.write() as session:
        facts = [logs.fact(0, "grant/a"), logs.fact(1, "grant/b"), logs.fact(2, "grant/a")]
        places = append(session.connection(), facts, logs.NOW, "req-1")
    after = logs.write(db, 3, "grant/b")

    records = logs.assert_valid(db, 4)

    assert (list(places), after) == ([0, 1, 2], 3)
    assert [(record.stream, record.stream_seq) for record in records] == [
        ("grant/a", 0), ("grant/b", 0), ("grant/a", 1), ("grant/b", 1),
    ]  # fmt: skip
    assert {(record.req, record.actor, record.at) for record in records[:3]} == {("req-1", "usr_1", logs.NOW)}


def test_the_log_of_an_empty_installation_is_valid_and_knows_its_origin(db: Databases) -> None:
    logs.assert_valid(db, 0)

    with db.read() as session:
        assert log.is_founded(session.connection())


def test_a_log_is_founded_once(db: Databases) -> None:
    with pytest.raises(DBAPIError), db.write() as session:
        log.found(session.connection(), "another.invalid/trail")

    logs.assert_valid(db, 0)


def test_what_no_record_may_hold_is_refused_and_takes_no_number(db: Databases) -> None:
    with pytest.raises(Unfit), db.write() as session:
        append(session.connection(), [logs.fact(0), logs.fact(1, "Not A Stream")], logs.NOW, "req-1")

    logs.write(db, 2)

    logs.assert_valid(db, 1)


def test_records_are_read_from_any_place_on(db: Databases) -> None:
    logs.fill(db, 5)

    with db.read() as session:
        assert [seq for seq, _raw, _leaf in log.records(session.connection(), 3)] == [3, 4]


def at_once(db: Databases, writers: int, each: int) -> list[int]:
    """Each writer appends to a stream of its own and to one that all share; gives the places got."""
    ready = threading.Barrier(writers)

    def work(writer: int) -> list[int]:
        ready.wait(30)
        places = []
        for number in range(each):
            stream = "grant/shared" if number % 2 else f"grant/w{writer}"
            places.append(logs.write(db, writer * each + number, stream))
        return places

    with ThreadPoolExecutor(writers) as pool:
        return [place for places in pool.map(work, range(writers)) for place in places]


@pytest.mark.parametrize("writers", WRITERS)
def test_writers_at_once_leave_no_gap_and_no_fork(db: Databases, writers: int) -> None:
    places = at_once(db, writers, EACH)

    records = logs.assert_valid(db, writers * EACH)

    assert sorted(places) == list(range(writers * EACH))
    assert sorted(record.body["number"] for record in records) == list(range(writers * EACH))


def test_writers_who_roll_back_leave_no_gap(db: Databases) -> None:
    def work(number: int) -> None:
        try:
            with db.write() as session:
                append(session.connection(), [logs.fact(number)], logs.NOW, f"req-{number}")
                if number % 3 == 0:
                    raise InterruptedError  # noqa: TRY301 - a request that fails after its append
        except InterruptedError:
            pass

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(30)))

    logs.assert_valid(db, 20)


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_a_wrong_isolation_level_makes_errors_and_never_a_fork(
    db: Databases, lent: Database, engine_kind: str, level: str
) -> None:
    """PostgreSQL without retry: a writer who waited for the head fails, and nothing of it stays."""
    if engine_kind == "sqlite":
        pytest.skip("SQLite has one level")
    engine = create_engine(lent.url, poolclass=NullPool, isolation_level=level)
    writers = 8
    ready = threading.Barrier(writers)

    def work(writer: int) -> list[str]:
        ready.wait(30)
        return [outcome(engine, writer * EACH + number) for number in range(EACH)]

    with ThreadPoolExecutor(writers) as pool:
        outcomes = Counter(chain.from_iterable(pool.map(work, range(writers))))

    assert set(outcomes) == {"appended", "40001"}
    logs.assert_valid(db, outcomes["appended"])


def outcome(engine: Engine, number: int) -> str:
    """What became of one append: done, or the code of the database's error."""
    try:
        with engine.begin() as connection:
            append(connection, [logs.fact(number)], logs.NOW, f"req-{number}")
    except DBAPIError as error:
        return str(getattr(error.orig, "sqlstate", error))
    return "appended"


def test_without_a_head_nothing_is_appended(db: Databases, lent: Database) -> None:
    logs.damage(lent, [("DELETE FROM kernel_head", {})])

    with pytest.raises(NoResultFound):
        logs.write(db, 0)

    assert logs.read(db) == []
