"""What may be known of engagements: who can be named, what is audited, and what moves are judged by."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.engagements.models import Basis, Engagement, EngagementState
from app.audit.engagements.rules import EngagementGrounds, Planning
from app.audit.engagements.schemas import PlanForm
from app.identity.models import Account, HeldPost, PostState
from app.identity.queries import part_named
from app.kernel.actors import Actor, Role, Scope, ScopeKind
from app.kernel.errors import Invalid
from app.kernel.things import Thing
from app.places.queries import scopes_of_places

UNFINISHED = (("audit.sample", "DRAWN"), ("audit.finding", "RAISED"), ("audit.finding", "ANSWERED"))


def auditors(session: Session) -> list[tuple[str, str]]:
    """Everybody who holds the post of an auditor: reference and name, by name."""
    held = select(HeldPost.account_id).where(HeldPost.role == Role.AUDITOR, HeldPost.state == PostState.HELD)
    people = session.scalars(select(Account).where(Account.id.in_(held)).order_by(Account.title, Account.id))
    return [(account.person, account.title) for account in people]


def people_on_offer(
    session: Session, _actor: Actor, _thing: object, _now: datetime
) -> Mapping[str, Sequence[tuple[str, str]]]:
    """The auditors, as a form's answers."""
    return {"people": auditors(session)}


def planning(session: Session, _actor: Actor, form: PlanForm, now: datetime) -> Planning:
    """What a new engagement is judged by."""
    try:
        scope: Scope | None = part_named(session, form.part)[0]
    except Invalid:
        scope = None
    return Planning(scope, now.date(), frozenset(person for person, _name in auditors(session)))


def scopes_of_engagement(session: Session, engagement: Engagement) -> frozenset[Scope]:
    """It stands in its part, and in all above a place."""
    if engagement.scope.kind is ScopeKind.PLACE:
        return scopes_of_places(session, [engagement.scope_id])
    return frozenset({engagement.scope})


def grounds_of(
    session: Session, actor: Actor, engagements: Sequence[Engagement], now: datetime
) -> dict[int, EngagementGrounds]:
    """What these engagements' moves are judged by, in one query."""
    cases = [engagement.case_id for engagement in engagements]
    counts: dict[int, int] = {}
    for kind, state in UNFINISHED:
        rows = session.execute(
            select(Thing.case_id, func.count())
            .where(Thing.case_id.in_(cases), Thing.kind == kind, Thing.state == state)
            .group_by(Thing.case_id)
        )
        for case_id, count in rows:
            counts[case_id] = counts.get(case_id, 0) + count
    return {
        one.id: EngagementGrounds(
            state=EngagementState(one.state),
            basis=Basis(one.basis),
            scope=one.scope,
            today=now.date(),
            opens_on=one.opens_on,
            closes_on=one.closes_on,
            is_named=actor.reference in one.people,
            posts=actor.holds([Role.AUDITOR]),
            unfinished=counts.get(one.case_id, 0),
        )
        for one in engagements
    }
