"""The lists of results: their columns, for the pages and for files of exactly what they show."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from app.kernel.listing import Listing
from app.kernel.words import Message, _
from app.places.words import PLACE_WORDS
from app.results.count_once import Says
from app.results.declarations.flow import DECLARATIONS
from app.results.declarations.models import DECLARATION_STATES, SAYS_NAMES, Declaration, DeclarationState
from app.results.estimates.flow import ESTIMATES
from app.results.estimates.models import ESTIMATE_STATES, METHOD_NAMES, Estimate, EstimateState, Method
from app.results.estimates.queries import places_of
from app.results.models import (
    CATEGORY_NAMES,
    PEOPLE_NAMES,
    SORT_NAMES,
    WORK_TYPES,
    Category,
    People,
    Sort,
    WorkType,
)
from app.results.outputs.flow import OUTPUTS
from app.results.outputs.models import OUTPUT_STATES, Output, OutputState
from app.results.periods.flow import PERIODS
from app.results.periods.models import PERIOD_STATES, PeriodState, ReportingPeriod
from app.web.lists import Column, Table, Tag, Way
from app.web.moves import address_of

OUTPUT_COLOURS = {
    OutputState.RECORDED: "blue",
    OutputState.DELIVERED: "green",
    OutputState.WITHDRAWN: "grey",
}
ESTIMATE_COLOURS = {
    EstimateState.DRAFT: "yellow",
    EstimateState.SUBMITTED: "blue",
    EstimateState.RETURNED: "red",
    EstimateState.VERIFIED: "green",
    EstimateState.REPLACED: "grey",
    EstimateState.WITHDRAWN: "grey",
}
DECLARATION_COLOURS = {
    DeclarationState.PROPOSED: "blue",
    DeclarationState.APPROVED: "green",
    DeclarationState.ENDED: "grey",
    DeclarationState.REJECTED: "grey",
}
PERIOD_COLOURS = {PeriodState.OPEN: "blue", PeriodState.CLOSED: "green", PeriodState.REOPENING: "orange"}


def _nothing(_session: Session, _things: Sequence[object]) -> None:
    """The cells need nothing more than the thing."""


def _places(session: Session, estimates: Sequence[Estimate]) -> Mapping[int, str]:
    found = places_of(session, [one.id for one in estimates])
    return {key: ", ".join(place.title for place in places) for key, places in found.items()}


OUTPUT_LIST: Table[Output, None] = Table(
    title=_("What was delivered, the latest change first"),
    listing=Listing(OUTPUTS, PLACE_WORDS),
    columns=(
        Column(_("Output"), lambda one, _around: Way(address_of(OUTPUTS, one), one.title)),
        Column(_("Reference"), lambda one, _around: one.reference),
        Column(_("What it is"), lambda one, _around: Message(SORT_NAMES[Sort(one.sort)])),
        Column(
            _("Primary type"),
            lambda one, _around: (
                Message(WORK_TYPES[WorkType(one.primary_type)]) if one.primary_type else None
            ),
        ),
        Column(_("Handed over on"), lambda one, _around: one.handed_over_on),
        Column(
            _("State"),
            lambda one, _around: Tag(
                OUTPUT_STATES[OUTPUTS.state(one)], OUTPUT_COLOURS[OutputState(one.state)]
            ),
        ),
    ),
    around=_nothing,
    empty=_("Nothing has been delivered yet."),
)

ESTIMATE_LIST: Table[Estimate, Mapping[int, str]] = Table(
    title=_("Estimates, the latest change first"),
    listing=Listing(ESTIMATES, PLACE_WORDS),
    columns=(
        Column(_("Output"), lambda one, _places: Way(address_of(ESTIMATES, one), one.title)),
        Column(_("Reference"), lambda one, _places: one.reference),
        Column(_("Places"), lambda one, places: places[one.id]),
        Column(_("Who"), lambda one, _places: Message(PEOPLE_NAMES[People(one.indicator)])),
        Column(
            _("With what"),
            lambda one, _places: Message(CATEGORY_NAMES[Category(one.category)]) if one.category else None,
        ),
        Column(_("People"), lambda one, _places: one.total, "number"),
        Column(_("Female"), lambda one, _places: one.female, "number"),
        Column(_("Male"), lambda one, _places: one.male, "number"),
        Column(_("How they were counted"), lambda one, _places: Message(METHOD_NAMES[Method(one.method)])),
        Column(_("Counted on"), lambda one, _places: one.counted_on),
        Column(
            _("State"),
            lambda one, _places: Tag(
                ESTIMATE_STATES[ESTIMATES.state(one)], ESTIMATE_COLOURS[EstimateState(one.state)]
            ),
        ),
    ),
    around=_places,
    empty=_("Nobody has estimated yet whom anything serves."),
)

DECLARATION_LIST: Table[Declaration, None] = Table(
    title=_("Declarations, the latest change first"),
    listing=Listing(DECLARATIONS, PLACE_WORDS),
    columns=(
        Column(_("Sides"), lambda one, _around: Way(address_of(DECLARATIONS, one), one.title)),
        Column(_("Reference"), lambda one, _around: one.reference),
        Column(_("What is said"), lambda one, _around: Message(SAYS_NAMES[Says(one.says)])),
        Column(_("Valid from"), lambda one, _around: one.valid_from),
        Column(_("Valid until"), lambda one, _around: one.valid_until),
        Column(
            _("State"),
            lambda one, _around: Tag(
                DECLARATION_STATES[DECLARATIONS.state(one)], DECLARATION_COLOURS[DeclarationState(one.state)]
            ),
        ),
    ),
    around=_nothing,
    empty=_("Nothing is declared."),
)

PERIOD_LIST: Table[ReportingPeriod, None] = Table(
    title=_("Years, the latest change first"),
    listing=Listing(PERIODS, ()),
    columns=(
        Column(_("Year"), lambda one, _around: Way(address_of(PERIODS, one), one.title)),
        Column(_("Reference"), lambda one, _around: one.reference),
        Column(
            _("State"),
            lambda one, _around: Tag(
                PERIOD_STATES[PERIODS.state(one)], PERIOD_COLOURS[PeriodState(one.state)]
            ),
        ),
        Column(_("Since"), lambda one, _around: one.since.date()),
        Column(_("Hash"), lambda one, _around: one.digest),
    ),
    around=_nothing,
    empty=_("No year is open or closed yet."),
)
