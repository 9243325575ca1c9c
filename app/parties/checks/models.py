"""What is looked at again and again: the exclusion lists, and a party's protection from misconduct."""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, Code, Id, Line, Prose
from app.kernel.words import _


class ExclusionList(StrEnum):
    """The lists of those with whom the fund may not work."""

    UN_SECURITY_COUNCIL = "un_security_council"
    UN_INELIGIBILITY = "un_ineligibility"
    WORLD_BANK = "world_bank"
    EUROPEAN_UNION = "european_union"
    NATIONAL = "national"
    DONOR = "donor"


EXCLUSION_LISTS: dict[ExclusionList, str] = {
    ExclusionList.UN_SECURITY_COUNCIL: _("sanctions of the United Nations Security Council"),
    ExclusionList.UN_INELIGIBILITY: _("ineligibility list of the United Nations' suppliers"),
    ExclusionList.WORLD_BANK: _("debarments of the World Bank"),
    ExclusionList.EUROPEAN_UNION: _("sanctions of the European Union"),
    ExclusionList.NATIONAL: _("national list"),
    ExclusionList.DONOR: _("a donor's own list"),
}


class Outcome(StrEnum):
    """What a screening found."""

    CLEAR = "clear"
    OTHER_PERSON = "other_person"
    LISTED = "listed"


OUTCOMES: dict[Outcome, str] = {
    Outcome.CLEAR: _("no name was found"),
    Outcome.OTHER_PERSON: _("a like name was found, of somebody else"),
    Outcome.LISTED: _("the party or one of its people is listed"),
}


class Screening(Base):
    """One search of the exclusion lists for a party and its representatives; its print-out lies in a file (R39)."""

    __tablename__ = "parties_screening"
    __table_args__: Any = (Index("parties_screening_party_ix", "party_id", "screened_on"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    party_id: Mapped[Id] = mapped_column(ForeignKey("parties_party.id"))
    screened_on: Mapped[date]
    lists: Mapped[list[Any]] = mapped_column(JSON, info={"plain": True})
    outcome: Mapped[Code]
    found: Mapped[Prose]
    evidence_id: Mapped[Id] = mapped_column(ForeignKey("documents_document.id"))


class Rating(StrEnum):
    """How far a party can prevent and answer sexual exploitation and abuse."""

    FULL = "full"
    MEDIUM = "medium"
    LOW = "low"


RATINGS: dict[Rating, str] = {
    Rating.FULL: _("full capacity"),
    Rating.MEDIUM: _("medium capacity"),
    Rating.LOW: _("low capacity"),
}


class Safeguarding(Base):
    """One safeguarding assessment, with a plan where the capacity is not full (R116)."""

    __tablename__ = "parties_safeguarding"
    __table_args__: Any = (
        CheckConstraint("rating = 'full' OR plan IS NOT NULL", name="plan"),
        Index("parties_safeguarding_party_ix", "party_id", "assessed_on"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    party_id: Mapped[Id] = mapped_column(ForeignKey("parties_party.id"))
    assessed_on: Mapped[date]
    assessed_by: Mapped[Line]
    rating: Mapped[Code]
    plan: Mapped[Prose | None]
    expires_on: Mapped[date]
