"""What may be known of reporting periods: their closings, what was restated since, what their moves are judged by."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app.kernel.actors import EVERYWHERE, Actor, Role, Scope
from app.kernel.flow import Sight
from app.results.counting.inputs import read_inputs
from app.results.estimates.models import Estimate, EstimateState
from app.results.frameworks import FRAMEWORKS, framework_on
from app.results.periods.models import PeriodState, ReportingPeriod, Snapshot
from app.results.periods.rules import PeriodGrounds
from app.results.periods.schemas import YearForm
from app.results.periods.snapshots import Closing, Restated, restated

KIND = "results.period"
SEEN_BY = (
    Role.RESULTS_OFFICER,
    Role.PROGRAMME_OFFICER,
    Role.APPROVER,
    Role.FINANCE_OFFICER,
    Role.AUDITOR,
)
SIGHTS = {role: Sight(frozenset(PeriodState)) for role in SEEN_BY}
UNVERIFIED = (EstimateState.SUBMITTED, EstimateState.RETURNED)


def scopes_of_period(_session: Session, _period: ReportingPeriod) -> frozenset[Scope]:
    """A period is of everything."""
    return frozenset({EVERYWHERE})


def last_day(period: ReportingPeriod) -> date:
    """The day to whose end the period's figures go."""
    return date(period.year, 12, 31)


def years_of(period: ReportingPeriod) -> range:
    """The years that its figures are cumulated over."""
    return framework_on(last_day(period)).years(period.year)


def closings_of(session: Session, period_id: int) -> list[Snapshot]:
    """Every closing of a period, the newest first."""
    statement = select(Snapshot).where(Snapshot.period_id == period_id)
    return list(session.scalars(statement.order_by(Snapshot.id.desc())))


def as_closed(snapshot: Snapshot) -> Closing:
    """A closing as it was stored."""
    return Closing(snapshot.inputs, snapshot.result, snapshot.digest)


def closed_years(session: Session) -> dict[int, Closing]:
    """The last closing of every year that is closed now, by year."""
    newest = select(func.max(Snapshot.id)).group_by(Snapshot.period_id)
    rows = session.execute(
        select(ReportingPeriod.year, Snapshot)
        .join(Snapshot, Snapshot.period_id == ReportingPeriod.id)
        .where(Snapshot.id.in_(newest), ReportingPeriod.state != PeriodState.OPEN)
    )
    return {year: as_closed(snapshot) for year, snapshot in rows}


def restated_since(session: Session, period: ReportingPeriod) -> list[Restated]:
    """The figures that are no longer what the last closing has."""
    closings = closings_of(session, period.id)
    if not closings:
        return []
    return restated(as_closed(closings[0]), read_inputs(session, last_day(period)))


# --- Grounds -------------------------------------------------------------------------------------


def opening(session: Session, _actor: Actor, form: YearForm, now: datetime) -> PeriodGrounds:
    """What a new period is judged by."""
    taken = session.scalar(select(exists().where(ReportingPeriod.year == form.year)))
    return PeriodGrounds(form.year, now.year, taken=bool(taken), first_year=FRAMEWORKS[0].starts_on.year)


def period_grounds(
    session: Session, _actor: Actor, periods: Sequence[ReportingPeriod], now: datetime
) -> dict[int, PeriodGrounds]:
    """What the moves of these periods are judged by."""
    waiting = session.scalars(select(Estimate.counted_on).where(Estimate.state.in_(UNVERIFIED))).all()
    return {
        period.id: PeriodGrounds(
            period.year, now.year, waiting=sum(day.year in years_of(period) for day in waiting)
        )
        for period in periods
    }
