"""What stands against a declaration: pure sentences."""

from dataclasses import dataclass
from datetime import date

from app.kernel.errors import Why, why
from app.kernel.words import _
from app.results.count_once import Says
from app.results.declarations.schemas import DeclareForm, EndForm


@dataclass(frozen=True)
class Declaring:
    """What a new declaration is judged by: which sides are there, and how they stand to each other."""

    one_found: bool = True
    other_found: bool = True
    same: bool = False
    nested: bool = False
    """Both sides are places, and one holds the other."""
    declared: bool = False


@dataclass(frozen=True)
class DeclarationGrounds:
    """What the moves of a declaration are judged by."""

    valid_from: date


def one_side_is_known(declaring: Declaring, _form: DeclareForm) -> Why | None:
    """The one side is a place or a verified estimate that the person sees."""
    return None if declaring.one_found else _unknown("one")


def other_side_is_known(declaring: Declaring, _form: DeclareForm) -> Why | None:
    """So is the other."""
    return None if declaring.other_found else _unknown("other")


def _unknown(field: str) -> Why:
    return why("", _("There is no such place or verified estimate that you may see."), field=field)


def sides_are_two(declaring: Declaring, _form: DeclareForm) -> Why | None:
    """A declaration is about two sides."""
    return why("", _("The two sides are the same."), field="other") if declaring.same else None


def says_what_it_means(declaring: Declaring, form: DeclareForm) -> Why | None:
    """A disjointness of a city and a settlement in it would hold inside the settlement too: name the estimates."""
    if form.says is Says.OVERLAP or not declaring.nested:
        return None
    return why(
        "R83",
        _("One of these places lies in the other. Name the estimate that is apart, not its place."),
        field="other",
    )


def is_not_declared_yet(declaring: Declaring, _form: DeclareForm) -> Why | None:
    """One declaration of two sides stands at a time."""
    return why("", _("This is declared already.")) if declaring.declared else None


def ends_after_it_began(grounds: DeclarationGrounds, form: EndForm) -> Why | None:
    """A declaration that was wrong from the beginning ends on its first day."""
    if form.valid_until >= grounds.valid_from:
        return None
    return why("", _("It began on {day}."), field="valid_until", day=grounds.valid_from)
