"""What the moves of a finding ask for."""

from typing import Annotated, Any

from pydantic import Field

from app.audit.findings.models import GRADE_NAMES, Grade
from app.audit.samples.schemas import Dollars
from app.kernel.fields import Day, YesNo, answers
from app.kernel.flow import Form
from app.kernel.words import _

SELECT: dict[str, Any] = {"kind": "select"}
LONG = 4_000


class RaiseForm(Form):
    """What was found."""

    engagement: Annotated[str, Field(title=_("Engagement"), max_length=40, json_schema_extra=SELECT)]
    award: Annotated[
        str,
        Field(
            title=_("Award"),
            description=_("Its reference; empty if it is of no single award."),
            max_length=40,
        ),
    ] = ""
    grade: Annotated[Grade, Field(title=_("How grave is it?"), json_schema_extra=answers(GRADE_NAMES))]
    title: Annotated[str, Field(title=_("In one line"), min_length=3, max_length=200)]
    text: Annotated[str, Field(title=_("What was found"), min_length=3, max_length=LONG)]
    recommendation: Annotated[str, Field(title=_("Recommendation"), min_length=3, max_length=LONG)]
    questioned: Annotated[
        Dollars, Field(title=_("Amount in question"), json_schema_extra={"kind": "amount"})
    ] = 0


class RespondForm(Form):
    """What the secretariat says to it."""

    accepted: Annotated[YesNo, Field(title=_("Do you accept it?"))]
    response: Annotated[str, Field(title=_("Answer given"), min_length=3, max_length=LONG)]
    action: Annotated[str, Field(title=_("What will be done"), min_length=3, max_length=LONG)]
    owner: Annotated[
        str, Field(title=_("By whom"), description=_("A function."), min_length=3, max_length=200)
    ]
    due_on: Annotated[Day, Field(title=_("By which day"))]


class DoneForm(Form):
    """What shows that it is done."""

    evidence: Annotated[
        str,
        Field(
            title=_("What shows it"),
            description=_("So that an auditor finds it."),
            min_length=3,
            max_length=LONG,
        ),
    ]


class Reason(Form):
    """Why."""

    reason: Annotated[str, Field(title=_("Reason"), min_length=3, max_length=400)]


class Note(Form):
    """Something to say with the move."""

    note: Annotated[str, Field(title=_("Note"), max_length=400)] = ""
