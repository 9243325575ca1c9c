"""What else happens to a report: lines are entered, claimed, looked at; what is accepted leaves the advance."""

from fractions import Fraction

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from app.documents.actions import keep
from app.funding.awards.models import Award, Modality
from app.funding.awards.queries import shares_of
from app.funding.ledger.actions import Entry, post
from app.funding.ledger.models import Kind
from app.funding.ledger.queries import account_of
from app.funding.ledger.rules import Leg, transfer
from app.funding.models import BOOKS
from app.funding.reports.models import Claim, Expense, ExpensePaper, Report, Verdict
from app.funding.reports.queries import (
    NOTHING,
    Reckoned,
    claimed_elsewhere,
    claims_of,
    key_of,
    line_numbered,
    live_lines,
    next_number,
    reckon,
    whole_report,
)
from app.funding.reports.rules import CLAIMED
from app.funding.reports.schemas import (
    Clear,
    Expect,
    ExpenseForm,
    ExpenseLines,
    PaperForm,
    Reason,
    Review,
    TakeOut,
    Write,
)
from app.kernel.db import table_of
from app.kernel.errors import Refused, why
from app.kernel.flow import Form
from app.kernel.money import Money
from app.kernel.tx import Tx

CLAIMS = table_of(Claim)
PAPER = "expense"


def make_report(tx: Tx, form: Expect) -> Report:
    """A report that the agreement asks for."""
    award = tx.session.get_one(Award, form.award)
    return Report(
        title=award.title,
        award_id=award.id,
        requirement_id=form.requirement,
        kind_of=form.kind_of.value,
        tranche=form.tranche,
        due_on=form.due_on,
        currency=award.currency,
        received=0,
    )


# --- Writing -------------------------------------------------------------------------------------


def write(_tx: Tx, report: Report, form: Write) -> None:
    """What was done, and the account's two ends."""
    report.done = form.done or None
    report.closes_on, report.received = form.closes_on, form.received


def enter_line(tx: Tx, report: Report, form: ExpenseForm) -> None:
    """One more line."""
    _enter(tx, report, [form])


def enter_lines(tx: Tx, report: Report, form: ExpenseLines) -> None:
    """Many more lines, in their order."""
    _enter(tx, report, form.lines)


def _enter(tx: Tx, report: Report, forms: list[ExpenseForm] | tuple[ExpenseForm, ...]) -> None:
    first = next_number(tx.session, report.id)
    tx.session.add_all(
        Expense(
            report_id=report.id,
            number=number,
            key=key_of(form, report.currency),
            verdict=Verdict.OPEN.value,
            disallowed=0,
            **form.model_dump(),
        )
        for number, form in enumerate(forms, first)
    )


def take_out(tx: Tx, report: Report, form: TakeOut) -> None:
    """The line stays to be read, and claims nothing any more."""
    line = line_numbered(tx.session, report.id, form.line)
    line.taken_out_at = tx.now
    _release(tx, [line])


def keep_paper(tx: Tx, report: Report, form: PaperForm) -> None:
    """A paper of a line; the same file again for another line of the report proves both."""
    line = line_numbered(tx.session, report.id, form.line)
    document = keep(tx, report, form.file, purpose=PAPER, title=form.title)
    if tx.session.get(ExpensePaper, (line.id, document.id)) is None:
        paper = ExpensePaper(expense_id=line.id, document_id=document.id, sha256=form.file.as_sent)
        tx.session.add(paper)


def claim(tx: Tx, report: Report, _form: Form) -> None:
    """R52: each line claims its cost and its files for itself; what another line holds refuses the submission."""
    lines = [line for line in live_lines(whole_report(tx.session, report.id)) if line.cleared_at is None]
    rows = [{"digest": digest, "expense_id": line.id} for line in lines for digest in sorted(claims_of(line))]
    if not rows:
        return
    dialect = postgresql if tx.session.get_bind().dialect.name == "postgresql" else sqlite
    tx.session.execute(
        dialect.insert(CLAIMS).on_conflict_do_nothing(), sorted(rows, key=lambda row: str(row["digest"]))
    )
    if held := claimed_elsewhere(tx.session, lines):
        twice = ", ".join(str(line.number) for line in lines if claims_of(line) & held)
        raise Refused([why("R52", CLAIMED, lines=twice)])


def _release(tx: Tx, lines: list[Expense]) -> None:
    tx.session.execute(delete(CLAIMS).where(CLAIMS.c.expense_id.in_([line.id for line in lines])))


