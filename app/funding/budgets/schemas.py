"""What the moves of a budget ask for."""

from typing import Annotated

from pydantic import Field

from app.kernel.fields import Amount
from app.kernel.flow import Form
from app.kernel.words import _


class BudgetLineForm(Form):
    """One line."""

    name: Annotated[str, Field(title=_("Budget line"), min_length=1, max_length=120)]
    amount: Annotated[Amount, Field(title=_("Amount"), gt=0, json_schema_extra={"kind": "amount"})]


class BudgetForm(Form):
    """A budget of an award, which the page fills in."""

    award: Annotated[str, Field(title=_("Award"), max_length=40)]
    lines: Annotated[
        tuple[BudgetLineForm, ...],
        Field(
            title=_("Lines"), description=_("Together they are the whole award."), min_length=1, max_length=60
        ),
    ]


class Note(Form):
    """Something to say with the move."""

    note: Annotated[str, Field(title=_("Note"), max_length=400)] = ""


class Reason(Form):
    """Why."""

    reason: Annotated[str, Field(title=_("Reason"), min_length=3, max_length=400)]
