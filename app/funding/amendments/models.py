"""What an amendment is: one kind of change of an award, before and after side by side (R63)."""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Code, Id, Minor, Prose
from app.kernel.things import Thing
from app.kernel.words import _


class AmendmentState(StrEnum):
    """What needs a signature is signed by both sides; the rest is in force with its approval."""

    PROPOSED = "PROPOSED"
    APPROVED = "APPROVED"
    SIGNED_BY_GRANTEE = "SIGNED_BY_GRANTEE"
    IN_FORCE = "IN_FORCE"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"


AMENDMENT_STATES: dict[StrEnum, str] = {
    AmendmentState.PROPOSED: _("proposed"),
    AmendmentState.APPROVED: _("waiting for the grantee's signature"),
    AmendmentState.SIGNED_BY_GRANTEE: _("waiting for the host's signature"),
    AmendmentState.IN_FORCE: _("in force"),
    AmendmentState.REJECTED: _("rejected"),
    AmendmentState.WITHDRAWN: _("withdrawn"),
}


class AmendmentKind(StrEnum):
    """What is changed."""

    END = "end"
    TOTAL = "total"
    FIRM_UP = "firm_up"
    BUDGET = "budget"
    OTHER = "other"


AMENDMENT_KINDS: dict[AmendmentKind, str] = {
    AmendmentKind.END: _("the end, at no cost"),
    AmendmentKind.TOTAL: _("the total"),
    AmendmentKind.FIRM_UP: _("a conditional part becomes firm"),
    AmendmentKind.BUDGET: _("budget lines"),
    AmendmentKind.OTHER: _("something else"),
}


class Amendment(Thing):
    """A change under the award's root; `ends_on` and `amount` (books' currency) are what they shall be.

    `moved` is the largest part that a budget line changes by, in percent as decimal text. `before` and `after`
    are what the award said and says; `shares` which allotments take up more money, in minor units.
    """

    __tablename__ = "funding_amendment"
    __table_args__: Any = (Index("funding_amendment_award_ix", "award_id"),)
    __mapper_args__ = {"polymorphic_identity": "funding.amendment"}

    id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)
    award_id: Mapped[Id] = mapped_column(ForeignKey("funding_award.id"))
    sort: Mapped[Code]
    ends_on: Mapped[date | None]
    amount: Mapped[Minor | None]
    moved: Mapped[Code | None]
    reason: Mapped[Prose]
    before: Mapped[dict[str, Any]] = mapped_column(JSON, info={"plain": True})
    after: Mapped[dict[str, Any]] = mapped_column(JSON, info={"plain": True})
    shares: Mapped[list[Any]] = mapped_column(JSON, info={"plain": True})
