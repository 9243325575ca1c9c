"""The pages of reports: the grantee's, finance's, and lines brought in from a table."""

import pytest

from app.funding.reports.models import Report
from app.funding.reports.table import template
from app.kernel.actors import Role
from app.kernel.db import Databases
from tests.funding.awarding import Fund, fund_on
from tests.funding.fund import FINANCE, staff
from tests.funding.reporting import Desk, desk_on
from tests.places import world
from tests.places.browsing import Browser, queries_of

HEAD = "budget line,kind of cost,proof,document number,document date,delivery date,paid to,for what,amount"
GOOD = "Materials,goods,invoice,INV-1,2026-02-10,2026-02-10,Hardware shop,Cement,9250000"


@pytest.fixture
def fund(house_db: Databases) -> Fund:
    return fund_on(house_db)


@pytest.fixture
def desk(fund: Fund) -> Desk:
    return desk_on(fund)


def table(*rows: str) -> tuple[str, bytes]:
    """A file of these rows below the row of names."""
    return "lines.csv", "\n".join((HEAD, *rows)).encode()


def address(report: Report) -> str:
    return f"/funding/reports/{report.reference}"


def test_a_grantee_finds_what_is_due_and_writes_it(desk: Desk) -> None:
    browser = Browser(desk.fund.databases, desk.fund.grantee)
    report = desk.report()

    _status, reports = browser.get("/funding/reports")
    begun, _there = browser.send(f"{address(report)}/start")
    written, _there = browser.send(f"{address(report)}/write", closes_on="2026-04-30", received="53,280,000")
    _status, shown = browser.get(address(report))

    assert address(report) in reports
    assert (begun, written) == (303, 303)
    assert "53,280,000" in shown
    assert "14,400.00" in shown


def test_an_award_leads_to_its_reports_and_only_whom_they_exist_for(desk: Desk) -> None:
    report, award = desk.report(), f"/funding/awards/{desk.award.reference}"

    _status, of_the_grantee = Browser(desk.fund.databases, desk.fund.grantee).get(award)
    status, of_a_member = Browser(desk.fund.databases, staff("usr_90", Role.MEMBER)).get(award)

    assert address(report) in of_the_grantee
    assert (status, address(report) in of_a_member) == (200, False)


def test_the_page_shows_the_account_of_the_worked_example_and_what_was_said_of_each_line(desk: Desk) -> None:
    report = desk.submitted()
    desk.review(report, 1)
    desk.review(report, 2, "disallowed", disallowed=3_750_000, remark="No delivery note")
    desk.review(report, 3)
    desk.move(report, "accept_in_part", actor=FINANCE)

    _status, shown = Browser(desk.fund.databases, desk.fund.grantee).get(address(report))

    for text in ("797.37", "261.33", "1,000.00", "12,341.30", "No delivery note", "Invoice</a>"):
        assert text in shown


def test_a_table_is_brought_in_whole(desk: Desk) -> None:
    browser, report = Browser(desk.fund.databases, desk.fund.grantee), desk.written()
    there = f"{address(report)}/import"

    looked = browser.attach(there, table(GOOD, GOOD), next="look")
    nothing_yet = desk.whole(report).lines
    sent = browser.attach(there, table(GOOD, GOOD))

    assert (looked, sent) == (303, 303)
    assert nothing_yet == []
    assert [line.amount for line in desk.whole(report).lines] == [9_250_000, 9_250_000]
    assert "2 rows read well" in browser.get(f"{there}?rows=2")[1]


def test_every_fault_of_a_table_is_told_by_its_row_and_nothing_is_written(desk: Desk) -> None:
    browser, report = Browser(desk.fund.databases, desk.fund.grantee), desk.written()
    there = f"{address(report)}/import"

    unread = browser.client.post(
        there,
        data={"csrf": browser.csrf},
        files={"file": table(GOOD.replace("goods", "gifts"), GOOD.replace("2026-02-10", "soon"))},
    )
    priced = browser.client.post(
        there, data={"csrf": browser.csrf}, files={"file": table(GOOD, f"{GOOD}.50", f"{GOOD}x")}
    )
    unfit = browser.client.post(
        there,
        data={"csrf": browser.csrf},
        files={"file": table(GOOD, GOOD.replace("goods", "fines"), GOOD.replace("2026", "2025"))},
    )

    assert (unread.status_code, priced.status_code, unfit.status_code) == (422, 422, 409)
    assert "Line 2: “gifts” is not one of" in unread.text
    assert "Line 3: “soon” is no day" in unread.text
    assert "Line 3: “9250000.50” has too many decimals" in priced.text
    assert "Line 4: “9250000x” is no amount" in priced.text
    assert "Row 2: The fund never pays this" in unfit.text
    assert "Row 3: The award pays for what is dated" in unfit.text
    assert desk.whole(report).lines == []


def test_the_table_to_fill_in_reads_as_it_is(desk: Desk) -> None:
    browser, report = Browser(desk.fund.databases, desk.fund.grantee), desk.written()
    given = browser.client.get("/funding/reports/lines.csv").content
    in_time = given.replace(b"1234.00", b"1234")

    assert given == template()
    assert browser.attach(f"{address(report)}/import", ("lines.csv", in_time)) == 303


def test_a_table_without_rows_or_no_table_at_all_is_refused(desk: Desk) -> None:
    browser, report = Browser(desk.fund.databases, desk.fund.grantee), desk.written()

    assert browser.attach(f"{address(report)}/import", table()) == 422
    assert browser.send(f"{address(report)}/import")[0] == 422


def test_the_table_is_not_asked_for_where_nothing_may_be_entered(desk: Desk) -> None:
    browser = Browser(desk.fund.databases, desk.fund.grantee)

    assert browser.get(f"{address(desk.report())}/import")[0] == 404
    assert Browser(desk.fund.databases, world.ADMINISTRATOR).get("/funding/reports")[0] == 403


def test_a_report_asks_the_database_as_often_for_many_lines_as_for_few(desk: Desk) -> None:
    browser, report = Browser(desk.fund.databases, desk.fund.grantee), desk.written()
    browser.attach(f"{address(report)}/import", table(GOOD))
    few = queries_of(desk.fund.databases, lambda: browser.get(address(report)))
    browser.attach(
        f"{address(report)}/import", table(*[GOOD.replace("INV-1", f"INV-{n}") for n in range(2, 30)])
    )

    many = queries_of(desk.fund.databases, lambda: browser.get(address(report)))

    assert many == few <= 40
