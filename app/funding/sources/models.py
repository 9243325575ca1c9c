"""What a source of money is: its donor and earmark, what it contributes, where it is allotted, what it is charged."""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Code, Id, Line, Minor
from app.kernel.things import Thing
from app.kernel.words import _


class SourceState(StrEnum):
    """A source pays while it is open."""

    DRAFT = "DRAFT"
    OPEN = "OPEN"
    CLOSED = "CLOSED"


SOURCE_STATES: dict[StrEnum, str] = {
    SourceState.DRAFT: _("being prepared"),
    SourceState.OPEN: _("open"),
    SourceState.CLOSED: _("closed"),
}


class Source(Thing):
    """A donor's money with one earmark; an empty list or no window is no limit. Countries by ISO 3166-1 alpha-3."""

    __tablename__ = "funding_source"
    __table_args__: Any = (Index("funding_source_donor_ix", "donor_id"),)
    __mapper_args__ = {"polymorphic_identity": "funding.source"}

    id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)
    code: Mapped[Code] = mapped_column(unique=True)
    donor_id: Mapped[Id] = mapped_column(ForeignKey("parties_party.id"))
    currency: Mapped[Code]
    countries: Mapped[list[Any]] = mapped_column(JSON, info={"plain": True})
    themes: Mapped[list[Any]] = mapped_column(JSON, info={"plain": True})
    instruments: Mapped[list[Any]] = mapped_column(JSON, info={"plain": True})
    window: Mapped[Code | None]
    ends_on: Mapped[date | None]

    @property
    def holder(self) -> str:
        """What its accounts are kept under."""
        return f"source/{self.id}"


class ContributionState(StrEnum):
    """Pledged and signed money is forecast; only what is received can be used (R96)."""

    PLEDGED = "PLEDGED"
    SIGNED = "SIGNED"
    ENTERED = "ENTERED"
    RECEIVED = "RECEIVED"
    WITHDRAWN = "WITHDRAWN"
    REVERSED = "REVERSED"


CONTRIBUTION_STATES: dict[StrEnum, str] = {
    ContributionState.PLEDGED: _("pledged"),
    ContributionState.SIGNED: _("signed"),
    ContributionState.ENTERED: _("receipt to be confirmed"),
    ContributionState.RECEIVED: _("received"),
    ContributionState.WITHDRAWN: _("withdrawn"),
    ContributionState.REVERSED: _("receipt reversed"),
}


class Contribution(Thing):
    """One instalment of a source, in the donor's currency, and what it was booked at when it came in (R96).

    `amount` is promised, `received` came in, both in minor units of `currency`; `booked` in those of the books.
    """

    __tablename__ = "funding_contribution"
    __table_args__: Any = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("received IS NULL OR received > 0", name="received"),
        Index("funding_contribution_source_ix", "source_id"),
    )
    __mapper_args__ = {"polymorphic_identity": "funding.contribution"}

    id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)
    source_id: Mapped[Id] = mapped_column(ForeignKey("funding_source.id"))
    currency: Mapped[Code]
    amount: Mapped[Minor]
    pledged_on: Mapped[date]
    signed_on: Mapped[date | None]
    agreement: Mapped[Line | None]
    received_on: Mapped[date | None]
    received: Mapped[Minor | None]
    proof: Mapped[Line | None]
    rate_id: Mapped[Id | None] = mapped_column(ForeignKey("funding_rate.id"))
    rate: Mapped[Code | None]
    booked: Mapped[Minor | None]

    @property
    def holder(self) -> str:
        """What its accounts are kept under."""
        return f"contribution/{self.id}"


class AllotmentState(StrEnum):
    """An allotment holds money when a second person has confirmed it."""

    PROPOSED = "PROPOSED"
    ALLOTTED = "ALLOTTED"
    CLOSED = "CLOSED"
    WITHDRAWN = "WITHDRAWN"


ALLOTMENT_STATES: dict[StrEnum, str] = {
    AllotmentState.PROPOSED: _("proposed"),
    AllotmentState.ALLOTTED: _("allotted"),
    AllotmentState.CLOSED: _("closed"),
    AllotmentState.WITHDRAWN: _("withdrawn"),
}


class Allotment(Thing):
    """Money of a source set aside for a window, a country, an instrument or one call; its FREE is what is left.

    `amount` is what was set aside at first, in the books' currency; what stands there now is the ledger's.
    """

    __tablename__ = "funding_allotment"
    __table_args__: Any = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint(
            '"window" IS NOT NULL OR country IS NOT NULL OR instrument IS NOT NULL OR "call" IS NOT NULL',
            name="purpose",
        ),
        Index("funding_allotment_source_ix", "source_id"),
        Index("funding_allotment_country_ix", "country"),
    )
    __mapper_args__ = {"polymorphic_identity": "funding.allotment"}

    id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)
    source_id: Mapped[Id] = mapped_column(ForeignKey("funding_source.id"))
    amount: Mapped[Minor]
    window: Mapped[Code | None]
    country: Mapped[Code | None]
    instrument: Mapped[Code | None]
    call: Mapped[Code | None]

    @property
    def holder(self) -> str:
        """What its accounts are kept under."""
        return f"allotment/{self.id}"


class Sort(StrEnum):
    """What a source is charged for outside awards (R95)."""

    FEE = "fee"
    PERSONNEL = "personnel"
    PROCUREMENT = "procurement"
    BANK = "bank"


SORT_NAMES: dict[Sort, str] = {
    Sort.FEE: _("management fee"),
    Sort.PERSONNEL: _("personnel"),
    Sort.PROCUREMENT: _("procurement"),
    Sort.BANK: _("bank charges"),
}


class ChargeState(StrEnum):
    """A charge is in the books when a second person has confirmed it."""

    ENTERED = "ENTERED"
    POSTED = "POSTED"
    WITHDRAWN = "WITHDRAWN"
    REVERSED = "REVERSED"


CHARGE_STATES: dict[StrEnum, str] = {
    ChargeState.ENTERED: _("to be confirmed"),
    ChargeState.POSTED: _("posted"),
    ChargeState.WITHDRAWN: _("withdrawn"),
    ChargeState.REVERSED: _("reversed"),
}


class Charge(Thing):
    """What the host took from a source for something outside awards, by its own voucher (R95)."""

    __tablename__ = "funding_charge"
    __table_args__: Any = (
        CheckConstraint("amount > 0", name="amount"),
        Index("funding_charge_source_ix", "source_id", "charged_on"),
    )
    __mapper_args__ = {"polymorphic_identity": "funding.charge"}

    id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)
    source_id: Mapped[Id] = mapped_column(ForeignKey("funding_source.id"))
    sort: Mapped[Code]
    amount: Mapped[Minor]
    charged_on: Mapped[date]
    voucher: Mapped[Line]

    @property
    def holder(self) -> str:
        """What its journals are kept under."""
        return f"charge/{self.id}"
