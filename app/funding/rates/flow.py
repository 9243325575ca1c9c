"""How a rate is entered by one and confirmed by another (R58)."""

from app.funding.rates import actions, queries, rules, schemas
from app.funding.rates.models import RATE_STATES, Rate, RateState
from app.kernel.actors import Duty, Role
from app.kernel.flow import Birth, Flow, Move, Sight
from app.kernel.words import _

ENTERED, CONFIRMED, REJECTED = RateState
SECOND = frozenset({Role.APPROVER, Role.FINANCE_OFFICER})
SEEN_BY = (Role.FINANCE_OFFICER, Role.APPROVER, Role.PROGRAMME_OFFICER, Role.AUDITOR)

RATES: Flow[Rate, None] = Flow(
    kind="funding.rate",
    prefix="RAT",
    title=_("rate of exchange"),
    path="funding/rates",
    model=Rate,
    states=RateState,
    words=RATE_STATES,
    births=(
        Birth(
            name="enter", says=_("Enter a rate"), past=_("entered the rate"), end=ENTERED,
            by=frozenset({Role.FINANCE_OFFICER}), duty=Duty.AUTHORS, form=schemas.RateForm,
            does=actions.make_rate, grounds=queries.is_known,
            checks=(rules.is_of_another_currency, rules.is_the_only_one),
        ),
        Birth(
            name="list", says=_("Take from a list"), past=_("took the rate from a list"), end=CONFIRMED,
            by=SECOND, form=schemas.RateForm, does=actions.make_rate, inner=True,
        ),
    ),
    moves=(
        Move(
            name="confirm", says=_("Confirm the rate"), past=_("confirmed the rate"),
            start=frozenset({ENTERED}), end=CONFIRMED, by=SECOND, duty=Duty.VERIFIES, awaited=True,
            hint=_("Compare it with its source first."), final=True,
        ),
        Move(
            name="reject", says=_("Reject the rate"), past=_("rejected the rate"),
            start=frozenset({ENTERED}), end=REJECTED, by=SECOND, form=schemas.Reason, final=True,
        ),
    ),
    sees={role: Sight(frozenset(RateState)) for role in SEEN_BY},
    scopes=queries.scopes,
    grounds=queries.no_grounds,
    final=frozenset({CONFIRMED, REJECTED}),
)  # fmt: skip
