"""What the moves of a payment run ask for."""

from typing import Annotated

from pydantic import Field

from app.funding.payment_runs.models import WAY_NAMES, Way
from app.kernel.fields import Day, Several, answers
from app.kernel.flow import Form
from app.kernel.words import _

Chosen = Annotated[str, Field(max_length=40)]


class Gather(Form):
    """Which approved tranches are paid together, by whom and when."""

    tranches: Annotated[
        tuple[Chosen, ...],
        Several,
        Field(
            title=_("Approved tranches"),
            description=_("Those that stand in no other run."),
            min_length=1,
            max_length=200,
            json_schema_extra={"kind": "checkboxes"},
        ),
    ]
    way: Annotated[Way, Field(title=_("Who pays?"), json_schema_extra=answers(WAY_NAMES))]
    pay_on: Annotated[Day, Field(title=_("Pay on"))]
    payer: Annotated[
        str,
        Field(
            title=_("Holder of the paying account"),
            description=_("For a payment order only."),
            max_length=140,
        ),
    ] = ""
    account: Annotated[
        str,
        Field(
            title=_("Paying account"),
            description=_("Its IBAN or number, for a payment order only."),
            max_length=40,
        ),
    ] = ""
    bic: Annotated[
        str, Field(title=_("BIC of the paying bank"), description=_("If it has one."), max_length=11)
    ] = ""
