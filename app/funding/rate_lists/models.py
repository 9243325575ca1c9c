"""What a list of rates is: a file as it was published, and each rate in it."""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Base, Code, Digest, Id, Line
from app.kernel.things import Thing
from app.kernel.words import _


class RateListState(StrEnum):
    """Its rates count when a second person has imported it."""

    READ = "READ"
    IMPORTED = "IMPORTED"
    DISCARDED = "DISCARDED"


RATE_LIST_STATES: dict[StrEnum, str] = {
    RateListState.READ: _("to be looked through"),
    RateListState.IMPORTED: _("imported"),
    RateListState.DISCARDED: _("discarded"),
}


class RateList(Thing):
    """A file of rates, known by its SHA-256; `unknown` are the codes in it that are no currency of ISO 4217."""

    __tablename__ = "funding_rate_list"
    __table_args__: Any = (Index("funding_rate_list_sha256_ix", "sha256"),)
    __mapper_args__ = {"polymorphic_identity": "funding.rate_list"}

    id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)
    file_name: Mapped[Line]
    sha256: Mapped[Digest]
    unknown: Mapped[Line]
    rates: Mapped[list["ListedRate"]] = relationship(
        lazy="raise_on_sql", order_by="ListedRate.effective_on.desc(), ListedRate.currency"
    )


class ListedRate(Base):
    """One rate as the file has it: `per_usd` is the plain decimal as published."""

    __tablename__ = "funding_listed_rate"

    list_id: Mapped[Id] = mapped_column(ForeignKey("funding_rate_list.id"), primary_key=True)
    currency: Mapped[Code] = mapped_column(primary_key=True)
    effective_on: Mapped[date] = mapped_column(primary_key=True)
    per_usd: Mapped[Code]
