"""What the moves of a tranche ask for."""

from typing import Annotated

from pydantic import Field

from app.kernel.fields import MOST, Day, Number
from app.kernel.flow import Form
from app.kernel.words import _


class Plan(Form):
    """A tranche as the award's preparation makes it; never typed by a person."""

    award: Number
    number: Annotated[int, Field(ge=1, le=100)]
    percent: Annotated[str, Field(max_length=40)]
    amount: Annotated[int, Field(gt=0, le=MOST)]
    due_on: Day


class Reason(Form):
    """Why."""

    reason: Annotated[str, Field(title=_("Reason"), min_length=3, max_length=400)]
