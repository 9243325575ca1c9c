"""What stands against a context figure: pure sentences."""

from dataclasses import dataclass
from decimal import Decimal

from app.kernel.errors import Why, why
from app.kernel.words import _
from app.results.context.schemas import FigureForm
from app.results.frameworks import INDICATORS, Unit

WHOLE = 100
"""All of what percentages are of."""


@dataclass(frozen=True)
class FigureGrounds:
    """What a figure is judged by."""

    this_year: int
    place_found: bool = True
    taken: bool = False


def place_is_known(grounds: FigureGrounds, _form: FigureForm) -> Why | None:
    """A figure is of a country or a city that the person sees."""
    return None if grounds.place_found else why("", _("Choose the place from those offered."), field="place")


def year_has_begun(grounds: FigureGrounds, form: FigureForm) -> Why | None:
    """Nobody has measured what is to come."""
    return None if form.year <= grounds.this_year else why("", _("This year is still to come."), field="year")


def percentage_is_a_part(_grounds: FigureGrounds, form: FigureForm) -> Why | None:
    """A percentage is of a whole."""
    if INDICATORS[form.indicator].unit is not Unit.PERCENT or Decimal(form.value) <= WHOLE:
        return None
    return why("", _("A percentage is 100 or less."), field="value")


def is_the_only_one(grounds: FigureGrounds, _form: FigureForm) -> Why | None:
    """One figure of an indicator stands for a place and a year."""
    return (
        why("", _("There is such a figure already. Withdraw it first."), field="year")
        if grounds.taken
        else None
    )
