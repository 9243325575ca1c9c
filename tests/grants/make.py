"""A small world of grants: an organisation, its people, members, approvers, and a grant in any state by one line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.funding import authority
from app.funding.awards import schedule
from app.funding.awards.queries import DEFAULTS, TERMS
from app.funding.sources.models import Allotment
from app.grants.flow import GRANTS
from app.grants.models import Grant
from app.grants.queries import whole_grant
from app.grants.schemas import Appraise, Approve, Conditions, Deliver, Idea, Proposal, Reason
from app.kernel.actors import EVERYWHERE, Actor, Office, Post, Role, Scope, ScopeKind
from app.kernel.db import Databases
from app.kernel.flow import Form, begin, find, fire
from app.kernel.policy import put
from app.kernel.things import Step
from app.parties.models import Party
from tests.funding import fund, giving
from tests.parties import make as parties
from tests.parties import proofs
from tests.places import world as places
from tests.places.world import ADMINISTRATOR, NOW, moving

REASON = Reason(reason="The budget is too high for what it brings.")
AMOUNT = 4_000_000
"""40,000 US dollars."""


@dataclass
class World:
    """The organisation, its people and the fund's, and the money."""

    databases: Databases
    party: Party
    people: dict[str, Actor]
    allotments: Sequence[Allotment]

    def idea(self, who: str = "officer", **more: Any) -> str:
        """A new idea; gives its reference."""
        told: dict[str, Any] = {
            "title": "Forums of Monrovia",
            "party": self.party.reference,
            "countries": "LBR",
            "themes": [{"theme": "upgrading", "percent": 60}, {"theme": "women", "percent": 40}],
            "route": "call",
            "summary": "Forums meet every month and plan with their city.",
        }
        with moving(self.databases, self.people[who]) as tx:
            return begin(tx, GRANTS, "idea", Idea.model_validate(told | more)).reference

    def move(
        self, who: str, reference: str, name: str, form: Form | None = None, now: datetime = NOW
    ) -> Grant:
        """The grant after one move, committed."""
        actor = self.people[who]
        with moving(self.databases, actor, now) as tx:
            grant = find(tx.session, actor, GRANTS, reference, now)
            return fire(tx, GRANTS, grant, name, form or GRANTS.by_name[name].form())

    def drafted(self, amount: int = AMOUNT, **more: Any) -> str:
        """A proposal that is written, of an idea that was asked for."""
        reference = self.idea(**more)
        self.move("officer", reference, "ask")
        self.move("writer", reference, "save", proposal(amount))
        return reference

    def submitted(self, amount: int = AMOUNT, **more: Any) -> str:
        """A proposal that went out."""
        reference = self.drafted(amount, **more)
        self.move("writer", reference, "finish")
        self.move("signer", reference, "certify")
        return reference

    def appraised(self, amount: int = AMOUNT, **more: Any) -> str:
        """A proposal that was found eligible and appraised."""
        reference = self.submitted(amount, **more)
        self.move("officer", reference, "admit")
        self.move("officer", reference, "appraise", appraisal())
        return reference

    def delivered(self, amount: int = AMOUNT, **more: Any) -> str:
        """One that the members have had since the tests' day."""
        reference = self.appraised(amount, **more)
        self.move("officer", reference, "deliver", Deliver(delivered_on=NOW.date()))
        return reference

    def agreed(self, amount: int = AMOUNT, **more: Any) -> str:
        """One to which a member has no objection."""
        reference = self.delivered(amount, **more)
        self.move("member", reference, "agree")
        return reference

    def again(self, reference: str) -> Grant:
        """The grant as it stands, with its rows."""
        with self.databases.read() as session:
            return whole_grant(
                session, session.scalars(select(Grant).where(Grant.reference == reference)).one()
            )

    def moves(self, reference: str) -> list[str]:
        """What happened to it, in order."""
        with self.databases.read() as session:
            key = self.again(reference).id
            return list(session.scalars(select(Step.move).where(Step.thing_id == key).order_by(Step.seq)))


def world_on(databases: Databases) -> World:
    """The policies, a source allotted to Liberia, an organisation with its file, and everybody's posts."""
    fund.month(databases)
    with moving(databases, ADMINISTRATOR) as tx:
        for name, settings in (
            (authority.POLICY, authority.DEFAULTS),
            (schedule.POLICY, schedule.DEFAULTS),
            (TERMS, DEFAULTS),
        ):
            put(tx, name, "", date(2024, 1, 1), settings)
    source = giving.funded(databases)
    allotments = [
        giving.allotted(databases, source, minor, country="LBR") for minor in (30_000_000, 5_000_000)
    ]
    city = places.city(databases, places.country(databases))
    party = parties.organisation(databases, city)
    proofs.approved(databases, party)
    ours = Scope(ScopeKind.PARTY, party.id)

    def anywhere(number: int, role: Role, office: Office | None = None) -> Actor:
        return Actor(f"usr_{number}", frozenset({Post(role, EVERYWHERE, office=office)}), fresh=True)

    people = {
        "officer": anywhere(50, Role.PROGRAMME_OFFICER),
        "manager": anywhere(51, Role.APPROVER, Office.PROGRAMME_MANAGER),
        "director": anywhere(52, Role.APPROVER, Office.DIRECTOR),
        "host": anywhere(53, Role.APPROVER, Office.HOST_AUTHORITY),
        "member": anywhere(54, Role.MEMBER),
        "writer": Actor("usr_55", frozenset({Post(Role.APPLICANT, ours)}), fresh=True),
        "signer": Actor(
            "usr_56", frozenset({Post(Role.APPLICANT, ours, office=Office.CERTIFIER)}), fresh=True
        ),
        "stranger": Actor(
            "usr_57", frozenset({Post(Role.APPLICANT, Scope(ScopeKind.PARTY, 99_999))}), fresh=True
        ),
    }
    return World(databases, party, people, allotments)


def proposal(amount: int = AMOUNT, **more: Any) -> Proposal:
    """A whole proposal that asks the fund for so many cents."""
    told: dict[str, Any] = {
        "objective": "Forums plan with their city.",
        "months": 12,
        "budget": [{"item": "Meetings", "fund": amount, "own": 500_000}],
        "plan": [{"activity": "Forums meet", "first_month": 1, "last_month": 12}],
        "frame": [{"result": "Forums meet", "indicator": "forums with ten meetings", "target": 12}],
    }
    return Proposal.model_validate(told | more)


def appraisal(**more: Any) -> Appraise:
    """What the appraiser found."""
    told = {
        "risk": "medium", "finding": "Accounts of two years were seen.", "gender": 2, "gender_why": "Half are women.",
        "climate": 1, "climate_why": "Floods are mapped.", "youth": 0, "youth_why": "Not looked at.",
    }  # fmt: skip
    return Appraise.model_validate(told | more)


def approval(**more: Any) -> Approve:
    """The approval's form, on the money that is proposed."""
    told = {
        "starts_on": NOW.date(),
        "ends_on": date(2027, 6, 30),
        "reason": "It brings what forums asked for.",
    }
    return Approve.model_validate(told | more)


def conditions(*sentences: str) -> Conditions:
    """What must be so before the approval holds."""
    return Conditions.model_validate(
        {"conditions": [{"sentence": sentence} for sentence in sentences], "reason": "Once this is so."}
    )
