"""What a finding is: what was found and how grave it is, what was answered, agreed and done."""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Code, Id, Line, Minor, Prose
from app.kernel.things import Thing
from app.kernel.words import _


class Grade(StrEnum):
    """How grave it is; a red one stops every payment of its award (R44)."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"


GRADE_NAMES: dict[Grade, str] = {
    Grade.RED: _("red: payments stop until it is closed"),
    Grade.AMBER: _("amber: to be mended within the agreed time"),
    Grade.GREEN: _("green: to be made better"),
}


class FindingState(StrEnum):
    """A finding is answered, its action agreed, done, and looked at again."""

    RAISED = "RAISED"
    ANSWERED = "ANSWERED"
    AGREED = "AGREED"
    DONE = "DONE"
    CLOSED = "CLOSED"
    WITHDRAWN = "WITHDRAWN"


FINDING_STATES: dict[StrEnum, str] = {
    FindingState.RAISED: _("waiting for an answer"),
    FindingState.ANSWERED: _("answered, to be agreed"),
    FindingState.AGREED: _("action agreed"),
    FindingState.DONE: _("action said to be done"),
    FindingState.CLOSED: _("closed"),
    FindingState.WITHDRAWN: _("withdrawn"),
}
STANDING = frozenset(FindingState) - {FindingState.CLOSED, FindingState.WITHDRAWN}
"""The states in which a red finding stops payments."""


class Finding(Thing):
    """A finding of an engagement, of one award or of the whole; `questioned` in minor units of the books."""

    __tablename__ = "audit_finding"
    __table_args__: Any = (CheckConstraint("questioned >= 0", name="questioned"),)
    __mapper_args__ = {"polymorphic_identity": "audit.finding"}

    id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)
    engagement_id: Mapped[Id] = mapped_column(ForeignKey("audit_engagement.id"), index=True)
    award_id: Mapped[Id | None] = mapped_column(ForeignKey("funding_award.id"), index=True)
    grade: Mapped[Code]
    text: Mapped[Prose]
    recommendation: Mapped[Prose]
    questioned: Mapped[Minor]
    raised_on: Mapped[date]
    response: Mapped[Prose | None]
    accepted: Mapped[bool | None]
    action: Mapped[Prose | None]
    owner: Mapped[Line | None]
    due_on: Mapped[date | None]
    evidence: Mapped[Prose | None]
    closed_on: Mapped[date | None]
