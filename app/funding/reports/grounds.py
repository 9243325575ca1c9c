"""What the moves of reports are judged by, for many at once."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.funding.awards.models import Award, Modality, RequirementKind
from app.funding.awards.queries import added, shares_of
from app.funding.budgets.models import bare
from app.funding.budgets.queries import counting
from app.funding.ledger.models import Kind
from app.funding.models import BOOKS
from app.funding.reports.models import (
    COUNTED,
    Cost,
    Expense,
    Proof,
    Report,
    Verdict,
)
from app.funding.reports.queries import NOTHING, Reckoned, claimed_elsewhere, claims_of, live_lines, reckon
from app.funding.reports.rules import Entered, ReportGrounds
from app.funding.reports.terms import DEFAULTS, POLICY, read_terms
from app.kernel.actors import Actor
from app.kernel.money import Money
from app.kernel.policy import all_in_force


def grounds_of(
    session: Session, _actor: Actor, reports: Sequence[Report], now: datetime
) -> dict[int, ReportGrounds]:
    """What the moves of these reports are judged by, in a fixed number of queries."""
    whole = {
        report.id: report
        for report in session.scalars(
            select(Report)
            .where(Report.id.in_([report.id for report in reports]))
            .options(selectinload(Report.lines).selectinload(Expense.papers))
            .execution_options(populate_existing=True)
        )
    }
    awards = {
        award.id: award
        for award in session.scalars(
            select(Award).where(Award.id.in_({report.award_id for report in whole.values()}))
        )
    }
    shares = shares_of(session, list(awards))
    reckoned = reckon(session, list(whole.values()), awards)
    terms = all_in_force(session, POLICY, {award.country for award in awards.values()}, now.date())
    budgets = counting(session, list(awards))
    spent_before = _spent_by_line(session, list(awards))
    every = [line for report in whole.values() for line in live_lines(report)]
    held = claimed_elsewhere(session, every)
    found = {}
    for key, report in whole.items():
        award = awards[report.award_id]
        policy = terms.get(award.country)
        advanced = added(one.stages for one in shares[award.id])[Kind.ADVANCED]
        found[key] = ReportGrounds(
            kind_of=RequirementKind(report.kind_of),
            first_on=award.starts_on,
            last_on=award.ends_on,
            today=now.date(),
            terms=read_terms(policy.settings if policy else DEFAULTS),
            done=report.done or "",
            closes_on=report.closes_on,
            left=_left(report, reckoned[key]),
            closing_rate_is_known=report.closes_on is None or reckoned[key].closing_rate is not None,
            advanced=advanced if award.modality == Modality.ADVANCE else None,
            lines=_entered(report, reckoned[key], held),
            budget=budgets[award.id].lines if award.id in budgets else {},
            spent_before=spent_before.get(award.id, {}),
        )
    return found


def _spent_by_line(session: Session, award_ids: Collection[int]) -> dict[int, dict[str, Money]]:
    """What accepted reports have spent on each budget line, by award and the line's bare name."""
    rows = session.execute(
        select(Report.award_id, Expense.budget_line, Expense.booked)
        .join(Expense, Expense.report_id == Report.id)
        .where(Report.award_id.in_(award_ids), Report.state.in_(COUNTED), Expense.booked.is_not(None))
    )
    found: defaultdict[int, dict[str, Money]] = defaultdict(dict)
    for award_id, name, minor in rows:
        sums = found[award_id]
        sums[bare(name)] = sums.get(bare(name), NOTHING) + Money(minor or 0, BOOKS)
    return dict(found)


def _left(report: Report, reckoned: Reckoned) -> Money | None:
    spent = sum(line.amount for line in live_lines(report))
    return reckoned.pool.local - Money(spent, report.currency) if report.lines else None


def _entered(report: Report, reckoned: Reckoned, held: Collection[str]) -> list[Entered]:
    lines = live_lines(report)
    keys = Counter(line.key for line in lines)
    return [
        Entered(
            number=line.number,
            budget_line=line.budget_line,
            cost=Cost(line.cost),
            proof=Proof(line.proof),
            document_on=line.document_on,
            delivered_on=line.delivered_on,
            amount=Money(line.amount, report.currency),
            booked=reckoned.booked(at, line.amount),
            disallowed=reckoned.booked(at, line.disallowed) or NOTHING,
            papers=len(line.papers),
            verdict=Verdict(line.verdict),
            claimed_twice=keys[line.key] > 1 or bool(claims_of(line) & set(held)),
            cleared=line.cleared_at is not None,
        )
        for at, line in enumerate(lines)
    ]
