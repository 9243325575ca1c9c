"""What stands against closing a year of results: pure sentences."""

from dataclasses import dataclass

from app.kernel.errors import Why, why
from app.kernel.words import _
from app.results.outputs.schemas import Note
from app.results.periods.schemas import YearForm


@dataclass(frozen=True)
class PeriodGrounds:
    """What a year is judged by; `waiting` counts its estimates that nobody has verified yet."""

    year: int
    this_year: int
    taken: bool = False
    first_year: int = 0
    waiting: int = 0


def year_is_new(grounds: PeriodGrounds, _form: YearForm) -> Why | None:
    """A year has one period."""
    return why("", _("There is a period of this year already."), field="year") if grounds.taken else None


def year_is_of_a_framework(grounds: PeriodGrounds, _form: YearForm) -> Why | None:
    """Figures are cumulated from a framework's first day; a year before it has none of its own."""
    if grounds.first_year <= grounds.year <= grounds.this_year:
        return None
    return why(
        "",
        _("Give a year between {first} and this one."),
        field="year",
        first=str(grounds.first_year),
    )


def year_is_over(grounds: PeriodGrounds) -> Why | None:
    """A year is closed when it is over."""
    return None if grounds.year < grounds.this_year else why("R88", _("The year is not over yet."))


def nothing_waits_to_be_verified(grounds: PeriodGrounds, _form: Note) -> Why | None:
    """R85: what is not verified does not count; closing without it needs an explanation."""
    if not grounds.waiting:
        return None
    return why("R85", _("{count} estimates of these years are not verified yet."), count=grounds.waiting)
