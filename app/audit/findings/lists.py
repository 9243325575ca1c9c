"""The list of findings with their recommendations: its columns, for the page and for files."""

from app.audit.findings.flow import FINDINGS
from app.audit.findings.models import FINDING_STATES, Finding, FindingState, Grade
from app.funding.models import BOOKS
from app.kernel.listing import Listing
from app.kernel.money import Money
from app.kernel.words import _
from app.web.lists import Column, Table, Tag, Way

COLOURS = {
    FindingState.RAISED: "red",
    FindingState.ANSWERED: "orange",
    FindingState.AGREED: "yellow",
    FindingState.DONE: "blue",
    FindingState.CLOSED: "green",
    FindingState.WITHDRAWN: "grey",
}
GRADES = {
    Grade.RED: (_("red"), "red"),
    Grade.AMBER: (_("amber"), "orange"),
    Grade.GREEN: (_("green"), "green"),
}

FINDING_LIST: Table[Finding, None] = Table(
    title=_("Audit findings, the latest change first"),
    listing=Listing(FINDINGS),
    columns=(
        Column(_("Finding"), lambda one, _around: Way(f"/{FINDINGS.path}/{one.reference}", one.title)),
        Column(_("Reference"), lambda one, _around: one.reference),
        Column(_("Grade"), lambda one, _around: Tag(*GRADES[Grade(one.grade)])),
        Column(_("Recommendation"), lambda one, _around: one.recommendation),
        Column(_("Amount in question"), lambda one, _around: Money(one.questioned, BOOKS), "money"),
        Column(_("Raised on"), lambda one, _around: one.raised_on),
        Column(_("By which day"), lambda one, _around: one.due_on),
        Column(_("By whom"), lambda one, _around: one.owner),
        Column(
            _("State"),
            lambda one, _around: Tag(
                FINDING_STATES[FindingState(one.state)], COLOURS[FindingState(one.state)]
            ),
        ),
    ),
    around=lambda _session, _findings: None,
    empty=_("There is no finding."),
)
