"""What stands against opening and closing a period: pure sentences over grounds."""

from dataclasses import dataclass
from datetime import date

from app.kernel.errors import Why, why
from app.kernel.words import _


@dataclass(frozen=True)
class PeriodGrounds:
    """What the moves of a period are judged by; `earlier` is an earlier month that is not closed."""

    ends_on: date
    today: date
    earlier: str | None = None


def month_is_new(known: bool, _form: object) -> Why | None:  # a birth's grounds
    """A month is opened once."""
    return why("", _("This month is in the books already."), field="month") if known else None


def month_has_ended(grounds: PeriodGrounds) -> Why | None:
    """A month is closed when it is over."""
    if grounds.today > grounds.ends_on:
        return None
    return why("", _("The month ends on {day}."), day=grounds.ends_on)


def earlier_months_are_closed(grounds: PeriodGrounds) -> Why | None:
    """Months are closed in their order."""
    if grounds.earlier is None:
        return None
    return why("", _("Close {month} first."), month=grounds.earlier)
