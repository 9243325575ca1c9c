"""What a tranche is: a part of an award's money, by its number; and each time that it was paid."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.funding.models import BOOKS
from app.kernel.db import Base, Code, Id, Line, Minor
from app.kernel.money import Money
from app.kernel.things import Thing
from app.kernel.words import _


class TrancheState(StrEnum):
    """Where a tranche stands (DOMAIN 3.1)."""

    PLANNED = "PLANNED"
    REQUESTED = "REQUESTED"
    RETURNED = "RETURNED"
    VERIFIED = "VERIFIED"
    CERTIFIED = "CERTIFIED"
    APPROVED = "APPROVED"
    PROOF_ENTERED = "PROOF_ENTERED"
    PAID = "PAID"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    LIQUIDATED = "LIQUIDATED"
    HELD = "HELD"
    RECALLED = "RECALLED"
    CANCELLED = "CANCELLED"


TRANCHE_STATES: dict[StrEnum, str] = {
    TrancheState.PLANNED: _("planned"),
    TrancheState.REQUESTED: _("requested"),
    TrancheState.RETURNED: _("returned to be corrected"),
    TrancheState.VERIFIED: _("results verified"),
    TrancheState.CERTIFIED: _("papers and budget certified"),
    TrancheState.APPROVED: _("approved for payment"),
    TrancheState.PROOF_ENTERED: _("proof of payment to be confirmed"),
    TrancheState.PAID: _("paid"),
    TrancheState.ACKNOWLEDGED: _("receipt confirmed"),
    TrancheState.LIQUIDATED: _("accounted for"),
    TrancheState.HELD: _("held"),
    TrancheState.RECALLED: _("asked back"),
    TrancheState.CANCELLED: _("cancelled"),
}


class Tranche(Thing):
    """A part of an award, under the award's root; amounts in the books' currency, `percent` as decimal text.

    `requested` is what the grantee asks for, at most `amount`. `received` is what it says came in, in minor units of
    `currency`, in which its accounts are kept.
    """

    __tablename__ = "funding_tranche"
    __table_args__: Any = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("requested > 0 AND requested <= amount", name="requested"),
        Index("funding_tranche_award_ix", "award_id", "number"),
    )
    __mapper_args__ = {"polymorphic_identity": "funding.tranche"}

    id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)
    award_id: Mapped[Id] = mapped_column(ForeignKey("funding_award.id"))
    number: Mapped[int]
    percent: Mapped[Code]
    amount: Mapped[Minor]
    due_on: Mapped[date]
    currency: Mapped[Code] = mapped_column(default="USD", server_default=text("'USD'"))
    requested: Mapped[Minor | None]
    received_on: Mapped[date | None]
    received: Mapped[Minor | None]


class Payment(Base):
    """One time that a tranche was paid, with its proof; at most one of a tranche stands (R48).

    What came back is undone, never deleted (R70).
    """

    __tablename__ = "funding_payment"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        Index(
            "funding_payment_standing_ix",
            "tranche_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
        Index("funding_payment_number_ix", "tranche_id", "number", unique=True),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    tranche_id: Mapped[Id] = mapped_column(ForeignKey("funding_tranche.id"))
    number: Mapped[int]
    amount: Mapped[Minor]
    paid_on: Mapped[date]
    proof: Mapped[Line]
    entered_by: Mapped[Code]
    confirmed_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    undone: Mapped[Line | None]

    @property
    def money(self) -> Money:
        """What was paid, in the books' currency."""
        return Money(self.amount, BOOKS)

    @property
    def key(self) -> str:
        """What its journal is posted under: the same payment is posted once."""
        return f"tranche/{self.tranche_id}/pay/{self.number}"
