"""What may be known of findings: those of an award, their age, and what moves are judged by."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.audit.engagements.models import Engagement
from app.audit.engagements.queries import grounds_of as engagement_grounds
from app.audit.engagements.queries import scopes_of_engagement
from app.audit.findings.models import STANDING, Finding, Grade
from app.audit.findings.rules import FindingGrounds, Raising
from app.audit.findings.schemas import RaiseForm
from app.audit.samples.queries import engagement_named
from app.funding.awards.flow import AWARDS
from app.funding.awards.models import Award
from app.kernel.actors import Actor, Scope
from app.kernel.errors import NotFound
from app.kernel.flow import find
from app.kernel.things import Thing, scopes_of


def award_named(session: Session, actor: Actor, typed: str, now: datetime) -> Award | None:
    """The award of this reference; None where none is typed. Raises NotFound where the person sees none."""
    return find(session, actor, AWARDS, typed, now) if typed else None


def under(session: Session, actor: Actor, form: RaiseForm, now: datetime) -> Thing:
    """What a finding grows from: its engagement."""
    return engagement_named(session, actor, form.engagement, now)


def raising(session: Session, actor: Actor, form: RaiseForm, now: datetime) -> Raising:
    """What a new finding is judged by."""
    engagement = engagement_named(session, actor, form.engagement, now)
    grounds = engagement_grounds(session, actor, [engagement], now)[engagement.id]
    try:
        award = award_named(session, actor, form.award, now)
    except NotFound:
        return Raising(grounds, award_found=False)
    inside = award is None or engagement.scope in scopes_of(session, [award.id])[award.id]
    return Raising(grounds, in_engagement=inside)


def scopes_of_finding(session: Session, finding: Finding) -> frozenset[Scope]:
    """It stands where its award stands, else where its engagement stands."""
    if finding.award_id is not None:
        return scopes_of(session, [finding.award_id])[finding.award_id]
    return scopes_of_engagement(session, session.get_one(Engagement, finding.engagement_id))


def other_red(session: Session, finding: Finding) -> bool:
    """Whether another red finding of the same award stands."""
    other = select(Finding.id).where(
        Finding.award_id == finding.award_id,
        Finding.id != finding.id,
        Finding.grade == Grade.RED,
        Finding.state.in_(STANDING),
    )
    return bool(session.scalar(select(exists(other))))


def grounds_of(
    session: Session, actor: Actor, findings: Sequence[Finding], now: datetime
) -> dict[int, FindingGrounds]:
    """What these findings' moves are judged by."""
    keys = {finding.engagement_id for finding in findings}
    people = {
        one.id: one.people for one in session.scalars(select(Engagement).where(Engagement.id.in_(keys)))
    }
    return {
        finding.id: FindingGrounds(actor.reference in people[finding.engagement_id], now.date())
        for finding in findings
    }
