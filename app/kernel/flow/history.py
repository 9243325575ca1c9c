"""What has happened to a thing, as people read it: sentences from the steps, and who holds it now."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.kernel.actors import Role
from app.kernel.flow.moves import AnyFlow
from app.kernel.things import Step, Thing
from app.kernel.trail.models import Secret

NamesOf = Callable[[Session, Collection[str]], Mapping[str, str]]


@dataclass(frozen=True)
class Event:
    """One line of a thing's history: the trail's number, when, who, what, and what was said with it."""

    seq: int
    at: datetime
    who: str
    says: str
    after: str
    said: Mapping[str, Any]


def history(
    session: Session, flow: AnyFlow, thing: Thing, names_of: NamesOf, limit: int = 100
) -> list[Event]:
    """The newest `limit` steps of this thing, newest first, with names and the texts typed with each.

    What was typed is opened from the trail's secrets; where it was erased the step stands without it.
    """
    rows = session.execute(
        select(Step, Secret.value)
        .outerjoin(Secret, and_(Secret.seq == Step.seq, Secret.field == "form"))
        .where(Step.thing_id == thing.id)
        .order_by(Step.seq.desc())
        .limit(limit)
    ).all()
    names = names_of(session, {step.actor for step, _said in rows})
    past = {birth.name: birth.past for birth in flow.births} | {move.name: move.past for move in flow.moves}
    return [
        Event(
            seq=step.seq,
            at=step.at,
            who=names.get(step.actor, step.actor),
            says=past.get(step.move, step.move),
            after=step.after,
            said=json.loads(said) if said else {},
        )
        for step, said in rows
    ]


def said_with(session: Session, step: Step) -> Mapping[str, Any]:
    """What was typed with one step; nothing where it was erased."""
    kept = session.scalar(select(Secret.value).where(Secret.seq == step.seq, Secret.field == "form"))
    return json.loads(kept) if kept else {}


def holders(flow: AnyFlow, thing: Thing) -> list[Role]:
    """The roles that the thing waits for: those of the awaited moves that start from its state."""
    roles = {role for move in flow.leaving(flow.state(thing)) if move.awaited for role in move.by}
    return sorted(roles)
