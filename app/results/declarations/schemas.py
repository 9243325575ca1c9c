"""What is asked about a declaration."""

from typing import Annotated

from pydantic import Field

from app.kernel.fields import Day, answers
from app.kernel.flow import Form
from app.kernel.words import _
from app.results.count_once import Says
from app.results.declarations.models import SAYS_NAMES

SideText = Annotated[str, Field(max_length=40)]


class DeclareForm(Form):
    """What is said of the people of two sides, and why."""

    says: Annotated[
        Says, Field(title=_("The people of the two sides"), json_schema_extra=answers(SAYS_NAMES))
    ]
    one: Annotated[
        SideText,
        Field(
            title=_("One side"),
            description=_("The reference of a place, with all that lies in it, or of an estimate."),
        ),
    ]
    other: Annotated[SideText, Field(title=_("Other side"), description=_("The same for the other side."))]
    reason: Annotated[
        str,
        Field(
            title=_("Reason"),
            description=_("How this is known: who looked, at what, when."),
            min_length=20,
            max_length=2_000,
        ),
    ]
    valid_from: Annotated[
        Day, Field(title=_("Valid from"), description=_("Counts as at this day and later follow it."))
    ]


class EndForm(Form):
    """The last day on which a declaration holds, and why."""

    valid_until: Annotated[Day, Field(title=_("Valid until"))]
    reason: Annotated[str, Field(title=_("Reason"), min_length=3, max_length=400)]
