"""What a round is: money, settlements and options under terms frozen before the vote, and what came of them."""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cuf.prioritisation.ties import Criterion
from app.kernel.db import Base, Code, Id, Line, Minor
from app.kernel.things import Thing
from app.kernel.words import _


class RoundState(StrEnum):
    """Where a round stands; its terms are frozen by a second person before the first meeting."""

    DRAFT = "DRAFT"
    PROPOSED = "PROPOSED"
    FROZEN = "FROZEN"
    COUNTED = "COUNTED"
    DECIDED = "DECIDED"
    PUBLISHED = "PUBLISHED"
    CANCELLED = "CANCELLED"


ROUND_STATES: dict[RoundState, str] = {
    RoundState.DRAFT: _("being prepared"),
    RoundState.PROPOSED: _("waiting to be frozen"),
    RoundState.FROZEN: _("terms frozen, settlements vote"),
    RoundState.COUNTED: _("counted, objections may be made"),
    RoundState.DECIDED: _("decided"),
    RoundState.PUBLISHED: _("published"),
    RoundState.CANCELLED: _("cancelled"),
}


class Method(StrEnum):
    """How people vote; what a meeting's sheet asks for follows from it."""

    APPROVAL = "approval"
    RANKED = "ranked"
    POINTS = "points"
    PAIRWISE = "pairwise"
    CONSENSUS = "consensus"


METHOD_WORDS: dict[Method, str] = {
    Method.APPROVAL: _("some marks each, at most one a project"),
    Method.RANKED: _("first, second and third place"),
    Method.POINTS: _("seeds to share out"),
    Method.PAIRWISE: _("two by two, counted by hand"),
    Method.CONSENSUS: _("an order all agree to, without a count"),
}


class TieChain(StrEnum):
    """Who goes first among equals; every chain ends with a lot that people draw in public."""

    COST = "cost"
    WOMEN = "women"
    HOUSEHOLDS = "households"
    LOT = "lot"

    @property
    def steps(self) -> tuple[Criterion, ...]:
        """The criteria in the order in which they are asked."""
        cost, women, households = Criterion.LOWEST_COST, Criterion.MOST_WOMEN, Criterion.MOST_HOUSEHOLDS
        orders = {
            TieChain.COST: (cost, women, households),
            TieChain.WOMEN: (women, households, cost),
            TieChain.HOUSEHOLDS: (households, women, cost),
            TieChain.LOT: (),
        }
        return (*orders[self], Criterion.LOT)


CHAIN_WORDS: dict[TieChain, str] = {
    TieChain.COST: _("lowest cost, then most women's votes, then most households, then a lot"),
    TieChain.WOMEN: _("most women's votes, then most households, then lowest cost, then a lot"),
    TieChain.HOUSEHOLDS: _("most households, then most women's votes, then lowest cost, then a lot"),
    TieChain.LOT: _("a lot at once"),
}


class Dimension(StrEnum):
    """By what votes are counted apart, one at a time and never crossed; women and men always."""

    SEX = "sex"
    AGE = "age"
    ORIGIN = "origin"


DIMENSION_WORDS: dict[Dimension, str] = {
    Dimension.SEX: _("women and men"),
    Dimension.AGE: _("age bands"),
    Dimension.ORIGIN: _("hosts and newcomers"),
}


class Picture(StrEnum):
    """The picture that stands for an option on ballot, wall sheet and page alike."""

    TAP = "tap"
    TOILET = "toilet"
    BIN = "bin"
    DRAIN = "drain"
    SUN = "sun"
    TENT = "tent"
    PEOPLE = "people"
    BRIDGE = "bridge"
    HOUSE = "house"
    LAMP = "lamp"


PICTURE_WORDS: dict[Picture, str] = {
    Picture.TAP: _("tap"),
    Picture.TOILET: _("toilet"),
    Picture.BIN: _("bin"),
    Picture.DRAIN: _("drain"),
    Picture.SUN: _("sun"),
    Picture.TENT: _("tent"),
    Picture.PEOPLE: _("people"),
    Picture.BRIDGE: _("bridge"),
    Picture.HOUSE: _("house"),
    Picture.LAMP: _("lamp"),
}


