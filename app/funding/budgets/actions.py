"""What else happens to a budget: its lines are written down."""

from app.funding.budgets.grounds import award_of_form
from app.funding.budgets.models import Budget, BudgetLine
from app.funding.budgets.schemas import BudgetForm
from app.kernel.tx import Tx


def make_budget(tx: Tx, form: BudgetForm) -> Budget:
    """A budget of the award that the form names."""
    award = award_of_form(tx.session, tx.actor, form, tx.now)
    return Budget(
        title=award.title,
        award_id=award.id,
        lines=[BudgetLine(name=line.name, amount=line.amount) for line in form.lines],
    )
