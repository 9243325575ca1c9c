"""Why a move of a grant may not be made: pure sentences about what is known of it (R01-R03, R30-R34, R36, R39)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.decisions import approvals
from app.decisions.approvals import Approval
from app.funding.models import BOOKS, Window
from app.grants.models import Answer, Route
from app.grants.policy import GrantPolicy
from app.grants.schemas import Approve, Deliver, Idea, Proposal, ShowMet
from app.kernel.errors import Why, why
from app.kernel.money import Money
from app.kernel.words import Message, _
from app.parties.standing.rules import (
    Standing,
    file_is_in_force,
    is_registered,
    is_screened,
    safeguarding_holds,
)

WHOLE = 100
NOT_NOW = _("It is not up for approval.")


@dataclass(frozen=True)
class IdeaGrounds:
    """What is looked up before an idea is entered: the organisation, if it may be chosen, and the countries."""

    party_is_known: bool
    countries: Mapping[str, bool]
    """Each country on offer by its code, and whether it may benefit today (R01)."""


@dataclass(frozen=True)
class GrantGrounds:
    """What the rules of a grant look at."""

    window: Window
    countries: Mapping[str, bool]
    """Each country that it benefits, and whether it may benefit today (R01)."""
    proposal: Proposal
    standing: Standing
    policy: GrantPolicy
    today: date
    approval: Approval | None = None
    answers: Sequence[Answer] = ()
    """What members answered since it was last delivered to them, oldest first."""
    no_objection_until: date | None = None
    open_conditions: frozenset[int] = field(default_factory=frozenset)


# --- The idea ------------------------------------------------------------------------------------


def organisation_is_known(grounds: IdeaGrounds, _form: Idea) -> Why | None:
    """A grant is an organisation's, registered and seen by whoever enters it."""
    if grounds.party_is_known:
        return None
    return why("", _("Choose an organisation from those offered."), field="party")


def countries_may_benefit(grounds: IdeaGrounds, form: Idea) -> Why | None:
    """R01: every country is on the list of aid recipients today."""
    refused = [code for code in form.countries if not grounds.countries.get(code, False)]
    if not refused:
        return None
    return why(
        "R01",
        _("{countries}: not on the list of aid recipients today."),
        field="countries",
        countries=", ".join(refused),
    )


def window_fits_the_countries(_grounds: IdeaGrounds, form: Idea) -> Why | None:
    """R02: the Country and City Window is for one country."""
    if form.window is Window.GLOBAL or len(form.countries) == 1:
        return None
    return why("R02", _("What benefits several countries belongs to the Global Window."), field="window")


def themes_make_the_whole(_grounds: IdeaGrounds, form: Idea) -> Why | None:
    """R03: each theme once, in whole percent that sum to 100."""
    names = [line.theme for line in form.themes]
    whole = sum(line.percent for line in form.themes)
    if len(set(names)) == len(names) and whole == WHOLE:
        return None
    return why(
        "R03",
        _("Name each theme once; the percents must sum to 100, and sum to {whole}."),
        field="themes",
        whole=whole,
    )


def direct_award_is_justified(_grounds: IdeaGrounds, form: Idea) -> Why | None:
    """A direct award says why there was no call (DOMAIN 3.3)."""
    if form.route is Route.CALL or form.justification:
        return None
    return why("", _("Say why it is a direct award."), field="justification")


# --- The proposal --------------------------------------------------------------------------------


def every_question_is_answered(grounds: GrantGrounds) -> Why | None:
    """A proposal goes out whole."""
    empty = [
        Message(info.title or name)
        for name, info in Proposal.model_fields.items()
        if getattr(grounds.proposal, name) in (None, ())
    ]
    if not empty:
        return None
    return why("", _("Still missing: {first} ({n} in all)."), first=empty[0], n=len(empty), field="proposal")


def something_is_asked(grounds: GrantGrounds) -> Why | None:
    """The fund is asked for an amount."""
    if grounds.proposal.asked > 0:
        return None
    return why("", _("The budget asks nothing of the fund."), field="budget")


def months_are_within_the_limit(grounds: GrantGrounds) -> Why | None:
    """A grant lasts no longer than the policy's months."""
    months = grounds.proposal.months or 0
    if months <= grounds.policy.longest_months:
        return None
    return why(
        "",
        _("It takes {months} months; at most {most} are allowed."),
        field="months",
        months=months,
        most=grounds.policy.longest_months,
    )


