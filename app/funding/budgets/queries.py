"""What may be known of budgets: those of an award, and the lines that count."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.funding.budgets.models import Budget, BudgetState, bare
from app.funding.models import BOOKS
from app.kernel.money import Money


@dataclass(frozen=True)
class Counting:
    """The approved budget of an award: its thing, and its lines' amounts by their bare names."""

    budget: Budget
    lines: dict[str, Money]


def budgets_of(session: Session, award_id: int) -> list[Budget]:
    """The budgets of an award, the newest first."""
    return list(session.scalars(select(Budget).where(Budget.award_id == award_id).order_by(Budget.id.desc())))


def whole_budget(session: Session, budget_id: int) -> Budget:
    """The budget with its lines."""
    statement = select(Budget).where(Budget.id == budget_id).options(selectinload(Budget.lines))
    return session.scalars(statement).one()


def counting(session: Session, award_ids: Collection[int]) -> dict[int, Counting]:
    """The budget that counts for each of these awards: the one approved last; an award without one is left out."""
    rows = session.scalars(
        select(Budget)
        .where(Budget.award_id.in_(award_ids), Budget.state == BudgetState.APPROVED)
        .options(selectinload(Budget.lines))
        .order_by(Budget.since, Budget.id)
    )
    return {
        budget.award_id: Counting(
            budget, {bare(line.name): Money(line.amount, BOOKS) for line in budget.lines}
        )
        for budget in rows
    }
