"""Why not: the CUF's rules about needs, copies, changes and returns, each a sentence a person can act on."""

from dataclasses import dataclass
from datetime import date

from app.cuf.policy import CufPolicy
from app.cuf.proposals.rules import (
    ProjectGrounds,
    bill_adds_up,
    community_gives_enough,
    community_gives_enough_cash,
    municipality_gives_enough,
    nothing_is_missing,
    open_sections,
    rates_are_agreed,
    upkeep_is_promised,
    within_ceiling,
)
from app.cuf.proposals.schemas import SECTION_FORMS, SECTION_TITLES, SectionName, Sections
from app.cuf.rounds.outcomes import Result
from app.cuf.schemas import Return
from app.kernel.errors import Why, why
from app.kernel.flow import Form
from app.kernel.words import Message, _


@dataclass(frozen=True)
class NeedGrounds:
    """What may be asked about a need before it is named."""

    settlement_known: bool
    profile_on: date | None
    eligible: bool
    policy: CufPolicy | None
    today: date


@dataclass(frozen=True)
class CopyGrounds:
    """What may be asked about an earlier proposal before it is copied."""

    source_known: bool


# --- A need


def settlement_is_known(grounds: NeedGrounds, _form: Form) -> Why | None:
    if grounds.settlement_known:
        return None
    return why("", _("Choose a settlement that you may act for."), field="settlement")


def settlement_has_a_profile(grounds: NeedGrounds | ProjectGrounds, _form: Form | None = None) -> Why | None:
    """R05."""
    if grounds.profile_on is not None:
        return None
    return why(
        "R05",
        _(
            "The settlement has no profile yet: record how many women and men live there, the date and the source."
        ),
        field="settlement",
    )


def country_is_eligible(grounds: NeedGrounds | ProjectGrounds, _form: Form | None = None) -> Why | None:
    """R01."""
    if grounds.eligible:
        return None
    return why(
        "R01",
        _("The country is not on the list of recipients of development assistance on {day}."),
        day=grounds.today,
        field="settlement",
    )


def country_has_terms(grounds: NeedGrounds | ProjectGrounds, _form: Form | None = None) -> Why | None:
    """R04."""
    if grounds.policy is not None:
        return None
    return why(
        "R04",
        _("The fund's terms for this country are not set for {day}. Ask the secretariat."),
        day=grounds.today,
    )


def source_is_known(grounds: CopyGrounds, _form: Form) -> Why | None:
    if grounds.source_known:
        return None
    return why("R115", _("Choose an earlier proposal of your own settlement."), field="source")


READY_RULES = (
    country_is_eligible,
    country_has_terms,
    settlement_has_a_profile,
    nothing_is_missing,
    bill_adds_up,
    within_ceiling,
    community_gives_enough,
    community_gives_enough_cash,
    municipality_gives_enough,
    rates_are_agreed,
    upkeep_is_promised,
)
"""What must be so before a proposal may be certified, and again before it goes out."""


# --- Its round


def round_has_chosen(grounds: ProjectGrounds) -> Why | None:
    """R16: a need is chosen by what its round decided, and by nothing else."""
    if grounds.in_round is not None and grounds.in_round.result == Result.CHOSEN:
        return None
    return why("R16", _("Only the decision of a round chooses a need."))


def round_lets_it_wait(grounds: ProjectGrounds) -> Why | None:
    """P-59: what only lacked money waits for it."""
    if grounds.in_round is not None and grounds.in_round.result == Result.WAITING:
        return None
    return why("P-59", _("Only the decision of a round puts a need on the waiting list."))


def no_round_decides_on_it(grounds: ProjectGrounds) -> Why | None:
    """R16: a need on a round's list does not jump it."""
    if grounds.in_round is None or not grounds.in_round.waits:
        return None
    return why(
        "R16",
        _("It stands on the list of round {round}: wait for what the round decides."),
        round=grounds.in_round.reference,
    )


# --- Changing it and giving it back


def standing_against(grounds: ProjectGrounds) -> tuple[Why, ...]:
    """Every rule against finishing, the unanswered questions aside: those are `missing`, each by itself."""
    rules = (*READY_RULES, corrections_are_made)
    return tuple(
        reason for rule in rules if rule is not nothing_is_missing and (reason := rule(grounds)) is not None
    )


def sections_are_open(grounds: ProjectGrounds, form: Sections) -> Why | None:
    """After a return only the named sections may change; the rest stays as it was appraised."""
    writable = open_sections(grounds)
    shut = [name for name in SECTION_FORMS if getattr(form, name.value) is not None and name not in writable]
    if not shut:
        return None
    return why(
        "",
        _("{section} is locked: the appraisers did not ask for changes there."),
        section=Message(SECTION_TITLES[shut[0]]),
        field=shut[0].value,
    )


def corrections_are_made(grounds: ProjectGrounds) -> Why | None:
    """Each section that was named for correction has changed since."""
    unchanged = sorted(grounds.open_corrections - grounds.changed - {SectionName.DOCUMENTS})
    if not unchanged:
        return None
    return why(
        "",
        _("{section} is as it was when it came back: mend what the appraisers asked for."),
        section=Message(SECTION_TITLES[unchanged[0]]),
        field=unchanged[0].value,
    )


def second_return_has_a_meeting(grounds: ProjectGrounds, form: Return) -> Why | None:
    """R102."""
    if grounds.returns == 0 or form.met_on is not None:
        return None
    return why(
        "R102",
        _("This proposal went back once already: meet the forum first, and give the day you met."),
        field="met_on",
    )


def meeting_is_past(grounds: ProjectGrounds, form: Return) -> Why | None:
    if form.met_on is None or form.met_on <= grounds.today:
        return None
    return why(
        "R102",
        _("The meeting must have taken place: {day} is still to come."),
        day=form.met_on,
        field="met_on",
    )
