"""The terms under which tranches are paid: dated parameters, with what a new installation begins with."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.funding.models import BOOKS
from app.kernel.money import Money

POLICY = "tranches"
"""The set of parameters, for a country or for the whole installation."""
DEFAULTS: Mapping[str, Any] = {
    "days_after_end": 60,
    "percent_spent": "70",
    "people": 3,
    "people_when_large": 4,
    "large_from": "50000.00",
}


@dataclass(frozen=True)
class Terms:
    """R44: days after the award's end; R45: share of receipts spent; R49: people besides the requester."""

    days_after_end: int
    spent: Fraction
    people: int
    people_when_large: int
    large_from: Money

    def people_for(self, amount: Money) -> int:
        """How many different people a payment of this amount needs besides who requested it (R49)."""
        return self.people_when_large if amount >= self.large_from else self.people


def read_terms(settings: Mapping[str, Any]) -> Terms:
    """The stored version as names and numbers. KeyError names what it lacks."""
    return Terms(
        days_after_end=int(settings["days_after_end"]),
        spent=Fraction(settings["percent_spent"]) / 100,
        people=int(settings["people"]),
        people_when_large=int(settings["people_when_large"]),
        large_from=Money.of(settings["large_from"], BOOKS),
    )
