"""What else happens when a period is opened."""

from datetime import timedelta

from app.funding.periods.models import Period
from app.funding.periods.queries import first_day
from app.funding.periods.schemas import PeriodForm
from app.kernel.tx import Tx

LONGER_THAN_A_MONTH = timedelta(days=31)


def make_period(_tx: Tx, form: PeriodForm) -> Period:
    """The calendar month."""
    starts_on = first_day(form.month)
    next_month = (starts_on + LONGER_THAN_A_MONTH).replace(day=1)
    return Period(title=form.month, starts_on=starts_on, ends_on=next_month - timedelta(days=1))
