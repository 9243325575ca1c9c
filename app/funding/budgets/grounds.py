"""What a budget grows from, and what its moves are judged by."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.funding.awards.flow import AWARDS
from app.funding.awards.models import Award
from app.funding.budgets.models import Budget, BudgetLine
from app.funding.budgets.rules import BudgetGrounds
from app.funding.budgets.schemas import BudgetForm
from app.funding.models import BOOKS
from app.kernel.actors import Actor
from app.kernel.flow import find
from app.kernel.money import Money


def award_of_form(session: Session, actor: Actor, form: BudgetForm, now: datetime) -> Award:
    """The award that the form names."""
    return find(session, actor, AWARDS, form.award, now)


def ground_proposal(session: Session, actor: Actor, form: BudgetForm, now: datetime) -> BudgetGrounds:
    """What a new budget is judged by."""
    return BudgetGrounds(amount=Money(award_of_form(session, actor, form, now).amount, BOOKS))


def grounds_of(
    session: Session, _actor: Actor, budgets: Sequence[Budget], _now: datetime
) -> dict[int, BudgetGrounds]:
    """What the moves of these budgets are judged by, in two queries."""
    amounts = dict(
        session.execute(
            select(Award.id, Award.amount).where(Award.id.in_({budget.award_id for budget in budgets}))
        ).all()
    )
    sums: Counter[int] = Counter()
    lines = select(BudgetLine).where(BudgetLine.budget_id.in_([budget.id for budget in budgets]))
    for line in session.scalars(lines):
        sums[line.budget_id] += line.amount
    return {
        budget.id: BudgetGrounds(Money(amounts[budget.award_id], BOOKS), Money(sums[budget.id], BOOKS))
        for budget in budgets
    }
