"""What came of a round: the lot, what was computed, what was objected, what was decided, what is carried over."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Base, Code, Digest, Id, Line, Minor, Prose
from app.kernel.words import _


class Lot(Base):
    """The order that people drew in public and typed in; the newest holds, in all steps (P-40, P-41)."""

    __tablename__ = "cuf_round_lot"
    __table_args__ = (Index("cuf_round_lot_round_ix", "round_id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    round_id: Mapped[Id] = mapped_column(ForeignKey("cuf_round.id"))
    drawn: Mapped[list[Any]] = mapped_column(JSON, info={"plain": True})
    drawn_on: Mapped[date]
    witnesses: Mapped[int]
    minutes: Mapped[Line]


class Computation(Base):
    """One run of the engine, kept so that anybody can do it again (P-62); a later one never replaces it.

    `explained` says for each option that was not funded what alone would have funded it (P-65).
    """

    __tablename__ = "cuf_round_computation"
    __table_args__ = (Index("cuf_round_computation_number_ix", "round_id", "number", unique=True),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    round_id: Mapped[Id] = mapped_column(ForeignKey("cuf_round.id"))
    number: Mapped[int]
    engine_version: Mapped[Code]
    asked: Mapped[Prose]
    asked_sha256: Mapped[Digest]
    given: Mapped[Prose]
    given_sha256: Mapped[Digest]
    explained: Mapped[list[Any]] = mapped_column(JSON)
    computed_at: Mapped[datetime]


class Objection(Base):
    """What somebody of a settlement says against the count, and what was answered (P-68)."""

    __tablename__ = "cuf_round_objection"
    __table_args__ = (Index("cuf_round_objection_round_ix", "round_id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    round_id: Mapped[Id] = mapped_column(ForeignKey("cuf_round.id"))
    settlement_code: Mapped[Code]
    said: Mapped[Prose]
    made_at: Mapped[datetime]
    answer: Mapped[Prose | None]
    answered_at: Mapped[datetime | None]


class Body(StrEnum):
    """Who decides on the computed list."""

    MUNICIPAL_FORUM = "municipal_forum"
    CUF_BOARD = "cuf_board"
    STEERING_COMMITTEE = "steering_committee"


BODY_WORDS: dict[Body, str] = {
    Body.MUNICIPAL_FORUM: _("the municipal forum"),
    Body.CUF_BOARD: _("the CUF board"),
    Body.STEERING_COMMITTEE: _("the steering committee"),
}


class Decision(Base):
    """What a body decided on a computation, and for which settlements."""

    __tablename__ = "cuf_round_decision"
    __table_args__ = (Index("cuf_round_decision_round_ix", "round_id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    round_id: Mapped[Id] = mapped_column(ForeignKey("cuf_round.id"))
    computation_id: Mapped[Id] = mapped_column(ForeignKey("cuf_round_computation.id"))
    body: Mapped[Code]
    decided_on: Mapped[date]
    minutes: Mapped[Line]
    womens_reason: Mapped[Prose | None]
    """Why a women's first priority was not chosen (R12)."""

    outcomes: Mapped[list["Outcome"]] = relationship(order_by="Outcome.id", lazy="raise_on_sql")


class Result(StrEnum):
    """What the decision made of an option."""

    CHOSEN = "chosen"
    WAITING = "waiting"
    NOT_CHOSEN = "not_chosen"


RESULT_WORDS: dict[Result, str] = {
    Result.CHOSEN: _("chosen"),
    Result.WAITING: _("on the waiting list"),
    Result.NOT_CHOSEN: _("not this time"),
}


class Outcome(Base):
    """One option's one outcome (P-64): as computed, or otherwise with the body's reason (P-60).

    `co_funder` names who pays what lies above the envelope (P-61), `co_funded` in minor units.
    """

    __tablename__ = "cuf_round_outcome"
    __table_args__ = (Index("cuf_round_outcome_option_ix", "option_id", unique=True),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    decision_id: Mapped[Id] = mapped_column(ForeignKey("cuf_round_decision.id"))
    option_id: Mapped[Id] = mapped_column(ForeignKey("cuf_round_option.id"))
    result: Mapped[Code]
    reason: Mapped[Code]
    note: Mapped[Prose | None]
    co_funder: Mapped[Line | None]
    co_funded: Mapped[Minor | None]


class Balance(Base):
    """What a settlement brought, was entitled to, spent, and takes to the next round, in minor units (P-52).

    `deferred` is what the zero line moved to others or from them meanwhile; it goes to the next opening too.
    """

    __tablename__ = "cuf_round_balance"
    __table_args__ = (Index("cuf_round_balance_settlement_ix", "settlement_id", "id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    round_id: Mapped[Id] = mapped_column(ForeignKey("cuf_round.id"))
    settlement_id: Mapped[Id] = mapped_column(ForeignKey("places_place.id"))
    currency: Mapped[Code]
    opening: Mapped[Minor]
    entitlement: Mapped[Minor]
    spent: Mapped[Minor]
    closing: Mapped[Minor]
    deferred: Mapped[Minor]
