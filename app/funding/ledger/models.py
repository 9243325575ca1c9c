"""What the ledger is: accounts and their balances, journals and their legs."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, Code, Digest, Id, Line, Minor
from app.kernel.words import _


class Side(StrEnum):
    """The side on which an account grows."""

    DEBIT = "debit"
    CREDIT = "credit"


class Kind(StrEnum):
    """What an account counts.

    Money stands in exactly one stage, and each step of its way is a transfer between neighbours: UNALLOTTED
    of a source, FREE of an allotment, RESERVED to LIQUIDATED of a share of an award, CHARGED outside awards.
    CASH and PAID_OUT say where the money itself is; RECEIVED and EXCHANGED keep a donor's own currency.
    """

    CASH = "CASH"
    PAID_OUT = "PAID_OUT"
    EXCHANGED = "EXCHANGED"
    RECEIVED = "RECEIVED"
    UNALLOTTED = "UNALLOTTED"
    CHARGED = "CHARGED"
    FREE = "FREE"
    RESERVED = "RESERVED"
    COMMITTED = "COMMITTED"
    ADVANCED = "ADVANCED"
    LIQUIDATED = "LIQUIDATED"


KIND_NAMES: dict[Kind, str] = {
    Kind.CASH: _("cash"),
    Kind.PAID_OUT: _("paid out"),
    Kind.EXCHANGED: _("exchanged"),
    Kind.RECEIVED: _("received"),
    Kind.UNALLOTTED: _("not allotted"),
    Kind.CHARGED: _("charged outside awards"),
    Kind.FREE: _("free in the allotment"),
    Kind.RESERVED: _("reserved"),
    Kind.COMMITTED: _("committed"),
    Kind.ADVANCED: _("advanced"),
    Kind.LIQUIDATED: _("liquidated"),
}
STAGES = (
    Kind.UNALLOTTED,
    Kind.FREE,
    Kind.RESERVED,
    Kind.COMMITTED,
    Kind.ADVANCED,
    Kind.LIQUIDATED,
    Kind.CHARGED,
)
"""The stages that money received stands in; their balances sum to all that was received and not refunded."""
DEBIT_KINDS = frozenset({Kind.CASH, Kind.PAID_OUT, Kind.EXCHANGED})


class Account(Base):
    """One account of one fund, frozen once it is open.

    `holder` is what it is kept for: "source/104", "allotment/107", "share/112"; `code` is written from it, the
    kind and the currency.
    """

    __tablename__ = "funding_account"
    __table_args__ = (
        CheckConstraint("normal_side IN ('debit', 'credit')", name="side"),
        CheckConstraint("exponent BETWEEN 0 AND 4", name="exponent"),
        Index("funding_account_fund_ix", "fund_id", "kind"),
        {"info": {"final": True}},
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    fund_id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"))
    holder: Mapped[Code]
    code: Mapped[Code] = mapped_column(unique=True)
    kind: Mapped[Code]
    currency: Mapped[Code]
    exponent: Mapped[int]
    normal_side: Mapped[Code]
    must_not_go_negative: Mapped[bool]


class Balance(Base):
    """What stands on an account, changed only with the legs that explain it (R60).

    `sign` (1 for accounts that grow by debits, -1 by credits) and `guarded` repeat what the account says, so
    that the database's own CHECK can hold the limit.
    """

    __tablename__ = "funding_balance"
    __trail__ = False
    __table_args__ = (
        CheckConstraint("sign IN (1, -1)", name="sign"),
        CheckConstraint("debits >= 0 AND credits >= 0", name="sums"),
        CheckConstraint("NOT guarded OR sign * (debits - credits) >= 0", name="limit"),
    )

    account_id: Mapped[Id] = mapped_column(ForeignKey("funding_account.id"), primary_key=True)
    sign: Mapped[int]
    guarded: Mapped[bool]
    debits: Mapped[Minor]
    credits: Mapped[Minor]
    version: Mapped[int]


class Journal(Base):
    """One posting: final with its legs, mended only by another that mirrors it (R70).

    `key` makes a repeated request one posting, for as long as the journal is kept; `digest` is of what was
    asked under it. `legs` says how many there are, so that none can be added later.
    """

    __tablename__ = "funding_journal"
    __trail__ = False
    __table_args__ = (
        CheckConstraint("legs >= 2", name="legs"),
        CheckConstraint("reverses_id IS NULL OR reason <> ''", name="reversal"),
        Index("funding_journal_effective_ix", "effective_on"),
        Index("funding_journal_period_ix", "period_id"),
        {"info": {"final": True}},
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    key: Mapped[Code] = mapped_column(unique=True)
    digest: Mapped[Digest]
    kind: Mapped[Code]
    effective_on: Mapped[date]
    period_id: Mapped[Id] = mapped_column(ForeignKey("funding_period.id"))
    reverses_id: Mapped[Id | None] = mapped_column(ForeignKey("funding_journal.id"), unique=True)
    reason: Mapped[Line]
    legs: Mapped[int]
    posted_at: Mapped[datetime]
    posted: Mapped[bool]


class JournalLeg(Base):
    """One side of a journal: an amount in the account's currency, on the debit or the credit side."""

    __tablename__ = "funding_leg"
    __trail__ = False
    __table_args__ = (
        CheckConstraint("(debit > 0 AND credit = 0) OR (credit > 0 AND debit = 0)", name="one_side"),
        Index("funding_leg_account_ix", "account_id", "journal_id"),
        {"info": {"final": True}},
    )

    journal_id: Mapped[Id] = mapped_column(ForeignKey("funding_journal.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    account_id: Mapped[Id] = mapped_column(ForeignKey("funding_account.id"))
    debit: Mapped[Minor]
    credit: Mapped[Minor]
