"""The lists of results: the things of one kind that a person sees, the newest first, page by page."""

from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.kernel.actors import Actor
from app.kernel.flow import Flow, seen_by
from app.kernel.paging import PAGE, Page, Position, newest_first, page_from
from app.kernel.things import Thing

T = TypeVar("T", bound=Thing)


def page_seen(
    session: Session,
    actor: Actor,
    flow: Flow[T, Any],
    now: datetime,
    after: str = "",
    *conditions: ColumnElement[bool],
) -> Page[T]:
    """One page of the things of this flow that exist for the person and meet the conditions."""
    beyond, order = newest_first(Position.read(after))
    statement = select(flow.model).where(seen_by(actor, [flow], now.date()), *conditions, *beyond)
    return page_from(list(session.scalars(statement.order_by(*order).limit(PAGE + 1))))
