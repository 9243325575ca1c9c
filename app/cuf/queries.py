"""What may be seen of the CUF: everything a page shows or a rule looks at, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, aliased, selectinload

from app.cuf.approval.queries import approvals, up_for_approval
from app.cuf.models import Correction, Project, Section, State, Submission
from app.cuf.policy import NAME, CufPolicy, read_policy
from app.cuf.proposals.rules import InRound, ProjectGrounds
from app.cuf.proposals.schemas import SECTION_FORMS, SectionName
from app.cuf.rounds.models import Option, Round, RoundState
from app.cuf.rounds.outcomes import Outcome
from app.cuf.rules import CopyGrounds, NeedGrounds
from app.cuf.schemas import Copy, Need
from app.kernel.actors import Actor, Role
from app.kernel.flow import Form
from app.kernel.policy import Parameters, Policy, all_in_force
from app.kernel.things import THINGS, Step, within
from app.places.dac import eligible_on
from app.places.models import Level, Place, PlaceState, Profile
from app.places.queries import profile_on, profiles_on

Content = Mapping[str, Any]
MOST_TO_COPY = 50
DECIDING = frozenset({RoundState.FROZEN, RoundState.COUNTED, RoundState.DECIDED})
"""The states of a round in which a need on its list waits for it."""
APPRAISED = frozenset({State.SUBMITTED, State.UNDER_APPRAISAL, State.APPROVED, State.REJECTED})
"""The states in which the terms of the submission hold, whatever the terms became since (R04)."""


def was_submitted(_actor: Actor) -> ColumnElement[bool]:
    """True of the projects that went out at least once: a draft that was given up stays its settlement's own."""
    return exists().where(Submission.project_id == THINGS.c.id)


def read_content(content: Content) -> dict[SectionName, Form]:
    """Sections as they were stored, by name, as their forms."""
    return {
        name: form.model_validate(content[name]) for name, form in SECTION_FORMS.items() if name in content
    }


def ground(
    session: Session, actor: Actor, projects: Sequence[Project], now: datetime
) -> dict[int, ProjectGrounds]:
    """The grounds of many projects at once."""
    ids = [project.id for project in projects]
    today = now.date()
    sections = _by_project(session, Section, ids)
    corrections = _by_project(session, Correction, ids)
    submissions = _by_project(session, Submission, ids)
    places = {project.settlement_id for project in projects}
    countries = countries_of(session, places)
    profiles = profiles_on(session, places, today)
    policies = policies_of(session, countries.values(), today)
    kept = _kept_policies(session, {rows[-1].policy_id for rows in submissions.values()})
    last = {key: rows[-1] for key, rows in submissions.items() if rows}
    decided = approvals(
        session,
        actor,
        up_for_approval(projects),
        countries,
        terms={key: kept[row.policy_id] for key, row in last.items()},
        tracks={key: row.track for key, row in last.items()},
        today=today,
    )
    rounds = _rounds(session, ids)
    return {
        project.id: _ground_one(
            project,
            sections[project.id],
            corrections[project.id],
            submissions[project.id],
            policy=kept[submissions[project.id][-1].policy_id]
            if project.state in APPRAISED
            else policies.get(countries[project.settlement_id]),
            today=today,
            profile_on=_counted_on(profiles.get(project.settlement_id)),
            eligible=eligible_on(countries[project.settlement_id], today),
            approval=decided.get(project.id),
            in_round=rounds.get(project.id),
        )
        for project in projects
    }


def _rounds(session: Session, ids: Sequence[int]) -> dict[int, InRound]:
    """The newest round that lists each of these needs."""
    rows = session.execute(
        select(Option.project_id, Round.reference, Round.state, Outcome.result)
        .join(Round, Round.id == Option.round_id)
        .outerjoin(Outcome, Outcome.option_id == Option.id)
        .where(Option.project_id.in_(ids), Round.state != RoundState.CANCELLED)
        .order_by(Option.id)
    )
    return {
        project_id: InRound(reference, state in DECIDING and result is None, result)
        for project_id, reference, state, result in rows
    }


def _by_project(session: Session, model: Any, ids: Sequence[int]) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in session.scalars(select(model).where(model.project_id.in_(ids)).order_by(model.id)):
        found[row.project_id].append(row)
    return found


def _ground_one(
    project: Project,
    sections: Sequence[Section],
    corrections: Sequence[Correction],
    submissions: Sequence[Submission],
    **around: Any,
) -> ProjectGrounds:
    last: Content = submissions[-1].content if submissions else {}
    newest = submissions[-1].number if submissions else 0
    changed = frozenset(SectionName(row.name) for row in sections if row.content != last.get(row.name))
    open_now = frozenset(SectionName(row.section) for row in corrections if row.submission == newest)
    return ProjectGrounds(
        state=State(project.state),
        sections=read_content({row.name: row.content for row in sections}),
        submissions=newest,
        returns=len({row.submission for row in corrections}),
        open_corrections=open_now if newest else frozenset(),
        changed=changed,
        **around,
    )


