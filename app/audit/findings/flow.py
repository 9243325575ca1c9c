"""The life of a finding: raised, answered, its action agreed and done, looked at again and closed."""

from app.audit.findings import actions, queries, rules, schemas
from app.audit.findings.models import FINDING_STATES, Finding, FindingState
from app.audit.samples.queries import open_engagements
from app.kernel.actors import Role
from app.kernel.flow import Birth, Flow, Move, Sight
from app.kernel.words import _

RAISED, ANSWERED, AGREED, DONE, CLOSED, WITHDRAWN = FindingState
AUDITOR = frozenset({Role.AUDITOR})
ANSWERING = frozenset({Role.PROGRAMME_OFFICER, Role.FINANCE_OFFICER, Role.APPROVER})
WATCHING = AUDITOR | ANSWERING

FINDINGS: Flow[Finding, rules.FindingGrounds] = Flow(
    kind="audit.finding",
    prefix="FND",
    title=_("audit finding"),
    path="audit/findings",
    model=Finding,
    states=FindingState,
    words=FINDING_STATES,
    births=(
        Birth(
            name="raise", says=_("Raise a finding"), past=_("raised the finding"), end=RAISED, by=AUDITOR,
            form=schemas.RaiseForm, does=actions.make_finding, grounds=queries.raising, under=queries.under,
            answers=open_engagements, tells=(Role.PROGRAMME_OFFICER, Role.FINANCE_OFFICER),
            checks=(
                rules.within_the_engagement, rules.award_is_known, rules.award_is_audited, rules.red_names_an_award,
            ),
        ),
    ),
    moves=(
        Move(
            name="respond", says=_("Answer the finding"), past=_("answered the finding"),
            start=frozenset({RAISED}), end=ANSWERED, by=ANSWERING, form=schemas.RespondForm, does=actions.respond,
            checks=(rules.action_has_time,), awaited=True, tells=(Role.AUDITOR,),
        ),
        Move(
            name="agree", says=_("Agree to the action"), past=_("agreed to the action"),
            start=frozenset({ANSWERED}), end=AGREED, by=AUDITOR, form=schemas.Note, needs=(rules.is_the_auditors,),
            awaited=True, tells=(Role.PROGRAMME_OFFICER,),
        ),
        Move(
            name="ask_again", says=_("Ask for another answer"), past=_("asked for another answer"),
            start=frozenset({ANSWERED}), end=RAISED, by=AUDITOR, form=schemas.Reason,
            needs=(rules.is_the_auditors,), tells=(Role.PROGRAMME_OFFICER,),
        ),
        Move(
            name="report_done", says=_("Say that it is done"), past=_("said that the action is done"),
            start=frozenset({AGREED}), end=DONE, by=ANSWERING, form=schemas.DoneForm, does=actions.say_done,
            awaited=True, tells=(Role.AUDITOR,),
        ),
        Move(
            name="not_done", says=_("It is not done"), past=_("found the action not done"),
            start=frozenset({DONE}), end=AGREED, by=AUDITOR, form=schemas.Reason, needs=(rules.is_the_auditors,),
            tells=(Role.PROGRAMME_OFFICER,),
        ),
        Move(
            name="close", says=_("Close the finding"), past=_("closed the finding"), start=frozenset({DONE}),
            end=CLOSED, by=AUDITOR, form=schemas.Note, does=actions.end, needs=(rules.is_the_auditors,),
            awaited=True, final=True, tells=(Role.PROGRAMME_OFFICER, Role.FINANCE_OFFICER),
            hint=_("Look at what shows it first. A red finding's payments go on with this."),
        ),
        Move(
            name="withdraw", says=_("Withdraw the finding"), past=_("withdrew the finding"),
            start=frozenset({RAISED, ANSWERED, AGREED}), end=WITHDRAWN, by=AUDITOR, form=schemas.Reason,
            does=actions.end, needs=(rules.is_the_auditors,), final=True,
            tells=(Role.PROGRAMME_OFFICER, Role.FINANCE_OFFICER),
        ),
    ),
    sees={role: Sight(frozenset(FindingState)) for role in WATCHING},
    scopes=queries.scopes_of_finding,
    grounds=queries.grounds_of,
    final=frozenset({CLOSED, WITHDRAWN}),
)  # fmt: skip
