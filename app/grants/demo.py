"""The demonstration's grants: each walked by the people whose posts it takes, as far as it has come (DOMAIN 6)."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.funding.awards.models import Risk
from app.funding.awards.schemas import ShareLine
from app.funding.models import Theme, Window
from app.funding.sources.models import Allotment
from app.grants.flow import GRANTS
from app.grants.models import Grant, Route
from app.grants.schemas import (
    Appraise,
    Approve,
    BudgetLine,
    Deliver,
    FrameLine,
    Idea,
    PlanLine,
    Proposal,
    Reason,
    ThemeLine,
)
from app.kernel.actors import Office, Role, Scope, ScopeKind
from app.kernel.flow import Form, Nothing, begin, find, fire
from app.kernel.stage import Part, Stage
from app.parties.demo_proofs import screen
from app.parties.models import Party

MANAGEMENT = 20
"""The share of a demonstration budget that goes to managing it, in percent."""


@dataclass(frozen=True)
class Story:
    """One grant: amounts in whole US dollars, who approves it, from which allotment, and how far it has come."""

    key: str
    organisation: str
    title: str
    country: str
    officer: str
    amount: int
    own: int
    months: int
    themes: tuple[tuple[Theme, int], ...]
    days_ago: int
    reaches: str
    approver: str = "director"
    money: str = ""
    risk: Risk = Risk.MEDIUM
    window: Window = Window.COUNTRY
    route: Route = Route.CALL


STORIES = (
    Story(
        "harbour", "Harbour Communities Network", "Engagement of forums in Monrovia", "LBR", "officer.liberia",
        210_000, 30_000, 24, ((Theme.UPGRADING, 60), (Theme.WOMEN, 40)), 400, "approved", money="Liberia",
    ),
    Story(
        "jinja", "City of Jinja", "Street lights and drains planned with residents", "UGA", "officer.uganda",
        180_000, 45_000, 18, ((Theme.SERVICES, 70), (Theme.CLIMATE, 30)), 380, "approved", money="Uganda",
    ),
    Story(
        "westnile", "West Nile Urban Forum Trust", "Host and displaced forums in Arua", "UGA", "officer.uganda",
        95_000, 10_000, 18, ((Theme.MIGRATION, 100),), 60, "delivered", risk=Risk.HIGH,
    ),
    Story(
        "institute", "Institute for Secondary Cities", "A guide to counting people in settlements", "TUN",
        "officer.tunisia", 260_000, 40_000, 24, ((Theme.UPGRADING, 50), (Theme.ECONOMY, 50)), 45, "appraised",
        window=Window.GLOBAL, route=Route.DIRECT,
    ),
)  # fmt: skip


def play(stage: Stage) -> None:
    """A member and the organisations' own people, then each grant as far as it has come."""
    if stage.invite is None:
        raise LookupError("the packages below play first")
    stage.invite(stage, "member", (Part(Role.MEMBER),))
    for story in STORIES:
        with stage.databases.read() as session:
            party = _party(session, story.organisation)
        stage.scopes[story.organisation] = Scope(ScopeKind.PARTY, party.id)
        stage.invite(stage, f"applicant.{story.key}", (Part(Role.APPLICANT, story.organisation),))
        signing = Part(Role.APPLICANT, story.organisation, Office.CERTIFIER)
        stage.invite(stage, f"representative.{story.key}", (signing,))
        _tell(stage, story, party)


def _party(session: Session, title: str) -> Party:
    return session.scalars(select(Party).where(Party.title == title)).one()


def _tell(stage: Stage, story: Story, party: Party) -> None:
    writer, signer = f"applicant.{story.key}", f"representative.{story.key}"
    with stage.acting(story.officer, story.days_ago) as tx:
        reference = begin(tx, GRANTS, "idea", _idea(story, party)).reference
    steps: list[tuple[str, int, str, Form]] = [
        (story.officer, 2, "ask", Nothing()),
        (writer, 10, "save", _proposal(story)),
        (writer, 12, "finish", Nothing()),
        (signer, 14, "certify", Nothing()),
        (story.officer, 18, "admit", Nothing()),
        (story.officer, 25, "appraise", _appraisal(story)),
    ]
    if story.reaches != "appraised":
        delivered = stage.today - timedelta(days=story.days_ago - 27)
        steps.append((story.officer, 27, "deliver", Deliver(delivered_on=delivered)))
    if story.reaches == "delivered":
        said = Reason(reason="The budget for travel is higher than what the same work cost last year.")
        steps.append(("member", 30, "object", said))
    if story.reaches == "approved":
        steps += [
            ("member", 33, "agree", Nothing()),
            (story.approver, 40, "approve", _approval(stage, story)),
        ]
    screen(stage, story.officer, party.reference, story.days_ago - 20)
    for who, later, move, form in steps:
        _move(stage, who, story.days_ago - later, reference, move, form)


def _move(stage: Stage, who: str, days_ago: int, reference: str, move: str, form: Form) -> None:
    with stage.acting(who, days_ago) as tx:
        grant: Grant = find(tx.session, tx.actor, GRANTS, reference, tx.now)
        fire(tx, GRANTS, grant, move, form)


def _idea(story: Story, party: Party) -> Idea:
    return Idea(
        title=story.title,
        party=party.reference,
        window=story.window,
        countries=(story.country,),
        themes=tuple(ThemeLine(theme=theme, percent=percent) for theme, percent in story.themes),
        route=story.route,
        justification="No other body keeps the counts of these cities."
        if story.route is Route.DIRECT
        else "",
        summary="Forums meet every month, keep their own records, and plan with their city.",
    )


def _proposal(story: Story) -> Proposal:
    management = story.amount * MANAGEMENT // 100
    return Proposal(
        objective="Forums plan with their city, and what they decide is built.",
        months=story.months,
        budget=(
            BudgetLine(item="Facilitators and meetings", fund=(story.amount - management) * 100, own=0),
            BudgetLine(item="Management and reporting", fund=management * 100, own=story.own * 100),
        ),
        plan=(
            PlanLine(activity="Forums are formed and trained", first_month=1, last_month=6),
            PlanLine(activity="Forums plan with the city", first_month=4, last_month=story.months),
        ),
        frame=(
            FrameLine(
                result="Forums meet", indicator="forums that met at least ten times", baseline=0, target=12
            ),
        ),
    )


def _appraisal(story: Story) -> Appraise:
    return Appraise(
        risk=story.risk,
        finding="Accounts of two years were seen; the last grant was reported in time.",
        gender=2,
        gender_why="Half of the facilitators and of the forums' officers are women.",
        climate=1,
        climate_why="Plans look at floods where there are any.",
        youth=1,
        youth_why="Each forum has a seat for the young.",
    )


def _approval(stage: Stage, story: Story) -> Approve:
    begins = stage.today - timedelta(days=story.days_ago - 41)
    with stage.databases.read() as session:
        allotment = session.scalars(select(Allotment).where(Allotment.title == story.money)).one()
    return Approve(
        starts_on=begins,
        ends_on=begins + timedelta(days=30 * story.months),
        shares=(ShareLine(allotment=allotment.reference, amount=story.amount * 100),),
        reason="It brings what the forums asked for, at a cost that the appraisal found fair.",
    )
