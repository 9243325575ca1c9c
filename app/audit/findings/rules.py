"""What stands against a finding's moves: pure sentences (R44, R72)."""

from dataclasses import dataclass
from datetime import date

from app.audit.engagements.rules import EngagementGrounds
from app.audit.findings.models import Grade
from app.audit.findings.schemas import RaiseForm, RespondForm
from app.audit.samples.rules import first_against
from app.kernel.errors import Why, why
from app.kernel.words import _


@dataclass(frozen=True)
class Raising:
    """What a new finding is judged by; `in_engagement` where no award is named or it lies in the engagement."""

    engagement: EngagementGrounds
    award_found: bool = True
    in_engagement: bool = True


@dataclass(frozen=True)
class FindingGrounds:
    """What a finding's moves are judged by."""

    is_named: bool
    today: date


def within_the_engagement(raising: Raising, _form: RaiseForm) -> Why | None:
    """R72: by the engagement's own auditors, within its days."""
    return first_against(raising.engagement)


def award_is_known(raising: Raising, _form: RaiseForm) -> Why | None:
    """A finding of an award names one that the auditor sees."""
    if raising.award_found:
        return None
    return why("", _("There is no such award that you may see."), field="award")


def award_is_audited(raising: Raising, _form: RaiseForm) -> Why | None:
    """R72: nothing outside the engagement."""
    if raising.in_engagement:
        return None
    return why("R72", _("This award lies outside the engagement."), field="award")


def red_names_an_award(_raising: Raising, form: RaiseForm) -> Why | None:
    """R44: a red finding stops the payments of an award, so it says of which."""
    if form.grade is not Grade.RED or form.award:
        return None
    return why("R44", _("A red finding stops payments: name the award."), field="award")


def is_the_auditors(grounds: FindingGrounds) -> Why | None:
    """R72: a finding is followed up by the auditors of its engagement, also after that is over."""
    if grounds.is_named:
        return None
    return why("R72", _("You are not named as an auditor of this engagement."))


def action_has_time(grounds: FindingGrounds, form: RespondForm) -> Why | None:
    """An action is for a day that is still to come."""
    if form.due_on >= grounds.today:
        return None
    return why("", _("Give a day from today on."), field="due_on")
