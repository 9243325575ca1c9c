"""My work: what stands still until this person moves it, computed from the flows, oldest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, false, func, literal, or_, select, true, tuple_
from sqlalchemy.orm import Session

from app.kernel.actors import Actor, Role, Within, excluded_by
from app.kernel.flow.moves import AnyFlow, Move
from app.kernel.flow.sight import seen_as
from app.kernel.things import THINGS, Step, Thing, within

Position = tuple[datetime, int]


@dataclass(frozen=True)
class Queue:
    """Which part of what waits: mine (I lead it), nobody's, or all that my posts reach."""

    lead: str | None = None
    unassigned: bool = False


EVERY = Queue()


def awaiting(actor: Actor, flows: Sequence[AnyFlow], now: datetime) -> ColumnElement[bool]:
    """True of the things whose state starts an awaited move of a role held, within reach, four eyes kept."""
    parts = [
        and_(seen_as(actor, role, [flow], now.date()), *_startable(actor, flow, move, role, now))
        for flow in flows
        for move in flow.moves
        if move.awaited
        for role in sorted(move.by & actor.roles)
        if actor.holds([role], move.office)
    ]
    return or_(*parts) if parts else false()


def _startable(
    actor: Actor, flow: AnyFlow, move: Move, role: Role, now: datetime
) -> list[ColumnElement[bool]]:
    columns = THINGS.c
    posts = [
        post for post in actor.holds([role], move.office) if post.until is None or post.until >= now.date()
    ]
    conditions = [
        columns.kind == flow.kind,
        columns.state.in_(sorted(move.start)),
        within(posts),
    ]
    for scope, mine in (
        (Within.THING, Step.thing_id == columns.id),
        (Within.CASE, Step.case_id == columns.case_id),
    ):
        duties = excluded_by(move.duty, scope)
        if duties:
            step = exists().where(mine, Step.actor == actor.reference, Step.duty.in_(sorted(duties)))
            conditions.append(~step)
    return conditions


def waiting(
    session: Session,
    actor: Actor,
    flows: Sequence[AnyFlow],
    now: datetime,
    queue: Queue = EVERY,
    after: Position | None = None,
    limit: int = 25,
) -> list[Thing]:
    """The next `limit` things that wait for this person, by (since, id) after that position."""
    columns = THINGS.c
    statement = select(Thing).where(awaiting(actor, flows, now), _in_queue(queue))
    if after is not None:
        moment, key = after
        reached = tuple_(literal(moment, columns.since.type), key)
        statement = statement.where(tuple_(columns.since, columns.id) > reached)
    return list(session.scalars(statement.order_by(columns.since, columns.id).limit(limit)))


def count_waiting(
    session: Session, actor: Actor, flows: Sequence[AnyFlow], now: datetime, queue: Queue = EVERY
) -> int:
    """How many things wait, exactly."""
    statement = select(func.count()).select_from(THINGS)
    return session.scalar(statement.where(awaiting(actor, flows, now), _in_queue(queue))) or 0


def _in_queue(queue: Queue) -> ColumnElement[bool]:
    lead = THINGS.c.lead
    if queue.unassigned:
        return lead.is_(None)
    return true() if queue.lead is None else lead == queue.lead
