"""What waits for a person, with the moves that each thing waits for: a fixed number of queries a page."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.actors import Actor
from app.kernel.flow import AnyFlow, Offer, Queue, offers, waiting
from app.kernel.things import Thing
from app.messages.promises import Promise, promises_of


@dataclass(frozen=True)
class Waiting:
    """One row of My work: the thing, its flow, and the awaited moves with every reason that shuts them, and the promise."""

    thing: Thing
    flow: AnyFlow
    offers: tuple[Offer, ...]
    promise: Promise | None


def my_work(
    session: Session,
    actor: Actor,
    flows: Mapping[str, AnyFlow],
    now: datetime,
    queue: Queue,
    after: tuple[datetime, int] | None,
    limit: int,
) -> list[Waiting]:
    """The next `limit` things that stand still until this person moves them, oldest first.

    Rules are looked at for the rows shown only: one grounds call for each kind on the page. A shut row
    stays in the list with its reasons.
    """
    headers = waiting(session, actor, list(flows.values()), now, queue, after, limit)
    offered: dict[int, tuple[Offer, ...]] = {}
    promised: dict[int, Promise] = {}
    for kind in sorted({thing.kind for thing in headers}):
        flow = flows[kind]
        things = _loaded(session, flow, [thing.id for thing in headers if thing.kind == kind])
        offered |= offers(session, actor, flow, things, now)
        promised |= promises_of(session, flow, things, now)
    return [
        Waiting(
            thing=thing,
            flow=flows[thing.kind],
            offers=tuple(offer for offer in offered.get(thing.id, ()) if offer.move.awaited),
            promise=promised.get(thing.id),
        )
        for thing in headers
    ]


def _loaded(session: Session, flow: AnyFlow, keys: Collection[int]) -> Sequence[Any]:
    """The things of a flow with their own columns."""
    return session.scalars(
        select(flow.model).where(flow.model.id.in_(keys)).execution_options(populate_existing=True)
    ).all()
