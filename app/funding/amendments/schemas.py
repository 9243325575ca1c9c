"""What the moves of an amendment ask for."""

from typing import Annotated

from pydantic import Field

from app.funding.amendments.models import AMENDMENT_KINDS, AmendmentKind
from app.funding.awards.schemas import AMOUNT, Dollars
from app.kernel.fields import Day, answers
from app.kernel.flow import Form
from app.kernel.words import _


class Propose(Form):
    """A change of an award; the page fills in which."""

    award: Annotated[str, Field(title=_("Award"), max_length=40)]
    sort: Annotated[
        AmendmentKind, Field(title=_("What is changed?"), json_schema_extra=answers(AMENDMENT_KINDS))
    ]
    ends_on: Annotated[Day | None, Field(title=_("New end"), description=_("Where the end is changed."))] = (
        None
    )
    amount: Annotated[
        Dollars | None,
        Field(
            title=_("New firm total"),
            description=_("Where the total is changed or a conditional part becomes firm."),
            json_schema_extra=AMOUNT,
        ),
    ] = None
    moved: Annotated[
        str,
        Field(
            title=_("Largest change of a budget line, in percent"),
            description=_("Where budget lines are changed."),
            pattern=r"^$|^[0-9]{1,3}(\.[0-9]{1,2})?$",
            max_length=6,
        ),
    ] = ""
    reason: Annotated[
        str,
        Field(
            title=_("Why"),
            description=_(
                "For a later end, say also what is spent, what is committed and what is not spent."
            ),
            min_length=10,
            max_length=2_000,
        ),
    ]
