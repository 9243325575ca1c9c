"""Reports through their flow: due with the award, written, submitted, looked at, accepted; the worked example to the cent."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from app.funding.awards.models import Award, RequirementKind
from app.funding.budgets.flow import BUDGETS
from app.funding.budgets.models import Budget
from app.funding.budgets.schemas import BudgetForm
from app.funding.ledger.fsck import fsck
from app.funding.ledger.models import Kind
from app.funding.reports.flow import REPORTS
from app.funding.reports.models import Claim, Expense, Report, ReportState
from app.funding.reports.queries import accounted_for, is_overdue, reckon, reports_of, whole_report
from app.funding.reports.schemas import Clear, ExpenseLines, PaperForm, Reason, TakeOut, Write
from app.kernel.actors import Actor, Post, Role, Scope, ScopeKind
from app.kernel.db import Databases
from app.kernel.errors import NotAllowed, NotFound, Refused
from app.kernel.flow import begin, find, fire
from app.kernel.money import Money
from tests.funding.awarding import MANAGER, OFFICER, Fund, fund_on
from tests.funding.fund import FINANCE, moving
from tests.funding.reporting import Desk, advance, another_desk, desk_on, line, paper
from tests.parties.make import group
from tests.places.world import NOW

TODAY = NOW.date()


@pytest.fixture
def fund(house_db: Databases) -> Fund:
    return fund_on(house_db)


@pytest.fixture
def desk(fund: Fund) -> Desk:
    """An award of the worked example, by the monthly method."""
    return desk_on(fund)


def against(
    desk: Desk, report: Report, name: str, form: Any = None, actor: Actor | None = None
) -> list[tuple[str, str | None]]:
    """The rules and fields that stand against this move."""
    with pytest.raises(Refused) as refusal:
        desk.move(report, name, form, actor)
    return [(reason.rule, reason.field) for reason in refusal.value.whys]


# --- Due -----------------------------------------------------------------------------------------


def test_R41_what_the_agreement_asks_for_is_due_when_the_award_begins(desk: Desk) -> None:
    with desk.fund.databases.read() as session:
        reports = reports_of(session, desk.award.id)

    asked = [(report.kind_of, report.tranche, report.state) for report in reports if report.tranche]
    assert sorted(asked) == sorted(
        (kind, tranche, ReportState.DUE) for tranche in (1, 2, 3) for kind in ("financial", "narrative")
    )
    assert all(report.root_id == desk.award.id for report in reports)


def test_a_report_is_overdue_after_its_day_until_it_is_submitted(desk: Desk) -> None:
    report = desk.report()
    after = report.due_on.replace(year=report.due_on.year + 1)

    assert not is_overdue(report, report.due_on)
    assert is_overdue(report, after)
    assert not is_overdue(desk.submitted(), after)


def test_suspending_and_resuming_expects_no_report_twice(desk: Desk) -> None:
    with desk.fund.databases.read() as session:
        before = len(reports_of(session, desk.award.id))
    for name in ("suspend", "resume"):
        desk.fund.move(desk.award, name, MANAGER)

    with desk.fund.databases.read() as session:
        assert len(reports_of(session, desk.award.id)) == before


# --- The worked example ----------------------------------------------------------------------------


def test_R58_R59_the_worked_example_by_the_monthly_rate_is_right_to_the_cent(desk: Desk) -> None:
    report = desk.submitted()
    for number in (1, 2, 3):
        desk.review(report, number)

    desk.move(report, "accept", actor=FINANCE)

    whole = desk.whole(report)
    assert [entry.booked for entry in whole.lines] == [248_656, 496_000, 589_474]
    assert [entry.rate for entry in whole.lines] == ["3720", "3750", "3800"]
    assert (whole.spent, whole.left, whole.left_booked, whole.difference) == (
        1_334_130,
        3_030_000,
        79_737,
        26_133,
    )
    assert desk.fund.stands(desk.award) == {
        Kind.COMMITTED: 2_160_000,
        Kind.ADVANCED: 79_737,
        Kind.LIQUIDATED: 1_334_130 + 26_133,
    }
    assert whole.state == ReportState.ACCEPTED


def test_R58_the_worked_example_by_the_receipt_rate_leaves_no_loss(fund: Fund) -> None:
    desk = desk_on(fund, method="receipt")
    report = desk.submitted()
    for number in (1, 2, 3):
        desk.review(report, number)

    desk.move(report, "accept", actor=FINANCE)

    whole = desk.whole(report)
    assert (whole.spent, whole.left_booked, whole.difference) == (1_358_108, 81_892, 0)
    assert desk.fund.stands(desk.award)[Kind.ADVANCED] == 81_892


def test_R57_R61_what_is_disallowed_stays_in_the_advance_and_everything_sums(desk: Desk) -> None:
    report = desk.submitted()
    desk.review(report, 1)
    desk.review(report, 2, "disallowed", disallowed=3_750_000, remark="No delivery note for 100 bags")
    desk.review(report, 3)

    desk.move(report, "accept_in_part", actor=FINANCE)

    whole = desk.whole(report)
    assert whole.state == ReportState.ACCEPTED_WITH_DISALLOWANCE
    assert (whole.disallowed, whole.spent) == (100_000, 1_234_130)
    parts = (whole.spent, whole.disallowed, whole.left_booked, whole.difference)
    assert sum(part or 0 for part in parts) == 1_440_000
    assert desk.fund.stands(desk.award)[Kind.ADVANCED] == 79_737 + 100_000


def test_the_ledger_is_sound_after_a_report_over_two_shares(fund: Fund) -> None:
    desk = desk_on(fund, parts=(2_400_001, 1_199_999))
    report = desk.submitted()
    for number in (1, 2, 3):
        desk.review(report, number)

    desk.move(report, "accept", actor=FINANCE)

    with fund.databases.read() as session:
        assert fsck(session).differences == []
    assert desk.fund.stands(desk.award)[Kind.ADVANCED] == 79_737


def test_the_next_report_begins_with_what_the_last_one_left(desk: Desk) -> None:
    first = desk.submitted()
    for number in (1, 2, 3):
        desk.review(first, number)
    desk.move(first, "accept", actor=FINANCE)
    second = desk.report(tranche=2)
    desk.move(second, "start")
    received = Write.model_validate({"closes_on": "2026-06-29", "received": 54_720_000})
    desk.move(second, "write", received)

    with desk.fund.databases.read() as session:
        whole = whole_report(session, second.id)
        award = session.get_one(Award, desk.award.id)
        pool = reckon(session, [whole], {award.id: award})[second.id].pool
        found = accounted_for(session, [desk.award.id], TODAY)[desk.award.id]

    assert pool.local == Money.of("57750000", "UGX")
    assert pool.booked == Money.of("15197.37", "USD")
    assert found.spent == Money.of("13341.30", "USD")
    assert found.kinds == {1: frozenset({RequirementKind.FINANCIAL})}


# --- What stands against it --------------------------------------------------------------------------


def test_R50_a_line_without_its_paper_is_not_submitted(desk: Desk) -> None:
    report = desk.written()
    desk.move(report, "enter", line())

    assert against(desk, report, "submit") == [("R50", None)]


def test_R51_a_line_dated_outside_of_the_award_is_not_entered(desk: Desk) -> None:
    report = desk.written()

    assert against(desk, report, "enter", line(day="2025-12-31")) == [("R51", "document_on")]
    assert against(desk, report, "enter", line(delivered_on="2025-12-31")) == [("R51", "delivered_on")]
    assert against(desk, report, "enter", line(day="2026-07-01")) == [("", "document_on")]


def test_R57_a_kind_that_is_never_paid_is_not_entered(desk: Desk) -> None:
    assert against(desk, desk.written(), "enter", line(cost="alcohol")) == [("R57", "cost")]


def test_R58_without_a_rate_no_line_is_counted(fund: Fund) -> None:
    desk = desk_on(fund, currency="KES")
    report = desk.written()
    desk.entered(report, line("1000.00", currency="KES"), 1)

    assert against(desk, report, "submit") == [("R58", None)]


def test_an_account_without_its_last_day_is_not_submitted(desk: Desk) -> None:
    assert against(desk, desk.written(closes_on=None), "submit") == [("", None)]


def test_an_account_is_closed_on_a_day_that_has_come(desk: Desk) -> None:
    report = desk.written()
    form = Write.model_validate({"closes_on": "2026-07-01"})

    assert against(desk, report, "write", form) == [("", "closes_on")]


def test_nobody_accounts_for_more_than_was_received(desk: Desk) -> None:
    report = desk.written(received=1_000_000)
    desk.entered(report, line("1000001"), 1)

    assert against(desk, report, "submit") == [("", None)]


@pytest.mark.parametrize(("indirect", "rules"), [("651000", []), ("651038", ["R54"])])
def test_R54_indirect_cost_is_at_most_seven_percent_of_direct_cost(
    desk: Desk, indirect: str, rules: list[str]
) -> None:
    report = desk.written()
    desk.entered(report, line("9300000"), 1)
    desk.entered(report, line(indirect, cost="indirect"), 2)

    if rules:
        assert [rule for rule, _field in against(desk, report, "submit")] == rules
    else:
        assert desk.move(report, "submit").state == ReportState.SUBMITTED


@pytest.mark.parametrize(("voucher", "rules"), [("186000", []), ("186372", ["R50"])])
def test_R50_a_voucher_stands_for_fifty_dollars_at_most(desk: Desk, voucher: str, rules: list[str]) -> None:
    report = desk.written()
    desk.entered(report, line(), 1)
    desk.entered(report, line(voucher, proof="voucher"), 2)

    if rules:
        assert [rule for rule, _field in against(desk, report, "submit")] == rules
    else:
        assert desk.move(report, "submit").state == ReportState.SUBMITTED


def test_R50_vouchers_are_at_most_a_tenth_of_a_report(desk: Desk) -> None:
    report = desk.written()
    desk.entered(report, line("186000", proof="voucher"), 1)
    desk.entered(report, line("1488000"), 2)

    assert against(desk, report, "submit") == [("R50", None)]


def test_a_narrative_report_tells_and_has_no_lines(desk: Desk) -> None:
    report = desk.report("narrative")
    desk.move(report, "start")

    assert against(desk, report, "enter", line()) == [("", None)]
    assert against(desk, report, "submit") == [("", None)]


def test_a_narrative_is_accepted_by_the_programme_officer(desk: Desk) -> None:
    report = desk.report("narrative")
    desk.move(report, "start")
    desk.move(report, "write", Write(done="Half of the drain"))
    desk.move(report, "submit")

    with pytest.raises(Refused):
        desk.move(report, "accept", actor=FINANCE)
    accepted = desk.move(report, "accept_narrative", actor=OFFICER)

    assert accepted.state == ReportState.ACCEPTED


# --- The same cost twice -----------------------------------------------------------------------------


def test_R52_the_same_cost_in_another_award_blocks_until_finance_clears_it(desk: Desk) -> None:
    desk.submitted()
    other = another_desk(desk.fund)
    report = other.written()
    spelt = line(payee=" HARDWARE  shop", document_number="inv 9250000")
    other.entered(report, spelt, 1)
    assert against(other, report, "submit") == [("R52", None)]

    other.move(report, "clear", Clear(line=1, reason="Two deliveries under one number"), FINANCE)

    assert other.move(report, "submit").state == ReportState.SUBMITTED


def test_R52_the_same_file_in_another_award_blocks(desk: Desk) -> None:
    first = desk.written()
    desk.entered(first, line(), 1, text="one invoice")
    desk.move(first, "submit")
    other = another_desk(desk.fund)
    report = other.written()
    other.entered(report, line("777000"), 1, text="one invoice")

    assert against(other, report, "submit") == [("R52", None)]


def test_R52_the_same_cost_twice_in_one_report_blocks_and_one_paper_may_prove_two_lines(desk: Desk) -> None:
    report = desk.written()
    desk.entered(report, line(), 1, text="one invoice")
    desk.entered(report, line("777000"), 2, text="one invoice")
    desk.entered(report, line(), 3)

    assert against(desk, report, "submit") == [("R52", None)]
    desk.move(report, "take_out", TakeOut(line=3, reason="Entered twice"))
    assert desk.move(report, "submit").state == ReportState.SUBMITTED


def test_R52_of_two_who_submit_the_same_cost_at_once_one_is_first(desk: Desk) -> None:
    other = another_desk(desk.fund)
    both = [(one, one.written()) for one in (desk, other)]
    for number, (one, report) in enumerate(both):
        one.entered(report, line(), 1, text=f"invoice {number}")
    start = Barrier(2)

    def submit(one: Desk, report: Report) -> str:
        start.wait()
        try:
            return one.move(report, "submit").state
        except Refused as refusal:
            return refusal.whys[0].rule

    with ThreadPoolExecutor(2) as pool:
        found = sorted(pool.map(submit, *zip(*both, strict=True)))

    assert found == ["R52", ReportState.SUBMITTED]


def test_R52_a_line_taken_out_or_rejected_claims_nothing(desk: Desk) -> None:
    report = desk.submitted()
    desk.move(report, "return", Reason(reason="Line 1 is another project's"), OFFICER)
    desk.move(report, "take_out", TakeOut(line=1, reason="Another project's"))
    desk.move(report, "submit")
    desk.move(report, "reject", Reason(reason="Not of this award"), FINANCE)

    with desk.fund.databases.read() as session:
        assert session.query(Claim).count() == 0
        assert session.query(Expense).count() == 3


def test_a_report_returned_is_submitted_again_with_its_own_claims(desk: Desk) -> None:
    report = desk.submitted()

    desk.move(report, "return", Reason(reason="Say more of line 2"), OFFICER)

    assert desk.move(report, "submit").state == ReportState.SUBMITTED


# --- The budget ----------------------------------------------------------------------------------


def budget(desk: Desk, **lines: int) -> Budget:
    """A budget of these lines, proposed by the grantee."""
    told = {
        "award": desk.award.reference,
        "lines": [{"name": name, "amount": minor} for name, minor in lines.items()],
    }
    with moving(desk.fund.databases, desk.fund.grantee) as tx:
        return begin(tx, BUDGETS, "propose", BudgetForm.model_validate(told))


def settled(desk: Desk, made: Budget, name: str, actor: Actor = OFFICER) -> Budget:
    """The budget after one move."""
    with moving(desk.fund.databases, actor) as tx:
        form = BUDGETS.by_name[name].form
        asked = form.model_validate({"reason": "Revised"} if name == "withdraw" else {})
        return fire(tx, BUDGETS, tx.session.get_one(Budget, made.id), name, asked)


def test_a_budget_is_of_the_whole_award_under_different_names(desk: Desk) -> None:
    with pytest.raises(Refused, match="sum to"):
        budget(desk, Materials=3_599_999)
    with pytest.raises(Refused, match="are called"):
        budget(desk, Materials=1_800_000, MATERIALS=1_800_000)


def test_R49_who_proposed_a_budget_does_not_approve_it(desk: Desk) -> None:
    both = Actor(desk.fund.grantee.reference, desk.fund.grantee.posts | OFFICER.posts, fresh=True)
    made = budget(desk, Materials=3_600_000)

    with pytest.raises(Refused) as refusal:
        settled(desk, made, "approve", both)

    assert [reason.rule for reason in refusal.value.whys] == ["R49"]


def reviewed(desk: Desk) -> Report:
    """The report of the worked example, every line accepted: 13,341.30 on materials."""
    report = desk.submitted()
    for number in (1, 2, 3):
        desk.review(report, number)
    return report


@pytest.mark.parametrize(("materials", "rules"), [(1_111_775, []), (1_111_774, ["R53"])])
def test_R53_a_line_is_overspent_by_twenty_percent_at_most(
    desk: Desk, materials: int, rules: list[str]
) -> None:
    settled(desk, budget(desk, Materials=materials, Works=3_600_000 - materials), "approve")
    report = reviewed(desk)

    if rules:
        assert [rule for rule, _field in against(desk, report, "accept", None, FINANCE)] == rules
    else:
        assert desk.move(report, "accept", actor=FINANCE).state == ReportState.ACCEPTED


def test_R53_a_new_line_needs_a_revision_that_is_approved(desk: Desk) -> None:
    settled(desk, budget(desk, Works=3_600_000), "approve")
    report = reviewed(desk)
    assert [rule for rule, _field in against(desk, report, "accept", None, FINANCE)] == ["R53"]
    revision = budget(desk, Works=1_800_000, materials=1_800_000)
    assert [rule for rule, _field in against(desk, report, "accept", None, FINANCE)] == ["R53"]

    settled(desk, revision, "approve")

    assert desk.move(report, "accept", actor=FINANCE).state == ReportState.ACCEPTED


def test_R53_what_is_disallowed_weighs_on_no_line(desk: Desk) -> None:
    settled(desk, budget(desk, Works=3_600_000), "approve")
    report = desk.submitted()
    for number in (1, 2, 3):
        desk.review(report, number, "disallowed", remark="Not in the budget")

    assert desk.move(report, "accept_in_part", actor=FINANCE).state == ReportState.ACCEPTED_WITH_DISALLOWANCE
    assert desk.whole(report).spent == 0


def test_R53_counts_what_earlier_reports_have_spent(desk: Desk) -> None:
    settled(desk, budget(desk, Materials=1_200_000, Works=2_400_000), "approve")
    desk.move(reviewed(desk), "accept", actor=FINANCE)
    second = desk.report(tranche=2)
    desk.move(second, "start")
    received = Write.model_validate({"closes_on": "2026-06-29", "received": 54_720_000})
    desk.move(second, "write", received)
    advance(desk.fund, desk.award, 1_440_000, "again")
    desk.entered(second, line("4091000", "2026-05-10", document_number="INV-9"), 1)
    desk.move(second, "submit")
    desk.review(second, 1)

    assert [rule for rule, _field in against(desk, second, "accept", None, FINANCE)] == ["R53"]


# --- Who, and many at once -----------------------------------------------------------------------------


def test_R49_who_clears_a_line_may_go_on_to_accept_but_a_grantee_never_does(desk: Desk) -> None:
    report = desk.submitted()
    both = Actor(desk.fund.grantee.reference, desk.fund.grantee.posts | FINANCE.posts, fresh=True)

    assert [rule for rule, _field in against(desk, report, "accept", None, both)] == ["R49", ""]


def test_every_line_is_looked_at_before_the_report_is_accepted(desk: Desk) -> None:
    report = desk.submitted()
    desk.review(report, 1)
    desk.review(report, 2, "queried", remark="Which drain?")

    assert against(desk, report, "accept", None, FINANCE) == [("", None)]


def test_a_query_says_why_and_a_disallowance_is_a_part_of_its_line(desk: Desk) -> None:
    report = desk.submitted()

    with pytest.raises(Refused) as silent:
        desk.review(report, 1, "queried")
    with pytest.raises(Refused) as much:
        desk.review(report, 1, "disallowed", disallowed=9_250_001, remark="Too dear")

    assert [reason.field for reason in silent.value.whys] == ["remark"]
    assert [reason.field for reason in much.value.whys] == ["disallowed"]


def test_R61_no_more_is_accepted_than_was_advanced(fund: Fund) -> None:
    desk = desk_on(fund, advanced=1_000_000)
    report = desk.submitted()
    for number in (1, 2, 3):
        desk.review(report, number)

    assert against(desk, report, "accept", None, FINANCE) == [("R61", None)]


def test_many_lines_are_entered_in_their_order_or_none(desk: Desk) -> None:
    report = desk.written()
    good = ExpenseLines(lines=(line("100000"), line("200000")))
    bad = ExpenseLines(lines=(line("300000"), line("400000", cost="fines")))

    desk.move(report, "import", good)

    assert [rule for rule, _field in against(desk, report, "import", bad)] == ["R57"]
    assert [entry.number for entry in desk.whole(report).lines] == [1, 2]


def test_the_same_paper_sent_again_for_a_line_is_no_second_one(desk: Desk) -> None:
    report = desk.written()
    desk.entered(report, line(), 1, text="one invoice")
    again = PaperForm(file=paper("one invoice"), title="Invoice", line=1)

    desk.move(report, "attach", again)

    assert len(desk.whole(report).lines[0].papers) == 1


def test_a_line_of_no_such_number_is_not_touched(desk: Desk) -> None:
    report = desk.filled()

    assert against(desk, report, "take_out", TakeOut(line=9, reason="Gone")) == [("", "line")]


def test_another_grantee_neither_sees_nor_writes_the_report(desk: Desk) -> None:
    report = desk.report()
    other = group(desk.fund.databases, desk.fund.settlement, "Kpaye Water Group")
    stranger = Actor("usr_60", frozenset({Post(Role.APPLICANT, Scope(ScopeKind.PARTY, other.id))}))

    with desk.fund.databases.read() as session, pytest.raises(NotFound):
        find(session, stranger, REPORTS, report.reference, NOW)
    with pytest.raises(NotAllowed):
        desk.move(report, "start", actor=stranger)
