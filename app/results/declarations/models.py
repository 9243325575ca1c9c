"""What a declaration is: what it says of two sides, why, and between which days."""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Code, Id, Prose
from app.kernel.things import Thing
from app.kernel.words import _
from app.results.count_once import Says


class DeclarationState(StrEnum):
    """A declaration bears on the count when a second person has approved it."""

    PROPOSED = "PROPOSED"
    APPROVED = "APPROVED"
    ENDED = "ENDED"
    REJECTED = "REJECTED"


DECLARATION_STATES: dict[StrEnum, str] = {
    DeclarationState.PROPOSED: _("proposed"),
    DeclarationState.APPROVED: _("approved"),
    DeclarationState.ENDED: _("ended"),
    DeclarationState.REJECTED: _("rejected"),
}
IN_FORCE = frozenset({DeclarationState.APPROVED, DeclarationState.ENDED})
"""Ended ones too, until their last day."""

SAYS_NAMES: dict[Says, str] = {
    Says.OVERLAP: _("may be the same people"),
    Says.DISJOINT: _("cannot be the same people"),
}


class Declaration(Thing):
    """Each side is a place with all that lies in it, or one estimate; it holds from a day until a day."""

    __tablename__ = "results_declaration"
    __table_args__: Any = (
        CheckConstraint("(one_place_id IS NULL) <> (one_estimate_id IS NULL)", name="one"),
        CheckConstraint("(other_place_id IS NULL) <> (other_estimate_id IS NULL)", name="other"),
        CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="days"),
    )
    __mapper_args__ = {"polymorphic_identity": "results.declaration"}

    id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)
    says: Mapped[Code]
    one_place_id: Mapped[Id | None] = mapped_column(ForeignKey("places_place.id"))
    one_estimate_id: Mapped[Id | None] = mapped_column(ForeignKey("results_estimate.id"))
    other_place_id: Mapped[Id | None] = mapped_column(ForeignKey("places_place.id"))
    other_estimate_id: Mapped[Id | None] = mapped_column(ForeignKey("results_estimate.id"))
    reason: Mapped[Prose]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