# --- Looking at it -------------------------------------------------------------------------------


def review(tx: Tx, report: Report, form: Review) -> None:
    """What is said of one line; disallowed without an amount, it is disallowed whole."""
    line = line_numbered(tx.session, report.id, form.line)
    whole = line.amount if form.verdict is Verdict.DISALLOWED else 0
    line.verdict, line.remark = form.verdict.value, form.remark or None
    line.disallowed = whole if form.disallowed is None else form.disallowed


def clear(tx: Tx, report: Report, form: Clear) -> None:
    """R52: finance has found that a cost which is there twice is not the same."""
    line = line_numbered(tx.session, report.id, form.line)
    line.cleared_at, line.clearance = tx.now, form.reason
    _release(tx, [line])


def reject(tx: Tx, report: Report, _form: Reason) -> None:
    """Nothing of it counts, and nothing stays claimed."""
    _release(tx, whole_report(tx.session, report.id).lines)


def accept(tx: Tx, report: Report, _form: Form) -> None:
    """Fix what every line comes to, and take what is accepted out of the advance (R57-R59, R61)."""
    whole = whole_report(tx.session, report.id)
    award = tx.session.get_one(Award, report.award_id)
    reckoned = reckon(tx.session, [whole], {award.id: award})[report.id]
    if reckoned.account is None:
        raise LookupError("the rules let a report without rates pass")
    spent = _book_lines(whole, reckoned)
    disallowed = reckoned.account.spent - spent
    whole.spent, whole.disallowed = spent.minor, disallowed.minor
    whole.left, whole.left_booked = reckoned.account.left_local.minor, reckoned.account.left.minor
    whole.difference = reckoned.account.difference.minor
    if award.modality == Modality.ADVANCE:
        _liquidate(tx, award, whole, spent)
        _book_difference(tx, award, whole, reckoned.account.difference)


def _book_lines(report: Report, reckoned: Reckoned) -> Money:
    """Each line at what the fund bears of it; gives their sum. What is disallowed stays in the advance (R57)."""
    spent = NOTHING
    for at, line in enumerate(live_lines(report)):
        whole, off = (reckoned.booked(at, minor) or NOTHING for minor in (line.amount, line.disallowed))
        line.booked = (whole - off).minor
        line.rate = _decimal(reckoned.rates[at])
        spent += whole - off
    return spent


def _decimal(rate: Fraction | None) -> str | None:
    """A rate as it can be read again: exact where it is a decimal number, else to ten decimals."""
    if rate is None:
        return None
    scaled = round(rate * 10**10)
    return f"{scaled // 10**10}.{scaled % 10**10:010}".rstrip("0").rstrip(".")


def _liquidate(tx: Tx, award: Award, report: Report, spent: Money) -> None:
    legs = _legs(tx, award, spent)
    if legs:
        day = report.closes_on or tx.today
        post(tx, Entry(f"{report.holder}/liquidate", "liquidate", day, legs))


def _book_difference(tx: Tx, award: Award, report: Report, difference: Money) -> None:
    """R59: gain or loss by exchange is a journal of its own, on no budget line."""
    legs = _legs(tx, award, abs_of(difference), gain=difference < NOTHING)
    if legs:
        day = report.closes_on or tx.today
        post(tx, Entry(f"{report.holder}/exchange", "exchange-difference", day, legs))


def abs_of(money: Money) -> Money:
    """The amount without its sign."""
    return -money if money < Money.zero(money.currency) else money


def _legs(tx: Tx, award: Award, amount: Money, *, gain: bool = False) -> list[Leg]:
    """Out of the advance of each share in proportion; a gain comes back into it."""
    shares = shares_of(tx.session, [award.id])[award.id]
    stage = Kind.LIQUIDATED if gain else Kind.ADVANCED
    weights = [paying.stages[stage].minor for paying in shares]
    if not amount.minor or not sum(weights):
        return []
    legs: list[Leg] = []
    for paying, part in zip(shares, amount.share(weights), strict=True):
        if part.minor:
            advanced, liquidated = (
                account_of(tx.session, paying.share.holder, kind, BOOKS)
                for kind in (Kind.ADVANCED, Kind.LIQUIDATED)
            )
            one, other = (liquidated, advanced) if gain else (advanced, liquidated)
            legs += transfer(one, other, part.minor)
    return legs
