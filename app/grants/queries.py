"""What may be seen of grants: all that pages show and rules look at, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.decisions.approvals import Approval
from app.funding.authority import authorities
from app.funding.awards.queries import tables
from app.funding.models import BOOKS, Instrument, Theme, Track, Window
from app.funding.sources.queries import days_after, offerings
from app.grants.models import Answer, Assessment, Grant, GrantCondition, GrantSubmission, MemberAnswer, State
from app.grants.policy import GrantPolicy, policy_on
from app.grants.rules import GrantGrounds, IdeaGrounds
from app.grants.schemas import Idea, Proposal
from app.kernel.actors import Actor, Role, Scope, ScopeKind
from app.kernel.money import Money
from app.kernel.things import scopes_of, within
from app.parties.models import Party, PartyState, Sort
from app.parties.queries import parties_seen
from app.parties.standing.queries import standing_of
from app.places.dac import eligible_on
from app.places.models import Level, Place, PlaceState

UP_FOR_DECISION = frozenset({State.NO_OBJECTION, State.CONDITIONAL})
MOST_ON_OFFER = 500
AUTHORS = (Role.PROGRAMME_OFFICER, Role.APPLICANT)


def scopes_of_grant(session: Session, grant: Grant) -> frozenset[Scope]:
    """The organisation, and every country that it benefits."""
    countries = session.scalars(select(Place.id).where(Place.iso3.in_(grant.countries)))
    return frozenset(
        {Scope(ScopeKind.PARTY, grant.party_id), *(Scope(ScopeKind.PLACE, place) for place in countries)}
    )


def country_of_grant(_session: Session, grants: Sequence[Grant]) -> dict[int, str]:
    """The country whose working days count: the only one, or none in particular."""
    return {grant.id: grant.countries[0] if len(grant.countries) == 1 else "" for grant in grants}


# --- The idea ------------------------------------------------------------------------------------


def organisations_on_offer(session: Session, actor: Actor, today: date) -> list[Party]:
    """The organisations and municipalities that this person may ask for, by name; an applicant's own only."""
    own = [post.scope.id for post in actor.holds([Role.APPLICANT])]
    reached = parties_seen(actor, today) if Role.PROGRAMME_OFFICER in actor.roles else Party.id.in_(own)
    statement = select(Party).where(
        Party.sort.in_([Sort.ORGANISATION, Sort.MUNICIPALITY]), Party.state == PartyState.REGISTERED, reached
    )
    return list(session.scalars(statement.order_by(Party.title, Party.id).limit(MOST_ON_OFFER)))


def countries_on_offer(session: Session, actor: Actor) -> list[Place]:
    """The countries in use, by name: for an officer those of the own posts."""
    statement = select(Place).where(Place.level == Level.COUNTRY, Place.state == PlaceState.ACTIVE)
    if Role.PROGRAMME_OFFICER in actor.roles:
        statement = statement.where(within(actor.holds([Role.PROGRAMME_OFFICER])))
    return list(session.scalars(statement.order_by(Place.title, Place.id)))


def grounds_for_idea(session: Session, actor: Actor, form: Idea, now: datetime) -> IdeaGrounds:
    """What is asked about an idea before it is entered."""
    today = now.date()
    known = {party.reference for party in organisations_on_offer(session, actor, today)}
    offered = {place.iso3 or "" for place in countries_on_offer(session, actor)}
    return IdeaGrounds(
        party_is_known=form.party in known,
        countries={code: code in offered and eligible_on(code, today) for code in form.countries},
    )


def answers_for_idea(
    session: Session, actor: Actor, _thing: None, now: datetime
) -> Mapping[str, Sequence[tuple[str, str]]]:
    """The organisations and countries to choose from."""
    today = now.date()
    return {
        "party": [(party.reference, party.title) for party in organisations_on_offer(session, actor, today)],
        "countries": [
            (place.iso3 or "", place.title)
            for place in countries_on_offer(session, actor)
            if eligible_on(place.iso3 or "", today)
        ],
    }


# --- Grounds -------------------------------------------------------------------------------------


