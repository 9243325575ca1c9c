"""What may be known of reports: those of an award, their account in the books' currency, and what judges them."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, selectinload

from app.funding.awards.models import Award, FxMethod, RequirementKind
from app.funding.models import BOOKS
from app.funding.rates.models import Rate, RateState
from app.funding.reports.exchange import Account, Pool, account
from app.funding.reports.models import (
    COUNTED,
    OWED,
    Claim,
    Expense,
    Report,
    ReportState,
)
from app.funding.reports.schemas import ExpenseForm
from app.funding.tranches.models import Tranche, TrancheState
from app.kernel.actors import Actor
from app.kernel.flow import AnyFlow, seen_by
from app.kernel.money import Money, convert, rate_of

NOTHING = Money.zero(BOOKS)
ONE = Fraction(1)


# --- One report and those of an award --------------------------------------------------------------


def whole_report(session: Session, report_id: int) -> Report:
    """The report with its lines and their papers."""
    statement = (
        select(Report)
        .where(Report.id == report_id)
        .options(selectinload(Report.lines).selectinload(Expense.papers))
        .execution_options(populate_existing=True)
    )
    return session.scalars(statement).one()


def reports_of(session: Session, award_id: int) -> list[Report]:
    """The reports of an award, the first due first."""
    statement = select(Report).where(Report.award_id == award_id)
    return list(session.scalars(statement.order_by(Report.due_on, Report.id)))


def reports_seen_by(
    session: Session, actor: Actor, flow: AnyFlow, award_id: int, now: datetime
) -> list[Report]:
    """The reports of an award that exist for this person, the first due first."""
    statement = select(Report).where(Report.award_id == award_id, seen_by(actor, [flow], now.date()))
    return list(session.scalars(statement.order_by(Report.due_on, Report.id)))


def live_lines(report: Report) -> list[Expense]:
    """The lines that were not taken out."""
    return [line for line in report.lines if line.taken_out_at is None]


def is_overdue(report: Report, today: date) -> bool:
    """Whether the grantee still owes it after its day."""
    return ReportState(report.state) in OWED and report.due_on < today


@dataclass(frozen=True)
class Accounted:
    """What an award's accepted reports come to, for whoever pays the next tranche (R45) or closes the award.

    `kinds` are those accepted for each tranche; amounts in the books' currency.
    """

    kinds: Mapping[int | None, frozenset[RequirementKind]]
    spent: Money
    disallowed: Money
    overdue: int


def accounted_for(session: Session, award_ids: Collection[int], today: date) -> dict[int, Accounted]:
    """For each of these awards what its reports account for, in one query."""
    rows: dict[int, list[Report]] = {award_id: [] for award_id in award_ids}
    for report in session.scalars(select(Report).where(Report.award_id.in_(award_ids))):
        rows[report.award_id].append(report)
    return {award_id: _accounted(reports, today) for award_id, reports in rows.items()}


def _accounted(reports: Iterable[Report], today: date) -> Accounted:
    every = list(reports)
    counted = [report for report in every if ReportState(report.state) in COUNTED]
    kinds: defaultdict[int | None, set[RequirementKind]] = defaultdict(set)
    for report in counted:
        kinds[report.tranche].add(RequirementKind(report.kind_of))
    return Accounted(
        kinds={tranche: frozenset(found) for tranche, found in kinds.items()},
        spent=Money(sum(report.spent or 0 for report in counted), BOOKS),
        disallowed=Money(sum(report.disallowed or 0 for report in counted), BOOKS),
        overdue=sum(is_overdue(report, today) for report in every),
    )


# --- What a line comes to --------------------------------------------------------------------------


class Rates:
    """The confirmed rates of some currencies, the newest in force on a day (R58)."""

    def __init__(self, session: Session, currencies: Collection[str]) -> None:
        self._known: defaultdict[str, list[tuple[date, Fraction]]] = defaultdict(list)
        rows = session.scalars(
            select(Rate)
            .where(Rate.currency.in_(currencies), Rate.state == RateState.CONFIRMED)
            .order_by(Rate.effective_on, Rate.id)
        )
        for rate in rows:
            self._known[rate.currency].append((rate.effective_on, rate_of(rate.per_usd)))

    def on(self, currency: str, day: date) -> Fraction | None:
        """The rate in force, units for one of the books' currency; None where there is none yet."""
        if currency == BOOKS:
            return ONE
        found = [rate for since, rate in self._known[currency] if since <= day]
        return found[-1] if found else None


@dataclass(frozen=True)
class Reckoned:
    """A report's account as it stands: the pool, each line's rate, and the account where every rate is known."""

    pool: Pool
    rates: tuple[Fraction | None, ...]
    closing_rate: Fraction | None
    account: Account | None

    def booked(self, at: int, minor: int) -> Money | None:
        """What so much of a line, in the grantee's currency, comes to."""
        rate = self.rates[at]
        return None if rate is None else convert(Money(minor, self.pool.local.currency), rate, BOOKS)


