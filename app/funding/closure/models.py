"""What is found at the end of an award: what is asked back, what came back, and what is written off."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, Code, Id, Line, Minor
from app.kernel.words import _


class Settling(StrEnum):
    """How an advance that was not spent comes to an end."""

    DEMAND = "demand"
    RECEIPT = "receipt"
    WRITE_OFF = "write_off"


SETTLING_NAMES: dict[Settling, str] = {
    Settling.DEMAND: _("asked back"),
    Settling.RECEIPT: _("received back"),
    Settling.WRITE_OFF: _("to be written off"),
}


class Settlement(Base):
    """A demand, a receipt or a write-off, in the books' currency; `on` is its day, `due_on` a demand's last day.

    A write-off counts when a second person has confirmed it.
    """

    __tablename__ = "funding_settlement"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        Index("funding_settlement_award_ix", "award_id", "id"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    award_id: Mapped[Id] = mapped_column(ForeignKey("funding_award.id"))
    kind: Mapped[Code]
    amount: Mapped[Minor]
    on: Mapped[date]
    due_on: Mapped[date | None]
    proof: Mapped[Line | None]
    entered_by: Mapped[Code]
    confirmed_at: Mapped[datetime | None]