def ground(session: Session, actor: Actor, grants: Sequence[Grant], now: datetime) -> dict[int, GrantGrounds]:
    """The grounds of many grants at once."""
    today = now.date()
    policy = policy_on(session, today)
    standings = standing_of(session, {grant.party_id for grant in grants}, today)
    approvals = _approvals(session, actor, grants, policy, today)
    answered = _rows(session, MemberAnswer, grants)
    conditions = _rows(session, GrantCondition, grants)
    return {
        grant.id: GrantGrounds(
            window=Window(grant.window),
            countries={code: eligible_on(code, today) for code in grant.countries},
            proposal=proposal_of(grant),
            standing=standings[grant.party_id],
            policy=policy,
            today=today,
            approval=approvals.get(grant.id),
            answers=[Answer(row.answer) for row in answered[grant.id]],
            no_objection_until=grant.no_objection_until,
            open_conditions=frozenset(row.id for row in conditions[grant.id] if row.met_on is None),
        )
        for grant in grants
    }


def proposal_of(grant: Grant) -> Proposal:
    """The proposal as it stands; empty before anything was saved."""
    return Proposal.model_validate(grant.proposal or {})


def _approvals(
    session: Session, actor: Actor, grants: Sequence[Grant], policy: GrantPolicy, today: date
) -> dict[int, Approval]:
    """What the decision on those that are up for it is judged by; none costs no query."""
    asked = [grant for grant in grants if grant.state in UP_FOR_DECISION]
    if not asked:
        return {}
    scopes = scopes_of(session, {grant.root_id for grant in asked})
    countries = country_of_grant(session, asked)
    limits = authorities(
        session, actor, {grant.id: (countries[grant.id], scopes[grant.root_id]) for grant in asked}, today
    )
    by_country = tables(session, countries.values(), today)
    offered, days = offerings(session), days_after(session, today)
    return {
        grant.id: Approval(
            instrument=Instrument.GRANT,
            window=Window(grant.window),
            countries=frozenset(grant.countries),
            themes=frozenset(Theme(line["theme"]) for line in grant.themes),
            amount=Money(grant.amount or 0, BOOKS),
            track=track_of(Money(grant.amount or 0, BOOKS), policy),
            authority=limits[grant.id],
            today=today,
            days_after=days,
            table=by_country.get(countries[grant.id]),
            offerings=offered,
        )
        for grant in asked
    }


def track_of(amount: Money, policy: GrantPolicy) -> Track:
    """As much control as the amount deserves (DOMAIN 3.5)."""
    if amount <= policy.small_to:
        return Track.SMALL
    return Track.STANDARD if amount <= policy.standard_to else Track.LARGE


def _rows(session: Session, model: Any, grants: Sequence[Grant]) -> defaultdict[int, list[Any]]:
    ids = [grant.id for grant in grants]
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in session.scalars(select(model).where(model.grant_id.in_(ids)).order_by(model.id)):
        found[row.grant_id].append(row)
    return found


# --- Pages ---------------------------------------------------------------------------------------


def whole_grant(session: Session, grant: Grant) -> Grant:
    """The same grant with all that its page shows."""
    return session.scalars(
        select(Grant)
        .where(Grant.id == grant.id)
        .options(
            *(
                selectinload(part)
                for part in (Grant.submissions, Grant.assessments, Grant.answers, Grant.conditions)
            )
        )
        .execution_options(populate_existing=True)
    ).one()


def names_of_parties(session: Session, party_ids: Iterable[int]) -> dict[int, str]:
    """The registered name of each of these parties."""
    rows = session.scalars(select(Party).where(Party.id.in_(set(party_ids))))
    return {party.id: party.title for party in rows}


def conditions_on_offer(
    session: Session, _actor: Actor, grant: Grant, _now: datetime
) -> Mapping[str, Sequence[tuple[str, str]]]:
    """The conditions that are not shown met yet."""
    rows = session.scalars(
        select(GrantCondition)
        .where(GrantCondition.grant_id == grant.id, GrantCondition.met_on.is_(None))
        .order_by(GrantCondition.id)
    )
    return {"condition": [(str(row.id), row.sentence) for row in rows]}


def money_on_offer(
    session: Session, _actor: Actor, _grant: Grant, _now: datetime
) -> Mapping[str, Sequence[tuple[str, str]]]:
    """The allotments to choose from."""
    return {"shares-allotment": [(one.allotment, f"{one.source} {one.title}") for one in offerings(session)]}


def last_submission(session: Session, grant: Grant) -> GrantSubmission | None:
    """The submission that is being judged."""
    return session.scalars(
        select(GrantSubmission)
        .where(GrantSubmission.grant_id == grant.id)
        .order_by(GrantSubmission.number.desc())
        .limit(1)
    ).first()


def last_assessment(grant: Grant) -> Assessment | None:
    """What the appraiser found last."""
    return grant.assessments[-1] if grant.assessments else None
