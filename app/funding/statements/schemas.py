"""What the moves of a statement ask for."""

from typing import Annotated

from pydantic import Field, InstanceOf, PlainSerializer, WithJsonSchema

from app.documents.schemas import ACCEPTED_DATA, File
from app.formats.statements import Statement
from app.kernel.fields import Number
from app.kernel.flow import Form
from app.kernel.words import _


def _on_the_trail(statement: Statement) -> int:
    return len(statement.lines)


Told = Annotated[
    InstanceOf[Statement],
    PlainSerializer(_on_the_trail),
    WithJsonSchema({"type": "integer", "maximum": 100_000}),
]
"""What the file says; read from it and never typed."""
FILE = {"kind": "file", "accept": ACCEPTED_DATA}


class BankForm(Form):
    """A statement of a bank."""

    file: File = Field(
        title=_("File"),
        description=_(
            "The bank's statement as camt.053 (XML), or as a table (CSV) with the columns date, amount, currency, "
            "reference, voucher, name, account and text, amounts that left the account with a minus."
        ),
        json_schema_extra=FILE,  # type: ignore[arg-type]  # a mapping of texts
    )
    account: Annotated[
        str,
        Field(
            title=_("Account"),
            description=_("Which account of ours it is, where the file does not say so."),
            max_length=60,
        ),
    ] = ""
    told: Told


class HostForm(Form):
    """The host's list of what it has paid."""

    file: File = Field(
        title=_("File"),
        description=_(
            "The host's payment list as a table (CSV) with the columns voucher, date, payee, amount, currency and "
            "reference; amounts that came back have a minus."
        ),
        json_schema_extra=FILE,  # type: ignore[arg-type]  # a mapping of texts
    )
    told: Told


class Explain(Form):
    """What a line is that is no payment of an award."""

    line: Annotated[Number, Field(title=_("Line"))]
    reason: Annotated[
        str,
        Field(
            title=_("What it is"),
            description=_("Such as bank charges of June, or the contribution of a donor."),
            min_length=3,
            max_length=400,
        ),
    ]


class Match(Form):
    """Which tranche a line is about."""

    line: Annotated[Number, Field(title=_("Line"))]
    tranche: Annotated[str, Field(title=_("Tranche"), description=_("Its reference."), max_length=40)]
