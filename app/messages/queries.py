"""The notices of one person, newest first, with where each leads; what could not be posted; who chose what."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.flow import AnyFlow
from app.kernel.outbox import Notice
from app.kernel.things import THINGS
from app.messages.letters import Told
from app.messages.models import Choice, How


def notices_of(
    session: Session, person: str, flows: Mapping[str, AnyFlow], before: int | None, limit: int
) -> list[Told]:
    """The next `limit` notices older than the one numbered `before`."""
    statement = select(Notice).where(Notice.recipient == person).order_by(Notice.id.desc()).limit(limit)
    if before is not None:
        statement = statement.where(Notice.id < before)
    return told_of(session, session.scalars(statement).all(), flows)


def told_of(session: Session, notices: Sequence[Notice], flows: Mapping[str, AnyFlow]) -> list[Told]:
    """The same notices with the references and pages of their things."""
    keys = {notice.thing_id for notice in notices}
    columns = THINGS.c
    rows = session.execute(select(columns.id, columns.kind, columns.reference).where(columns.id.in_(keys)))
    things = {key: (kind, reference) for key, kind, reference in rows}
    found = []
    for notice in notices:
        kind, reference = things[notice.thing_id]
        path = f"/{flows[kind].path}/{reference}" if kind in flows else "/"
        found.append(Told(notice, kind, reference, path))
    return found


def choices_of(session: Session, people: Collection[str]) -> dict[str, How]:
    """How each of these people wishes to be told; who has chosen nothing is left out."""
    rows = session.scalars(select(Choice).where(Choice.person.in_(people)))
    return {row.person: How(row.how) for row in rows}


@dataclass(frozen=True)
class Stuck:
    """A notice that was given up, and the reference of what it tells of."""

    notice: Notice
    reference: str


def stuck(session: Session, before: int | None, limit: int) -> list[Stuck]:
    """The next `limit` notices that were given up, newest first."""
    statement = (
        select(Notice, THINGS.c.reference)
        .join(THINGS, THINGS.c.id == Notice.thing_id)
        .where(Notice.gave_up_at.is_not(None), Notice.posted_at.is_(None))
        .order_by(Notice.id.desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(Notice.id < before)
    return [Stuck(notice, reference) for notice, reference in session.execute(statement)]


def count_stuck(session: Session) -> int:
    """How many notices were given up."""
    statement = select(func.count()).select_from(Notice)
    return session.scalar(statement.where(Notice.gave_up_at.is_not(None), Notice.posted_at.is_(None))) or 0
