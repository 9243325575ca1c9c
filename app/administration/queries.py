"""What an operator watches, read in one go for the metrics and the doctor."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.administration.models import Mark
from app.kernel.jobs import Job, JobState
from app.kernel.outbox import Notice
from app.kernel.trail.append import HEAD
from app.kernel.trail.checkpoints import CHECKPOINTS
from app.kernel.trail.models import Refusal
from app.messages.models import Unsigned
from app.messages.queries import count_stuck


@dataclass(frozen=True)
class Watched:
    """How the house stands: its trail, what waits, who was refused today, and its tasks' marks."""

    facts: int
    signed_facts: int
    signed_at: datetime | None
    unposted: int
    oldest_unposted: datetime | None
    undelivered: int
    sms_refused_today: Mapping[str, int]
    jobs: int
    oldest_job: datetime | None
    refused_today: Mapping[int, int]
    marks: Mapping[str, Mark]


def watched(session: Session, now: datetime) -> Watched:
    """All that is watched, in nine short statements."""
    signed = session.execute(
        select(CHECKPOINTS.c.size, CHECKPOINTS.c.made_at).order_by(CHECKPOINTS.c.size.desc()).limit(1)
    ).first()
    waits = or_(Notice.tries > 0, Notice.held_until.is_(None), Notice.held_until <= now)
    unposted = select(func.count(), func.min(Notice.written_at)).where(
        Notice.posted_at.is_(None), Notice.gave_up_at.is_(None), waits
    )
    jobs = select(func.count(), func.min(Job.asked_at)).where(Job.state != JobState.DONE)
    unposted_count, oldest_unposted = session.execute(unposted).one()
    jobs_count, oldest_job = session.execute(jobs).one()
    return Watched(
        facts=session.scalar(select(HEAD.c.size)) or 0,
        signed_facts=signed.size if signed else 0,
        signed_at=signed.made_at if signed else None,
        unposted=unposted_count,
        oldest_unposted=oldest_unposted,
        undelivered=count_stuck(session),
        sms_refused_today=_sms_refused_on(session, now.date()),
        jobs=jobs_count,
        oldest_job=oldest_job,
        refused_today=_refused_since(session, datetime.combine(now.date(), time(tzinfo=UTC))),
        marks={mark.task: mark for mark in session.scalars(select(Mark))},
    )


def _refused_since(session: Session, moment: datetime) -> dict[int, int]:
    rows = session.execute(
        select(Refusal.status, func.count()).where(Refusal.at >= moment).group_by(Refusal.status)
    )
    return dict(rows.all())


def _sms_refused_on(session: Session, day: date) -> dict[str, int]:
    rows = session.execute(select(Unsigned.why, Unsigned.count).where(Unsigned.day == day))
    return dict(rows.all())
