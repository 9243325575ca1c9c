"""What waits for a person, with the moves that each thing waits for: a fixed number of queries a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.actors import Actor
from app.kernel.flow import AnyFlow, Offer, Queue, offers, waiting
from app.kernel.things import Thing


@dataclass(frozen=True)
class Waiting:
    """One row of My work: the thing, its flow, and the awaited moves with every reason that shuts them."""

    thing: Thing
    flow: AnyFlow
    offers: tuple[Offer, ...]


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
    offered = _offers(session, actor, flows, headers, now)
    return [Waiting(thing, flows[thing.kind], offered.get(thing.id, ())) for thing in headers]


def _offers(
    session: Session, actor: Actor, flows: Mapping[str, AnyFlow], headers: Sequence[Thing], now: datetime
) -> dict[int, tuple[Offer, ...]]:
    found: dict[int, tuple[Offer, ...]] = {}
    for kind in sorted({thing.kind for thing in headers}):
        flow = flows[kind]
        keys = [thing.id for thing in headers if thing.kind == kind]
        things = session.scalars(
            select(flow.model).where(flow.model.id.in_(keys)).execution_options(populate_existing=True)
        ).all()
        for key, offered in offers(session, actor, flow, things, now).items():
            found[key] = tuple(offer for offer in offered if offer.move.awaited)
    return found
