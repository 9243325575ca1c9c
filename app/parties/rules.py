"""What stands against a move of a party: pure sentences over grounds (R36, R99)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.kernel.errors import Why, why
from app.kernel.words import _
from app.parties.models import OFFICERS, Function, LegalForm, Sort
from app.parties.schemas import MemberEnd, MemberForm, PartyCorrection, PlacesForm, RecognitionForm


@dataclass(frozen=True)
class Seat:
    """A member as the rules see one: no name."""

    id: int
    function: Function
    joined_on: date
    left_on: date | None = None


@dataclass(frozen=True)
class Registering:
    """What a new party is judged by: its places as chosen and as found, and who is registered already."""

    chosen: int = 0
    found: int = 0
    already: str | None = None


@dataclass(frozen=True)
class PartyGrounds:
    """What the moves of a party are judged by."""

    sort: Sort
    legal_form: LegalForm
    today: date
    for_its_own_group: bool = False
    """The person acts as a settlement's forum, not as an officer."""
    seats: Sequence[Seat] = ()

    def seat(self, member: int) -> Seat | None:
        """The member of this key."""
        return next((seat for seat in self.seats if seat.id == member), None)


# --- A rule that other packages ask --------------------------------------------------------------


def group_is_known(name: str, legal_form: LegalForm, *, recognised: bool) -> Why | None:
    """R36: a group without legal personality shows minutes, the municipality's letter and three officers."""
    if legal_form is not LegalForm.NONE or recognised:
        return None
    return why(
        "R36",
        _(
            "{name} has no legal personality: enter its founding minutes, the municipality's letter and three "
            "officers whose identity was seen."
        ),
        name=name,
    )


# --- Births --------------------------------------------------------------------------------------


def places_are_known(grounds: Registering, form: object) -> Why | None:
    """Every place chosen is one that the person sees."""
    del form
    if grounds.chosen == grounds.found:
        return None
    return why("", _("Choose the places from those offered."), field="places")


def is_not_here_yet(grounds: Registering, form: object) -> Why | None:
    """A party is registered once."""
    del form
    if grounds.already is None:
        return None
    return why(
        "",
        _("It is registered already, as {reference}."),
        field="title",
        reference=grounds.already,
    )


# --- Moves ---------------------------------------------------------------------------------------


def forum_keeps_to_groups(grounds: PartyGrounds) -> Why | None:
    """A forum speaks for the community groups of its settlement, not for other parties that work there."""
    if not grounds.for_its_own_group or grounds.sort is Sort.COMMUNITY_GROUP:
        return None
    return why("", _("A forum changes the community groups of its own settlement only."))


def municipality_is_a_public_body(grounds: PartyGrounds, form: PartyCorrection) -> Why | None:
    """The law's form of a municipality is not in doubt."""
    if grounds.sort is not Sort.MUNICIPALITY or form.legal_form is LegalForm.PUBLIC_BODY:
        return None
    return why("", _("A municipality is a public body."), field="legal_form")


def may_work_elsewhere(grounds: PartyGrounds) -> Why | None:
    """A municipality is its city's."""
    if grounds.sort is not Sort.MUNICIPALITY:
        return None
    return why("", _("A municipality stays with its city."))


def group_keeps_a_settlement(grounds: PartyGrounds, form: PlacesForm) -> Why | None:
    """A community group is of a settlement."""
    if grounds.sort is not Sort.COMMUNITY_GROUP or form.places:
        return None
    return why("", _("Choose at least one settlement."), field="places")


def person_consents(_grounds: PartyGrounds, form: MemberForm) -> Why | None:
    """R99: nobody is recorded who has not agreed."""
    if form.consents:
        return None
    return why("R99", _("Record nobody who has not agreed to it."), field="consents")


def joined_by_today(grounds: PartyGrounds, form: MemberForm) -> Why | None:
    """A function is entered when it has begun."""
    if form.joined_on <= grounds.today:
        return None
    return why("", _("This day is still to come."), field="joined_on")


def somebody_serves(grounds: PartyGrounds) -> Why | None:
    """There is a member whose function can end."""
    if any(seat.left_on is None for seat in grounds.seats):
        return None
    return why("", _("It has no members whose function could end."))


def member_serves_until(grounds: PartyGrounds, form: MemberEnd) -> Why | None:
    """A function ends once, on a day after it began and not in the future."""
    seat = grounds.seat(form.member)
    if seat is None or seat.left_on is not None:
        return why("", _("Choose one of the members who serve now."), field="member")
    if not seat.joined_on <= form.left_on <= grounds.today:
        return why("", _("Give a day between {since} and today."), field="left_on", since=seat.joined_on)
    return None


def is_a_group_without_legal_personality(grounds: PartyGrounds) -> Why | None:
    """R36 asks for recognition where the law gives none."""
    if grounds.sort is Sort.COMMUNITY_GROUP and grounds.legal_form is LegalForm.NONE:
        return None
    return why("", _("Only a community group without legal personality is recognised in this way."))


def officers_are_three_of_its_own(grounds: PartyGrounds, form: RecognitionForm) -> Why | None:
    """R36: three different officers of the group, serving today, showed who they are."""
    serving = {seat.id for seat in grounds.seats if seat.function in OFFICERS and seat.left_on is None}
    shown = [officer.member for officer in form.officers]
    if len(set(shown)) == len(shown) and set(shown) <= serving:
        return None
    return why("R36", _("Choose at least three different officers who serve now."), field="officers")


def papers_are_dated_by_today(grounds: PartyGrounds, form: RecognitionForm) -> Why | None:
    """Minutes, letter and papers were there before they are entered."""
    days = {"minutes_on": form.minutes_on, "letter_on": form.letter_on} | {
        f"officers-{at}-seen_on": officer.seen_on for at, officer in enumerate(form.officers)
    }
    late = next((name for name, day in days.items() if day > grounds.today), None)
    return None if late is None else why("", _("This day is still to come."), field=late)
