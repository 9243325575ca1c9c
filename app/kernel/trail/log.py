"""The log as a whole: founded once under its origin, read for proofs, and its place among the rooms."""

from collections.abc import Iterator

from sqlalchemy import Connection, insert, select

from app.kernel.trail.append import FACTS, HEAD
from app.kernel.trail.merkle import Frontier


def found(connection: Connection, origin: str) -> None:
    """Begin the log of this installation; its origin is part of every record and never changes."""
    connection.execute(insert(HEAD).values(id=1, origin=origin, size=0, frontier=Frontier().to_bytes()))


def is_founded(connection: Connection) -> bool:
    """Whether this database has a trail yet."""
    return connection.execute(select(HEAD.c.id)).first() is not None


def head(connection: Connection) -> tuple[str, Frontier]:
    """The origin, and the frontier over all facts so far."""
    origin, size, frontier = connection.execute(select(HEAD.c.origin, HEAD.c.size, HEAD.c.frontier)).one()
    return origin, Frontier.from_bytes(bytes(frontier), size)


def records(connection: Connection, start: int = 0) -> Iterator[tuple[int, bytes, bytes]]:
    """(seq, record, leaf hash) of every fact from `start` on, streamed in order."""
    rows = connection.execution_options(yield_per=1_000).execute(
        select(FACTS.c.seq, FACTS.c.record, FACTS.c.leaf_hash)
        .where(FACTS.c.seq >= start)
        .order_by(FACTS.c.seq)
    )
    for seq, record, leaf in rows:
        yield seq, bytes(record), bytes(leaf)
