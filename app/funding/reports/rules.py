"""What stands against a report and its lines: pure sentences over grounds (R50-R54, R57, R58, R61)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.funding.awards.models import RequirementKind
from app.funding.budgets.models import bare
from app.funding.budgets.rules import overspent
from app.funding.models import BOOKS
from app.funding.reports.models import COSTS, Cost, Proof, Verdict
from app.funding.reports.schemas import Clear, ExpenseForm, ExpenseLines, PaperForm, Review, TakeOut, Write
from app.funding.reports.terms import DEFAULT, Terms
from app.kernel.errors import Why, why
from app.kernel.money import Money
from app.kernel.words import Message, _

NOTHING = Money.zero(BOOKS)
NO_LINE = _("Choose one of the lines.")
CLAIMED = _("The same cost or file was claimed before: line {lines}. A finance officer can clear it.")


@dataclass(frozen=True)
class Entered:
    """A line as the rules see it; `booked` is what it comes to in the books' currency, None without a rate."""

    number: int
    budget_line: str
    cost: Cost
    proof: Proof
    document_on: date
    delivered_on: date
    amount: Money
    booked: Money | None = NOTHING
    disallowed: Money = NOTHING
    papers: int = 1
    verdict: Verdict = Verdict.OPEN
    claimed_twice: bool = False
    cleared: bool = False

    @property
    def borne(self) -> Money:
        """What the fund would bear of it, in the books' currency."""
        return (self.booked or NOTHING) - self.disallowed


@dataclass(frozen=True)
class ReportGrounds:
    """What the moves of a report are judged by; `first_on` and `last_on` are the award's days as amended (R51)."""

    kind_of: RequirementKind
    first_on: date
    last_on: date
    today: date
    terms: Terms = DEFAULT
    done: str = ""
    closes_on: date | None = None
    left: Money | None = None
    """What is left of the money in the grantee's currency; None where nothing is accounted for."""
    closing_rate_is_known: bool = True
    advanced: Money | None = None
    """What of the award's money is advanced; None where the fund pays afterwards or itself."""
    lines: Sequence[Entered] = ()
    budget: Mapping[str, Money] = field(default_factory=dict)
    """What the approved budget has for each line, by its bare name; empty where there is none."""
    spent_before: Mapping[str, Money] = field(default_factory=dict)
    """What accepted reports have spent on each line."""

    @property
    def has_spending(self) -> bool:
        """Whether it accounts for money."""
        return self.kind_of is not RequirementKind.NARRATIVE

    @property
    def is_told(self) -> bool:
        """Whether it says what was done."""
        return self.kind_of is not RequirementKind.FINANCIAL

    def line(self, number: int) -> Entered | None:
        """The line of this number."""
        return next((line for line in self.lines if line.number == number), None)


# --- Writing -------------------------------------------------------------------------------------


def accounts_for_money(grounds: ReportGrounds) -> Why | None:
    """A narrative report has no lines."""
    return None if grounds.has_spending else why("", _("A narrative report has no spending."))


def account_closes_by_today(grounds: ReportGrounds, form: Write) -> Why | None:
    """An account is closed on a day that has come, within the award's time or after it."""
    if form.closes_on is None or grounds.first_on <= form.closes_on <= grounds.today:
        return None
    return why("", _("Give a day between {first} and today."), field="closes_on", first=grounds.first_on)


def line_fits(grounds: ReportGrounds, form: ExpenseForm) -> Why | None:
    """R51, R57 of one line as it is typed."""
    return _fits(grounds, form)


def lines_fit(grounds: ReportGrounds, form: ExpenseLines) -> Why | None:
    """R51, R57 of many lines; the page names all that do not fit, this the first."""
    return next(iter(misfits(grounds, form)), None)


def misfits(grounds: ReportGrounds, form: ExpenseLines) -> list[Why]:
    """Every line that does not fit, by its row."""
    found = ((row, _fits(grounds, line)) for row, line in enumerate(form.lines, 1))
    return [
        Why(reason.rule, Message(_("Row {row}: {said}"), {"row": row, "said": reason.text}), "lines")
        for row, reason in found
        if reason is not None
    ]


