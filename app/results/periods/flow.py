"""How a year of results is closed by one person, and reopened by two."""

from app.kernel.actors import Duty, Role
from app.kernel.flow import Birth, Flow, Move
from app.kernel.words import _
from app.results.outputs.schemas import Note, Reason
from app.results.periods import actions, queries, rules, schemas
from app.results.periods.models import PERIOD_STATES, PeriodState, ReportingPeriod

OPEN, CLOSED, REOPENING = PeriodState
RESULTS = frozenset({Role.RESULTS_OFFICER})
SECOND = RESULTS | {Role.APPROVER}

PERIODS: Flow[ReportingPeriod, rules.PeriodGrounds] = Flow(
    kind=queries.KIND,
    prefix="RPD",
    title=_("reporting period"),
    path="results/periods",
    model=ReportingPeriod,
    states=PeriodState,
    words=PERIOD_STATES,
    births=(
        Birth(
            name="open", says=_("Open a year"), past=_("opened the year"), end=OPEN, by=RESULTS,
            form=schemas.YearForm, does=actions.make_period, grounds=queries.opening,
            checks=(rules.year_is_new, rules.year_is_of_a_framework),
        ),
    ),
    moves=(
        Move(
            name="close", says=_("Close the year"), past=_("closed the year"), start=frozenset({OPEN}),
            end=CLOSED, by=RESULTS, form=Note, does=actions.close, needs=(rules.year_is_over,),
            warns=(rules.nothing_waits_to_be_verified,), awaited=True, sensitive=True, tells=(Role.APPROVER,),
            hint=_("The figures are kept with all that they are made of. What changes later is shown as restated."),
        ),
        Move(
            name="propose_reopening", says=_("Propose to reopen it"), past=_("proposed to reopen the year"),
            start=frozenset({CLOSED}), end=REOPENING, by=RESULTS, duty=Duty.REQUESTS, form=Reason,
            tells=(Role.APPROVER,),
        ),
        Move(
            name="reopen", says=_("Reopen the year"), past=_("reopened the year"), start=frozenset({REOPENING}),
            end=OPEN, by=SECOND, duty=Duty.ACCEPTS, form=Note, awaited=True, sensitive=True,
            tells=(Role.RESULTS_OFFICER,), hint=_("What was closed stays on record beside what is closed next."),
        ),
        Move(
            name="keep_closed", says=_("Keep it closed"), past=_("kept the year closed"),
            start=frozenset({REOPENING}), end=CLOSED, by=SECOND, form=Reason, tells=(Role.RESULTS_OFFICER,),
        ),
    ),
    sees=queries.SIGHTS,
    scopes=queries.scopes_of_period,
    grounds=queries.period_grounds,
)  # fmt: skip
