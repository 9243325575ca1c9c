"""The pages of reports: what is due, one report with its lines and account, and lines brought in from a table."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import select

from app.documents.doors import data_read_by
from app.documents.kinds import size_shown
from app.documents.moves import pages_with_file
from app.documents.queries import documents_of
from app.documents.schemas import Data
from app.formats.faults import Unreadable
from app.formats.sheets import CSV
from app.funding.awards.flow import AWARDS
from app.funding.awards.models import REQUIREMENT_NAMES, Award
from app.funding.budgets.flow import BUDGETS
from app.funding.budgets.queries import budgets_of
from app.funding.models import BOOKS
from app.funding.reports.flow import REPORTS
from app.funding.reports.grounds import grounds_of
from app.funding.reports.models import COSTS, PROOFS, VERDICTS, Report, ReportState
from app.funding.reports.queries import is_overdue, live_lines, reckon, whole_report
from app.funding.reports.rules import misfits
from app.funding.reports.schemas import ExpenseLines
from app.funding.reports.table import Typed, priced, read_lines, template
from app.kernel.actors import ROLE_NAMES
from app.kernel.errors import Invalid, NotAllowed, NotFound, Refused, Why, why
from app.kernel.flow import find, fire, offers, seen_by, version_of
from app.kernel.flow.fire import NOT_YOURS
from app.kernel.flow.history import history, holders
from app.kernel.paging import Position, newest_first, page_from
from app.kernel.words import _
from app.web.doors import Reading, Writing
from app.web.forms import read_values
from app.web.moves import address_of, pages_of, see
from app.web.posted import PostedForm
from app.web.render import page

IMPORT = REPORTS.by_name["import"]
Sent = Annotated[Data[tuple[Typed, ...]] | None, Depends(data_read_by(read_lines))]
COLOURS = {
    ReportState.DUE: "yellow",
    ReportState.DRAFT: "yellow",
    ReportState.SUBMITTED: "blue",
    ReportState.RETURNED: "red",
    ReportState.ACCEPTED: "green",
    ReportState.ACCEPTED_WITH_DISALLOWANCE: "orange",
    ReportState.REJECTED: "grey",
}
PER_PAGE = 60
LONGEST_NUMBER = 7

pages = APIRouter(tags=["reports"], default_response_class=HTMLResponse, include_in_schema=False)
pages.include_router(pages_of(REPORTS, but=frozenset({IMPORT.name, "attach"})))
pages.include_router(pages_with_file(REPORTS, "attach"))


@pages.get("/funding/reports")
def report_list(door: Reading) -> Response:
    """The reports this person sees, the last moved first."""
    if not door.actor.roles & REPORTS.sees.keys():
        raise NotAllowed([why("", NOT_YOURS)])
    beyond, order = newest_first(Position.read(door.request.query_params.get("after", "")))
    found = door.session.scalars(
        select(Report)
        .where(seen_by(door.actor, [REPORTS], door.now.date()), *beyond)
        .order_by(*order)
        .limit(PER_PAGE + 1)
    ).all()
    rows = page_from(found, PER_PAGE)
    today = door.now.date()
    return page(
        door,
        "funding/report_list.html",
        flow=REPORTS,
        reports=rows,
        overdue={report.id for report in rows.rows if is_overdue(report, today)},
        kinds=REQUIREMENT_NAMES,
        colours=COLOURS,
    )


@pages.get("/funding/reports/lines.csv")
def lines_template(door: Reading) -> Response:
    """The table to fill in, with one example."""
    del door
    return Response(
        template(), media_type=CSV, headers={"Content-Disposition": 'attachment; filename="lines.csv"'}
    )


@pages.get("/funding/reports/{reference}")
def report_page(door: Reading, reference: str) -> Response:
    """One report: what it says, its account, its lines with their papers and what was said of each."""
    found = find(door.session, door.actor, REPORTS, reference, door.now)
    shown = whole_report(door.session, found.id)
    award = door.session.get_one(Award, shown.award_id)
    papers = documents_of(door.session, shown.id)
    names = door.house.plugs.names_of
    return page(
        door,
        "funding/report.html",
        flow=REPORTS,
        report=shown,
        award=award,
        back=address_of(AWARDS, award),
        lines=live_lines(shown),
        reckoned=reckon(door.session, [shown], {award.id: award})[shown.id],
        books=BOOKS,
        overdue=is_overdue(shown, door.now.date()),
        budgets=budgets_of(door.session, award.id),
        budget_flow=BUDGETS,
        proposes=bool(door.actor.holds(BUDGETS.birth("propose").by)),
        papers={paper.id: paper for paper in papers},
        offers=offers(door.session, door.actor, REPORTS, [shown], door.now)[shown.id],
        timeline=history(door.session, REPORTS, shown, names),
        holders=holders(REPORTS, shown),
        roles=ROLE_NAMES,
        names={"kinds": REQUIREMENT_NAMES, "costs": COSTS, "proofs": PROOFS, "verdicts": VERDICTS},
        colours=COLOURS,
    )


@pages.get("/funding/reports/{reference}/import")
def import_page(door: Reading, reference: str) -> Response:
    """The table to send; `rows` says how many read well when it was only looked through."""
    shown = find(door.session, door.actor, REPORTS, reference, door.now)
    offered = offers(door.session, door.actor, REPORTS, [shown], door.now)[shown.id]
    if not any(offer.move is IMPORT and offer.open for offer in offered):
        raise NotFound([why("", NOT_YOURS)])
    rows = door.request.query_params.get("rows", "")
    return page(
        door,
        "funding/report_import.html",
        report=shown,
        move=IMPORT,
        seen=version_of(door.session, shown),
        rows=int(rows) if rows.isascii() and rows.isdecimal() and len(rows) < LONGEST_NUMBER else None,
        most=size_shown(door.house.settings.max_upload_bytes, up=False),
        back=address_of(REPORTS, shown),
    )


@pages.post("/funding/reports/{reference}/import")
def bring_in(sent: Sent, tx: Writing, posted: PostedForm, reference: str) -> Response:
    """Every line of the table, or none; every fault by its row. Looked through only, nothing is written."""
    found = find(tx.session, tx.actor, REPORTS, reference, tx.now)
    if sent is None:
        raise Invalid([why("", _("Choose a file."), field="file")])
    form = _lines_of(sent.content, found.currency, tx.actor.language)
    grounds = grounds_of(tx.session, tx.actor, [found], tx.now)[found.id]
    if against := misfits(grounds, form):
        raise Refused(Why(reason.rule, reason.text, "file") for reason in against)
    if posted.one("next") == "look":
        return RedirectResponse(f"{address_of(REPORTS, found)}/import?rows={len(form.lines)}", 303)
    fire(tx, REPORTS, found, IMPORT.name, form, seen=posted.seen)
    return see(REPORTS, found)


def _lines_of(typed: tuple[Typed, ...], currency: str, language: str) -> ExpenseLines:
    try:
        lines = priced(typed, currency)
    except Unreadable as error:
        raise Invalid(Why("", fault.message, "file") for fault in error.faults) from None
    return read_values(ExpenseLines, {"lines": lines}, language=language, currency=currency)
