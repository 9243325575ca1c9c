"""What the moves of a list of rates ask for."""

from typing import Annotated

from pydantic import Field, InstanceOf, PlainSerializer, WithJsonSchema

from app.documents.schemas import ACCEPTED_DATA, File
from app.formats.un_rates import RateList
from app.kernel.flow import Form
from app.kernel.words import _


def _on_the_trail(rates: RateList) -> int:
    return len(rates.rates)


class ListForm(Form):
    """A file of rates, and what it says; what it says is read from the file and never typed."""

    file: File = Field(
        title=_("File"),
        description=_("The UN's operational rates of exchange, as XML or CSV."),
        json_schema_extra={"kind": "file", "accept": ACCEPTED_DATA},
    )
    published: Annotated[
        InstanceOf[RateList],
        PlainSerializer(_on_the_trail),
        WithJsonSchema({"type": "integer", "maximum": 100_000}),
    ]


class Import(Form):
    """Whether the whole list is taken."""

    note: Annotated[str, Field(title=_("Note"), max_length=400)] = ""
