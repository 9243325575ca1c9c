"""What stands against a due-diligence file: pure sentences over grounds (R36, R39, R116)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.kernel.errors import Why, why
from app.kernel.words import Message, _
from app.parties.checks.models import Outcome
from app.parties.due_diligence.models import DECLARATIONS, MOST_POINTS, Area, Declaration, Risk
from app.parties.due_diligence.schemas import FileForm
from app.parties.models import LegalForm, Sort
from app.parties.policy import DEFAULTS, Terms
from app.parties.rules import group_is_known


@dataclass(frozen=True)
class FileGrounds:
    """What a file is judged by: its party, who serves there today, and what the file holds so far."""

    name: str = ""
    registered: bool = True
    sort: Sort = Sort.ORGANISATION
    legal_form: LegalForm = LegalForm.NGO
    recognised: bool = False
    serving: frozenset[int] = frozenset()
    representatives: frozenset[int] = frozenset()
    declarations: frozenset[Declaration] = frozenset()
    papers: int = 0
    safeguarded: bool = False
    """There is a safeguarding assessment that holds today."""
    found: Outcome | None = None
    """What the newest screening found; None where there is none."""
    today: date = date.min
    terms: Terms = DEFAULTS


def risk_of(capacity: Mapping[str, int], terms: Terms) -> Risk | None:
    """The level of risk that the points of all areas give; None where the capacity was not looked at."""
    if set(capacity) != set(Area):
        return None
    percent_of_all = 100 * sum(capacity.values())
    whole = MOST_POINTS * len(Area)
    if percent_of_all >= terms.low_risk_from * whole:
        return Risk.LOW
    return Risk.MEDIUM if percent_of_all >= terms.medium_risk_from * whole else Risk.HIGH


# --- What is written -----------------------------------------------------------------------------


def representatives_serve(grounds: FileGrounds, form: FileForm) -> Why | None:
    """R36: those who sign are members of the party who serve today."""
    if set(form.representatives) <= grounds.serving:
        return None
    return why("R36", _("Choose among the members who serve now."), field="representatives")


def capacity_is_whole(_grounds: FileGrounds, form: FileForm) -> Why | None:
    """The capacity is looked at in every area, or not at all."""
    missing = next((area for area in Area if area.value not in form.capacity), None)
    if not form.capacity or missing is None:
        return None
    return why("", _("Give every area its points, or none."), field=missing.value)


# --- What is asked for its approval ------------------------------------------------------------------


def party_is_registered(grounds: FileGrounds) -> Why | None:
    """A party that was withdrawn needs no file."""
    return None if grounds.registered else why("", _("The party was withdrawn."))


def somebody_signs(grounds: FileGrounds) -> Why | None:
    """R36: a file names at least one representative, and all of them still serve."""
    if grounds.representatives and grounds.representatives <= grounds.serving:
        return None
    if grounds.representatives:
        return why("R36", _("A legal representative has left: name those who serve now."))
    return why("R36", _("Name who signs for the party."))


def group_shows_its_papers(grounds: FileGrounds) -> Why | None:
    """R36: a group without legal personality is recognised first."""
    return group_is_known(grounds.name, grounds.legal_form, recognised=grounds.recognised)


def everything_is_declared(grounds: FileGrounds) -> Why | None:
    """Every declaration is signed."""
    missing = next((one for one in Declaration if one not in grounds.declarations), None)
    if missing is None:
        return None
    return why("", _("It has not signed this yet: {declaration}"), declaration=Message(DECLARATIONS[missing]))


def a_paper_proves_it(grounds: FileGrounds) -> Why | None:
    """What the file says is shown by at least one paper."""
    return (
        None if grounds.papers else why("", _("Add the papers: registration, statutes, signed declarations."))
    )


def safeguarding_is_assessed(grounds: FileGrounds) -> Why | None:
    """R116: a partner's file holds a safeguarding assessment; groups and municipalities are no partners here."""
    if grounds.sort is not Sort.ORGANISATION or grounds.safeguarded:
        return None
    return why("R116", _("Assess first how it protects people from exploitation and abuse."))


def nobody_is_listed(grounds: FileGrounds) -> Why | None:
    """R39: the exclusion lists were searched, and nobody was found there."""
    if grounds.found is None:
        return why("R39", _("Search the exclusion lists first."))
    return why("R39", _("The party is on an exclusion list.")) if grounds.found is Outcome.LISTED else None


COMPLETE = (
    party_is_registered,
    somebody_signs,
    group_shows_its_papers,
    everything_is_declared,
    a_paper_proves_it,
    safeguarding_is_assessed,
    nobody_is_listed,
)
"""All that must be so before a file is approved."""
