"""What the moves of an accounting period ask for."""

from typing import Annotated

from pydantic import Field

from app.kernel.flow import Form
from app.kernel.words import _


class PeriodForm(Form):
    """A month to open."""

    month: Annotated[
        str,
        Field(
            title=_("Month"),
            description=_("Year and month, such as 2026-06."),
            pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$",
            max_length=7,
        ),
    ]


class Note(Form):
    """Something to say with the move."""

    note: Annotated[str, Field(title=_("Note"), max_length=400)] = ""


class Reason(Form):
    """Why."""

    reason: Annotated[str, Field(title=_("Reason"), min_length=3, max_length=400)]