class Feasibility(StrEnum):
    """The engineer's word on an option; without it nobody can vote on it (P-01)."""

    FEASIBLE = "feasible"
    NOT_FEASIBLE = "not_feasible"


FEASIBILITY_WORDS: dict[Feasibility, str] = {
    Feasibility.FEASIBLE: _("it can be built"),
    Feasibility.NOT_FEASIBLE: _("it cannot be built"),
}


class Round(Thing):
    """A city's or country's round. Amounts are in minor units of `currency`, shares in thousandths.

    `kinds` of none is every kind of work. `marks` is what each voter has to give: marks, or points.
    """

    __tablename__ = "cuf_round"
    __table_args__: Any = (
        CheckConstraint("envelope >= 0", name="envelope"),
        CheckConstraint("floor_permille BETWEEN 0 AND 1000", name="floor"),
    )
    __mapper_args__ = {"polymorphic_identity": "cuf.round"}

    id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)
    place_id: Mapped[Id] = mapped_column(ForeignKey("places_place.id"))
    currency: Mapped[Code]
    envelope: Mapped[Minor]
    allotment: Mapped[Code | None]
    """The reference of the allotment that the money comes from."""
    theme: Mapped[Code | None]
    kinds: Mapped[list[Any]] = mapped_column(JSON, info={"plain": True})
    floor_permille: Mapped[int]
    method: Mapped[Code]
    marks: Mapped[int]
    most_per_option: Mapped[int]
    dimensions: Mapped[list[Any]] = mapped_column(JSON, info={"plain": True})
    on_no_fit: Mapped[Code]
    min_votes: Mapped[int]
    ceiling: Mapped[Minor | None]
    womens_mechanism: Mapped[Code]
    women_permille: Mapped[int]
    tie_chain: Mapped[Code]
    objection_days: Mapped[int]
    units_per_usd: Mapped[Code | None]
    """The rate that was frozen with the envelope (R100)."""

    settlements: Mapped[list["RoundSettlement"]] = relationship(
        order_by="RoundSettlement.code", lazy="raise_on_sql", cascade="all, delete-orphan"
    )
    options: Mapped[list["Option"]] = relationship(
        order_by="Option.settlement_code, Option.number", lazy="raise_on_sql", cascade="all, delete-orphan"
    )


class RoundSettlement(Base):
    """A settlement that takes part, under a letter; when the terms are frozen, who was counted there and when.

    `opening` is what earlier rounds left it, or took on credit, in minor units of the round's currency.
    """

    __tablename__ = "cuf_round_settlement"
    __table_args__ = (Index("cuf_round_settlement_place_ix", "round_id", "settlement_id", unique=True),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    round_id: Mapped[Id] = mapped_column(ForeignKey("cuf_round.id"))
    settlement_id: Mapped[Id] = mapped_column(ForeignKey("places_place.id"))
    code: Mapped[Code]
    households: Mapped[int | None]
    source: Mapped[Line | None]
    counted_on: Mapped[date | None]
    opening: Mapped[Minor] = mapped_column(default=0)


class Option(Base):
    """A settlement's need as it stands on the ballot; `households` are those it would serve."""

    __tablename__ = "cuf_round_option"
    __table_args__ = (
        Index("cuf_round_option_project_ix", "round_id", "project_id", unique=True),
        Index("cuf_round_option_need_ix", "project_id"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    round_id: Mapped[Id] = mapped_column(ForeignKey("cuf_round.id"))
    project_id: Mapped[Id] = mapped_column(ForeignKey("cuf_project.id"))
    settlement_code: Mapped[Code]
    number: Mapped[int]
    name: Mapped[Line]
    picture: Mapped[Code | None]
    place: Mapped[Line | None]
    cost: Mapped[Minor | None]
    feasibility: Mapped[Code | None]
    feasibility_reason: Mapped[Line | None]
    households: Mapped[int]
    excludes: Mapped[list[Any]] = mapped_column(JSON, info={"plain": True})

    @property
    def code(self) -> str:
        """The settlement's letter and the number on its ballot."""
        return f"{self.settlement_code}{self.number}"
