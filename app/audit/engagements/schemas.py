"""What the moves of an engagement ask for."""

from typing import Annotated

from pydantic import Field

from app.audit.engagements.models import BASIS_NAMES, Basis
from app.kernel.fields import Day, Several, answers
from app.kernel.flow import Form
from app.kernel.words import _

Person = Annotated[str, Field(max_length=80)]


class PlanForm(Form):
    """A new engagement."""

    title: Annotated[str, Field(title=_("Name"), min_length=3, max_length=200)]
    basis: Annotated[Basis, Field(title=_("Basis"), json_schema_extra=answers(BASIS_NAMES))]
    part: Annotated[
        str,
        Field(
            title=_("Part of the portfolio"),
            description=_(
                "The reference of a place, an organisation, a call or a source; empty for everything."
            ),
            max_length=40,
        ),
    ] = ""
    opens_on: Annotated[Day, Field(title=_("First day of the audit"))]
    closes_on: Annotated[Day, Field(title=_("Last day of the audit"))]
    looks_from: Annotated[Day | None, Field(title=_("Looks at acts from"))] = None
    looks_until: Annotated[Day | None, Field(title=_("Looks at acts until"))] = None
    people: Annotated[
        tuple[Person, ...],
        Several,
        Field(
            title=_("Auditors"),
            description=_("Those who hold the post; what each sees is the post's."),
            min_length=1,
            max_length=50,
            json_schema_extra={"kind": "checkboxes"},
        ),
    ]


class ExtendForm(Form):
    """A later last day."""

    closes_on: Annotated[Day, Field(title=_("Last day of the audit"))]
    reason: Annotated[str, Field(title=_("Reason"), min_length=3, max_length=400)]


class Reason(Form):
    """Why."""

    reason: Annotated[str, Field(title=_("Reason"), min_length=3, max_length=400)]


class Note(Form):
    """Something to say with the move."""

    note: Annotated[str, Field(title=_("Note"), max_length=400)] = ""
