"""What is asked about an output: reported by an instrument, brought in from the files, mended, withdrawn."""

from typing import Annotated

from pydantic import Field

from app.funding.models import THEME_NAMES, Theme
from app.kernel.fields import Day, Number, Several, Whole, answers
from app.kernel.flow import Form
from app.kernel.words import _
from app.results.models import SORT_NAMES, TOPIC_NAMES, WORK_TYPES, Sort, Topic, WorkType

Chosen = Annotated[str, Field(max_length=40)]
ReasonText = Annotated[str, Field(title=_("Reason"), min_length=3, max_length=400)]
Places = Annotated[
    tuple[Chosen, ...],
    Several,
    Field(
        title=_("Places"),
        description=_("Where it stands, or whom it reaches."),
        min_length=1,
        json_schema_extra={"kind": "checkboxes"},
    ),
]


class Reason(Form):
    """Why."""

    reason: ReasonText


class Note(Form):
    """Something to say with the move."""

    note: Annotated[str, Field(title=_("Note"), max_length=400)] = ""


class Described(Form):
    """What an output is called and counts as."""

    title: Annotated[str, Field(title=_("Name"), min_length=3, max_length=200)]
    primary_type: Annotated[
        WorkType | None,
        Field(
            title=_("Primary type"),
            description=_("For community infrastructure: the one type it counts in."),
            json_schema_extra=answers(WORK_TYPES),
        ),
    ] = None
    tags: Annotated[
        tuple[WorkType, ...],
        Several,
        Field(
            title=_("Secondary types"),
            description=_("What it also is; it counts in none of these."),
            json_schema_extra=answers(WORK_TYPES),
        ),
    ] = ()
    themes: Annotated[
        tuple[Theme, ...],
        Several,
        Field(title=_("Themes"), min_length=1, json_schema_extra=answers(THEME_NAMES)),
    ]
    topic: Annotated[
        Topic | None,
        Field(
            title=_("Topic"),
            description=_("For dialogues, policies, plans and toolkits."),
            json_schema_extra=answers(TOPIC_NAMES),
        ),
    ] = None
    guide: Annotated[
        Whole | None,
        Field(
            title=_("Guide value"),
            description=_("How many people such a service is built for, such as 250 for each tap."),
        ),
    ] = None


class OutputForm(Described):
    """Something delivered, with the paper that shows it."""

    sort: Annotated[Sort, Field(title=_("What was delivered"), json_schema_extra=answers(SORT_NAMES))]
    places: Places
    commissioned_on: Annotated[
        Day | None,
        Field(
            title=_("Commissioned on"), description=_("For community infrastructure: when its tests passed.")
        ),
    ] = None
    handed_over_on: Annotated[
        Day,
        Field(title=_("Handed over on"), description=_("Or completed, issued, adopted.")),
    ]
    evidence: Annotated[
        str,
        Field(
            title=_("Evidence"),
            description=_("The paper that shows it was delivered: its kind, number and day."),
            min_length=3,
            max_length=200,
        ),
    ]


class ReportForm(OutputForm):
    """What an instrument reports downwards at handover."""

    award: Annotated[Number | None, Field(title=_("Award"))] = None


class NoEstimate(Form):
    """Why no estimate of people belongs to an output."""

    none_applies: Annotated[
        str,
        Field(
            title=_("Why no estimate applies"),
            description=_("An award cannot close without a verified estimate or this reason."),
            min_length=10,
            max_length=1_000,
        ),
    ]
