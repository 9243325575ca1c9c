"""The header every governed thing shares, its scopes, its steps, and who may see it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Sequence,
    and_,
    delete,
    exists,
    false,
    func,
    insert,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel.actors import EVERYWHERE, Actor, Post, Role, Scope, ScopeKind
from app.kernel.db import Base, Code, Id, Line, table_of

FIRST_ID = 100
THING_ID = Sequence("kernel_thing_id_seq", start=FIRST_ID, metadata=Base.metadata)


class KnownState(Base):
    """A state that things of a kind may be in: what the database itself holds every header to."""

    __tablename__ = "kernel_state"

    kind: Mapped[Code] = mapped_column(primary_key=True)
    state: Mapped[Code] = mapped_column(primary_key=True)


class Thing(Base):
    """The header of a governed thing; its kind's own columns stand in a table that shares the key.

    A root is the smallest thing whose rules must see each other; its version is what forms carry.
    A case is everything that grew from one first birth; four eyes are judged within it.
    """

    __tablename__ = "kernel_thing"
    __table_args__: Any = (
        ForeignKeyConstraint(["kind", "state"], ["kernel_state.kind", "kernel_state.state"]),
        Index("kernel_thing_waiting_ix", "kind", "state", "since", "id"),
        Index("kernel_thing_root_ix", "root_id"),
        Index("kernel_thing_case_ix", "case_id"),
        Index("kernel_thing_due_ix", "due_at"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[Code]
    root_id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"))
    case_id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"))
    reference: Mapped[Code] = mapped_column(unique=True)
    title: Mapped[Line]
    state: Mapped[Code]
    since: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    due_at: Mapped[datetime | None]
    lead: Mapped[Code | None]

    __mapper_args__: Mapping[str, Any] = {"polymorphic_on": "kind"}


THINGS = table_of(Thing)


class ThingScope(Base):
    """One scope that a root stands in. A place is written with all its ancestors."""

    __tablename__ = "kernel_thing_scope"
    __table_args__ = (Index("kernel_thing_scope_thing_ix", "thing_id"),)

    kind: Mapped[Code] = mapped_column(primary_key=True)
    scope_id: Mapped[Id] = mapped_column(primary_key=True)
    thing_id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)


class Step(Base):
    """The readable index of the trail: one row a fact, written with it, rebuilt and compared by fsck."""

    __tablename__ = "kernel_step"
    __table_args__ = (
        Index("kernel_step_thing_ix", "thing_id", "seq"),
        Index("kernel_step_case_ix", "case_id", "actor", "duty"),
        Index("kernel_step_root_ix", "root_id", "seq"),
    )

    seq: Mapped[Id] = mapped_column(ForeignKey("kernel_fact.seq"), primary_key=True, autoincrement=False)
    thing_id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"))
    root_id: Mapped[Id]
    case_id: Mapped[Id]
    kind: Mapped[Code]
    move: Mapped[Code]
    duty: Mapped[Code | None]
    actor: Mapped[Code]
    post: Mapped[Code]
    before: Mapped[Code]
    after: Mapped[Code]
    at: Mapped[datetime]


def next_id(session: Session) -> int:
    """A fresh key for a thing, drawn before it is inserted, so that a root can name itself."""
    if session.get_bind().dialect.name == "postgresql":
        return int(session.scalar(THING_ID) or 0)
    last = session.scalar(select(func.max(THINGS.c.id)))
    return max(last or 0, FIRST_ID - 1) + 1


def set_scopes(session: Session, root_id: int, scopes: Iterable[Scope]) -> None:
    """Write the scopes of a root anew; everything stands in EVERYWHERE too."""
    session.execute(delete(ThingScope).where(ThingScope.thing_id == root_id))
    rows = [
        {"kind": scope.kind.value, "scope_id": scope.id, "thing_id": root_id}
        for scope in sorted({EVERYWHERE, *scopes})
    ]
    session.execute(insert(ThingScope), rows)


def scopes_of(session: Session, root_ids: Iterable[int]) -> dict[int, frozenset[Scope]]:
    """The scopes of each of these roots, in one query."""
    found: dict[int, set[Scope]] = {root_id: set() for root_id in root_ids}
    rows = session.execute(
        select(ThingScope.thing_id, ThingScope.kind, ThingScope.scope_id).where(
            ThingScope.thing_id.in_(found)
        )
    )
    for thing_id, kind, scope_id in rows:
        found[thing_id].add(Scope(ScopeKind(kind), scope_id))
    return {root_id: frozenset(scopes) for root_id, scopes in found.items()}


def within(posts: Iterable[Post]) -> ColumnElement[bool]:
    """True of the things that stand in the scope of one of these posts."""
    scopes = sorted({post.scope for post in posts})
    if not scopes:
        return false()
    if EVERYWHERE in scopes:
        return THINGS.c.root_id.is_not(None)
    held = or_(*(and_(ThingScope.kind == scope.kind, ThingScope.scope_id == scope.id) for scope in scopes))
    return exists().where(ThingScope.thing_id == THINGS.c.root_id, held)


def reach(actor: Actor, role: Role, visible: Mapping[str, Iterable[str]], today: date) -> ColumnElement[bool]:
    """True of the things that exist for `actor` in `role`.

    `visible` says, for each kind, the states in which such a thing exists for that role. One predicate
    serves lists, finding, waiting, search, documents, the API and every move.
    """
    posts = [post for post in actor.holds([role]) if post.until is None or post.until >= today]
    columns = THINGS.c
    states = [
        and_(columns.kind == kind, columns.state.in_(sorted(states))) for kind, states in visible.items()
    ]
    if not posts or not states:
        return false()
    return and_(or_(*states), within(posts))
