"""What may be known of accounting periods."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app.funding.periods.models import Period, PeriodState
from app.funding.periods.rules import PeriodGrounds
from app.funding.periods.schemas import PeriodForm
from app.kernel.actors import Actor, Scope


def first_day(month: str) -> date:
    """The first day of a month written "2026-06"."""
    return date.fromisoformat(f"{month}-01")


def is_known(session: Session, _actor: Actor, form: PeriodForm, _now: datetime) -> bool:
    """Whether the month is in the books already."""
    return bool(session.scalar(select(exists().where(Period.starts_on == first_day(form.month)))))


def periods(session: Session) -> list[Period]:
    """Every period, the newest first."""
    return list(session.scalars(select(Period).order_by(Period.starts_on.desc())))


def scopes(_session: Session, _period: Period) -> frozenset[Scope]:
    """A period is the whole fund's."""
    return frozenset()


def grounds_of(
    session: Session, _actor: Actor, asked: Sequence[Period], now: datetime
) -> dict[int, PeriodGrounds]:
    """What the moves of these periods are judged by."""
    earliest = session.scalar(select(func.min(Period.starts_on)).where(Period.state != PeriodState.CLOSED))
    return {
        period.id: PeriodGrounds(
            ends_on=period.ends_on,
            today=now.date(),
            earlier=f"{earliest:%Y-%m}" if earliest is not None and earliest < period.starts_on else None,
        )
        for period in asked
    }
