"""What a payment run is: approved tranches that are ordered together, each with the account that it goes to."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.funding.models import BOOKS
from app.kernel.db import Base, Code, Id, Line, Minor
from app.kernel.money import Money
from app.kernel.things import Thing
from app.kernel.words import _


class RunState(StrEnum):
    """A run is settled when a statement has shown each of its payments."""

    DRAWN_UP = "DRAWN_UP"
    SENT = "SENT"
    SETTLED = "SETTLED"
    CANCELLED = "CANCELLED"


RUN_STATES: dict[StrEnum, str] = {
    RunState.DRAWN_UP: _("drawn up"),
    RunState.SENT: _("sent"),
    RunState.SETTLED: _("settled"),
    RunState.CANCELLED: _("cancelled"),
}


class Way(StrEnum):
    """Who moves the money."""

    HOST = "host"
    BANK = "bank"


WAY_NAMES: dict[Way, str] = {
    Way.HOST: _("the host: a payment request sheet (CSV)"),
    Way.BANK: _("our bank: a payment order (ISO 20022 pain.001)"),
}


class PaymentRun(Thing):
    """An order or a request for several payments in the books' currency; `account` is the one that pays."""

    __tablename__ = "funding_payment_run"
    __mapper_args__ = {"polymorphic_identity": "funding.payment_run"}

    id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)
    way: Mapped[Code]
    pay_on: Mapped[date]
    payer: Mapped[Line]
    account: Mapped[Line]
    bic: Mapped[Line]
    sent_at: Mapped[datetime | None]
    items: Mapped[list["RunItem"]] = relationship(lazy="raise_on_sql", order_by="RunItem.id")


class RunItem(Base):
    """One tranche of a run, with its payee's account as it was verified when the run was drawn up.

    A tranche stands in one run at a time: `live` until the run is settled or cancelled.
    """

    __tablename__ = "funding_run_item"
    __table_args__: Any = (
        CheckConstraint("amount > 0", name="amount"),
        Index("funding_run_item_run_ix", "run_id"),
        Index(
            "funding_run_item_live_ix",
            "tranche_id",
            unique=True,
            sqlite_where=text("live"),
            postgresql_where=text("live"),
        ),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    run_id: Mapped[Id] = mapped_column(ForeignKey("funding_payment_run.id"))
    tranche_id: Mapped[Id] = mapped_column(ForeignKey("funding_tranche.id"))
    amount: Mapped[Minor]
    payee: Mapped[Line]
    institution: Mapped[Line]
    account: Mapped[Line]
    live: Mapped[bool]

    @property
    def money(self) -> Money:
        """What is ordered."""
        return Money(self.amount, BOOKS)
