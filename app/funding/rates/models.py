"""What a rate of exchange is: units of a currency for one US dollar, from a day on, by a source."""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Code, Id, Line
from app.kernel.things import Thing
from app.kernel.words import _


class RateState(StrEnum):
    """A rate entered by hand is used when a second person has confirmed it (R58)."""

    ENTERED = "ENTERED"
    CONFIRMED = "CONFIRMED"
    REJECTED = "REJECTED"


RATE_STATES: dict[StrEnum, str] = {
    RateState.ENTERED: _("to be confirmed"),
    RateState.CONFIRMED: _("confirmed"),
    RateState.REJECTED: _("rejected"),
}


class Rate(Thing):
    """A rate as it was published, kept as the decimal text it was published as."""

    __tablename__ = "funding_rate"
    __table_args__: Any = (Index("funding_rate_currency_ix", "currency", "effective_on"),)
    __mapper_args__ = {"polymorphic_identity": "funding.rate"}

    id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)
    currency: Mapped[Code]
    per_usd: Mapped[Code]
    effective_on: Mapped[date]
    source: Mapped[Line]
