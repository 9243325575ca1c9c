"""What stands against an estimate: pure sentences (R84, R85, R86)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.kernel.errors import Why, why
from app.kernel.words import _
from app.results.estimates.models import EstimateState, Method
from app.results.estimates.schemas import Basis, PeopleForm
from app.results.models import People
from app.results.outputs.models import OutputState


@dataclass(frozen=True)
class EstimateGrounds:
    """What an estimate is judged by, before it is born and after.

    `around` are the places on offer, by reference, with the population last counted there (None: by nobody);
    `revisions` counts the open versions that are to replace this one.
    """

    today: date
    output: OutputState
    delivered_on: date
    waived: bool = False
    guide: int | None = None
    around: Mapping[str, int | None] = field(default_factory=dict)
    replaces: EstimateState | None = None
    revisions: int = 0


def output_is_there(grounds: EstimateGrounds, _form: PeopleForm) -> Why | None:
    """An estimate hangs on an output."""
    if grounds.output in (OutputState.RECORDED, OutputState.DELIVERED):
        return None
    return why("", _("This output is not there, or it is withdrawn."))


def estimate_applies(grounds: EstimateGrounds, _form: PeopleForm) -> Why | None:
    """Where it is recorded that no estimate applies, none is made."""
    return why("", _("It is recorded why no estimate applies to this output.")) if grounds.waived else None


def places_are_its_own(grounds: EstimateGrounds, form: PeopleForm) -> Why | None:
    """People are served where the output is, or around it."""
    if set(form.places) <= set(grounds.around):
        return None
    return why("", _("Choose the places from those offered."), field="places")


def parts_make_the_total(_grounds: EstimateGrounds, form: PeopleForm) -> Why | None:
    """R84: female + male + not disaggregated = total."""
    parts = form.female + form.male + form.not_disaggregated
    if parts == form.total:
        return None
    return why(
        "R84",
        _("Women, men and those whose sex is not noted are {parts} together, not {total}."),
        field="total",
        parts=parts,
        total=form.total,
    )


def people_were_found(_grounds: EstimateGrounds, form: PeopleForm) -> Why | None:
    """R85: planned figures never enter results."""
    if form.basis is Basis.FOUND:
        return None
    return why("R85", _("Planned figures are no results. Count the people after delivery."), field="basis")


def counted_after_delivery(grounds: EstimateGrounds, form: PeopleForm) -> Why | None:
    """R85: an estimate is dated on or after delivery."""
    if grounds.delivered_on <= form.counted_on <= grounds.today:
        return None
    return why(
        "R85",
        _("Give a day between its delivery on {delivered} and today."),
        field="counted_on",
        delivered=grounds.delivered_on,
    )


def category_fits(_grounds: EstimateGrounds, form: PeopleForm) -> Why | None:
    """R89: direct people have a category, indirect people are indicators of their own."""
    if (form.indicator is People.DIRECT) == (form.category is not None):
        return None
    if form.indicator is People.DIRECT:
        return why("", _("Choose what they are served with."), field="category")
    return why("R89", _("People reached indirectly are in none of these."), field="category")


def is_the_newest_version(grounds: EstimateGrounds, _form: PeopleForm) -> Why | None:
    """A version is revised once, when it is verified."""
    if grounds.replaces is not EstimateState.VERIFIED:
        return why("", _("Only a verified estimate is replaced by a new version."))
    return why("", _("A new version of it is on its way.")) if grounds.revisions else None


def within_the_population(grounds: EstimateGrounds, form: PeopleForm) -> Why | None:
    """R86: more people than live there need an explanation."""
    counted = [grounds.around.get(place) for place in set(form.places)]
    population = sum(filter(None, counted))
    if None in counted or form.total <= population:
        return None
    return why(
        "R86",
        _("{total} people are more than live in the place: {population}."),
        field="total",
        total=form.total,
        population=population,
    )


def within_the_guide_value(grounds: EstimateGrounds, form: PeopleForm) -> Why | None:
    """R86: more users than the service is built for need an explanation."""
    guide = form.guide if form.guide is not None else grounds.guide
    if guide is None or form.method is not Method.USAGE or form.total <= guide:
        return None
    return why(
        "R86",
        _("{total} users are more than the service is built for: {guide}."),
        field="total",
        total=form.total,
        guide=guide,
    )


# --- Moves ---------------------------------------------------------------------------------------


def output_is_delivered(grounds: EstimateGrounds) -> Why | None:
    """R85: people count from handover on."""
    if grounds.output is OutputState.DELIVERED:
        return None
    return why("R85", _("The output is not confirmed as delivered."))


def version_before_still_stands(grounds: EstimateGrounds) -> Why | None:
    """A revision replaces what is verified; when that is gone it is an estimate of nothing."""
    if grounds.replaces in (None, EstimateState.VERIFIED):
        return None
    return why("", _("The version it should replace no longer stands."))


Warn = Callable[[EstimateGrounds, PeopleForm], Why | None]
WARNINGS: tuple[Warn, ...] = (within_the_population, within_the_guide_value)
COMPLETE: tuple[Warn, ...] = (
    output_is_there,
    places_are_its_own,
    category_fits,
    people_were_found,
    parts_make_the_total,
    counted_after_delivery,
)
