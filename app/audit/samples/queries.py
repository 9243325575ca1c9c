"""What may be known of samples: their populations, their items, and what moves are judged by."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from app.audit.engagements.flow import ENGAGEMENTS
from app.audit.engagements.models import Engagement, EngagementState
from app.audit.engagements.queries import grounds_of as engagement_grounds
from app.audit.engagements.queries import scopes_of_engagement
from app.audit.registers.money import HOLDER, SHARES
from app.audit.samples.draw import Item
from app.audit.samples.models import Population, Sample, SampleItem
from app.audit.samples.rules import Drawing, SampleGrounds
from app.audit.samples.schemas import DrawForm
from app.funding.awards.models import Award
from app.funding.ledger.models import Kind
from app.funding.ledger.queries import ACCOUNTS, JOURNALS, LEGS
from app.funding.models import BOOKS
from app.kernel.actors import EVERYWHERE, Actor, Post, Role, Scope, ScopeKind
from app.kernel.flow import find
from app.kernel.things import THINGS, within


def engagement_named(session: Session, actor: Actor, typed: str, now: datetime) -> Engagement:
    """The engagement of this reference; NotFound where the person sees none."""
    return find(session, actor, ENGAGEMENTS, typed, now)


def open_engagements(
    session: Session, actor: Actor, _thing: object, _now: datetime
) -> Mapping[str, Sequence[tuple[str, str]]]:
    """The engagements under way that name this person, as a form's answers."""
    rows = session.scalars(
        select(Engagement).where(Engagement.state == EngagementState.OPEN).order_by(Engagement.id)
    )
    return {"engagement": [(one.reference, one.title) for one in rows if actor.reference in one.people]}


def under(session: Session, actor: Actor, form: DrawForm, now: datetime) -> Engagement:
    """What a sample grows from."""
    return engagement_named(session, actor, form.engagement, now)


def drawing(session: Session, actor: Actor, form: DrawForm, now: datetime) -> Drawing:
    """What a draw is judged by."""
    engagement = engagement_named(session, actor, form.engagement, now)
    grounds = engagement_grounds(session, actor, [engagement], now)[engagement.id]
    count = len(population(session, engagement, form.population, *days_of(engagement, form)))
    return Drawing(grounds, count)


def days_of(engagement: Engagement, form: DrawForm) -> tuple[date | None, date | None]:
    """The days that are drawn from: those typed, within those the engagement looks at."""
    first = max(filter(None, (engagement.looks_from, form.looks_from)), default=None)
    last = min(filter(None, (engagement.looks_until, form.looks_until)), default=None)
    return first, last


def population(
    session: Session, engagement: Engagement, what: Population, first: date | None, last: date | None
) -> list[Item]:
    """The members of a population within the engagement's part and these days, by name."""
    if what is Population.AWARDS:
        return _awards(session, engagement.scope, first, last)
    return _journals(session, engagement.scope, first, last, paid=what is Population.PAYMENTS)


def _awards(session: Session, scope: Scope, first: date | None, last: date | None) -> list[Item]:
    statement = select(Award.reference, Award.amount).where(within([Post(Role.AUDITOR, scope)]))
    if first is not None:
        statement = statement.where(Award.starts_on >= first)
    if last is not None:
        statement = statement.where(Award.starts_on <= last)
    return [
        Item(reference, amount) for reference, amount in session.execute(statement.order_by(Award.reference))
    ]


def _journals(
    session: Session, scope: Scope, first: date | None, last: date | None, *, paid: bool
) -> list[Item]:
    """Journals by key with the sum of their debits in the books' currency."""
    advanced = and_(ACCOUNTS.c.kind == Kind.ADVANCED, LEGS.c.credit > 0)
    statement = (
        select(JOURNALS.c.key, func.sum(LEGS.c.debit))
        .join_from(JOURNALS, LEGS, LEGS.c.journal_id == JOURNALS.c.id)
        .join(ACCOUNTS, ACCOUNTS.c.id == LEGS.c.account_id)
        .where(ACCOUNTS.c.currency == BOOKS, JOURNALS.c.posted)
        .group_by(JOURNALS.c.id, JOURNALS.c.key)
        .order_by(JOURNALS.c.key)
    )
    if paid:
        touching = (
            select(LEGS.c.journal_id).join(ACCOUNTS, ACCOUNTS.c.id == LEGS.c.account_id).where(advanced)
        )
        statement = statement.where(JOURNALS.c.id.in_(touching))
    if scope != EVERYWHERE:
        statement = statement.where(JOURNALS.c.id.in_(_touching(scope)))
    if first is not None:
        statement = statement.where(JOURNALS.c.effective_on >= first)
    if last is not None:
        statement = statement.where(JOURNALS.c.effective_on <= last)
    return [Item(key, int(minor)) for key, minor in session.execute(statement)]


def _touching(scope: Scope) -> Select[tuple[int]]:
    """The journals that touch an account of this source, or of an award within this scope."""
    journals = select(LEGS.c.journal_id).join(ACCOUNTS, ACCOUNTS.c.id == LEGS.c.account_id)
    if scope.kind is ScopeKind.SOURCE:
        return journals.where(ACCOUNTS.c.fund_id == scope.id)
    awards = select(THINGS.c.id).where(within([Post(Role.AUDITOR, scope)]), THINGS.c.kind == "funding.award")
    return journals.where(ACCOUNTS.c.holder.in_(select(HOLDER).where(SHARES.c.award_id.in_(awards))))


def items_of(session: Session, sample_ids: Iterable[int]) -> dict[int, list[SampleItem]]:
    """The items of each of these samples, in order."""
    found: dict[int, list[SampleItem]] = {key: [] for key in sample_ids}
    rows = session.scalars(
        select(SampleItem)
        .where(SampleItem.sample_id.in_(found))
        .order_by(SampleItem.sample_id, SampleItem.number)
    )
    for item in rows:
        found[item.sample_id].append(item)
    return found


def scopes_of_sample(session: Session, sample: Sample) -> frozenset[Scope]:
    """It stands where its engagement stands."""
    return scopes_of_engagement(session, session.get_one(Engagement, sample.engagement_id))


def grounds_of(
    session: Session, actor: Actor, samples: Sequence[Sample], now: datetime
) -> dict[int, SampleGrounds]:
    """What these samples' moves are judged by."""
    keys = {sample.engagement_id for sample in samples}
    engagements = session.scalars(select(Engagement).where(Engagement.id.in_(keys))).all()
    judged = engagement_grounds(session, actor, engagements, now)
    items = items_of(session, [sample.id for sample in samples])
    return {
        sample.id: SampleGrounds(
            engagement=judged[sample.engagement_id],
            numbers=frozenset(item.number for item in items[sample.id]),
            open=frozenset(item.number for item in items[sample.id] if item.result is None),
        )
        for sample in samples
    }
