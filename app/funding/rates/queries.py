"""What may be known of rates: the one in force on a day."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.funding.rates.models import Rate, RateState
from app.funding.rates.schemas import RateForm
from app.kernel.actors import Actor, Scope


def rate_on(session: Session, currency: str, day: date) -> Rate | None:
    """The confirmed rate in force: the newest that took effect on or before the day (DOMAIN 7)."""
    return session.scalars(
        select(Rate)
        .where(Rate.currency == currency, Rate.effective_on <= day, Rate.state == RateState.CONFIRMED)
        .order_by(Rate.effective_on.desc(), Rate.id.desc())
        .limit(1)
    ).first()


def is_known(session: Session, _actor: Actor, form: RateForm, _now: datetime) -> bool:
    """Whether the currency has a rate from this day, confirmed or waiting for it."""
    standing = select(Rate.id).where(
        Rate.currency == form.currency,
        Rate.effective_on == form.effective_on,
        Rate.state != RateState.REJECTED,
    )
    return session.scalars(standing.limit(1)).first() is not None


def newest_rates(session: Session, limit: int = 60) -> list[Rate]:
    """The rates, the newest first."""
    return list(session.scalars(select(Rate).order_by(Rate.effective_on.desc(), Rate.currency).limit(limit)))


def scopes(_session: Session, _rate: Rate) -> frozenset[Scope]:
    """A rate is the whole fund's."""
    return frozenset()


def no_grounds(_session: Session, _actor: Actor, rates: Sequence[Rate], _now: datetime) -> dict[int, None]:
    """Its moves are judged by nothing but their state and four eyes."""
    return {rate.id: None for rate in rates}
