"""How a statement is read, and how each of its lines finds its reason."""

from app.funding.rates.schemas import Reason
from app.funding.statements import actions, queries, rules, schemas
from app.funding.statements.models import STATEMENT_STATES, Statement, StatementState
from app.kernel.actors import Role
from app.kernel.flow import Birth, Flow, Move, Sight
from app.kernel.words import _

OPEN, RECONCILED, WITHDRAWN = StatementState
FINANCE = frozenset({Role.FINANCE_OFFICER})

STATEMENTS: Flow[Statement, rules.StatementGrounds] = Flow(
    kind="funding.statement",
    prefix="STM",
    title=_("statement"),
    path="funding/statements",
    model=Statement,
    states=StatementState,
    words=STATEMENT_STATES,
    births=(
        Birth(
            name="read_bank", says=_("Read a bank statement"), past=_("read the bank statement"), end=OPEN,
            by=FINANCE, form=schemas.BankForm, does=actions.make_bank_statement, grounds=queries.reading,
            checks=(rules.has_a_new_line,),
        ),
        Birth(
            name="read_host", says=_("Read the host's payment list"), past=_("read the host's payment list"),
            end=OPEN, by=FINANCE, form=schemas.HostForm, does=actions.make_host_list,
            grounds=queries.reading, checks=(rules.has_a_new_line,),
        ),
    ),
    moves=(
        Move(
            name="match", says=_("Match a line to a tranche"), past=_("matched a line to a tranche"),
            start=frozenset({OPEN}), end=None, by=FINANCE, form=schemas.Match, does=actions.match,
            checks=(rules.is_a_line_of_it, rules.line_is_open, rules.is_in_the_books_currency),
            sensitive=True,
        ),
        Move(
            name="explain", says=_("Explain a line"), past=_("explained a line of the statement"),
            start=frozenset({OPEN}), end=None, by=FINANCE, form=schemas.Explain, does=actions.explain,
            checks=(rules.is_a_line_of_it, rules.is_no_payment),
        ),
        Move(
            name="reconcile", says=_("Close as reconciled"), past=_("reconciled the statement"),
            start=frozenset({OPEN}), end=RECONCILED, by=FINANCE, needs=(rules.nothing_is_open,), awaited=True,
        ),
        Move(
            name="reopen", says=_("Open it again"), past=_("opened the statement again"),
            start=frozenset({RECONCILED}), end=OPEN, by=FINANCE, form=Reason,
        ),
        Move(
            name="withdraw", says=_("Withdraw the statement"), past=_("withdrew the statement"),
            start=frozenset({OPEN}), end=WITHDRAWN, by=FINANCE, form=Reason, does=actions.withdraw,
            needs=(rules.proves_nothing,), final=True,
            hint=_("For a file that was read by mistake. What it said stays to be seen."),
        ),
    ),
    sees={role: Sight(frozenset(StatementState)) for role in queries.SEEN_BY},
    scopes=queries.scopes,
    grounds=queries.grounds_of,
    final=frozenset({WITHDRAWN}),
)  # fmt: skip
