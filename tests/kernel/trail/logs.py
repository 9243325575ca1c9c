"""Trails in a database: facts appended as a writing transaction does, read back, judged, and damaged."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, NullPool, create_engine, text

from app.kernel.db import Databases
from app.kernel.trail import guards, log, merkle
from app.kernel.trail.append import Fact, Opening, append
from app.kernel.trail.checkpoints import checkpoint
from app.kernel.trail.fsck import Report, fsck
from app.kernel.trail.merkle import Frontier
from app.kernel.trail.record import Record
from app.kernel.trail.signer import NoteFile, Signer
from tests.databases import Database
from tests.kernel.trail import make

ORIGIN = "test.invalid/trail"
NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)


def fact(number: int, stream: str = "grant/g1") -> Fact:
    """A fact with one committed text."""
    opening = Opening("told", f"text {number}", subject="usr_1")
    return Fact("test.written", stream, "usr_1", {"number": number, "told": opening.seal()}, [opening])


def write(db: Databases, number: int, stream: str = "grant/g1") -> int:
    """One fact, committed; gives its place."""
    with db.write() as session:
        return append(session.connection(), [fact(number, stream)], NOW, f"req-{number}")[0]


def fill(db: Databases, count: int, streams: int = 3) -> None:
    """Many facts in one transaction, dealt out to a few streams."""
    facts = [fact(number, f"grant/g{number % streams}") for number in range(count)]
    with db.write() as session:
        append(session.connection(), facts, NOW, "req-fill")


def read(db: Databases) -> list[Record]:
    """Every record, in order."""
    with db.read() as session:
        return [Record.from_bytes(raw) for _seq, raw, _leaf in log.records(session.connection())]


def checked(db: Databases, *signers: Signer) -> Report:
    """What fsck says."""
    with db.read() as session:
        return fsck(session.connection(), [signer.vkey for signer in signers])


def assert_valid(db: Databases, count: int, *signers: Signer) -> list[Record]:
    """No gap and no fork: numbers 0..n-1, each stream linked from its first, the root that of all leaves."""
    records = read(db)
    leaves = [merkle.leaf_hash(record.to_bytes()) for record in records]
    assert [record.seq for record in records] == list(range(count))
    for _stream, group in groupby(sorted(records, key=lambda one: one.stream), lambda one: one.stream):
        before = ""
        for place, record in enumerate(group):
            assert (record.stream_seq, record.stream_prev) == (place, before)
            before = leaves[record.seq].hex()
    frontier = Frontier()
    for leaf in leaves:
        frontier.push(leaf)
    with db.read() as session:
        origin, head = log.head(session.connection())
    assert (origin, head.size, head.root()) == (ORIGIN, count, frontier.root())
    assert frontier.root() == merkle.root(merkle.of_leaves(leaves), count)
    assert checked(db, *signers).faults == []
    return records


def signer(folder: Path, seed: int = 1) -> Signer:
    """A signer of this trail whose last note lies in the folder."""
    return Signer(make.key(seed), ORIGIN, NoteFile(folder / "last.note"))


def signed(db: Databases, by: Signer) -> str:
    """A checkpoint of all there is."""
    note = checkpoint(db, by, NOW)
    assert note is not None
    return note


@contextmanager
def owning(lent: Database) -> Iterator[Connection]:
    """A transaction of the tables' owner."""
    engine = create_engine(lent.owner_url, poolclass=NullPool)
    with engine.begin() as connection:
        yield connection


def unguarded(connection: Connection) -> None:
    """Take away what the database itself refuses."""
    postgresql = connection.dialect.name == "postgresql"
    names = ("kernel_fact_in_order", "kernel_fact_no_update", "kernel_fact_no_delete")
    statements = guards.POSTGRESQL_DROP if postgresql else [f"DROP TRIGGER {name}" for name in names]
    for statement in statements:
        connection.execute(text(statement))


def damage(lent: Database, statements: Sequence[tuple[str, dict[str, Any]]]) -> None:
    """Run statements as the owner, with the guards taken away."""
    with owning(lent) as connection:
        unguarded(connection)
        for statement, values in statements:
            connection.execute(text(statement), values)


def damage_schema(lent: Database, statement: str) -> None:
    """Take away what else would refuse the damage."""
    with owning(lent) as connection:
        connection.execute(text(statement))
