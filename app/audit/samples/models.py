"""What a sample is: of which population, drawn how, and its items with what was found of each."""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Base, Code, Digest, Id, Line, Minor
from app.kernel.things import Thing
from app.kernel.words import _


class Population(StrEnum):
    """What is sampled."""

    TRANSACTIONS = "transactions"
    PAYMENTS = "payments"
    AWARDS = "awards"


POPULATION_NAMES: dict[Population, str] = {
    Population.TRANSACTIONS: _("postings of the ledger"),
    Population.PAYMENTS: _("payments to grantees"),
    Population.AWARDS: _("awards"),
}


class Method(StrEnum):
    """How it is drawn (docs/sampling.md)."""

    MONETARY_UNIT = "monetary_unit"
    STRATIFIED = "stratified"
    SIMPLE = "simple"


METHOD_NAMES: dict[Method, str] = {
    Method.MONETARY_UNIT: _("monetary unit: the larger the amount, the likelier"),
    Method.STRATIFIED: _("stratified: so many of each range of amounts"),
    Method.SIMPLE: _("simple random: each as likely as any other"),
}


class SampleState(StrEnum):
    """A sample is drawn, and worked through item by item."""

    DRAWN = "DRAWN"
    DONE = "DONE"


SAMPLE_STATES: dict[StrEnum, str] = {
    SampleState.DRAWN: _("being worked through"),
    SampleState.DONE: _("worked through"),
}


class Sample(Thing):
    """A sample with all that is needed to draw it again; amounts in minor units of the books' currency."""

    __tablename__ = "audit_sample"
    __mapper_args__ = {"polymorphic_identity": "audit.sample"}

    id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)
    engagement_id: Mapped[Id] = mapped_column(ForeignKey("audit_engagement.id"), index=True)
    population: Mapped[Code]
    method: Mapped[Code]
    seed: Mapped[Code]
    size: Mapped[int]
    bounds: Mapped[list[Any]] = mapped_column(JSON, info={"plain": True})
    sizes: Mapped[list[Any]] = mapped_column(JSON, info={"plain": True})
    looks_from: Mapped[date | None]
    looks_until: Mapped[date | None]
    population_count: Mapped[int]
    population_amount: Mapped[Minor]
    population_sha256: Mapped[Digest]

    items: Mapped[list["SampleItem"]] = relationship(lazy="raise_on_sql", order_by="SampleItem.number")


class Tick(StrEnum):
    """What of an item's evidence was seen and agreed (DOMAIN 8)."""

    APPROVAL = "approval"
    AGREEMENT = "agreement"
    BANK_RECORD = "bank_record"
    REQUEST = "request"
    REPORT = "report"
    ORDER = "order"
    BANK_PROOF = "bank_proof"
    RECEIPT = "receipt"


TICK_NAMES: dict[Tick, str] = {
    Tick.APPROVAL: _("approval"),
    Tick.AGREEMENT: _("signed agreement"),
    Tick.BANK_RECORD: _("verified bank record"),
    Tick.REQUEST: _("request"),
    Tick.REPORT: _("accepted report"),
    Tick.ORDER: _("payment order"),
    Tick.BANK_PROOF: _("bank proof"),
    Tick.RECEIPT: _("grantee's receipt"),
}


class Result(StrEnum):
    """What an item came to."""

    CLEAN = "clean"
    EXCEPTION = "exception"


RESULT_NAMES: dict[Result, str] = {
    Result.CLEAN: _("nothing to report"),
    Result.EXCEPTION: _("an exception"),
}


class SampleItem(Base):
    """One selected item, how often it was hit, and its worksheet: ticks, result and note."""

    __tablename__ = "audit_sample_item"
    __table_args__ = (CheckConstraint("hits > 0", name="hits"),)

    sample_id: Mapped[Id] = mapped_column(ForeignKey("audit_sample.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[Code]
    amount: Mapped[Minor]
    hits: Mapped[int]
    stratum: Mapped[int]
    ticks: Mapped[list[Any]] = mapped_column(JSON, info={"plain": True})
    result: Mapped[Code | None]
    note: Mapped[Line | None]
