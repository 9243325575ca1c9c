"""What a CUF project is: a need that a settlement named, its proposal in sections, and what was found of it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Base, Code, Id, Minor, Prose
from app.kernel.things import Thing
from app.kernel.words import _


class State(StrEnum):
    """Where a CUF project stands (DOMAIN 3.2, the first half's spine)."""

    IDENTIFIED = "IDENTIFIED"
    PRIORITISED = "PRIORITISED"
    WAITLISTED = "WAITLISTED"
    PROPOSED = "PROPOSED"
    READY = "READY"
    SUBMITTED = "SUBMITTED"
    RETURNED = "RETURNED"
    UNDER_APPRAISAL = "UNDER_APPRAISAL"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"


STATE_WORDS: dict[State, str] = {
    State.IDENTIFIED: _("need named"),
    State.PRIORITISED: _("chosen by its settlement"),
    State.WAITLISTED: _("on the waiting list"),
    State.PROPOSED: _("proposal being written"),
    State.READY: _("waiting to be certified"),
    State.SUBMITTED: _("submitted"),
    State.RETURNED: _("returned for corrections"),
    State.UNDER_APPRAISAL: _("under appraisal"),
    State.APPROVED: _("approved"),
    State.REJECTED: _("rejected"),
    State.WITHDRAWN: _("withdrawn"),
}


class Track(StrEnum):
    """As much control as the amount deserves (DOMAIN 3.5)."""

    SMALL = "small"
    STANDARD = "standard"
    LARGE = "large"


TRACK_WORDS: dict[Track, str] = {
    Track.SMALL: _("small works"),
    Track.STANDARD: _("standard works"),
    Track.LARGE: _("large works"),
}


class Kind(StrEnum):
    """The type of work: the seven of indicator T3.01, and other."""

    SAFE_WATER = "safe_water"
    SANITATION = "sanitation"
    SOLID_WASTE = "solid_waste"
    ADAPTATION = "adaptation"
    MITIGATION = "mitigation"
    MIGRANTS = "migrants"
    GENDER_RESPONSIVE = "gender_responsive"
    OTHER = "other"


KIND_WORDS: dict[Kind, str] = {
    Kind.SAFE_WATER: _("safe water"),
    Kind.SANITATION: _("sanitation"),
    Kind.SOLID_WASTE: _("solid waste"),
    Kind.ADAPTATION: _("adaptation to the climate"),
    Kind.MITIGATION: _("climate mitigation"),
    Kind.MIGRANTS: _("services for migrants"),
    Kind.GENDER_RESPONSIVE: _("gender-responsive works"),
    Kind.OTHER: _("other"),
}


class Project(Thing):
    """A small work of a settlement, from the need named to the proposal under appraisal."""

    __tablename__ = "cuf_project"
    __table_args__ = (Index("cuf_project_settlement_ix", "settlement_id"),)

    id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)
    settlement_id: Mapped[Id] = mapped_column(ForeignKey("places_place.id"))
    kind_of_work: Mapped[Code]
    currency: Mapped[Code]
    rough_cost: Mapped[Minor]
    """What the settlement thought it would cost, in minor units of `currency`."""
    grant_asked: Mapped[Minor | None]
    """The fund's money asked for, from the contributions section, in minor units of `currency`."""
    named_by: Mapped[Code]
    copied_from_id: Mapped[Id | None] = mapped_column(ForeignKey("cuf_project.id"))
    award_id: Mapped[Id | None] = mapped_column(ForeignKey("funding_award.id"), unique=True)

    sections: Mapped[list["Section"]] = relationship(
        order_by="Section.id", lazy="raise_on_sql", back_populates="project"
    )
    corrections: Mapped[list["Correction"]] = relationship(order_by="Correction.id", lazy="raise_on_sql")
    submissions: Mapped[list["Submission"]] = relationship(order_by="Submission.number", lazy="raise_on_sql")

    __mapper_args__ = {"polymorphic_identity": "cuf.project"}


class Section(Base):
    """One part of a proposal, saved as it goes; two people saving the same one see each other's text."""

    __tablename__ = "cuf_section"
    __table_args__ = (Index("cuf_section_name_ix", "project_id", "name", unique=True),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    project_id: Mapped[Id] = mapped_column(ForeignKey("cuf_project.id"))
    name: Mapped[Code]
    version: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_by: Mapped[Code]
    saved_at: Mapped[datetime]

    project: Mapped[Project] = relationship(lazy="raise_on_sql", back_populates="sections")


class Submission(Base):
    """The proposal as it went out: every section, the track and the parameters in force that day (R04)."""

    __tablename__ = "cuf_submission"
    __table_args__ = (Index("cuf_submission_number_ix", "project_id", "number", unique=True),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    project_id: Mapped[Id] = mapped_column(ForeignKey("cuf_project.id"))
    number: Mapped[int]
    submitted_on: Mapped[date]
    track: Mapped[Code]
    policy_id: Mapped[Id] = mapped_column(ForeignKey("kernel_parameters.id"))
    units_per_usd: Mapped[Code]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)


class Correction(Base):
    """What the appraisers ask the forum to mend in one section; the rest stays locked meanwhile.

    `submission` is the number of the submission that was returned.
    """

    __tablename__ = "cuf_correction"
    __table_args__ = (Index("cuf_correction_project_ix", "project_id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    project_id: Mapped[Id] = mapped_column(ForeignKey("cuf_project.id"))
    submission: Mapped[int]
    section: Mapped[Code]
    note: Mapped[Prose]
    met_on: Mapped[date | None]
    """When the forum was met before a second return (R102)."""