def _fits(grounds: ReportGrounds, form: ExpenseForm) -> Why | None:
    if form.cost in grounds.terms.ineligible:
        return why("R57", _("The fund never pays this: {cost}."), field="cost",
                   cost=Message(COSTS[form.cost]))  # fmt: skip
    for name, day in (("document_on", form.document_on), ("delivered_on", form.delivered_on)):
        if day > grounds.today:
            return why("", _("This day is still to come."), field=name)
        if not grounds.first_on <= day <= grounds.last_on:
            return why("R51", _("The award pays for what is dated from {first} to {last}."),
                       field=name, first=grounds.first_on, last=grounds.last_on)  # fmt: skip
    return None


def line_is_there(grounds: ReportGrounds, form: TakeOut | PaperForm | Review | Clear) -> Why | None:
    """A line of this report."""
    return None if grounds.line(form.line) is not None else why("", NO_LINE, field="line")


# --- Submitting ----------------------------------------------------------------------------------


def says_what_was_done(grounds: ReportGrounds) -> Why | None:
    """A narrative tells."""
    return None if grounds.done or not grounds.is_told else why("", _("Write what was done."))


def account_is_closed(grounds: ReportGrounds) -> Why | None:
    """An account of money has a last day."""
    if grounds.closes_on is not None or not grounds.has_spending:
        return None
    return why("", _("Give the last day of the account, and what was received."))


def every_line_has_its_paper(grounds: ReportGrounds) -> Why | None:
    """R50: no line without a file."""
    bare = _numbers(line for line in grounds.lines if not line.papers)
    return why("R50", _("Add the paper that proves line {lines}."), lines=bare) if bare else None


def vouchers_are_small(grounds: ReportGrounds) -> Why | None:
    """R50: a voucher stands for an invoice up to an amount a line and a share of the report; exactly these pass."""
    vouchers = [line for line in grounds.lines if line.proof is Proof.VOUCHER]
    most = grounds.terms.voucher_most
    if large := _numbers(line for line in vouchers if (line.booked or NOTHING) > most):
        text = _("A voucher stands for an invoice up to {most} only: line {lines}.")
        return why("R50", text, most=most, lines=large)
    share = grounds.terms.voucher_share
    if _sum(vouchers).minor <= share * _sum(grounds.lines).minor:
        return None
    return why("R50", _("Vouchers stand for at most {most_percent} of a report."), most_percent=share)


def lines_are_in_time(grounds: ReportGrounds) -> Why | None:
    """R51, once more: the award's days may have been amended."""
    first, last = grounds.first_on, grounds.last_on
    outside = _numbers(
        line
        for line in grounds.lines
        if not all(first <= day <= last for day in (line.document_on, line.delivered_on))
    )
    return (
        why("R51", _("Dated outside of the award's time: line {lines}."), lines=outside) if outside else None
    )


def nothing_is_claimed_twice(grounds: ReportGrounds) -> Why | None:
    """R52: the same cost or the same file stands in the portfolio already; the database decides it again."""
    twice = _numbers(line for line in grounds.lines if line.claimed_twice and not line.cleared)
    return why("R52", CLAIMED, lines=twice) if twice else None


def rates_are_known(grounds: ReportGrounds) -> Why | None:
    """R58: without the rate of its month no line can be counted."""
    if not grounds.closing_rate_is_known:
        return why("R58", _("There is no confirmed rate for the last day of the account. Ask finance."))
    lacking = _numbers(line for line in grounds.lines if line.booked is None)
    if not lacking:
        return None
    return why(
        "R58", _("There is no confirmed rate for the day of line {lines}. Ask finance."), lines=lacking
    )


def spent_is_received(grounds: ReportGrounds) -> Why | None:
    """Nobody accounts for more than was received."""
    if grounds.left is None or grounds.left >= Money.zero(grounds.left.currency):
        return None
    return why("", _("The lines are {more} more than was received."), more=-grounds.left)


