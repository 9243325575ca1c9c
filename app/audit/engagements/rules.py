"""What stands against an engagement and against what is done within it: pure sentences (R72)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.audit.engagements.models import NARROW, Basis, EngagementState
from app.audit.engagements.schemas import ExtendForm, PlanForm
from app.kernel.actors import Post, Scope
from app.kernel.errors import Why, why
from app.kernel.words import _


@dataclass(frozen=True)
class Planning:
    """What a new engagement is judged by: its scope, and who holds the auditor's post."""

    scope: Scope | None
    today: date
    auditors: frozenset[str]


@dataclass(frozen=True)
class EngagementGrounds:
    """What an engagement's moves, and what is born under it, are judged by; `posts` are the actor's as auditor.

    `unfinished` counts its samples that are not worked through and its findings that are not answered.
    """

    state: EngagementState
    basis: Basis
    scope: Scope
    today: date
    opens_on: date
    closes_on: date
    is_named: bool
    posts: Sequence[Post] = ()
    unfinished: int = 0


def part_fits_the_basis(planning: Planning, form: PlanForm) -> Why | None:
    """R72: a grantee's auditor is given one organisation, a donor's verification one source."""
    wanted = NARROW.get(form.basis)
    if planning.scope is None or wanted in (None, planning.scope.kind):
        return None
    return why(
        "R72",
        _("Name the organisation for a grantee's auditor, and the source for a donor's verification."),
        field="part",
    )


def part_is_known(planning: Planning, _form: PlanForm) -> Why | None:
    """An engagement is of a part that there is."""
    if planning.scope is not None:
        return None
    return why("", _("There is no such place, organisation, call or source of money."), field="part")


def days_are_in_order(_planning: Planning, form: PlanForm) -> Why | None:
    """R72: time-limited, the last day after the first."""
    if form.opens_on <= form.closes_on:
        return None
    return why("R72", _("The last day lies before the first."), field="closes_on")


def people_are_auditors(planning: Planning, form: PlanForm) -> Why | None:
    """R72: only who holds the post of an auditor audits."""
    if set(form.people) <= planning.auditors:
        return None
    return why("R72", _("Choose people who hold the post of an auditor."), field="people")


def is_named(grounds: EngagementGrounds) -> Why | None:
    """R72: an engagement is its own auditors'."""
    return None if grounds.is_named else why("R72", _("You are not named as an auditor of this engagement."))


def window_is_open(grounds: EngagementGrounds) -> Why | None:
    """R72: read, sampled and found within its days only."""
    if grounds.opens_on <= grounds.today <= grounds.closes_on:
        return None
    return why(
        "R72",
        _("This engagement runs from {first} to {last}."),
        first=grounds.opens_on,
        last=grounds.closes_on,
    )


def posts_reach_no_further(grounds: EngagementGrounds) -> Why | None:
    """R72: whoever audits one organisation or one source sees that part only, and only for as long."""
    if grounds.basis not in NARROW:
        return None
    wide = [
        post
        for post in grounds.posts
        if post.scope != grounds.scope or post.until is None or post.until > grounds.closes_on
    ]
    if not wide:
        return None
    return why(
        "R72",
        _(
            "Your post as auditor reaches beyond this engagement. An administrator narrows it, until {last}, first."
        ),
        last=grounds.closes_on,
    )


def later_than_before(grounds: EngagementGrounds, form: ExtendForm) -> Why | None:
    """An extension ends later."""
    if form.closes_on > grounds.closes_on:
        return None
    return why("", _("Give a day after {last}."), field="closes_on", last=grounds.closes_on)


def all_is_finished(grounds: EngagementGrounds) -> Why | None:
    """Samples are worked through and findings answered before it is closed."""
    if not grounds.unfinished:
        return None
    return why("", _("{count} samples or findings are not finished."), count=grounds.unfinished)


def last_day_is_over(grounds: EngagementGrounds) -> Why | None:
    """R72: the clock closes what has run out."""
    if grounds.today > grounds.closes_on:
        return None
    return why("R72", _("It runs until {last}."), last=grounds.closes_on)


def is_under_way(grounds: EngagementGrounds) -> Why | None:
    """Nothing is sampled or found before an engagement has begun, or after it is closed."""
    if grounds.state is EngagementState.OPEN:
        return None
    return why("R72", _("The engagement is not under way."))


WITHIN = (is_under_way, is_named, window_is_open, posts_reach_no_further)
"""What must be so for anything an auditor does under an engagement."""
