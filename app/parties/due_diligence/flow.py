"""How a party's file comes to count: written by a programme officer, approved by a second person."""

from app.kernel.actors import Duty, Role
from app.kernel.flow import Birth, Flow, Move, Sight
from app.kernel.words import _
from app.parties.checks import actions as checks
from app.parties.checks import rules as check_rules
from app.parties.checks.schemas import SafeguardingForm, ScreeningForm
from app.parties.due_diligence import actions, queries, rules, schemas
from app.parties.due_diligence.models import FILE_STATES, DueDiligence, FileState
from app.parties.due_diligence.queries import KIND, SEEN_BY
from app.parties.schemas import Reason

DRAFT, READY, APPROVED, WITHDRAWN, REVOKED = FileState
OFFICER = frozenset({Role.PROGRAMME_OFFICER})
SECOND = OFFICER | {Role.APPROVER}
SCREENERS = frozenset({Role.PROGRAMME_OFFICER, Role.FINANCE_OFFICER})
SAFEGUARDERS = frozenset({Role.PROGRAMME_OFFICER, Role.SAFEGUARDS})
IN_USE = frozenset({DRAFT, READY, APPROVED})
WRITTEN = (rules.representatives_serve, rules.capacity_is_whole)

DUE_DILIGENCE: Flow[DueDiligence, rules.FileGrounds] = Flow(
    kind=KIND,
    prefix="DDF",
    title=_("due-diligence file"),
    path="due-diligence",
    model=DueDiligence,
    states=FileState,
    words=FILE_STATES,
    births=(
        Birth(
            name="open", says=_("Open a due-diligence file"), past=_("opened the file"), end=DRAFT,
            by=OFFICER, duty=Duty.AUTHORS, form=schemas.NewFile, does=actions.make_file,
            grounds=queries.ground_opening, under=queries.party_of_form, checks=WRITTEN,
        ),
    ),
    moves=(
        Move(
            name="finish", says=_("Ask for its approval"), past=_("asked for the file's approval"),
            start=frozenset({DRAFT}), end=READY, by=OFFICER, duty=Duty.AUTHORS, form=schemas.Note,
            needs=rules.COMPLETE, awaited=True, tells=(Role.APPROVER,),
        ),
        Move(
            name="save", says=_("Write the file"), past=_("wrote the file"), start=frozenset({DRAFT}),
            end=None, by=OFFICER, duty=Duty.AUTHORS, form=schemas.FileForm, does=actions.save,
            checks=WRITTEN, answers=queries.member_answers,
        ),
        Move(
            name="attach", says=_("Add a paper"), past=_("added a paper"), start=frozenset({DRAFT}), end=None,
            by=OFFICER, duty=Duty.AUTHORS, form=schemas.PaperForm, does=actions.keep_paper,
        ),
        Move(
            name="screen", says=_("Enter a screening"), past=_("searched the exclusion lists"), start=IN_USE,
            end=None, by=SCREENERS, form=ScreeningForm, does=checks.screen,
            checks=(check_rules.screened_by_today, check_rules.every_list_is_searched),
            hint=_("Search for the party, and for everyone who signs for it or runs it."),
        ),
        Move(
            name="safeguarding", says=_("Enter a safeguarding assessment"),
            past=_("entered a safeguarding assessment"), start=IN_USE, end=None, by=SAFEGUARDERS,
            form=SafeguardingForm, does=checks.assess_safeguarding,
            checks=(check_rules.assessed_by_today, check_rules.less_than_full_has_a_plan),
        ),
        Move(
            name="approve", says=_("Approve the file"), past=_("approved the file"),
            start=frozenset({READY}), end=APPROVED, by=SECOND, duty=Duty.VERIFIES, form=schemas.Note,
            does=actions.fix_end, needs=rules.COMPLETE, awaited=True, sensitive=True,
            tells=(Role.PROGRAMME_OFFICER,), hint=_("Read the papers: what the file says is what they show."),
        ),
        Move(
            name="send_back", says=_("Send the file back"), past=_("sent the file back"),
            start=frozenset({READY}), end=DRAFT, by=SECOND, form=Reason, tells=(Role.PROGRAMME_OFFICER,),
        ),
        Move(
            name="withdraw", says=_("Withdraw the file"), past=_("withdrew the file"),
            start=frozenset({DRAFT, READY}), end=WITHDRAWN, by=OFFICER, form=Reason, final=True,
        ),
        Move(
            name="revoke", says=_("Revoke the approval"), past=_("revoked the approval"),
            start=frozenset({APPROVED}), end=REVOKED, by=frozenset({Role.APPROVER}), form=Reason,
            sensitive=True, final=True, tells=(Role.PROGRAMME_OFFICER, Role.FINANCE_OFFICER),
            hint=_("The party cannot sign until another file of it is approved."),
        ),
    ),
    sees={role: Sight(frozenset(FileState)) for role in SEEN_BY},
    scopes=lambda _session, _file: (),
    part=True,
    grounds=queries.grounds_of,
    final=frozenset({WITHDRAWN, REVOKED}),
)  # fmt: skip
