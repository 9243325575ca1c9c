"""Appending facts: the last statement of a writing transaction, under the one locked head row."""

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from app.kernel.db import table_of
from app.kernel.things import Step
from app.kernel.trail.commit import commitment, mark, new_salt
from app.kernel.trail.merkle import Frontier, leaf_hash
from app.kernel.trail.models import FactRow, Head, Secret, Stream
from app.kernel.trail.record import Record

FACTS, HEAD, STREAMS, SECRETS, STEPS = map(table_of, (FactRow, Head, Stream, Secret, Step))
LOCK_HEAD = select(HEAD.c.origin, HEAD.c.size, HEAD.c.frontier).where(HEAD.c.id == 1).with_for_update()
MOVE_HEAD = update(HEAD).where(HEAD.c.id == 1).values(size=bindparam("to_size"), frontier=bindparam("to"))


@dataclass(frozen=True)
class Opening:
    """A value that stands on the trail as a salted commitment only, and what opens it.

    `field` is its place in the body, keys and positions joined by dots.
    """

    field: str
    value: Any
    salt: bytes = dataclasses.field(default_factory=new_salt)
    subject: str | None = None

    def seal(self) -> dict[str, str]:
        """What stands on the trail in the value's place."""
        return mark(commitment(self.field, self.value, self.salt))


@dataclass(frozen=True)
class Fact:
    """What happened, waiting for its place on the trail. `body` is canonical; `step` its readable index."""

    kind: str
    stream: str
    actor: str
    body: Mapping[str, Any]
    openings: Sequence[Opening] = ()
    step: Mapping[str, Any] | None = None


@dataclass
class _Tail:
    """What the locked head and the streams say, moving on with each fact."""

    origin: str
    frontier: Frontier
    streams: dict[str, tuple[int, bytes]]


def append(connection: Connection, facts: Sequence[Fact], at: datetime, request_id: str) -> range:
    """Append `facts` in order, all at `at`; gives the numbers they got.

    The streams are read by a statement of their own after the lock: read together with it, PostgreSQL
    would show their state from before the wait.
    """
    tail = _lock(connection, facts)
    first = tail.frontier.size
    rows: dict[str, list[dict[str, Any]]] = {"facts": [], "secrets": [], "steps": []}
    for fact in facts:
        seq = tail.frontier.size
        row = _row(tail, fact, at, request_id)
        rows["facts"].append(row)
        rows["secrets"] += [
            {
                "seq": seq,
                "field": opening.field,
                "salt": opening.salt,
                "value": json.dumps(opening.value, ensure_ascii=False),
                "subject": opening.subject,
            }
            for opening in fact.openings
        ]
        if fact.step is not None:
            rows["steps"].append({"seq": seq, "at": at, "actor": fact.actor, **fact.step})
    connection.execute(insert(FACTS), rows["facts"])
    for table, name in ((SECRETS, "secrets"), (STEPS, "steps")):
        if rows[name]:
            connection.execute(insert(table), rows[name])
    _move(connection, tail)
    return range(first, tail.frontier.size)


def _lock(connection: Connection, facts: Sequence[Fact]) -> _Tail:
    origin, size, frontier = connection.execute(LOCK_HEAD).one()
    names = sorted({fact.stream for fact in facts})
    known = connection.execute(
        select(STREAMS.c.stream, STREAMS.c.count, STREAMS.c.last).where(STREAMS.c.stream.in_(names))
    )
    streams = {name: (count, bytes(last)) for name, count, last in known}
    return _Tail(origin, Frontier.from_bytes(bytes(frontier), size), streams)


def _row(tail: _Tail, fact: Fact, at: datetime, request_id: str) -> dict[str, Any]:
    count, last = tail.streams.get(fact.stream, (0, b""))
    record = Record(
        at=at,
        actor=fact.actor,
        body=dict(fact.body),
        kind=fact.kind,
        log=tail.origin,
        req=request_id,
        seq=tail.frontier.size,
        stream=fact.stream,
        stream_prev=last.hex(),
        stream_seq=count,
    ).to_bytes()
    leaf = leaf_hash(record)
    tail.frontier.push(leaf)
    tail.streams[fact.stream] = (count + 1, leaf)
    return {"seq": tail.frontier.size - 1, "stream": fact.stream, "record": record, "leaf_hash": leaf}


def _move(connection: Connection, tail: _Tail) -> None:
    for name, (count, last) in sorted(tail.streams.items()):
        done = connection.execute(
            update(STREAMS).where(STREAMS.c.stream == name).values(count=count, last=last)
        )
        if not done.rowcount:
            connection.execute(insert(STREAMS).values(stream=name, count=count, last=last))
    connection.execute(MOVE_HEAD, {"to_size": tail.frontier.size, "to": tail.frontier.to_bytes()})
