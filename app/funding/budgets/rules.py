"""What stands against a budget, and against spending that does not keep to it (R53)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from app.funding.budgets.models import bare
from app.funding.budgets.schemas import BudgetForm
from app.funding.models import BOOKS
from app.kernel.errors import Why, why
from app.kernel.money import Money
from app.kernel.words import _

NOTHING = Money.zero(BOOKS)


@dataclass(frozen=True)
class BudgetGrounds:
    """What a budget is judged by."""

    amount: Money = NOTHING
    """The award's."""
    whole: Money = NOTHING
    """What its lines sum to."""


def lines_make_the_award(grounds: BudgetGrounds, form: BudgetForm) -> Why | None:
    """A budget is of the whole award, to the cent."""
    whole = Money(sum(line.amount for line in form.lines), BOOKS)
    if whole == grounds.amount:
        return None
    return why("", _("The lines sum to {whole}; the award is {amount}."), field="lines", whole=whole,
               amount=grounds.amount)  # fmt: skip


def every_line_has_its_name(_grounds: BudgetGrounds, form: BudgetForm) -> Why | None:
    """No two lines are called the same."""
    twice = [name for name, times in Counter(bare(line.name) for line in form.lines).items() if times > 1]
    return why("", _("Two lines are called {name}."), field="lines", name=twice[0]) if twice else None


def still_makes_the_award(grounds: BudgetGrounds) -> Why | None:
    """The award's amount may have been amended since the budget was proposed."""
    if grounds.whole == grounds.amount:
        return None
    return why("", _("The lines sum to {whole}; the award is {amount}."), whole=grounds.whole,
               amount=grounds.amount)  # fmt: skip


def overspent(budget: Mapping[str, Money], spent: Mapping[str, Money], beyond: Fraction) -> Why | None:
    """R53: no line is overspent by more than a share of it, and nothing is spent on a line that is not there.

    `budget` and `spent` go by the bare names of lines, amounts in the books' currency; exactly the share passes.
    An award without an approved budget has no lines to keep to.
    """
    if not budget:
        return None
    for name, amount in spent.items():
        if amount == NOTHING:
            continue
        if name not in budget:
            return why(
                "R53",
                _("The approved budget has no line “{name}”: disallow it, or revise the budget."),
                name=name,
            )
        most = budget[name].minor * (1 + beyond)
        if amount.minor > most:
            return why(
                "R53",
                _(
                    "The line “{name}” has {amount} and would stand at {spent}: disallow the rest, or revise the budget."
                ),
                name=name,
                amount=budget[name],
                spent=amount,
            )
    return None
