"""What is asked about people served: how many, where, who counted them, how and when."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from app.kernel.fields import Day, Whole, answers
from app.kernel.flow import Form
from app.kernel.words import _
from app.results.estimates.models import METHOD_NAMES, Method
from app.results.models import CATEGORY_NAMES, PEOPLE_NAMES, Category, People
from app.results.outputs.schemas import Places


class Basis(StrEnum):
    """Whether people were found or are hoped for."""

    FOUND = "found"
    PLANNED = "planned"


BASIS_NAMES: dict[Basis, str] = {
    Basis.FOUND: _("found after delivery"),
    Basis.PLANNED: _("planned or expected"),
}


class PeopleForm(Form):
    """One estimate, whole."""

    indicator: Annotated[People, Field(title=_("Who is served"), json_schema_extra=answers(PEOPLE_NAMES))]
    category: Annotated[
        Category | None,
        Field(
            title=_("With what"),
            description=_("For people served directly."),
            json_schema_extra=answers(CATEGORY_NAMES),
        ),
    ] = None
    places: Places
    basis: Annotated[
        Basis, Field(title=_("Is this found or planned?"), json_schema_extra=answers(BASIS_NAMES))
    ]
    total: Annotated[Whole, Field(title=_("People in all"))]
    female: Annotated[Whole, Field(title=_("Women and girls"))]
    male: Annotated[Whole, Field(title=_("Men and boys"))]
    not_disaggregated: Annotated[
        Whole, Field(title=_("Sex not noted"), description=_("The three together are the people in all."))
    ] = 0
    method: Annotated[
        Method, Field(title=_("How they were counted"), json_schema_extra=answers(METHOD_NAMES))
    ]
    source: Annotated[
        str,
        Field(
            title=_("Source"),
            description=_("Who counted, in which list or survey."),
            min_length=3,
            max_length=200,
        ),
    ]
    counted_on: Annotated[Day, Field(title=_("Counted on"))]
    guide: Annotated[
        Whole | None,
        Field(
            title=_("Guide value"),
            description=_("How many people the service is built for; the output's own where it is empty."),
        ),
    ] = None
    evidence: Annotated[
        str,
        Field(
            title=_("Evidence"),
            description=_("The paper that shows it: its kind, number and day."),
            min_length=3,
            max_length=200,
        ),
    ]


class EstimateForm(PeopleForm):
    """A first estimate of an output; the page fills in which."""

    output: Annotated[str, Field(title=_("Output"), max_length=40)]


class ReviseForm(PeopleForm):
    """A new version of an estimate; the page fills in which."""

    replaces: Annotated[str, Field(title=_("Estimate"), max_length=40)]
