"""What a due-diligence file is: who represents the party, what it declares, what it can do, and until when it holds."""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Base, Code, Id
from app.kernel.things import Thing
from app.kernel.words import _


class FileState(StrEnum):
    """A file counts from its approval by a second person until it expires; expired is computed, never stored."""

    DRAFT = "DRAFT"
    READY = "READY"
    APPROVED = "APPROVED"
    WITHDRAWN = "WITHDRAWN"
    REVOKED = "REVOKED"


FILE_STATES: dict[StrEnum, str] = {
    FileState.DRAFT: _("being prepared"),
    FileState.READY: _("to be approved"),
    FileState.APPROVED: _("approved"),
    FileState.WITHDRAWN: _("withdrawn"),
    FileState.REVOKED: _("revoked"),
}


class Declaration(StrEnum):
    """What a party signs before it is given money."""

    NOT_EXCLUDED = "not_excluded"
    SOLVENT = "solvent"
    NO_FRAUD = "no_fraud"
    NO_INTEREST = "no_interest"
    CONDUCT = "conduct"


DECLARATIONS: dict[Declaration, str] = {
    Declaration.NOT_EXCLUDED: _("It is on no exclusion list, nor is anyone who runs it."),
    Declaration.SOLVENT: _("It is not bankrupt and owes no taxes that are overdue."),
    Declaration.NO_FRAUD: _("Nobody who runs it was convicted of fraud, corruption or abuse."),
    Declaration.NO_INTEREST: _("It has told of every tie to the fund's people."),
    Declaration.CONDUCT: _("It keeps the code of conduct, also towards children."),
}


class Area(StrEnum):
    """In what a party's capacity is looked at."""

    GOVERNANCE = "governance"
    FINANCES = "finances"
    PROCUREMENT = "procurement"
    DELIVERY = "delivery"
    MONITORING = "monitoring"


AREAS: dict[Area, str] = {
    Area.GOVERNANCE: _("Governance and control"),
    Area.FINANCES: _("Finances and accounts"),
    Area.PROCUREMENT: _("Buying and contracts"),
    Area.DELIVERY: _("People and delivery"),
    Area.MONITORING: _("Monitoring and reports"),
}
MOST_POINTS = 4


class Risk(StrEnum):
    """What the capacity says of the money's risk."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


RISKS: dict[Risk, str] = {Risk.LOW: _("low risk"), Risk.MEDIUM: _("medium risk"), Risk.HIGH: _("high risk")}


class DueDiligence(Thing):
    """One file of a party, under its registered name; `capacity` gives each area 0 to 4 points, or is empty.

    A file that has ended is not renewed: the next one is opened anew, and both stay.
    """

    __tablename__ = "parties_due_diligence"
    __table_args__: Any = (
        CheckConstraint("risk IN ('low', 'medium', 'high')", name="risk"),
        Index("parties_due_diligence_party_ix", "party_id"),
        Index("parties_due_diligence_expires_ix", "expires_on"),
    )
    __mapper_args__ = {"polymorphic_identity": "parties.due_diligence"}

    id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)
    party_id: Mapped[Id] = mapped_column(ForeignKey("parties_party.id"))
    declarations: Mapped[list[Any]] = mapped_column(JSON, info={"plain": True})
    capacity: Mapped[dict[str, Any]] = mapped_column(JSON, info={"plain": True})
    risk: Mapped[Code | None]
    expires_on: Mapped[date | None]

    representatives: Mapped[list["Representative"]] = relationship(
        lazy="raise_on_sql", order_by="Representative.member_id", cascade="all, delete-orphan"
    )


class Representative(Base):
    """A member who signs for the party while the file holds (R36)."""

    __tablename__ = "parties_representative"

    file_id: Mapped[Id] = mapped_column(ForeignKey("parties_due_diligence.id"), primary_key=True)
    member_id: Mapped[Id] = mapped_column(ForeignKey("parties_member.id"), primary_key=True)
