"""What an engagement is: its basis, the part of the portfolio, its days, and its people."""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.actors import Scope, ScopeKind
from app.kernel.db import Code, Id, Line
from app.kernel.things import Thing
from app.kernel.words import _


class Basis(StrEnum):
    """On whose behalf is audited, which says how far the auditors see."""

    INTERNAL = "internal"
    EXTERNAL = "external"
    GRANTEE = "grantee"
    DONOR = "donor"


BASIS_NAMES: dict[Basis, str] = {
    Basis.INTERNAL: _("internal audit"),
    Basis.EXTERNAL: _("external audit"),
    Basis.GRANTEE: _("auditor of a grantee: its awards only"),
    Basis.DONOR: _("donor's verification: its source only"),
}
NARROW = {Basis.GRANTEE: ScopeKind.PARTY, Basis.DONOR: ScopeKind.SOURCE}
"""The bases that reach into one part only, and of which kind it is."""


class EngagementState(StrEnum):
    """An engagement is planned by a director, begun by its auditors, and over on its last day at the latest."""

    PLANNED = "PLANNED"
    OPEN = "OPEN"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


ENGAGEMENT_STATES: dict[StrEnum, str] = {
    EngagementState.PLANNED: _("planned"),
    EngagementState.OPEN: _("under way"),
    EngagementState.CLOSED: _("closed"),
    EngagementState.CANCELLED: _("cancelled"),
}


class Engagement(Thing):
    """An audit of one part of the portfolio; the days it looks at are `since` to `until`, where limited.

    `people` are the references of its auditors; what each of them sees is their post's, in identity.
    """

    __tablename__ = "audit_engagement"
    __table_args__: Any = (CheckConstraint("opens_on <= closes_on", name="days"),)
    __mapper_args__ = {"polymorphic_identity": "audit.engagement"}

    id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)
    basis: Mapped[Code]
    scope_kind: Mapped[Code]
    scope_id: Mapped[Id]
    part: Mapped[Line]
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    looks_from: Mapped[date | None]
    looks_until: Mapped[date | None]
    people: Mapped[list[Any]] = mapped_column(JSON, info={"plain": True})

    @property
    def scope(self) -> Scope:
        """The part of the portfolio that is audited."""
        return Scope(ScopeKind(self.scope_kind), self.scope_id)
