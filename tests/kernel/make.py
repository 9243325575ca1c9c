"""Toys and their moves for the kernel's tests, each one writing transaction, committed."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import event, text

from app.kernel.actors import Actor
from app.kernel.db import Databases
from app.kernel.flow import Flow, Form, Nothing, begin, fire
from app.kernel.things import Thing
from app.kernel.tx import Tx, writing
from tests.kernel import cast
from tests.kernel.toy import TOYS, WHEELS, Cut, Paint, Toy, Wheel

T = TypeVar("T", bound=Thing)
NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=30)


@contextmanager
def moving(db: Databases, actor: Actor, now: datetime = NOW) -> Iterator[Tx]:
    """One writing transaction."""
    with writing(db, cast.PLUGS, actor, now, "req-test") as tx:
        yield tx


def toy(
    db: Databases, colour: str = "blue", *, by: Actor = cast.forum, now: datetime = NOW, place: int = 7
) -> Toy:
    """A new toy."""
    with moving(db, by, now) as tx:
        return begin(tx, TOYS, "make", Paint(title="Tap", colour=colour, place=place))


def wheel(db: Databases, parent: Thing | None = None, *, by: Actor = cast.forum) -> Wheel:
    """A new wheel, in the toy's case if there is one."""
    with moving(db, by) as tx:
        return begin(tx, WHEELS, "cut", Cut(), parent=parent)


def moved(
    db: Databases,
    actor: Actor,
    flow: Flow[T, Any],
    thing: Thing,
    name: str,
    form: Form | None = None,
    *,
    now: datetime = NOW,
    **more: Any,
) -> T:
    """The thing after one move."""
    with moving(db, actor, now) as tx:
        found = tx.session.get_one(flow.model, thing.id)
        return fire(tx, flow, found, name, form or Nothing(), **more)


def again(db: Databases, flow: Flow[T, Any], thing: Thing) -> T:
    """The thing as the database has it now."""
    with db.read() as session:
        return session.get_one(flow.model, thing.id)


def answer(db: Databases, question: str, **values: Any) -> list[tuple[Any, ...]]:
    """What the database says."""
    with db.read() as session:
        return [tuple(row) for row in session.execute(text(question), values)]


def facts(db: Databases) -> int:
    """How many facts there are."""
    return int(answer(db, "SELECT count(*) FROM kernel_fact")[0][0])


def steps(db: Databases, thing: Thing) -> list[tuple[Any, ...]]:
    """(move, actor, duty, post, before, after) of each step of this thing, oldest first."""
    return answer(
        db,
        'SELECT move, actor, duty, post, "before", "after" FROM kernel_step WHERE thing_id = :id ORDER BY seq',
        id=thing.id,
    )


def bodies(db: Databases, thing: Thing) -> list[dict[str, Any]]:
    """The body of each fact about this thing, oldest first."""
    rows = answer(
        db,
        "SELECT record FROM kernel_fact JOIN kernel_step USING (seq) WHERE thing_id = :id ORDER BY seq",
        id=thing.id,
    )
    return [json.loads(bytes(record))["body"] for (record,) in rows]


def secrets(db: Databases, thing: Thing, field: str) -> list[tuple[Any, ...]]:
    """(value, subject) of each opening kept for this field of this thing's facts, oldest first."""
    return answer(
        db,
        "SELECT value, subject FROM kernel_secret JOIN kernel_step USING (seq)"
        " WHERE thing_id = :id AND field = :field ORDER BY seq",
        id=thing.id,
        field=field,
    )


@contextmanager
def counted(db: Databases) -> Iterator[list[str]]:
    """The statements that the reading engine runs within the block."""
    run: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        run.append(statement)

    event.listen(db.reading, "before_cursor_execute", note)
    try:
        yield run
    finally:
        event.remove(db.reading, "before_cursor_execute", note)
