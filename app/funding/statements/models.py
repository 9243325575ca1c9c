"""What a statement is: a file of a bank or of the host, and each movement of money in it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.documents.models import Fingerprint
from app.kernel.db import Base, Code, Id, Line, Minor
from app.kernel.money import Money
from app.kernel.things import Thing
from app.kernel.words import _


class StatementState(StrEnum):
    """A statement is reconciled when every line of it is a payment of ours, or explained."""

    OPEN = "OPEN"
    RECONCILED = "RECONCILED"
    WITHDRAWN = "WITHDRAWN"


STATEMENT_STATES: dict[StrEnum, str] = {
    StatementState.OPEN: _("to be reconciled"),
    StatementState.RECONCILED: _("reconciled"),
    StatementState.WITHDRAWN: _("withdrawn"),
}


class Issuer(StrEnum):
    """Who says that it was paid."""

    BANK = "bank"
    HOST = "host"


ISSUER_NAMES: dict[Issuer, str] = {Issuer.BANK: _("the bank"), Issuer.HOST: _("the host")}


class Statement(Thing):
    """A statement of one account; the balances are in minor units of `currency`, where the file says them.

    `repeated` counts the lines of the file that an earlier statement had brought, and which are not here again.
    """

    __tablename__ = "funding_statement"
    __table_args__: Any = (Index("funding_statement_sha256_ix", "sha256"),)
    __mapper_args__ = {"polymorphic_identity": "funding.statement"}

    id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)
    issuer: Mapped[Code]
    account: Mapped[Line]
    number: Mapped[Line]
    file_name: Mapped[Line]
    sha256: Mapped[Fingerprint]
    currency: Mapped[Code | None]
    opening: Mapped[Minor | None]
    closing: Mapped[Minor | None]
    repeated: Mapped[int]
    lines: Mapped[list["StatementLine"]] = relationship(
        lazy="raise_on_sql", order_by="StatementLine.id", back_populates="statement"
    )


class StatementLine(Base):
    """One movement, below zero where money left the account.

    `digest` is of all that the line says, so that no movement is ever here twice; a withdrawn statement's lines
    have none. `payment_id` is the payment that it proves, or that it shows to have come back; `explained` says why it
    is neither.
    """

    __tablename__ = "funding_statement_line"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="amount"),
        Index("funding_statement_line_statement_ix", "statement_id"),
        Index("funding_statement_line_digest_ix", "digest", unique=True),
        Index("funding_statement_line_payment_ix", "payment_id"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    statement_id: Mapped[Id] = mapped_column(ForeignKey("funding_statement.id"))
    line: Mapped[int]
    booked_on: Mapped[date]
    amount: Mapped[Minor]
    currency: Mapped[Code]
    reference: Mapped[Line]
    voucher: Mapped[Line]
    name: Mapped[Line]
    account: Mapped[Line]
    text: Mapped[Line]
    returned: Mapped[bool]
    digest: Mapped[Fingerprint | None]
    payment_id: Mapped[Id | None] = mapped_column(ForeignKey("funding_payment.id"))
    explained: Mapped[Line | None]
    explained_at: Mapped[datetime | None]
    statement: Mapped[Statement] = relationship(lazy="raise_on_sql", back_populates="lines")

    @property
    def money(self) -> Money:
        """The movement."""
        return Money(self.amount, self.currency)

    @property
    def is_open(self) -> bool:
        """Whether nobody has said yet what it is: an exception."""
        return self.payment_id is None and self.explained is None
