"""What the moves of a bank record ask for."""

from typing import Annotated

from pydantic import Field

from app.documents.schemas import Upload
from app.kernel.fields import Currency, YesNo, answers
from app.kernel.flow import Form
from app.kernel.words import _
from app.parties.bank_records.models import KEEPERS, Keeper


class SignatoryForm(Form):
    """A person who signs for the account."""

    name: Annotated[str, Field(title=_("Name"), min_length=2, max_length=120)]
    function: Annotated[
        str, Field(title=_("Function"), description=_("Such as treasurer."), min_length=2, max_length=80)
    ]
    un_staff: Annotated[YesNo, Field(title=_("Works for the United Nations"))]


class BankRecordForm(Form):
    """An account in the party's own name; the page fills in whose."""

    party: Annotated[str, Field(title=_("Party"), max_length=40)]
    keeper: Annotated[
        Keeper, Field(title=_("Where is the account held?"), json_schema_extra=answers(KEEPERS))
    ]
    institution: Annotated[
        str, Field(title=_("Name of the bank, cooperative or operator"), min_length=2, max_length=120)
    ]
    branch: Annotated[str, Field(title=_("Branch"), max_length=120)] = ""
    holder: Annotated[
        str,
        Field(
            title=_("Account holder"),
            description=_("As the bank writes it: it must be the registered name."),
            min_length=2,
            max_length=200,
        ),
    ]
    number: Annotated[
        str,
        Field(
            title=_("Account number"),
            description=_("Its digits and letters; for mobile money the telephone number."),
            min_length=4,
            max_length=40,
            pattern=r"^[A-Za-z0-9+][A-Za-z0-9 ./+-]*[A-Za-z0-9]$",
        ),
    ]
    currency: Currency
    looked_up: Annotated[
        str,
        Field(
            title=_("Name that the operator gives for the number"),
            description=_("For mobile money only: look the number up as if to send money."),
            max_length=200,
        ),
    ] = ""
    signatories: Annotated[
        tuple[SignatoryForm, ...],
        Field(
            title=_("Who signs"),
            description=_("At least two people; for mobile money the holders of the PIN."),
            max_length=10,
        ),
    ]


class LetterForm(Upload):
    """The letter of the bank, or of the operator."""


class Note(Form):
    """Something to say with the move."""

    note: Annotated[str, Field(title=_("Note"), max_length=400)] = ""
