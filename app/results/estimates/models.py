"""What an estimate is: people, where, by which method, source and day; a version is replaced, never edited."""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Base, Code, Id, Line
from app.kernel.things import Thing
from app.kernel.words import _


class EstimateState(StrEnum):
    """Only what is verified counts; a revision replaces the version before it."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    RETURNED = "RETURNED"
    VERIFIED = "VERIFIED"
    REPLACED = "REPLACED"
    WITHDRAWN = "WITHDRAWN"


ESTIMATE_STATES: dict[StrEnum, str] = {
    EstimateState.DRAFT: _("draft"),
    EstimateState.SUBMITTED: _("to be verified"),
    EstimateState.RETURNED: _("returned"),
    EstimateState.VERIFIED: _("verified"),
    EstimateState.REPLACED: _("replaced by a newer version"),
    EstimateState.WITHDRAWN: _("withdrawn"),
}
OPEN = frozenset({EstimateState.DRAFT, EstimateState.SUBMITTED, EstimateState.RETURNED})
STANDING = OPEN | {EstimateState.VERIFIED}


class Method(StrEnum):
    """How people were counted (R86)."""

    POPULATION = "population"
    USAGE = "usage"
    REGISTRATION = "registration"


METHOD_NAMES: dict[Method, str] = {
    Method.POPULATION: _("population of the place"),
    Method.USAGE: _("counted users"),
    Method.REGISTRATION: _("registration list"),
}


class Estimate(Thing):
    """People served by one output: female + male + not disaggregated = total (R84)."""

    __tablename__ = "results_estimate"
    __table_args__: Any = (
        CheckConstraint("female >= 0 AND male >= 0 AND female + male <= total", name="split"),
        Index("results_estimate_output_ix", "output_id"),
        Index("results_estimate_replaces_ix", "replaces_id"),
    )
    __mapper_args__ = {"polymorphic_identity": "results.estimate"}

    id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)
    output_id: Mapped[Id] = mapped_column(ForeignKey("results_output.id"))
    indicator: Mapped[Code]
    category: Mapped[Code]
    total: Mapped[int]
    female: Mapped[int]
    male: Mapped[int]
    method: Mapped[Code]
    source: Mapped[Line]
    counted_on: Mapped[date]
    guide: Mapped[int | None]
    evidence: Mapped[Line]
    replaces_id: Mapped[Id | None] = mapped_column(ForeignKey("results_estimate.id"))
    replaced_by_id: Mapped[Id | None] = mapped_column(ForeignKey("results_estimate.id"))

    places: Mapped[list["EstimatePlace"]] = relationship(
        lazy="raise_on_sql", order_by="EstimatePlace.place_id", cascade="all, delete-orphan"
    )

    @property
    def not_disaggregated(self) -> int:
        """People whose sex nobody noted."""
        return self.total - self.female - self.male


class EstimatePlace(Base):
    """A place where the people of an estimate are served."""

    __tablename__ = "results_estimate_place"
    __table_args__ = (Index("results_estimate_place_place_ix", "place_id"),)

    estimate_id: Mapped[Id] = mapped_column(ForeignKey("results_estimate.id"), primary_key=True)
    place_id: Mapped[Id] = mapped_column(ForeignKey("places_place.id"), primary_key=True)
