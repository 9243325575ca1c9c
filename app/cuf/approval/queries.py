"""What an approval looks at: the amount in dollars, the approver's limit, the bodies and the money on offer."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cuf.approval.grounds import ApprovalGrounds
from app.cuf.models import Kind, Project, State, Submission
from app.cuf.policy import CufPolicy
from app.decisions.approvals import Approval
from app.funding.authority import authorities
from app.funding.awards.queries import tables
from app.funding.models import Instrument, Theme, Track, Window
from app.funding.sources.queries import days_after, offerings
from app.kernel.actors import Actor
from app.kernel.things import scopes_of
from app.parties.queries import parties_along

THEMES: Mapping[Kind, Theme] = {
    Kind.SAFE_WATER: Theme.SERVICES,
    Kind.SANITATION: Theme.SERVICES,
    Kind.SOLID_WASTE: Theme.SERVICES,
    Kind.ADAPTATION: Theme.CLIMATE,
    Kind.MITIGATION: Theme.CLIMATE,
    Kind.MIGRANTS: Theme.MIGRATION,
    Kind.GENDER_RESPONSIVE: Theme.WOMEN,
    Kind.OTHER: Theme.UPGRADING,
}
"""The theme that a kind of work belongs to (DOMAIN 1)."""


def approvals(
    session: Session,
    actor: Actor,
    projects: Sequence[Project],
    countries: Mapping[int, str],
    terms: Mapping[int, CufPolicy],
    tracks: Mapping[int, str],
    today: date,
) -> dict[int, ApprovalGrounds]:
    """What the approval of these projects is judged by, in a fixed number of queries; none costs none."""
    if not projects:
        return {}
    scopes = scopes_of(session, {project.root_id for project in projects})
    asked = {project.id: (countries[project.settlement_id], scopes[project.root_id]) for project in projects}
    limits = authorities(session, actor, asked, today)
    by_country = tables(session, countries.values(), today)
    bodies = parties_along(session, {project.settlement_id for project in projects})
    offered, days = offerings(session), days_after(session, today)
    return {
        project.id: ApprovalGrounds(
            Approval(
                instrument=Instrument.CUF,
                window=Window.COUNTRY,
                countries=frozenset({countries[project.settlement_id]}),
                themes=frozenset({THEMES[Kind(project.kind_of_work)]}),
                amount=terms[project.id].in_usd(project.grant_asked or 0),
                track=Track(tracks[project.id]),
                authority=limits[project.id],
                today=today,
                days_after=days,
                table=by_country.get(countries[project.settlement_id]),
                offerings=offered,
            ),
            bodies=frozenset(party.reference for party in bodies[project.settlement_id]),
        )
        for project in projects
    }


def answers(
    session: Session, _actor: Actor, project: Project, _now: datetime
) -> dict[str, list[tuple[str, str]]]:
    """The bodies and the allotments to choose from."""
    bodies = parties_along(session, {project.settlement_id})[project.settlement_id]
    return {
        "executing_body": [(party.reference, party.title) for party in bodies],
        "shares-allotment": [(one.allotment, f"{one.source} {one.title}") for one in offerings(session)],
    }


def last_submission(session: Session, project: Project) -> Submission:
    """The submission that is being decided."""
    return session.scalars(
        select(Submission)
        .where(Submission.project_id == project.id)
        .order_by(Submission.number.desc())
        .limit(1)
    ).one()


def up_for_approval(projects: Sequence[Project]) -> list[Project]:
    """Those of these projects that are under appraisal."""
    return [project for project in projects if project.state == State.UNDER_APPRAISAL]
