"""What stands against an output and its moves: pure sentences (R85, R87)."""

from dataclasses import dataclass
from datetime import date

from app.kernel.errors import Why, why
from app.kernel.words import _
from app.results.models import WITH_TOPIC, Sort
from app.results.outputs.schemas import Described, OutputForm


@dataclass(frozen=True)
class Delivering:
    """What a new output is judged by."""

    today: date
    places_found: bool = True


@dataclass(frozen=True)
class OutputGrounds:
    """What an output's moves are judged by; `standing` counts its estimates that are not out of use."""

    today: date
    sort: Sort
    standing: int = 0


def places_are_known(delivering: Delivering, _form: OutputForm) -> Why | None:
    """An output stands in places of ours, within the person's own posts."""
    if delivering.places_found:
        return None
    return why("", _("Choose the places from those offered."), field="places")


def delivered_by_today(delivering: Delivering, form: OutputForm) -> Why | None:
    """R85: what is planned is no result."""
    if form.handed_over_on <= delivering.today:
        return None
    return why(
        "R85", _("This day is still to come: only what is handed over counts."), field="handed_over_on"
    )


def commissioned_before_it_was_handed_over(_delivering: Delivering, form: OutputForm) -> Why | None:
    """A work is commissioned, then handed over; nothing else is commissioned."""
    if form.sort is not Sort.WORK:
        if form.commissioned_on is None:
            return None
        return why("", _("Only community infrastructure is commissioned."), field="commissioned_on")
    if form.commissioned_on is None:
        return why("R85", _("Say when it was commissioned."), field="commissioned_on")
    if form.commissioned_on <= form.handed_over_on:
        return None
    return why("", _("It was commissioned before it was handed over."), field="commissioned_on")


def has_one_primary_type(_delivering: Delivering, form: OutputForm) -> Why | None:
    """R87: a work counts once, in one primary type."""
    return _typed(form.sort, form)


def keeps_one_primary_type(grounds: OutputGrounds, form: Described) -> Why | None:
    """The same when it is mended."""
    return _typed(grounds.sort, form)


def _typed(sort: Sort, form: Described) -> Why | None:
    if (form.primary_type is None) == (sort is not Sort.WORK):
        return None
    if sort is Sort.WORK:
        return why("R87", _("Choose the one type that this work counts in."), field="primary_type")
    return why("R87", _("Only community infrastructure has a primary type."), field="primary_type")


def has_a_topic(_delivering: Delivering, form: OutputForm) -> Why | None:
    """Dialogues, policies, plans and toolkits are counted by topic."""
    return _on_a_topic(form.sort, form)


def keeps_a_topic(grounds: OutputGrounds, form: Described) -> Why | None:
    """The same when it is mended."""
    return _on_a_topic(grounds.sort, form)


def _on_a_topic(sort: Sort, form: Described) -> Why | None:
    if form.topic is not None or sort not in WITH_TOPIC:
        return None
    return why("", _("Choose the topic it is about."), field="topic")


def no_estimate_stands(grounds: OutputGrounds) -> Why | None:
    """People are estimated or not, never both; an output with estimates is not withdrawn under them."""
    if not grounds.standing:
        return None
    return why("", _("{count} estimates of people stand on it; withdraw them first."), count=grounds.standing)
