"""What a grant is: an idea of an organisation, its proposal, and what was found and decided about it."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Base, Code, Id, Line, Minor, Prose
from app.kernel.things import Thing
from app.kernel.words import _


class State(StrEnum):
    """Where a grant stands (DOMAIN 3.3); after APPROVED its award goes on."""

    IDEA = "IDEA"
    DRAFT = "DRAFT"
    READY = "READY"
    SUBMITTED = "SUBMITTED"
    RETURNED = "RETURNED"
    INELIGIBLE = "INELIGIBLE"
    DUE_DILIGENCE = "DUE_DILIGENCE"
    APPRAISED = "APPRAISED"
    NO_OBJECTION = "NO_OBJECTION"
    CONDITIONAL = "CONDITIONAL"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    LAPSED = "LAPSED"
    WITHDRAWN = "WITHDRAWN"


STATE_WORDS: dict[State, str] = {
    State.IDEA: _("idea"),
    State.DRAFT: _("proposal being written"),
    State.READY: _("waiting to be certified"),
    State.SUBMITTED: _("submitted"),
    State.RETURNED: _("returned for corrections"),
    State.INELIGIBLE: _("not eligible"),
    State.DUE_DILIGENCE: _("under due diligence"),
    State.APPRAISED: _("appraised"),
    State.NO_OBJECTION: _("with the members for no-objection"),
    State.CONDITIONAL: _("approved on conditions"),
    State.APPROVED: _("approved"),
    State.REJECTED: _("rejected"),
    State.LAPSED: _("lapsed"),
    State.WITHDRAWN: _("withdrawn"),
}


class Route(StrEnum):
    """How the organisation was chosen (DOMAIN 3.3)."""

    CALL = "call"
    DIRECT = "direct"


ROUTE_NAMES: dict[Route, str] = {
    Route.CALL: _("a call"),
    Route.DIRECT: _("a direct award, with its justification"),
}


class Answer(StrEnum):
    """What a member says to a grant (R33)."""

    NONE = "none"
    NO_OBJECTION = "no_objection"
    OBJECTION = "objection"
    WITHDRAWN = "withdrawn"
    OVERRULED = "overruled"


ANSWER_NAMES: dict[Answer, str] = {
    Answer.NONE: _("no answer within the time"),
    Answer.NO_OBJECTION: _("no objection"),
    Answer.OBJECTION: _("objection"),
    Answer.WITHDRAWN: _("objection withdrawn"),
    Answer.OVERRULED: _("objection overruled"),
}


class Grant(Thing):
    """A grant of the first half: who asks, for which countries and themes, and how much in US dollars."""

    __tablename__ = "grants_grant"
    __mapper_args__: Mapping[str, Any] = {"polymorphic_identity": "grants.grant"}
    __table_args__: Any = (
        CheckConstraint("route = 'call' OR justification IS NOT NULL", name="route"),
        Index("grants_grant_party_ix", "party_id"),
    )

    id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)
    party_id: Mapped[Id] = mapped_column(ForeignKey("parties_party.id"))
    window: Mapped[Code]
    countries: Mapped[list[str]] = mapped_column(JSON, info={"plain": True})
    themes: Mapped[list[Any]] = mapped_column(JSON, info={"plain": True})
    """Each theme with its share in whole percent; the largest comes first (R03)."""
    route: Mapped[Code]
    justification: Mapped[Prose | None]
    summary: Mapped[Prose]
    amount: Mapped[Minor | None]
    """What the proposal asks of the fund, in minor units of US dollars."""
    proposal: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    award_id: Mapped[Id | None] = mapped_column(ForeignKey("funding_award.id"), unique=True)
    no_objection_until: Mapped[date | None]

    submissions: Mapped[list["GrantSubmission"]] = relationship(
        order_by="GrantSubmission.number", lazy="raise_on_sql"
    )
    assessments: Mapped[list["Assessment"]] = relationship(order_by="Assessment.id", lazy="raise_on_sql")
    answers: Mapped[list["MemberAnswer"]] = relationship(order_by="MemberAnswer.id", lazy="raise_on_sql")
    conditions: Mapped[list["GrantCondition"]] = relationship(
        order_by="GrantCondition.id", lazy="raise_on_sql"
    )


class GrantSubmission(Base):
    """The proposal as it went out."""

    __tablename__ = "grants_submission"
    __table_args__ = (Index("grants_submission_number_ix", "grant_id", "number", unique=True),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    grant_id: Mapped[Id] = mapped_column(ForeignKey("grants_grant.id"))
    number: Mapped[int]
    submitted_on: Mapped[date]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)


class Assessment(Base):
    """What the appraiser found: risk, capacity, and the three markers with a sentence each (R104)."""

    __tablename__ = "grants_assessment"
    __table_args__ = (
        CheckConstraint("gender BETWEEN 0 AND 3", name="gender"),
        CheckConstraint("climate BETWEEN 0 AND 3", name="climate"),
        CheckConstraint("youth BETWEEN 0 AND 3", name="youth"),
        Index("grants_assessment_grant_ix", "grant_id"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    grant_id: Mapped[Id] = mapped_column(ForeignKey("grants_grant.id"))
    risk: Mapped[Code]
    finding: Mapped[Prose]
    gender: Mapped[int]
    gender_why: Mapped[Line]
    climate: Mapped[int]
    climate_why: Mapped[Line]
    youth: Mapped[int]
    youth_why: Mapped[Line]
    found_by: Mapped[Code]
    found_on: Mapped[date]


class MemberAnswer(Base):
    """What was said in the time of no-objection, or that nothing was (R33)."""

    __tablename__ = "grants_member_answer"
    __table_args__ = (Index("grants_member_answer_grant_ix", "grant_id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    grant_id: Mapped[Id] = mapped_column(ForeignKey("grants_grant.id"))
    answer: Mapped[Code]
    reason: Mapped[Prose | None]
    answered_by: Mapped[Code]
    answered_on: Mapped[date]


class GrantCondition(Base):
    """What must be so before a conditional approval becomes one, and what shows that it is."""

    __tablename__ = "grants_condition"
    __table_args__ = (Index("grants_condition_grant_ix", "grant_id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    grant_id: Mapped[Id] = mapped_column(ForeignKey("grants_grant.id"))
    sentence: Mapped[Prose]
    met_on: Mapped[date | None]
    evidence: Mapped[Prose | None]
