"""The notices of one person, newest first, with where each leads."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.flow import AnyFlow
from app.kernel.outbox import Notice
from app.kernel.things import Thing


@dataclass(frozen=True)
class Told:
    """One notice, and the page of the thing that it tells of."""

    notice: Notice
    reference: str
    path: str


def notices_of(
    session: Session, person: str, flows: Mapping[str, AnyFlow], before: int | None, limit: int
) -> list[Told]:
    """The next `limit` notices older than the one numbered `before`."""
    statement = (
        select(Notice, Thing.kind, Thing.reference)
        .join(Thing, Thing.id == Notice.thing_id)
        .where(Notice.recipient == person)
        .order_by(Notice.id.desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(Notice.id < before)
    return [
        Told(notice, reference, f"/{flows[kind].path}/{reference}" if kind in flows else "/")
        for notice, kind, reference in session.execute(statement)
    ]
