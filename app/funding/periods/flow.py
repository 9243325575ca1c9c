"""How an accounting period is opened and closed: by two people, for good."""

from app.funding.periods import actions, queries, rules, schemas
from app.funding.periods.models import PERIOD_STATES, Period, PeriodState
from app.kernel.actors import Duty, Role
from app.kernel.flow import Birth, Flow, Move, Sight
from app.kernel.words import _

OPEN, CLOSING, CLOSED = PeriodState
FINANCE = frozenset({Role.FINANCE_OFFICER})
SECOND = frozenset({Role.APPROVER, Role.FINANCE_OFFICER})
SEEN_BY = (Role.FINANCE_OFFICER, Role.APPROVER, Role.PROGRAMME_OFFICER, Role.AUDITOR)

PERIODS: Flow[Period, rules.PeriodGrounds] = Flow(
    kind="funding.period",
    prefix="PER",
    title=_("accounting period"),
    path="funding/periods",
    model=Period,
    states=PeriodState,
    words=PERIOD_STATES,
    births=(
        Birth(
            name="open", says=_("Open a month"), past=_("opened the month"), end=OPEN, by=FINANCE,
            form=schemas.PeriodForm, does=actions.make_period, grounds=queries.is_known,
            checks=(rules.month_is_new,),
        ),
    ),
    moves=(
        Move(
            name="start_closing", says=_("Put forward for closing"), past=_("put the month forward for closing"),
            start=frozenset({OPEN}), end=CLOSING, by=FINANCE, duty=Duty.CERTIFIES, form=schemas.Note,
            needs=(rules.month_has_ended, rules.earlier_months_are_closed), tells=(Role.APPROVER,),
            hint=_("From now on nothing is booked in it."), awaited=True,
        ),
        Move(
            name="close", says=_("Close the month"), past=_("closed the month"),
            start=frozenset({CLOSING}), end=CLOSED, by=SECOND, duty=Duty.APPROVES, form=schemas.Note,
            awaited=True, sensitive=True, final=True,
        ),
        Move(
            name="keep_open", says=_("Keep it open"), past=_("kept the month open"),
            start=frozenset({CLOSING}), end=OPEN, by=SECOND, form=schemas.Reason,
            tells=(Role.FINANCE_OFFICER,),
        ),
    ),
    sees={role: Sight(frozenset(PeriodState)) for role in SEEN_BY},
    scopes=queries.scopes,
    grounds=queries.grounds_of,
    final=frozenset({CLOSED}),
)  # fmt: skip
