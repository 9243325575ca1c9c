"""What stands against a move of a place: pure sentences over grounds (R01, R05, R07, R110)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.kernel.errors import Why, why
from app.kernel.words import Message, _
from app.places.geometry import Point, Ring, contains, distance_m, overlap
from app.places.models import LEVEL_NAMES, Level, PlaceState
from app.places.schemas import PlaceForm, ProfileForm

FITS: dict[str, frozenset[Level]] = {
    "correct": frozenset({Level.CITY, Level.SETTLEMENT, Level.SECTION}),
    "correct_country": frozenset({Level.COUNTRY}),
    "profile": frozenset({Level.SETTLEMENT}),
    "mark": frozenset({Level.SETTLEMENT, Level.SECTION}),
    "propose_unmarking": frozenset({Level.SETTLEMENT, Level.SECTION}),
    "keep_marked": frozenset({Level.SETTLEMENT, Level.SECTION}),
    "unmark": frozenset({Level.SETTLEMENT, Level.SECTION}),
    "close": frozenset({Level.CITY, Level.SETTLEMENT, Level.SECTION}),
}
"""The levels that a move is for; a place's page does not speak of the others."""


@dataclass(frozen=True)
class Neighbour:
    """Another settlement of the city, as far as R07 looks at it."""

    name: str
    centre: Point | None
    ring: Ring = ()


@dataclass(frozen=True)
class Siting:
    """What the siting of a place is judged by: whether its parent is open, the names there, and what lies near it."""

    parent_state: PlaceState = PlaceState.ACTIVE
    names: frozenset[str] = frozenset()
    neighbours: Sequence[Neighbour] = ()
    near_m: int = 0
    code_taken: bool = False


@dataclass(frozen=True)
class PlaceGrounds:
    """What the moves of a place are judged by."""

    level: Level
    actor: str
    today: date
    sensitive: bool = False
    unmarking_proposed_by: str | None = None
    open_below: int = 0
    siting: Siting = field(default_factory=Siting)


# --- Rules that other packages ask ---------------------------------------------------------------


def country_may_benefit(country: str, day: date, *, eligible: bool) -> Why | None:
    """R01: only a country on the list of ODA recipients on the day of the decision may benefit."""
    if eligible:
        return None
    return why(
        "R01", _("{country} is not on the DAC list of ODA recipients on {day}."), country=country, day=day
    )


def has_a_profile(settlement: str, *, profiled: bool) -> Why | None:
    """R05: before a need is registered, the settlement is counted: women, men, day and source."""
    if profiled:
        return None
    return why(
        "R05",
        _("{settlement} has no profile yet. Add one with its women, men, day of the count and source."),
        settlement=settlement,
    )


# --- Births and corrections ----------------------------------------------------------------------


def parent_is_open(siting: Siting, form: object) -> Why | None:
    """Nothing new stands in a closed place."""
    del form
    if siting.parent_state is PlaceState.ACTIVE:
        return None
    return why("", _("The place it would stand in is closed."))


def name_is_free(siting: Siting, form: PlaceForm) -> Why | None:
    """Two places of one level and parent do not bear one name."""
    if form.title.casefold() not in siting.names:
        return None
    return why("", _("There is already a place called {name} there."), field="title", name=form.title)


def code_is_free(siting: Siting, form: object) -> Why | None:
    """A country is registered once."""
    del form
    return why("", _("This country is registered already."), field="iso3") if siting.code_taken else None


def lies_apart(siting: Siting, form: PlaceForm) -> Why | None:
    """R07: a settlement that shares ground with another may be one settlement split in two."""
    names = ", ".join(sorted(_too_near(siting, form)))
    if not names:
        return None
    return why(
        "R07",
        _(
            "It overlaps {names}, or its centre is nearer than {metres} metres. Say why it is not a part of it."
        ),
        names=names,
        metres=siting.near_m,
    )


def _too_near(siting: Siting, form: PlaceForm) -> Iterator[str]:
    for neighbour in siting.neighbours:
        if _shares_ground(form.centre, form.boundary or (), neighbour, siting.near_m):
            yield neighbour.name


def _shares_ground(centre: Point | None, ring: Ring, other: Neighbour, near_m: int) -> bool:
    """By the boundaries where both have one; else by what there is of centres and boundaries."""
    if ring and other.ring:
        return overlap(ring, other.ring)
    if ring and other.centre and contains(ring, other.centre):
        return True
    if centre and other.ring and contains(other.ring, centre):
        return True
    return bool(centre and other.centre and distance_m(centre, other.centre) < near_m)


# --- Moves ---------------------------------------------------------------------------------------


def fits(move: str) -> "Fits":
    """The rule that a move is for places of its levels only."""
    return Fits(move)


@dataclass(frozen=True)
class Fits:
    """Refuses a move on a place of another level."""

    move: str

    def __call__(self, grounds: PlaceGrounds) -> Why | None:
        if grounds.level in FITS[self.move]:
            return None
        return why("", _("This is not done with a {level}."), level=Message(LEVEL_NAMES[grounds.level]))


def corrected_name_is_free(grounds: PlaceGrounds, form: PlaceForm) -> Why | None:
    """As for a new place."""
    return name_is_free(grounds.siting, form)


def corrected_lies_apart(grounds: PlaceGrounds, form: PlaceForm) -> Why | None:
    """R07 again when a settlement's centre or boundary is corrected."""
    return lies_apart(grounds.siting, form)


def counted_by_today(grounds: PlaceGrounds, form: ProfileForm) -> Why | None:
    """R05: nobody has counted on a day to come."""
    if form.counted_on <= grounds.today:
        return None
    return why("R05", _("The day of the count is still to come."), field="counted_on")


def somebody_lives_there(_grounds: PlaceGrounds, form: ProfileForm) -> Why | None:
    """R05: a profile has a population."""
    if form.female + form.male > 0:
        return None
    return why("R05", _("A profile counts the women and men who live there."), field="female")


def parts_are_within_the_whole(_grounds: PlaceGrounds, form: ProfileForm) -> Why | None:
    """There are not more households or displaced persons than people."""
    population = form.female + form.male
    for name, part in (("households", form.households), ("displaced", form.displaced or 0)):
        if part > population:
            return why(
                "", _("This is more than the {population} people counted."), field=name, population=population
            )
    return None


def nothing_open_below(grounds: PlaceGrounds) -> Why | None:
    """A place is closed after what stands in it."""
    if not grounds.open_below:
        return None
    return why("", _("Close the {count} places in it first."), count=grounds.open_below)


def is_not_marked(grounds: PlaceGrounds) -> Why | None:
    """Marking is for the unmarked."""
    return why("", _("It is marked sensitive already.")) if grounds.sensitive else None


def is_marked(grounds: PlaceGrounds) -> Why | None:
    """Unmarking begins with the mark."""
    return None if grounds.sensitive else why("", _("It is not marked sensitive."))


def no_unmarking_is_proposed(grounds: PlaceGrounds) -> Why | None:
    """One proposal at a time."""
    if grounds.unmarking_proposed_by is None:
        return None
    return why("", _("It is proposed already to take the mark away."))


def unmarking_is_proposed(grounds: PlaceGrounds) -> Why | None:
    """The second person answers the first."""
    if grounds.unmarking_proposed_by is not None:
        return None
    return why("", _("Nobody has proposed to take the mark away."))


def another_person_unmarks(grounds: PlaceGrounds) -> Why | None:
    """R110: unmarking takes two people."""
    if grounds.unmarking_proposed_by != grounds.actor:
        return None
    return why("R110", _("You proposed to take the mark away; a second person must agree."))
