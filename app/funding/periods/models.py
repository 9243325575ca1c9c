"""What an accounting period is: one calendar month."""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Id
from app.kernel.things import Thing
from app.kernel.words import _


class PeriodState(StrEnum):
    """Journals are booked in open periods only."""

    OPEN = "OPEN"
    CLOSING = "CLOSING"
    CLOSED = "CLOSED"


PERIOD_STATES: dict[StrEnum, str] = {
    PeriodState.OPEN: _("open"),
    PeriodState.CLOSING: _("to be closed"),
    PeriodState.CLOSED: _("closed"),
}


class Period(Thing):
    """A month of the books; its title is written as "2026-06"."""

    __tablename__ = "funding_period"
    __table_args__: Any = (CheckConstraint("starts_on < ends_on", name="days"),)
    __mapper_args__ = {"polymorphic_identity": "funding.period"}

    id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)
    starts_on: Mapped[date] = mapped_column(unique=True)
    ends_on: Mapped[date]
