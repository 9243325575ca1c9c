"""What a screening and a safeguarding assessment ask for."""

from typing import Annotated

from pydantic import Field

from app.documents.kinds import ACCEPTED
from app.documents.schemas import File
from app.kernel.fields import Day, Several, answers
from app.kernel.flow import Form
from app.kernel.words import _
from app.parties.checks.models import EXCLUSION_LISTS, OUTCOMES, RATINGS, ExclusionList, Outcome, Rating


class ScreeningForm(Form):
    """One search of the lists, with its print-out."""

    screened_on: Annotated[Day, Field(title=_("Day of the search"))]
    lists: Annotated[
        tuple[ExclusionList, ...],
        Several,
        Field(title=_("Lists searched"), min_length=1, json_schema_extra=answers(EXCLUSION_LISTS)),
    ]
    outcome: Annotated[Outcome, Field(title=_("What was found"), json_schema_extra=answers(OUTCOMES))]
    found: Annotated[
        str,
        Field(
            title=_("Explanation"),
            description=_("Whom you searched for; and if a name was found, how you know who it is."),
            min_length=3,
            max_length=1_000,
        ),
    ]
    file: Annotated[
        File,
        Field(
            title=_("Evidence"),
            description=_("The print-out of the search."),
            json_schema_extra={"kind": "file", "accept": ACCEPTED},
        ),
    ]


class SafeguardingForm(Form):
    """One assessment."""

    assessed_on: Annotated[Day, Field(title=_("Day of the assessment"))]
    assessed_by: Annotated[
        str,
        Field(
            title=_("Assessed by"),
            description=_("The office or agency, not a person."),
            min_length=2,
            max_length=120,
        ),
    ]
    rating: Annotated[Rating, Field(title=_("Rating"), json_schema_extra=answers(RATINGS))]
    plan: Annotated[
        str,
        Field(
            title=_("Plan"),
            description=_("Where the capacity is medium or low: what is done, by when."),
            max_length=1_000,
        ),
    ] = ""