def countries_of(session: Session, places: Iterable[int]) -> dict[int, str]:
    """The ISO 3166-1 code of the country that each of these places stands in."""
    country = aliased(Place)
    rows = session.execute(
        select(Place.id, country.iso3)
        .join(country, country.id == Place.country_id)
        .where(Place.id.in_(places))
    )
    return {place_id: str(code) for place_id, code in rows}


def countries_of_projects(session: Session, projects: Sequence[Project]) -> dict[int, str]:
    """The country of each of these projects, by its id."""
    found = countries_of(session, {project.settlement_id for project in projects})
    return {project.id: found[project.settlement_id] for project in projects}


def names_of_places(session: Session, places: Iterable[int]) -> dict[int, str]:
    """The name of each of these places."""
    found = session.scalars(select(Place).where(Place.id.in_(places)))
    return {place.id: place.title for place in found}


def policies_of(session: Session, countries: Iterable[str], day: date) -> dict[str, CufPolicy]:
    """The terms in force for each of these countries; a country without terms is left out."""
    found = all_in_force(session, NAME, countries, day)
    return {country: read_policy(policy) for country, policy in found.items()}


def _kept_policies(session: Session, versions: Iterable[int]) -> dict[int, CufPolicy]:
    """The terms that proposals went out under, by version (R04)."""
    rows = session.scalars(select(Parameters).where(Parameters.id.in_(versions)))
    return {row.id: read_policy(Policy(row.id, row.valid_from, row.settings)) for row in rows}


def ground_need(session: Session, actor: Actor, form: Need, now: datetime) -> NeedGrounds:
    """What may be asked about a need before it is named."""
    today = now.date()
    settlement = settlement_for(session, actor, form.settlement)
    if settlement is None:
        return NeedGrounds(False, None, eligible=True, policy=None, today=today)
    country = countries_of(session, {settlement.id})[settlement.id]
    return NeedGrounds(
        settlement_known=True,
        profile_on=_counted_on(profile_on(session, settlement.id, today)),
        eligible=eligible_on(country, today),
        policy=policies_of(session, {country}, today).get(country),
        today=today,
    )


def _counted_on(profile: Profile | None) -> date | None:
    return profile.counted_on if profile else None


def settlements_for(session: Session, actor: Actor) -> list[Place]:
    """The settlements that the actor's forum posts let them act for, by name."""
    statement = select(Place).where(
        Place.level == Level.SETTLEMENT, Place.state == PlaceState.ACTIVE, within(actor.holds([Role.FORUM]))
    )
    return list(session.scalars(statement.order_by(Place.title, Place.id)))


def settlement_for(session: Session, actor: Actor, reference: str) -> Place | None:
    """One of these settlements, by its reference."""
    return next((place for place in settlements_for(session, actor) if place.reference == reference), None)


def answers_for_need(
    session: Session, actor: Actor, _thing: None, _now: datetime
) -> dict[str, list[tuple[str, str]]]:
    """The settlements to choose from."""
    return {"settlement": [(place.reference, place.title) for place in settlements_for(session, actor)]}


def own_projects(session: Session, actor: Actor) -> list[Project]:
    """The projects of the actor's settlements, newest first: what a new proposal may begin from."""
    settlements = [place.id for place in settlements_for(session, actor)]
    statement = select(Project).where(
        Project.settlement_id.in_(settlements), Project.state != State.IDENTIFIED
    )
    return list(session.scalars(statement.order_by(Project.id.desc()).limit(MOST_TO_COPY)))


def ground_copy(session: Session, actor: Actor, form: Copy, _now: datetime) -> CopyGrounds:
    """What may be asked about an earlier proposal before it is copied."""
    return CopyGrounds(any(project.reference == form.source for project in own_projects(session, actor)))


def answers_for_copy(
    session: Session, actor: Actor, _thing: None, _now: datetime
) -> dict[str, list[tuple[str, str]]]:
    """The earlier proposals to choose from."""
    return {
        "source": [
            (project.reference, f"{project.reference} {project.title}")
            for project in own_projects(session, actor)
        ]
    }


def certificate(session: Session, project: Project) -> Step:
    """The step with which the project went out last; what was submitted has one."""
    return session.scalars(
        select(Step)
        .where(Step.thing_id == project.id, Step.before == State.READY, Step.after == State.SUBMITTED)
        .order_by(Step.seq.desc())
        .limit(1)
    ).one()


def page_of_project(session: Session, project: Project) -> Project:
    """The same project with all that its page shows."""
    return session.scalars(
        select(Project)
        .where(Project.id == project.id)
        .options(
            selectinload(Project.sections),
            selectinload(Project.corrections),
            selectinload(Project.submissions),
        )
        .execution_options(populate_existing=True)
    ).one()
