"""What stands against drawing a sample and working it through: pure sentences (R72, R74)."""

from dataclasses import dataclass

from app.audit.engagements.rules import WITHIN, EngagementGrounds
from app.audit.samples.models import Method, Result
from app.audit.samples.schemas import DrawForm, WorkForm
from app.kernel.errors import Why, why
from app.kernel.words import _


@dataclass(frozen=True)
class Drawing:
    """What a draw is judged by: its engagement, and how much there is to draw from."""

    engagement: EngagementGrounds
    count: int


@dataclass(frozen=True)
class SampleGrounds:
    """What a sample's moves are judged by; `open` are the numbers of items without a result."""

    engagement: EngagementGrounds
    numbers: frozenset[int]
    open: frozenset[int]


def within_the_engagement(drawing: Drawing, _form: DrawForm) -> Why | None:
    """R72: by its own auditors, within its days."""
    return first_against(drawing.engagement)


def first_against(engagement: EngagementGrounds) -> Why | None:
    """R72: the first reason against doing anything under this engagement."""
    return next((reason for rule in WITHIN if (reason := rule(engagement)) is not None), None)


def engagement_lets_work(grounds: SampleGrounds) -> Why | None:
    """R72: the same for what has been drawn."""
    return first_against(grounds.engagement)


def something_to_draw_from(drawing: Drawing, _form: DrawForm) -> Why | None:
    """R74: a sample of nothing shows nothing."""
    if drawing.count:
        return None
    return why(
        "R74", _("There is nothing of this kind within the engagement and these days."), field="population"
    )


def strata_fit_the_method(_drawing: Drawing, form: DrawForm) -> Why | None:
    """R74: ranges for a stratified sample, from 0 upwards, and for no other."""
    begins = [stratum.begins_at for stratum in form.strata]
    rising = begins == sorted(set(begins)) and begins[:1] == [0]
    if rising if form.method is Method.STRATIFIED else not begins:
        return None
    return why(
        "R74",
        _("A stratified sample needs ranges that rise from 0; the other methods take none."),
        field="strata",
    )


def item_is_drawn(grounds: SampleGrounds, form: WorkForm) -> Why | None:
    """A worksheet is of an item that was drawn."""
    if form.number in grounds.numbers:
        return None
    return why("", _("This sample has no such item."), field="number")


def exception_is_explained(_grounds: SampleGrounds, form: WorkForm) -> Why | None:
    """An exception says what it is."""
    if form.result is Result.CLEAN or form.note:
        return None
    return why("", _("Say what the exception is."), field="note")


def every_item_has_a_result(grounds: SampleGrounds) -> Why | None:
    """R74: what was drawn is looked at, all of it."""
    if not grounds.open:
        return None
    return why("R74", _("{count} items have no result yet."), count=len(grounds.open))
