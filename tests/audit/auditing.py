"""An audit for tests: an auditor with a post, an engagement of the fund, samples and findings in one line each."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.audit.engagements.flow import ENGAGEMENTS
from app.audit.engagements.models import Engagement
from app.audit.engagements.schemas import Note, PlanForm
from app.audit.findings.flow import FINDINGS
from app.audit.findings.models import Finding
from app.audit.findings.schemas import DoneForm, RaiseForm, Reason, RespondForm
from app.audit.samples.flow import SAMPLES
from app.audit.samples.models import Sample
from app.audit.samples.schemas import DrawForm
from app.identity import keys
from app.identity.flow import POSTS
from app.identity.schemas import GivePost, Invite
from app.kernel.actors import EVERYWHERE, Actor, Post, Role, Scope
from app.kernel.db import Databases
from app.kernel.flow import Flow, Form, begin, fire
from app.kernel.things import Thing
from tests.funding.awarding import OFFICER, Fund
from tests.funding.fund import APPROVER, moving, staff
from tests.places.world import NOW

ADMINISTRATOR = staff("usr_9001", Role.ADMINISTRATOR)
LAST_DAY = date(2026, 9, 30)


def auditor(
    databases: Databases, scope: Scope = EVERYWHERE, until: date = LAST_DAY, name: str = "auditor"
) -> Actor:
    """Somebody who was invited and given the post of an auditor, signed in a moment ago."""
    with moving(databases, ADMINISTRATOR) as tx:
        account, _code = keys.invite(tx, Invite(name=name, sign_in=f"{name}@fund.example", country="LR"))
        form = GivePost(
            holder=account.reference,
            role=Role.AUDITOR,
            scope_kind=scope.kind,
            scope_id=scope.id,
            scope_label="" if scope == EVERYWHERE else "its part",
            until=until,
        )
        begin(tx, POSTS, "give", form)
        return Actor(account.person, frozenset({Post(Role.AUDITOR, scope, until)}), fresh=True)


@dataclass
class Audit:
    """An engagement of a fund with its auditor."""

    fund: Fund
    auditor: Actor
    engagement: Engagement

    def draw(self, **more: Any) -> Sample:
        """A sample of the fund's postings."""
        told = {
            "population": "transactions",
            "method": "monetary_unit",
            "size": 3,
            "seed": "six dice",
            **more,
        }
        form = DrawForm.model_validate({"engagement": self.engagement.reference, **told})
        with moving(self.fund.databases, self.auditor) as tx:
            return begin(tx, SAMPLES, "draw", form)

    def find(self, award: str = "", **more: Any) -> Finding:
        """A finding, red unless said otherwise."""
        told = {
            "grade": "red" if award else "amber",
            "title": "No quotations",
            "text": "The works were given without quotations.",
            "recommendation": "Ask for three.",
            **more,
        }
        form = RaiseForm.model_validate({"engagement": self.engagement.reference, "award": award, **told})
        with moving(self.fund.databases, self.auditor) as tx:
            return begin(tx, FINDINGS, "raise", form)

    def done(self, finding: Finding) -> Finding:
        """The finding, answered, agreed and said to be done."""
        answer = RespondForm(
            accepted=True,
            response="It is so.",
            action="Quotations are asked for.",
            owner="Programme officer",
            due_on=LAST_DAY,
        )
        for name, form, actor in (
            ("respond", answer, OFFICER),
            ("agree", Note(), self.auditor),
            ("report_done", DoneForm(evidence="Circular 4"), OFFICER),
        ):
            finding = self.move(FINDINGS, finding, name, form, actor)
        return finding

    def withdraw(self, finding: Finding) -> Finding:
        """The finding, withdrawn."""
        withdrawn: Finding = self.move(FINDINGS, finding, "withdraw", Reason(reason="A mistake of ours"))
        return withdrawn

    def move(
        self,
        flow: Flow[Any, Any],
        thing: Thing,
        name: str,
        form: Form | None = None,
        actor: Actor | None = None,
    ) -> Any:
        """The thing after one move by the auditor, or by somebody else."""
        with moving(self.fund.databases, actor or self.auditor) as tx:
            found = tx.session.get_one(flow.model, thing.id)
            return fire(tx, flow, found, name, form or flow.by_name[name].form())


def planned(fund: Fund, people: tuple[str, ...], **more: Any) -> Engagement:
    """An engagement that a director planned."""
    told = {
        "title": "Year-end audit",
        "basis": "external",
        "opens_on": NOW.date(),
        "closes_on": LAST_DAY,
        **more,
    }
    with moving(fund.databases, APPROVER) as tx:
        return begin(tx, ENGAGEMENTS, "plan", PlanForm.model_validate({"people": people, **told}))


def begun(fund: Fund, scope: Scope = EVERYWHERE, **more: Any) -> Audit:
    """An audit that is under way."""
    person = auditor(fund.databases, scope)
    audit = Audit(fund, person, planned(fund, (person.reference,), **more))
    audit.engagement = audit.move(ENGAGEMENTS, audit.engagement, "begin")
    return audit
