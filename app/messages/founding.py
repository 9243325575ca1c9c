"""What an installation begins with: the calendars of some countries, and the promised times of R102."""

from typing import Any

from app.kernel.policy import put
from app.kernel.tx import Tx
from app.kernel.working_days import CALENDAR, PROMISES, SATURDAY, SUNDAY, calendar_terms, promise_terms

WEEKEND = (SATURDAY, SUNDAY)
EVERY_YEAR: dict[str, tuple[str, ...]] = {
    "": ("01-01",),
    "LBR": ("01-01", "02-11", "03-15", "05-14", "07-26", "08-24", "11-29", "12-25"),
    "UGA": ("01-01", "01-26", "03-08", "05-01", "06-03", "06-09", "10-09", "12-25", "12-26"),
    "TUN": ("01-01", "03-20", "04-09", "05-01", "07-25", "08-13", "10-15", "12-17"),
    "ETH": ("01-07", "01-19", "03-02", "05-01", "05-05", "05-28"),
}
"""Public holidays with a date of their own, by country. Those that move with the moon, with Easter or by decree are
added every year as a new version of the calendar."""
PROMISED_DAYS: dict[tuple[str, str], int] = {
    ("cuf.project", "SUBMITTED"): 20,
    ("cuf.project", "UNDER_APPRAISAL"): 20,
    ("parties.bank_record", "PROPOSED"): 10,
    ("parties.due_diligence", "READY"): 10,
    ("results.estimate", "SUBMITTED"): 10,
}
"""R102's working days, by kind and state."""


def founds(tx: Tx, _settings: Any) -> None:
    """Lay both down, valid from today."""
    for country, holidays in EVERY_YEAR.items():
        put(tx, CALENDAR, country, tx.today, calendar_terms(WEEKEND, holidays))
    put(tx, PROMISES, "", tx.today, promise_terms(PROMISED_DAYS))
