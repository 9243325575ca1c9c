"""What the moves of a tranche ask for."""

from typing import Annotated, Any

from pydantic import Field

from app.kernel.fields import MOST, Amount, Day, Number
from app.kernel.flow import Form
from app.kernel.words import _

AMOUNT: dict[str, Any] = {"kind": "amount"}


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


class Note(Form):
    """Something to say with the move."""

    note: Annotated[str, Field(title=_("Note"), max_length=400)] = ""


class Request(Form):
    """What the grantee asks for, and for what."""

    amount: Annotated[
        Amount,
        Field(
            title=_("Amount"),
            description=_("At most the whole tranche. Ask for less if less is needed now."),
            gt=0,
            json_schema_extra=AMOUNT,
        ),
    ]
    purpose: Annotated[
        str,
        Field(
            title=_("What will it pay for?"), description=_("In a few words."), min_length=3, max_length=400
        ),
    ]


class Checked(Form):
    """What was looked at."""

    checked: Annotated[
        str,
        Field(
            title=_("What did you look at?"),
            description=_("Papers, photographs, a visit: so that an auditor can follow."),
            min_length=3,
            max_length=400,
        ),
    ]


class Proof(Form):
    """What shows that it was paid."""

    paid_on: Annotated[
        Day, Field(title=_("Paid on"), description=_("The day of the bank's or host's booking."))
    ]
    amount: Annotated[Amount, Field(title=_("Amount paid"), gt=0, json_schema_extra=AMOUNT)]
    proof: Annotated[
        str,
        Field(
            title=_("Proof of payment"),
            description=_("The host's voucher or the reference of the bank's debit advice."),
            min_length=3,
            max_length=200,
        ),
    ]


class Receipt(Form):
    """What has come in."""

    received_on: Annotated[Day, Field(title=_("When did the money come?"))]
    received: Annotated[
        Amount,
        Field(
            title=_("How much has come?"),
            description=_("In the currency of your account, as your bank shows it."),
            gt=0,
            json_schema_extra=AMOUNT,
        ),
    ]


class Back(Form):
    """Money that is back, and what shows it."""

    back_on: Annotated[
        Day, Field(title=_("Back on"), description=_("The day of the bank's or host's booking."))
    ]
    proof: Annotated[
        str,
        Field(
            title=_("Bank proof"),
            description=_("The reference of the bank's credit, or the host's voucher."),
            min_length=3,
            max_length=200,
        ),
    ]
