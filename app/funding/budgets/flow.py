"""How a budget comes to count: proposed by one, approved by another; a revision goes the same way."""

from app.funding.budgets import actions, grounds, rules, schemas
from app.funding.budgets.models import BUDGET_STATES, Budget, BudgetState
from app.funding.reports.flow import WATCHING
from app.kernel.actors import Duty, Role
from app.kernel.flow import Birth, Flow, Move, Sight
from app.kernel.words import _

PROPOSED, APPROVED, WITHDRAWN = BudgetState
PROPOSERS = frozenset({Role.APPLICANT, Role.PROGRAMME_OFFICER})
APPROVERS = frozenset({Role.PROGRAMME_OFFICER, Role.APPROVER})

BUDGETS: Flow[Budget, rules.BudgetGrounds] = Flow(
    kind="funding.budget",
    prefix="BGT",
    title=_("budget"),
    path="funding/budgets",
    model=Budget,
    states=BudgetState,
    words=BUDGET_STATES,
    part=True,
    births=(
        Birth(
            name="propose", says=_("Propose a budget"), past=_("proposed the budget"), end=PROPOSED,
            by=PROPOSERS, duty=Duty.AUTHORS, form=schemas.BudgetForm, does=actions.make_budget,
            under=grounds.award_of_form, grounds=grounds.ground_proposal,
            checks=(rules.lines_make_the_award, rules.every_line_has_its_name),
            tells=(Role.PROGRAMME_OFFICER,),
            hint=_("A revision is a new budget: the earlier one counts until this one is approved."),
        ),
    ),
    moves=(
        Move(
            name="approve", says=_("Approve the budget"), past=_("approved the budget"),
            start=frozenset({PROPOSED}), end=APPROVED, by=APPROVERS, duty=Duty.VERIFIES, form=schemas.Note,
            needs=(rules.still_makes_the_award,), awaited=True, tells=(Role.APPLICANT, Role.FINANCE_OFFICER),
        ),
        Move(
            name="withdraw", says=_("Withdraw the budget"), past=_("withdrew the budget"),
            start=frozenset({PROPOSED, APPROVED}), end=WITHDRAWN, by=frozenset({Role.PROGRAMME_OFFICER}),
            form=schemas.Reason, final=True, tells=(Role.APPLICANT,),
        ),
    ),
    sees={role: Sight(frozenset(BudgetState)) for role in WATCHING},
    scopes=lambda _session, _budget: (),
    grounds=grounds.grounds_of,
    final=frozenset({WITHDRAWN}),
)  # fmt: skip
