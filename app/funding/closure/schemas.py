"""What the moves at the end of an award ask for."""

from typing import Annotated

from pydantic import Field

from app.funding.awards.schemas import AMOUNT, Dollars
from app.kernel.fields import Day
from app.kernel.flow import Form
from app.kernel.words import _


class Complete(Form):
    """The final narrative, in short."""

    narrative: Annotated[
        str,
        Field(
            title=_("What was done"),
            description=_("In a few sentences: what was built or delivered, for whom, and what was not."),
            min_length=10,
            max_length=2_000,
        ),
    ]


class StartClosing(Form):
    """What remains besides money."""

    assets: Annotated[
        str,
        Field(
            title=_("Assets"),
            description=_("What was bought and stays, and who keeps it; or that there is nothing."),
            min_length=3,
            max_length=2_000,
        ),
    ]


class Receipt(Form):
    """Money that came back."""

    amount: Annotated[Dollars, Field(title=_("Amount received"), gt=0, json_schema_extra=AMOUNT)]
    received_on: Annotated[Day, Field(title=_("Received on"), description=_("The value date of the bank."))]
    proof: Annotated[
        str,
        Field(
            title=_("Bank proof"),
            description=_("The reference of the bank's statement or credit advice."),
            min_length=3,
            max_length=200,
        ),
    ]
