"""What stands against a screening and a safeguarding assessment (R39, R116)."""

from app.kernel.errors import Why, why
from app.kernel.words import Message, _
from app.parties.checks.models import EXCLUSION_LISTS, ExclusionList, Rating
from app.parties.checks.schemas import SafeguardingForm, ScreeningForm
from app.parties.due_diligence.rules import FileGrounds

STILL_TO_COME = _("This day is still to come.")


def screened_by_today(grounds: FileGrounds, form: ScreeningForm) -> Why | None:
    """A search is entered when it has been made."""
    return None if form.screened_on <= grounds.today else why("", STILL_TO_COME, field="screened_on")


def every_list_is_searched(grounds: FileGrounds, form: ScreeningForm) -> Why | None:
    """R39: the lists that the terms name are all searched."""
    missing = next((one for one in grounds.terms.screening_lists if one not in form.lists), None)
    if missing is None:
        return None
    return why("R39", _("Search this list too: {name}."), field="lists",
               name=Message(EXCLUSION_LISTS[ExclusionList(missing)]))  # fmt: skip


def assessed_by_today(grounds: FileGrounds, form: SafeguardingForm) -> Why | None:
    """An assessment is entered when it has been made."""
    return None if form.assessed_on <= grounds.today else why("", STILL_TO_COME, field="assessed_on")


def less_than_full_has_a_plan(_grounds: FileGrounds, form: SafeguardingForm) -> Why | None:
    """R116: medium and low capacity come with a plan."""
    if form.rating is Rating.FULL or form.plan:
        return None
    return why("R116", _("Say what is done to reach full capacity, and by when."), field="plan")
