"""Long work asked for by a person: done by the worker piece by piece, with progress, safe to begin again."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, and_, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel.db import Base, Code, Id
from app.kernel.errors import NotFound, why
from app.kernel.words import _

ABANDONED_AFTER = timedelta(minutes=5)
"""A job whose worker has not been heard of for this long is taken up by another."""


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "WAITING"
    RUNNING = "RUNNING"
    DONE = "DONE"


class Job(Base):
    """A list of pieces fixed when it was asked for, and how far the worker has come with them.

    What a job does to things is on the trail as the facts of its moves, one a piece; the job itself is
    bookkeeping. `refused` holds for each piece that was refused its reference and reasons.
    """

    __tablename__ = "kernel_job"
    __trail__ = False
    __table_args__ = (Index("kernel_job_state_ix", "state", "id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    kind: Mapped[Code]
    asked_by: Mapped[Code]
    asked_at: Mapped[datetime]
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    pieces: Mapped[list[str]] = mapped_column(JSON)
    done: Mapped[int] = mapped_column(default=0)
    refused: Mapped[list[Any]] = mapped_column(JSON, default=list)
    state: Mapped[Code] = mapped_column(default=JobState.WAITING.value)
    heard_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    @property
    def total(self) -> int:
        return len(self.pieces)

    @property
    def is_over(self) -> bool:
        return self.state == JobState.DONE


def ask(
    session: Session,
    kind: str,
    asked_by: str,
    arguments: Mapping[str, Any],
    pieces: Sequence[str],
    now: datetime,
) -> Job:
    """Ask for a job of at least one piece; the worker takes it up."""
    if not pieces:
        raise ValueError("a job has at least one piece")
    job = Job(kind=kind, asked_by=asked_by, asked_at=now, arguments=dict(arguments), pieces=list(pieces))
    session.add(job)
    session.flush()
    return job


def job_of(session: Session, person: str, number: int) -> Job:
    """One's own job; NotFound of another's."""
    job = session.scalars(select(Job).where(Job.id == number, Job.asked_by == person)).first()
    if job is None:
        raise NotFound([why("", _("There is no such work of yours."))])
    return job


def claim(session: Session, now: datetime) -> Job | None:
    """The oldest job that waits or was abandoned, marked as taken; several workers never take the same."""
    job = session.scalars(
        select(Job)
        .where(
            or_(
                Job.state == JobState.WAITING,
                and_(Job.state == JobState.RUNNING, Job.heard_at < now - ABANDONED_AFTER),
            )
        )
        .order_by(Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if job is not None:
        job.state, job.heard_at = JobState.RUNNING.value, now
    return job


def advance(session: Session, number: int, now: datetime, refusal: Mapping[str, Any] | None = None) -> None:
    """One piece more is behind us, done or refused."""
    job = session.get_one(Job, number)
    job.done += 1
    job.heard_at = now
    if refusal is not None:
        job.refused = [*job.refused, dict(refusal)]
    if job.done >= job.total:
        job.state, job.finished_at = JobState.DONE.value, now


def begin_again(session: Session, number: int, now: datetime) -> None:
    """Nothing is behind us: for work that goes from its start each time."""
    job = session.get_one(Job, number)
    job.done, job.heard_at = 0, now


def finish(session: Session, number: int, now: datetime) -> None:
    """The job is over, however far it came."""
    job = session.get_one(Job, number)
    job.state, job.finished_at = JobState.DONE.value, now
