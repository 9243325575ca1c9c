"""What stands against a list of rates: pure sentences (R58)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from app.kernel.errors import Why, why
from app.kernel.words import _


class Standing(StrEnum):
    """How a listed rate stands to those in the books."""

    NEW = "new"
    SAME = "same"
    OTHER = "other"
    WAITING = "waiting"


STANDING_NAMES: dict[Standing, str] = {
    Standing.NEW: _("new"),
    Standing.SAME: _("in the books already"),
    Standing.OTHER: _("another rate is in the books and stays"),
    Standing.WAITING: _("another rate waits for its second person"),
}


@dataclass(frozen=True)
class Compared:
    """A listed rate beside what the books have for its currency and day: `known` is "" where they have none."""

    currency: str
    effective_on: date
    per_usd: str
    known: str = ""
    confirmed: bool = True

    @property
    def standing(self) -> Standing:
        """How the two stand to each other."""
        if not self.known:
            return Standing.NEW
        if not self.confirmed:
            return Standing.WAITING
        return Standing.SAME if Fraction(self.known) == Fraction(self.per_usd) else Standing.OTHER


@dataclass(frozen=True)
class ListGrounds:
    """What the moves of a list are judged by."""

    compared: Sequence[Compared] = ()

    def those(self, standing: Standing) -> list[Compared]:
        """The rates that stand so."""
        return [one for one in self.compared if one.standing is standing]


def is_another_file(known: str, _form: object) -> Why | None:
    """R58: the same file is read once."""
    if not known:
        return None
    return why("R58", _("This very file was read before, as {reference}."), reference=known, field="file")


def has_something_new(grounds: ListGrounds) -> Why | None:
    """R58: a list imported again changes nothing, so it is not imported again."""
    if grounds.those(Standing.NEW):
        return None
    return why("R58", _("Every rate of this list is in the books already: nothing is left to import."))


def none_waits(grounds: ListGrounds) -> Why | None:
    """R58: a currency has one rate in force on a day, so one entered by hand is settled first."""
    waiting = grounds.those(Standing.WAITING)
    if not waiting:
        return None
    return why(
        "R58",
        _("{currencies} have a rate of the same day that waits. Confirm or reject it first."),
        currencies=", ".join(one.currency for one in waiting),
    )


def agrees_with_the_books(grounds: ListGrounds, _form: object) -> Why | None:
    """R58: what was confirmed stays, also where the list says otherwise; whoever imports says why that is right."""
    other = grounds.those(Standing.OTHER)
    if not other:
        return None
    first = other[0]
    return why(
        "R58",
        _(
            "{count} rates of this list differ from confirmed ones, which stay: {currency} from {day} stands at "
            "{known}, the list says {listed}."
        ),
        count=len(other),
        currency=first.currency,
        day=first.effective_on,
        known=first.known,
        listed=first.per_usd,
    )
