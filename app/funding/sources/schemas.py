"""What the moves of a source and of what belongs to it ask for."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from app.funding.models import (
    INSTRUMENT_NAMES,
    THEME_NAMES,
    WINDOW_NAMES,
    Instrument,
    Theme,
    Window,
)
from app.funding.sources.models import SORT_NAMES, Sort
from app.kernel.fields import Amount, Currency, Day, Several
from app.kernel.flow import Form
from app.kernel.words import _


def _answers(names: Mapping[Any, str]) -> dict[str, Any]:
    return {"answers": {member.value: name for member, name in names.items() if isinstance(member, StrEnum)}}


AMOUNT: dict[str, Any] = {"kind": "amount"}
Chosen = Annotated[str, Field(max_length=40)]
InWindow = Annotated[Window | None, Field(title=_("Window"), json_schema_extra=_answers(WINDOW_NAMES))]


class Reason(Form):
    """Why."""

    reason: Annotated[str, Field(title=_("Reason"), min_length=3, max_length=400)]


class Note(Form):
    """Something to say with the move."""

    note: Annotated[str, Field(title=_("Note"), max_length=400)] = ""


class EarmarkForm(Form):
    """What a source's money is for."""

    title: Annotated[str, Field(title=_("Name"), min_length=3, max_length=200)]
    countries: Annotated[
        tuple[Chosen, ...],
        Several,
        Field(
            title=_("Countries"),
            description=_("Choose none if it may be used in every country."),
            json_schema_extra={"kind": "checkboxes"},
        ),
    ] = ()
    themes: Annotated[
        tuple[Theme, ...],
        Several,
        Field(
            title=_("Themes"),
            description=_("Choose none if it is for every theme."),
            json_schema_extra=_answers(THEME_NAMES),
        ),
    ] = ()
    instruments: Annotated[
        tuple[Instrument, ...],
        Several,
        Field(
            title=_("Instruments"),
            description=_("Choose none if it is for every instrument."),
            json_schema_extra=_answers(INSTRUMENT_NAMES),
        ),
    ] = ()
    window: InWindow = None
    ends_on: Annotated[
        Day | None,
        Field(title=_("Ends on"), description=_("Leave it empty if the agreement names no end.")),
    ] = None


class SourceForm(EarmarkForm):
    """A new source."""

    code: Annotated[
        str,
        Field(
            title=_("Code"),
            description=_("Such as SRC-05; it stays."),
            pattern=r"^[A-Z][A-Z0-9]{1,7}-[0-9]{2,4}$",
            max_length=12,
        ),
    ]
    donor: Annotated[Chosen, Field(title=_("Donor"))]
    currency: Currency


class Under(Form):
    """What belongs to a source; the page fills in which."""

    source: Annotated[str, Field(title=_("Source"), max_length=40)]


class PledgeForm(Under):
    """An instalment that is promised, in the donor's currency."""

    title: Annotated[
        str, Field(title=_("Name"), description=_("Such as first instalment."), min_length=3, max_length=200)
    ]
    amount: Annotated[Amount, Field(title=_("Amount"), gt=0, json_schema_extra=AMOUNT)]
    pledged_on: Annotated[Day, Field(title=_("Pledged on"))]


class SignForm(Form):
    """The agreement."""

    signed_on: Annotated[Day, Field(title=_("Signed on"))]
    agreement: Annotated[
        str, Field(title=_("Agreement"), description=_("Its number or file."), min_length=3, max_length=200)
    ]


class ReceiptForm(Form):
    """What the bank shows."""

    received_on: Annotated[Day, Field(title=_("Received on"), description=_("The value date of the bank."))]
    received: Annotated[Amount, Field(title=_("Amount received"), gt=0, json_schema_extra=AMOUNT)]
    proof: Annotated[
        str,
        Field(
            title=_("Bank proof"),
            description=_("The reference of the bank's statement or credit advice."),
            min_length=3,
            max_length=200,
        ),
    ]


class AllotForm(Under):
    """Money set aside."""

    title: Annotated[
        str, Field(title=_("Name"), description=_("What it is set aside for."), min_length=3, max_length=200)
    ]
    amount: Annotated[Amount, Field(title=_("Amount"), gt=0, json_schema_extra=AMOUNT)]
    window: InWindow = None
    country: Annotated[str | None, Field(title=_("Country"), max_length=3)] = None
    instrument: Annotated[
        Instrument | None, Field(title=_("Instrument"), json_schema_extra=_answers(INSTRUMENT_NAMES))
    ] = None
    call: Annotated[str | None, Field(title=_("Call"), description=_("Its reference."), max_length=40)] = None


class TakeBackForm(Form):
    """A part of an allotment that is not needed there."""

    amount: Annotated[Amount, Field(title=_("Amount"), gt=0, json_schema_extra=AMOUNT)]
    reason: Annotated[str, Field(title=_("Reason"), min_length=3, max_length=400)]


class ChargeForm(Under):
    """What the host charged."""

    sort: Annotated[Sort, Field(title=_("For what"), json_schema_extra=_answers(SORT_NAMES))]
    amount: Annotated[Amount, Field(title=_("Amount"), gt=0, json_schema_extra=AMOUNT)]
    charged_on: Annotated[Day, Field(title=_("Charged on"))]
    voucher: Annotated[
        str,
        Field(
            title=_("Voucher"), description=_("The host's own number for it."), min_length=2, max_length=200
        ),
    ]
