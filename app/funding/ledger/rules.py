"""What stands against a journal: pure sentences about its legs, its period and what is available (R34, R70)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.funding.ledger.models import KIND_NAMES, Kind
from app.kernel.errors import Why, why
from app.kernel.fields import MOST
from app.kernel.money import Money
from app.kernel.words import Message, _

FEWEST_LEGS = 2


@dataclass(frozen=True)
class Leg:
    """One side of a journal: an account's key, and minor units on one side."""

    account: int
    debit: int = 0
    credit: int = 0


def transfer(debited: int, credited: int, minor: int) -> tuple[Leg, Leg]:
    """The two legs that take `minor` units from one stage (debited) to its neighbour (credited)."""
    return Leg(debited, debit=minor), Leg(credited, credit=minor)


def mirrored(legs: Sequence[Leg]) -> tuple[Leg, ...]:
    """The legs that undo these exactly: every debit a credit, every credit a debit."""
    return tuple(Leg(leg.account, debit=leg.credit, credit=leg.debit) for leg in legs)


def each_leg_has_one_side(legs: Sequence[Leg]) -> Why | None:
    """A leg is a debit or a credit, above zero and within what every program keeps exactly."""
    if len(legs) >= FEWEST_LEGS and all(_one_side(leg) for leg in legs):
        return None
    return why("", _("A journal has at least two legs, each a debit or a credit above zero."))


def _one_side(leg: Leg) -> bool:
    low, high = sorted((leg.debit, leg.credit))
    return low == 0 and 0 < high <= MOST


def each_currency_balances(legs: Sequence[Leg], currencies: Mapping[int, str]) -> Why | None:
    """Debits equal credits in each currency by itself."""
    sums: dict[str, int] = defaultdict(int)
    for leg in legs:
        sums[currencies[leg.account]] += leg.debit - leg.credit
    off = next((currency for currency, difference in sorted(sums.items()) if difference), None)
    if off is None:
        return None
    return why(
        "R60",
        _("Debits and credits differ by {difference}."),
        difference=Money(abs(sums[off]), off),
    )


class Month(NamedTuple):
    """An accounting period as the ledger sees it."""

    id: int
    starts_on: date
    ends_on: date
    is_open: bool


def period_takes(month: Month | None, booked_on: date, effective_on: date) -> Why | None:
    """A journal is booked in an open period that does not end before the day it belongs to."""
    if month is None:
        text = _("There is no accounting period {month} yet; finance opens it.")
    elif not month.is_open:
        text = _("The accounting period {month} is closed. Book it in an open one; its own day stays.")
    elif effective_on > month.ends_on:
        text = _("It belongs to {day}, after the end of the period {month}.")
    else:
        return None
    return why("", text, month=f"{booked_on:%Y-%m}", day=effective_on)


def falls_short(kind: str, available: Money, asked: Money) -> Why:
    """R34: why an account cannot give what is asked of it."""
    return why(
        "R34",
        _("{asked} is asked for, but only {available} is there ({account})."),
        asked=asked,
        available=available,
        account=Message(KIND_NAMES[Kind(kind)]),
    )


def says_why(reason: str) -> Why | None:
    """R70: a correction gives its reason."""
    return None if reason.strip() else why("R70", _("Say why it is reversed."), field="reason")
