"""Moves that a date decides: found by their moment, each fired by the clock as a fact of its own."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from sqlalchemy import and_, or_, select

from app.kernel.actors import CLOCK, Role
from app.kernel.db import Databases
from app.kernel.errors import Refused, Stale
from app.kernel.flow.fire import fire
from app.kernel.flow.moves import AnyFlow, Move, Nothing
from app.kernel.plugs import Plugs
from app.kernel.things import Thing
from app.kernel.tx import writing


def clock_moves(flow: AnyFlow) -> tuple[Move, ...]:
    """The moves of a flow that the clock makes."""
    return tuple(move for move in flow.moves if Role.CLOCK in move.by)


def fire_due(
    databases: Databases, plugs: Plugs, flows: Sequence[AnyFlow], now: datetime, limit: int = 100
) -> int:
    """Fire what is due, oldest first, one transaction each, until `limit` have moved; gives how many did.

    Safe to run in several copies: a thing that another copy moved meanwhile no longer fits, and is passed
    over. So is one that a rule refuses: it is tried again each time, and never holds up the others. Nothing depends on punctuality: what a clock decides is also computed when it is read.
    """
    by_kind = {flow.kind: flow for flow in flows}
    fits = [
        and_(Thing.kind == flow.kind, Thing.state.in_(sorted(move.start)))
        for flow in flows
        for move in clock_moves(flow)
    ]
    if not fits:
        return 0
    with databases.read() as session:
        due = session.execute(
            select(Thing.id, Thing.kind)
            .where(Thing.due_at <= now, or_(*fits))
            .order_by(Thing.due_at, Thing.id)
        ).all()
    fired = (_fire_one(databases, plugs, by_kind[kind], key, now) for key, kind in due)
    return sum(islice(filter(None, fired), limit))


def _fire_one(databases: Databases, plugs: Plugs, flow: AnyFlow, key: int, now: datetime) -> bool:
    try:
        with writing(databases, plugs, CLOCK, now, f"clock-{key}") as tx:
            thing = tx.session.get_one(flow.model, key)
            move = next((move for move in clock_moves(flow) if flow.state(thing) in move.start), None)
            if move is None or thing.due_at is None or thing.due_at > now:
                return False
            fire(tx, flow, thing, move.name, Nothing())
    except (Refused, Stale):
        return False
    return True
