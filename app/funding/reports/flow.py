"""How a report goes: due by the agreement, written by the grantee, looked at line by line, accepted or not."""

from app.funding.reports import actions, grounds, queries, rules, schemas
from app.funding.reports.models import REPORT_STATES, Report, ReportState
from app.kernel.actors import Duty, Role
from app.kernel.flow import Birth, Flow, Move, Sight
from app.kernel.words import _

DUE, DRAFT, SUBMITTED = ReportState.DUE, ReportState.DRAFT, ReportState.SUBMITTED
RETURNED, REJECTED = ReportState.RETURNED, ReportState.REJECTED
ACCEPTED, IN_PART = ReportState.ACCEPTED, ReportState.ACCEPTED_WITH_DISALLOWANCE
OPEN = frozenset({DRAFT, RETURNED})
LOOKED_AT = frozenset({SUBMITTED})
GRANTEE = frozenset({Role.APPLICANT})
OFFICER = frozenset({Role.PROGRAMME_OFFICER})
FINANCE = frozenset({Role.FINANCE_OFFICER})
WATCHING = frozenset(
    {
        Role.APPLICANT,
        Role.FORUM,
        Role.PROGRAMME_OFFICER,
        Role.FINANCE_OFFICER,
        Role.APPROVER,
        Role.RESULTS_OFFICER,
        Role.AUDITOR,
    }
)
SPENDING = (rules.accounts_for_money,)
THERE = (rules.line_is_there,)

REPORTS: Flow[Report, rules.ReportGrounds] = Flow(
    kind="funding.report",
    prefix="RPT",
    title=_("report"),
    path="funding/reports",
    model=Report,
    states=ReportState,
    words=REPORT_STATES,
    part=True,
    births=(
        Birth(
            name="expect", says=_("Expect a report"), past=_("expected the report"), end=DUE, inner=True,
            by=OFFICER, form=schemas.Expect, does=actions.make_report, tells=(Role.APPLICANT,),
        ),
    ),
    moves=(
        Move(
            name="start", says=_("Begin the report"), past=_("began the report"),
            start=frozenset({DUE}), end=DRAFT, by=GRANTEE, duty=Duty.AUTHORS, awaited=True,
        ),
        Move(
            name="submit", says=_("Submit the report"), past=_("submitted the report"),
            start=OPEN, end=SUBMITTED, by=GRANTEE, duty=Duty.AUTHORS, form=schemas.Note,
            does=actions.claim, needs=rules.COMPLETE, awaited=True, final=True,
            tells=(Role.PROGRAMME_OFFICER, Role.FINANCE_OFFICER),
        ),
        Move(
            name="write", says=_("Write what was done and received"), past=_("wrote the report"),
            start=OPEN, end=None, by=GRANTEE, duty=Duty.AUTHORS, form=schemas.Write, does=actions.write,
            checks=(rules.account_closes_by_today,),
        ),
        Move(
            name="enter", says=_("Enter a line"), past=_("entered a line"),
            start=OPEN, end=None, by=GRANTEE, duty=Duty.AUTHORS, form=schemas.ExpenseForm,
            does=actions.enter_line, needs=SPENDING, checks=(rules.line_fits,),
        ),
        Move(
            name="import", says=_("Bring in lines from a table"), past=_("brought in lines from a table"),
            start=OPEN, end=None, by=GRANTEE, duty=Duty.AUTHORS, form=schemas.ExpenseLines,
            does=actions.enter_lines, needs=SPENDING, checks=(rules.lines_fit,),
        ),
        Move(
            name="attach", says=_("Add a paper to a line"), past=_("added a paper to a line"),
            start=OPEN, end=None, by=GRANTEE, duty=Duty.AUTHORS, form=schemas.PaperForm,
            does=actions.keep_paper, needs=SPENDING, checks=THERE, answers=queries.lines_on_offer,
        ),
        Move(
            name="take_out", says=_("Take a line out"), past=_("took a line out"),
            start=OPEN, end=None, by=GRANTEE, duty=Duty.AUTHORS, form=schemas.TakeOut,
            does=actions.take_out, needs=SPENDING, checks=THERE, answers=queries.lines_on_offer,
        ),
        Move(
            name="review", says=_("Look at a line"), past=_("looked at a line"),
            start=LOOKED_AT, end=None, by=FINANCE, duty=Duty.VERIFIES, form=schemas.Review,
            does=actions.review, needs=SPENDING, answers=queries.lines_on_offer,
            checks=(rules.line_is_there, rules.says_why, rules.disallows_no_more_than_the_line),
        ),
        Move(
            name="clear", says=_("Clear a line that is there twice"), past=_("cleared a line that is there twice"),
            start=OPEN | LOOKED_AT, end=None, by=FINANCE, duty=Duty.VERIFIES, form=schemas.Clear,
            does=actions.clear, needs=SPENDING, checks=THERE, answers=queries.lines_on_offer,
            hint=_("Look at both papers first. Your reason is kept for the auditor."),
        ),
        Move(
            name="accept_narrative", says=_("Accept the narrative"), past=_("accepted the narrative"),
            start=LOOKED_AT, end=ACCEPTED, by=OFFICER, duty=Duty.VERIFIES, form=schemas.Note,
            needs=(rules.is_a_narrative,), awaited=True, tells=(Role.APPLICANT,),
        ),
        Move(
            name="accept", says=_("Accept the report"), past=_("accepted the report"),
            start=LOOKED_AT, end=ACCEPTED, by=FINANCE, duty=Duty.VERIFIES, form=schemas.Note,
            does=actions.accept, awaited=True, tells=(Role.APPLICANT, Role.PROGRAMME_OFFICER),
            needs=(*SPENDING, *rules.ACCEPTABLE, rules.nothing_is_disallowed),
        ),
        Move(
            name="accept_in_part", says=_("Accept it with its disallowance"),
            past=_("accepted the report with its disallowance"), start=LOOKED_AT, end=IN_PART, by=FINANCE,
            duty=Duty.VERIFIES, form=schemas.Note, does=actions.accept, awaited=True,
            tells=(Role.APPLICANT, Role.PROGRAMME_OFFICER),
            needs=(*SPENDING, *rules.ACCEPTABLE, rules.something_is_disallowed),
            hint=_("What is disallowed stays in the advance and is due back."),
        ),
        Move(
            name="return", says=_("Return the report"), past=_("returned the report"),
            start=LOOKED_AT, end=RETURNED, by=OFFICER | FINANCE, form=schemas.Reason, tells=(Role.APPLICANT,),
        ),
        Move(
            name="reject", says=_("Reject the report"), past=_("rejected the report"),
            start=LOOKED_AT, end=REJECTED, by=FINANCE, duty=Duty.VERIFIES, form=schemas.Reason,
            does=actions.reject, final=True, tells=(Role.APPLICANT, Role.PROGRAMME_OFFICER),
        ),
    ),
    sees={role: Sight(frozenset(ReportState)) for role in WATCHING},
    scopes=lambda _session, _report: (),
    grounds=grounds.grounds_of,
    final=frozenset({ACCEPTED, IN_PART, REJECTED}),
    currency=lambda report: report.currency,
)  # fmt: skip
