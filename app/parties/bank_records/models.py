"""What a bank record is: an account in a party's own name, and who signs for it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Base, Code, Id, Line
from app.kernel.things import Thing
from app.kernel.words import _


class Keeper(StrEnum):
    """Where an account may be held (R37)."""

    BANK = "bank"
    COOPERATIVE = "cooperative"
    MOBILE_MONEY = "mobile_money"


KEEPERS: dict[Keeper, str] = {
    Keeper.BANK: _("bank"),
    Keeper.COOPERATIVE: _("savings cooperative"),
    Keeper.MOBILE_MONEY: _("mobile-money operator"),
}


class BankRecordState(StrEnum):
    """A record counts when a second person has verified it."""

    PROPOSED = "PROPOSED"
    VERIFIED = "VERIFIED"
    REJECTED = "REJECTED"
    ENDED = "ENDED"


BANK_RECORD_STATES: dict[StrEnum, str] = {
    BankRecordState.PROPOSED: _("to be verified"),
    BankRecordState.VERIFIED: _("verified"),
    BankRecordState.REJECTED: _("rejected"),
    BankRecordState.ENDED: _("ended"),
}


class BankRecord(Thing):
    """One account of a party. Data of a bank never change: a change is a new record, verified anew (R37).

    Of the verified records of a party in one currency the newest counts. It may be paid to from `usable_from`.
    """

    __tablename__ = "parties_bank_record"
    __table_args__: Any = (
        CheckConstraint("(keeper = 'mobile_money') = (looked_up IS NOT NULL)", name="looked_up"),
        Index("parties_bank_record_party_ix", "party_id"),
        Index("parties_bank_record_compact_ix", "compact"),
    )
    __mapper_args__ = {"polymorphic_identity": "parties.bank_record"}

    id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)
    party_id: Mapped[Id] = mapped_column(ForeignKey("parties_party.id"))
    keeper: Mapped[Code]
    institution: Mapped[Line]
    branch: Mapped[Line | None]
    holder: Mapped[Line]
    looked_up: Mapped[Line | None]
    """The name that a mobile-money operator gives for the number."""
    number: Mapped[Line]
    compact: Mapped[Line]
    """The number without spaces and marks, by which the same account is known again."""
    currency: Mapped[Code]
    usable_from: Mapped[datetime | None]

    signatories: Mapped[list["Signatory"]] = relationship(lazy="raise_on_sql", order_by="Signatory.id")

    @property
    def masked(self) -> str:
        """The number with only its end to be read."""
        return masked(self.number)


class Signatory(Base):
    """A person who signs for an account, or holds a PIN of it; never one of the United Nations' staff (R38)."""

    __tablename__ = "parties_signatory"
    __table_args__ = (Index("parties_signatory_record_ix", "record_id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    record_id: Mapped[Id] = mapped_column(ForeignKey("parties_bank_record.id"))
    name: Mapped[Line]
    function: Mapped[Line]


SHOWN = 4
"""How many characters of a number are left to be read."""


def masked(number: str) -> str:
    """A number with its last four characters; a shorter one shows none."""
    end = number[-SHOWN:] if len(number) > SHOWN else ""
    return f"•••• {end}".strip()


def compact(number: str) -> str:
    """A number as it is compared: letters and digits only, capitals."""
    return "".join(filter(str.isalnum, number)).upper()