def reckon(session: Session, reports: Sequence[Report], awards: Mapping[int, Award]) -> dict[int, Reckoned]:
    """The accounts of these reports, whose lines are loaded, in three queries."""
    rates = Rates(session, {report.currency for report in reports})
    pools = _pools(session, reports)
    return {
        report.id: _reckoned(
            report, FxMethod(awards[report.award_id].fx_method or "monthly"), pools[report.id], rates
        )
        for report in reports
    }


def _reckoned(report: Report, method: FxMethod, pool: Pool, rates: Rates) -> Reckoned:
    lines = live_lines(report)
    closing = rates.on(report.currency, report.closes_on) if report.closes_on else None
    if method is FxMethod.RECEIPT and pool.rate is not None:
        of_lines: list[Fraction | None] = [pool.rate for _line in lines]
        closing = closing or pool.rate
    else:
        of_lines = [rates.on(report.currency, line.document_on) for line in lines]
    known = [rate for rate in of_lines if rate is not None]
    whole = None
    if closing is not None and len(known) == len(lines):
        spent = [Money(line.amount, report.currency) for line in lines]
        whole = account(method, pool, spent, known, closing)
    return Reckoned(pool, tuple(of_lines), closing, whole)


def _pools(session: Session, reports: Sequence[Report]) -> dict[int, Pool]:
    """What each report accounts for: what its last accepted forerunner left, and its tranche as it was received."""
    ids = {report.award_id for report in reports}
    before: defaultdict[int, list[Report]] = defaultdict(list)
    for one in session.scalars(
        select(Report)
        .where(Report.award_id.in_(ids), Report.state.in_(COUNTED), Report.left.is_not(None))
        .order_by(Report.closes_on, Report.id)
    ):
        before[one.award_id].append(one)
    tranches = {
        (tranche.award_id, tranche.number): tranche.amount
        for tranche in session.scalars(
            select(Tranche).where(Tranche.award_id.in_(ids), Tranche.state != TrancheState.CANCELLED)
        )
    }
    return {report.id: _pool(report, before[report.award_id], tranches) for report in reports}


def _pool(report: Report, before: Sequence[Report], tranches: Mapping[tuple[int, int], int]) -> Pool:
    earlier = [
        one
        for one in before
        if one.id != report.id and (one.closes_on or date.max) <= (report.closes_on or date.max)
    ]
    last = earlier[-1] if earlier else None
    advanced = tranches.get((report.award_id, report.tranche or 0), 0) if report.received else 0
    left, left_booked = (last.left or 0, last.left_booked or 0) if last else (0, 0)
    return Pool(Money(left + report.received, report.currency), Money(left_booked + advanced, BOOKS))


# --- The same cost twice (R52) ---------------------------------------------------------------------


def key_of(form: ExpenseForm, currency: str) -> str:
    """What makes it the same cost as another: payee, document's number, day and amount, however they are spelt."""
    said = "\0".join(
        (
            "".join(form.payee.casefold().split()),
            "".join(filter(str.isalnum, form.document_number.casefold())),
            form.document_on.isoformat(),
            f"{form.amount} {currency}",
        )
    )
    return hashlib.sha256(f"cost\0{said}".encode()).hexdigest()


def claims_of(line: Expense) -> set[str]:
    """What a line with its papers claims for itself alone."""
    files = {hashlib.sha256(f"file\0{paper.sha256}".encode()).hexdigest() for paper in line.papers}
    return {line.key, *files}


def claimed_elsewhere(session: Session, lines: Sequence[Expense]) -> set[str]:
    """Those of the claims of these lines that another line holds."""
    wanted = {digest for line in lines for digest in claims_of(line)}
    held = select(Claim.digest).where(
        Claim.digest.in_(wanted), Claim.expense_id.not_in([line.id for line in lines])
    )
    return set(session.scalars(held))


# --- Lines by number -------------------------------------------------------------------------------


def lines_on_offer(
    session: Session, _actor: Actor, report: Report, _now: datetime
) -> dict[str, list[tuple[str, str]]]:
    """The lines of a report, as a form's answers."""
    rows = session.scalars(_live(report.id))
    return {"line": [(str(line.number), f"{line.number}. {line.description}, {line.payee}") for line in rows]}


def line_numbered(session: Session, report_id: int, number: int) -> Expense:
    """One line that was not taken out; the rules have made sure that it is there."""
    return session.scalars(_live(report_id).where(Expense.number == number)).one()


def next_number(session: Session, report_id: int) -> int:
    """The number of the next line; a number that was taken out is not given again."""
    return 1 + (session.scalar(select(func.max(Expense.number)).where(Expense.report_id == report_id)) or 0)


def _live(report_id: int) -> Select[Expense]:
    return (
        select(Expense)
        .where(Expense.report_id == report_id, Expense.taken_out_at.is_(None))
        .order_by(Expense.number)
    )
