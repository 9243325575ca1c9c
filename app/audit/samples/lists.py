"""The list of samples: its columns, for the page and for files."""

from app.audit.samples.flow import SAMPLES
from app.audit.samples.models import (
    METHOD_NAMES,
    POPULATION_NAMES,
    SAMPLE_STATES,
    Method,
    Population,
    Sample,
    SampleState,
)
from app.kernel.listing import Listing
from app.kernel.words import Message, _
from app.web.lists import Column, Table, Tag, Way

COLOURS = {SampleState.DRAWN: "yellow", SampleState.DONE: "green"}

SAMPLE_LIST: Table[Sample, None] = Table(
    title=_("Audit samples, the latest first"),
    listing=Listing(SAMPLES),
    columns=(
        Column(_("Sample"), lambda one, _around: Way(f"/{SAMPLES.path}/{one.reference}", one.reference)),
        Column(_("Population"), lambda one, _around: Message(POPULATION_NAMES[Population(one.population)])),
        Column(_("Method"), lambda one, _around: Message(METHOD_NAMES[Method(one.method)])),
        Column(_("Seed"), lambda one, _around: one.seed),
        Column(
            _("State"),
            lambda one, _around: Tag(SAMPLE_STATES[SampleState(one.state)], COLOURS[SampleState(one.state)]),
        ),
        Column(_("Since"), lambda one, _around: one.since.date()),
    ),
    around=lambda _session, _samples: None,
    empty=_("No sample has been drawn."),
)
