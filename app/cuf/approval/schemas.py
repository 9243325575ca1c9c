"""What the approval of a project asks for."""

from typing import Annotated

from pydantic import Field

from app.funding.awards.schemas import ShareLine
from app.kernel.fields import Day
from app.kernel.flow import Form
from app.kernel.words import _


class Approve(Form):
    """To whom the money goes, for how long, and out of which allotments."""

    executing_body: Annotated[
        str,
        Field(
            title=_("Who carries it out and signs?"),
            description=_("The community group, the city or an organisation that works there."),
            max_length=20,
            json_schema_extra={"kind": "select"},
        ),
    ]
    starts_on: Annotated[Day, Field(title=_("Begins on"))]
    ends_on: Annotated[Day, Field(title=_("Ends on"))]
    shares: Annotated[
        tuple[ShareLine, ...],
        Field(
            title=_("Which money pays?"),
            description=_("Leave this empty to take what is proposed. The parts must make the whole amount."),
            max_length=12,
        ),
    ] = ()
