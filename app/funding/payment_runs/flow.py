"""How approved tranches are ordered together and followed until each is seen paid."""

from app.funding.payment_runs import actions, queries, rules, schemas
from app.funding.payment_runs.models import RUN_STATES, PaymentRun, RunState
from app.funding.rates.schemas import Reason
from app.kernel.actors import Role
from app.kernel.flow import Birth, Flow, Move, Sight
from app.kernel.words import _

DRAWN_UP, SENT, SETTLED, CANCELLED = RunState
FINANCE = frozenset({Role.FINANCE_OFFICER})

PAYMENT_RUNS: Flow[PaymentRun, rules.RunGrounds] = Flow(
    kind="funding.payment_run",
    prefix="RUN",
    title=_("payment run"),
    path="funding/payment-runs",
    model=PaymentRun,
    states=RunState,
    words=RUN_STATES,
    births=(
        Birth(
            name="gather", says=_("Draw up a payment run"), past=_("drew up the payment run"), end=DRAWN_UP,
            by=FINANCE, form=schemas.Gather, does=actions.make_run, grounds=queries.gathering,
            checks=(
                rules.chosen_are_approved, rules.payees_have_accounts, rules.pays_from_today_on,
                rules.order_names_the_account,
            ),
            answers=queries.tranches_on_offer, sensitive=True,
            hint=_("A tranche becomes paid only when a statement shows it, never by being ordered."),
        ),
    ),
    moves=(
        Move(
            name="send", says=_("Send it"), past=_("sent the payment run"), start=frozenset({DRAWN_UP}),
            end=SENT, by=FINANCE, does=actions.send, needs=(rules.all_are_still_approved,), awaited=True,
            sensitive=True, final=True,
            hint=_("After this its file can be downloaded and given to the bank or the host, once."),
        ),
        Move(
            name="settle", says=_("Close as settled"), past=_("settled the payment run"),
            start=frozenset({SENT}), end=SETTLED, by=FINANCE, does=actions.let_go,
            needs=(rules.all_are_seen_paid,), awaited=True, final=True,
        ),
        Move(
            name="cancel", says=_("Cancel the run"), past=_("cancelled the payment run"),
            start=frozenset({DRAWN_UP, SENT}), end=CANCELLED, by=FINANCE, form=Reason,
            does=actions.let_go, final=True, sensitive=True,
            hint=_("If it was sent, tell the bank or the host first. What is paid stays paid."),
        ),
    ),
    sees={role: Sight(frozenset(RunState)) for role in queries.SEEN_BY},
    scopes=queries.scopes,
    grounds=queries.grounds_of,
    final=frozenset({SETTLED, CANCELLED}),
)  # fmt: skip