def indirect_cost_is_small(grounds: ReportGrounds) -> Why | None:
    """R54: of what the fund bears, indirect cost is at most a share of direct cost; exactly the share passes."""
    indirect = [line for line in grounds.lines if line.cost is Cost.INDIRECT]
    direct = [line for line in grounds.lines if line.cost is not Cost.INDIRECT]
    share = grounds.terms.indirect_share
    if _borne(indirect).minor <= share * _borne(direct).minor:
        return None
    return why("R54", _("Indirect cost is at most {most_percent} of direct cost."), most_percent=share)


COMPLETE = (
    says_what_was_done,
    account_is_closed,
    every_line_has_its_paper,
    vouchers_are_small,
    lines_are_in_time,
    nothing_is_claimed_twice,
    rates_are_known,
    spent_is_received,
    indirect_cost_is_small,
)
"""All that must be so before a report is submitted."""


# --- Looking at it -------------------------------------------------------------------------------


def says_why(_grounds: ReportGrounds, form: Review) -> Why | None:
    """A query and a disallowance are explained to the grantee."""
    if form.verdict is Verdict.ACCEPTED or form.remark:
        return None
    return why("", _("Say why."), field="remark")


def disallows_no_more_than_the_line(grounds: ReportGrounds, form: Review) -> Why | None:
    """What is disallowed is a part of the line, and only of a line that is disallowed."""
    line = grounds.line(form.line)
    if line is None or form.disallowed is None:
        return None
    if form.verdict is Verdict.DISALLOWED and 0 < form.disallowed <= line.amount.minor:
        return None
    return why("", _("Give a part of the line's amount, {amount}, of a line that you disallow."),
               field="disallowed", amount=line.amount)  # fmt: skip


def is_a_narrative(grounds: ReportGrounds) -> Why | None:
    """What tells and accounts for nothing is the programme officer's to accept."""
    return None if not grounds.has_spending else why("", _("Finance accepts a report with spending."))


def every_line_is_looked_at(grounds: ReportGrounds) -> Why | None:
    """No line is open or queried when the report is accepted."""
    waiting = _numbers(line for line in grounds.lines if line.verdict in (Verdict.OPEN, Verdict.QUERIED))
    return why("", _("Accept or disallow line {lines} first."), lines=waiting) if waiting else None


def nothing_is_disallowed(grounds: ReportGrounds) -> Why | None:
    """A report with a disallowance is accepted as such."""
    disallowed = _numbers(line for line in grounds.lines if line.verdict is Verdict.DISALLOWED)
    if not disallowed:
        return None
    return why("", _("Accept it with its disallowance: line {lines}."), lines=disallowed)


def something_is_disallowed(grounds: ReportGrounds) -> Why | None:
    """The other way round."""
    if any(line.verdict is Verdict.DISALLOWED for line in grounds.lines):
        return None
    return why("", _("No line is disallowed: accept it as it is."))


def advance_covers_it(grounds: ReportGrounds) -> Why | None:
    """R61: no more is accounted for than was advanced; the ledger decides it again."""
    if grounds.advanced is None or _borne(grounds.lines) <= grounds.advanced:
        return None
    return why("R61", _("{spent} is accounted for, but only {advanced} is advanced."),
               spent=_borne(grounds.lines), advanced=grounds.advanced)  # fmt: skip


def keeps_to_the_budget(grounds: ReportGrounds) -> Why | None:
    """R53, of what was accepted before and what would be now."""
    spent = dict(grounds.spent_before)
    for line in grounds.lines:
        name = bare(line.budget_line)
        spent[name] = spent.get(name, NOTHING) + line.borne
    return overspent(grounds.budget, spent, grounds.terms.budget_share)


ACCEPTABLE = (
    every_line_is_looked_at,
    nothing_is_claimed_twice,
    rates_are_known,
    indirect_cost_is_small,
    advance_covers_it,
    keeps_to_the_budget,
)
"""All that must be so before a report with spending is accepted."""


def _numbers(lines: Iterable[Entered]) -> str:
    """The numbers of these lines, as one sentence names them all."""
    return ", ".join(str(line.number) for line in lines)


def _sum(lines: Iterable[Entered]) -> Money:
    return sum((line.booked or NOTHING for line in lines), start=NOTHING)


def _borne(lines: Iterable[Entered]) -> Money:
    return sum((line.borne for line in lines), start=NOTHING)
