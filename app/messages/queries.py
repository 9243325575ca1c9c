"""The notices of one person, newest first, with where each leads; what could not be posted; who chose what."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.kernel.flow import AnyFlow
from app.kernel.outbox import Notice, Outgoing
from app.kernel.things import THINGS
from app.messages.letters import Told
from app.messages.models import Choice, How, Reply

DIGITS_SHOWN = 3
"""How much of a telephone number the administrator sees: enough to ask whose it is."""


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
    """What was given up: its key for the page, to whom (a person's reference, or the end of a number), about what."""

    key: str
    to: str
    about: str
    written_at: datetime
    tries: int
    fault: str


def stuck(session: Session, before: int | None, limit: int) -> list[Stuck]:
    """The next `limit` notices that were given up, newest first."""
    statement = (
        select(Notice, THINGS.c.reference)
        .join(THINGS, THINGS.c.id == Notice.thing_id)
        .where(*_given_up(Notice))
        .order_by(Notice.id.desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(Notice.id < before)
    return [
        Stuck(f"notice-{one.id}", one.recipient, reference, one.written_at, one.tries, one.fault or "")
        for one, reference in session.execute(statement)
    ]


def stuck_replies(session: Session, limit: int) -> list[Stuck]:
    """The newest answers to text messages that were given up."""
    rows = session.scalars(select(Reply).where(*_given_up(Reply)).order_by(Reply.id.desc()).limit(limit))
    return [
        Stuck(
            f"reply-{one.id}", f"…{one.number[-DIGITS_SHOWN:]}", "", one.asked_at, one.tries, one.fault or ""
        )
        for one in rows
    ]


def count_stuck(session: Session) -> int:
    """How many notices and answers were given up."""
    return sum(
        session.scalar(select(func.count()).select_from(kind).where(*_given_up(kind))) or 0
        for kind in (Notice, Reply)
    )


def _given_up(kind: type[Outgoing]) -> tuple[ColumnElement[bool], ...]:
    return kind.gave_up_at.is_not(None), kind.posted_at.is_(None)
