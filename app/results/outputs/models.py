"""What an output is: something delivered, where, when, and what it counts as."""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Base, Code, Id, Line, Prose
from app.kernel.things import Thing
from app.kernel.words import _


class OutputState(StrEnum):
    """What comes from the files counts when a second person has compared it with them."""

    RECORDED = "RECORDED"
    DELIVERED = "DELIVERED"
    WITHDRAWN = "WITHDRAWN"


OUTPUT_STATES: dict[StrEnum, str] = {
    OutputState.RECORDED: _("to be confirmed"),
    OutputState.DELIVERED: _("delivered"),
    OutputState.WITHDRAWN: _("withdrawn"),
}


class Output(Thing):
    """One work, policy, training or other thing delivered; counted once, in one primary type (R87).

    `award_id` is the award it was paid from, none where that is older than Lastmile. `guide` is how many
    people such a service is built for (R86). `none_applies` says why no estimate of people belongs to it.
    """

    __tablename__ = "results_output"
    __table_args__: Any = (
        CheckConstraint(
            "(sort = 'work') = (primary_type IS NOT NULL) AND (sort = 'work') = (commissioned_on IS NOT NULL)",
            name="work",
        ),
        CheckConstraint("commissioned_on IS NULL OR commissioned_on <= handed_over_on", name="days"),
        Index("results_output_award_ix", "award_id"),
        Index("results_output_sort_ix", "sort", "handed_over_on"),
    )

    __mapper_args__ = {"polymorphic_identity": "results.output"}

    id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)
    award_id: Mapped[Id | None] = mapped_column(ForeignKey("funding_award.id"))
    sort: Mapped[Code]
    primary_type: Mapped[Code | None]
    tags: Mapped[list[Any]] = mapped_column(JSON, info={"plain": True})
    themes: Mapped[list[Any]] = mapped_column(JSON, info={"plain": True})
    topic: Mapped[Code | None]
    commissioned_on: Mapped[date | None]
    handed_over_on: Mapped[date]
    guide: Mapped[int | None]
    evidence: Mapped[Line]
    none_applies: Mapped[Prose | None]

    places: Mapped[list["OutputPlace"]] = relationship(
        lazy="raise_on_sql", order_by="OutputPlace.place_id", cascade="all, delete-orphan"
    )

    @property
    def delivered_on(self) -> date:
        """From when people can be served: a work's commissioning, a training's completion (R85)."""
        return self.commissioned_on or self.handed_over_on


class OutputPlace(Base):
    """A place where an output stands or reaches."""

    __tablename__ = "results_output_place"
    __table_args__ = (Index("results_output_place_place_ix", "place_id"),)

    output_id: Mapped[Id] = mapped_column(ForeignKey("results_output.id"), primary_key=True)
    place_id: Mapped[Id] = mapped_column(ForeignKey("places_place.id"), primary_key=True)
