"""What a reporting period is: a year, and each of its closings with inputs, result and hash."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, Code, Digest, Id, Prose
from app.kernel.things import Thing
from app.kernel.words import _


class PeriodState(StrEnum):
    """A closed year is reopened by two people."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"
    REOPENING = "REOPENING"


PERIOD_STATES: dict[StrEnum, str] = {
    PeriodState.OPEN: _("open"),
    PeriodState.CLOSED: _("closed"),
    PeriodState.REOPENING: _("reopening proposed"),
}


class ReportingPeriod(Thing):
    """A year of results; `digest` is that of its last closing, and with it on the trail."""

    __tablename__ = "results_period"
    __mapper_args__ = {"polymorphic_identity": "results.period"}

    id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)
    year: Mapped[int] = mapped_column(unique=True)
    framework: Mapped[Code]
    digest: Mapped[Digest | None]


class Snapshot(Base):
    """One closing: the cases that were counted and their answers, as canonical JSON, never changed.

    Not told on the trail row by row: the period's digest, which is, holds the whole of it.
    """

    __tablename__ = "results_snapshot"
    __trail__ = False
    __table_args__: Any = (Index("results_snapshot_period_ix", "period_id", "id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    period_id: Mapped[Id] = mapped_column(ForeignKey("results_period.id"))
    made_at: Mapped[datetime]
    inputs: Mapped[Prose]
    result: Mapped[Prose]
    digest: Mapped[Digest]