def plan_fits_the_months(grounds: GrantGrounds) -> Why | None:
    """Every activity ends after it begins, within the months of the grant."""
    months = grounds.proposal.months or 0
    for at, line in enumerate(grounds.proposal.plan):
        if not line.first_month <= line.last_month <= months:
            return why(
                "",
                _("{activity} lies outside the {months} months."),
                field=f"plan-{at}-last_month",
                activity=line.activity,
                months=months,
            )
    return None


# --- Eligibility and appraisal -------------------------------------------------------------------


def countries_still_benefit(grounds: GrantGrounds) -> Why | None:
    """R01 on the day of the decision."""
    refused = [code for code, may in grounds.countries.items() if not may]
    if not refused:
        return None
    return why(
        "R01", _("{countries}: not on the list of aid recipients today."), countries=", ".join(refused)
    )


def organisation_is_registered(grounds: GrantGrounds) -> Why | None:
    """The party was not withdrawn."""
    return is_registered(grounds.standing)


def due_diligence_is_done(grounds: GrantGrounds) -> Why | None:
    """R36: the file is approved and in force."""
    return file_is_in_force(grounds.standing)


def screening_is_fresh(grounds: GrantGrounds) -> Why | None:
    """R39."""
    return is_screened(grounds.standing)


def safeguarding_is_assessed(grounds: GrantGrounds) -> Why | None:
    """R116."""
    return safeguarding_holds(grounds.standing)


# --- No-objection --------------------------------------------------------------------------------


def delivered_by_today(grounds: GrantGrounds, form: Deliver) -> Why | None:
    """The clock runs from a delivery that has been (R33)."""
    if form.delivered_on <= grounds.today:
        return None
    return why("R33", _("It cannot have been delivered on a day to come."), field="delivered_on")


def nobody_objects(grounds: GrantGrounds) -> Why | None:
    """R33: an objection blocks until it is withdrawn or overruled."""
    if not _objects(grounds.answers):
        return None
    return why("R33", _("A member objects. It goes on once the objection is withdrawn or overruled."))


def somebody_objects(grounds: GrantGrounds) -> Why | None:
    """What is withdrawn or overruled stands."""
    return None if _objects(grounds.answers) else why("R33", _("No objection stands."))


def _objects(answers: Sequence[Answer]) -> bool:
    ended = {Answer.WITHDRAWN, Answer.OVERRULED}
    last = next((answer for answer in reversed(answers) if answer in {Answer.OBJECTION, *ended}), None)
    return last is Answer.OBJECTION


def members_were_heard(grounds: GrantGrounds) -> Why | None:
    """R33: a member answered, or the time is over; silence lets the move go on."""
    until = grounds.no_objection_until
    if grounds.answers or until is None or until < grounds.today:
        return None
    return why("R33", _("Members may still answer until {day}."), day=until)


def time_is_over(grounds: GrantGrounds) -> Why | None:
    """R33: silence is recorded once the time is over."""
    until = grounds.no_objection_until
    if until is not None and until < grounds.today:
        return None
    return why("R33", _("The members' time is not over."))


# --- Decision ------------------------------------------------------------------------------------


def within_own_limit(grounds: GrantGrounds) -> Why | None:
    """R30."""
    return why("R30", NOT_NOW) if grounds.approval is None else approvals.within_own_limit(grounds.approval)


def days_are_in_order(grounds: GrantGrounds, form: Approve) -> Why | None:
    """It begins today or later, and ends after it began."""
    return (
        why("", NOT_NOW) if grounds.approval is None else approvals.days_are_in_order(grounds.approval, form)
    )


def money_may_pay(grounds: GrantGrounds, form: Approve) -> Why | None:
    """R34."""
    return (
        why("R34", NOT_NOW) if grounds.approval is None else approvals.money_may_pay(grounds.approval, form)
    )


def conditions_are_met(grounds: GrantGrounds) -> Why | None:
    """A conditional approval holds once each condition is shown met (DOMAIN 3.2, Exits)."""
    if not grounds.open_conditions:
        return None
    return why("", _("Conditions that are not met yet: {n}."), n=len(grounds.open_conditions))


def condition_is_open(grounds: GrantGrounds, form: ShowMet) -> Why | None:
    """Each is shown once."""
    if form.condition in grounds.open_conditions:
        return None
    return why("", _("Choose one of the open conditions."), field="condition")


def asked_of(proposal: Proposal) -> Money:
    """What a proposal asks of the fund."""
    return Money(proposal.asked, BOOKS)
