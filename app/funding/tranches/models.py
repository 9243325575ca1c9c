"""What a tranche is: a part of an award's money, by its number."""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Code, Id, Minor
from app.kernel.things import Thing
from app.kernel.words import _


class TrancheState(StrEnum):
    """Where a tranche stands (DOMAIN 3.1)."""

    PLANNED = "PLANNED"
    CANCELLED = "CANCELLED"


TRANCHE_STATES: dict[StrEnum, str] = {
    TrancheState.PLANNED: _("planned"),
    TrancheState.CANCELLED: _("cancelled"),
}


class Tranche(Thing):
    """A part of an award, under the award's root; `amount` in the books' currency, `percent` as decimal text."""

    __tablename__ = "funding_tranche"
    __table_args__: Any = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("number > 0", name="number"),
        Index("funding_tranche_award_ix", "award_id", "number"),
    )
    __mapper_args__ = {"polymorphic_identity": "funding.tranche"}

    id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)
    award_id: Mapped[Id] = mapped_column(ForeignKey("funding_award.id"))
    number: Mapped[int]
    percent: Mapped[Code]
    amount: Mapped[Minor]
    due_on: Mapped[date]
