"""What the moves of an award ask for."""

from typing import Annotated, Any

from pydantic import Field

from app.funding.awards.models import (
    FX_METHODS,
    GATE_NAMES,
    MODALITY_NAMES,
    RISK_NAMES,
    FxMethod,
    Gate,
    Modality,
    Risk,
)
from app.funding.models import BOOKS, Instrument, Theme, Track, Window
from app.kernel.fields import MOST, Day, Number, amount_in, answers
from app.kernel.flow import Form
from app.kernel.words import _

Dollars = Annotated[int, amount_in(BOOKS), Field(ge=0, le=MOST)]
"""Money in minor units of the books' currency, whatever the thing's own is."""
AMOUNT: dict[str, Any] = {"kind": "amount"}
SELECT: dict[str, Any] = {"kind": "select"}


class Reason(Form):
    """Why."""

    reason: Annotated[str, Field(title=_("Reason"), min_length=3, max_length=400)]


class Note(Form):
    """Something to say with the move."""

    note: Annotated[str, Field(title=_("Note"), max_length=400)] = ""


class ShareLine(Form):
    """What one allotment pays."""

    allotment: Annotated[str, Field(title=_("Allotment"), max_length=40, json_schema_extra=SELECT)]
    amount: Annotated[Dollars, Field(title=_("Amount"), gt=0, json_schema_extra=AMOUNT)]


class ConditionLine(Form):
    """What must be so before a gate; `code` is how whoever learns of it calls it."""

    gate: Annotated[Gate, Field(title=_("Before"), json_schema_extra=answers(GATE_NAMES))]
    tranche: Annotated[int | None, Field(title=_("Tranche"), ge=1, le=100)] = None
    code: Annotated[str, Field(title=_("Code"), max_length=40)] = ""
    sentence: Annotated[str, Field(title=_("What must be so"), min_length=3, max_length=400)]


class Reserve(Form):
    """An award as the instrument's approval makes it; never typed by a person."""

    title: Annotated[str, Field(max_length=400)]
    instrument: Instrument
    window: Window
    country: Annotated[str, Field(max_length=3)]
    themes: tuple[Theme, ...]
    places: tuple[Number, ...]
    party: Number
    part_of: Number | None = None
    track: Track
    amount: Annotated[Dollars, Field(gt=0)]
    conditional: Dollars = 0
    currency: Annotated[str, Field(max_length=3)]
    works: bool = False
    starts_on: Day
    ends_on: Day
    shares: tuple[ShareLine, ...]
    conditions: tuple[ConditionLine, ...] = ()


class PercentLine(Form):
    """A tranche's part."""

    percent: Annotated[
        str,
        Field(title=_("Percent of the award"), pattern=r"^[0-9]{1,2}(\.[0-9]{1,4})?$|^100$", max_length=7),
    ]


class Precondition(Form):
    """What must be so before the award begins."""

    sentence: Annotated[str, Field(title=_("What must be so"), min_length=3, max_length=400)]


class Prepare(Form):
    """The terms of the agreement."""

    modality: Annotated[
        Modality,
        Field(title=_("How is the money paid?"), json_schema_extra=answers(MODALITY_NAMES)),
    ] = Modality.ADVANCE
    risk: Annotated[Risk, Field(title=_("Risk"), json_schema_extra=answers(RISK_NAMES))]
    fx_method: Annotated[
        FxMethod,
        Field(
            title=_("At which rate is spending counted?"),
            description=_("It is a term of the agreement and stays as it is."),
            json_schema_extra=answers(FX_METHODS),
        ),
    ]
    co_signer: Annotated[
        str,
        Field(
            title=_("Which registered body signs with it?"),
            description=_("Needed above the small track where the law does not know the grantee."),
            max_length=40,
            json_schema_extra=SELECT,
        ),
    ] = ""
    tranches: Annotated[
        tuple[PercentLine, ...],
        Field(
            title=_("Tranches"),
            description=_("Leave this empty to take the plan of the table for this track, risk and amount."),
            max_length=12,
        ),
    ] = ()
    preconditions: Annotated[
        tuple[Precondition, ...],
        Field(
            title=_("Conditions before it begins"),
            description=_("Each is ticked off with its evidence before the award is made active."),
            max_length=20,
        ),
    ] = ()


class SignAsGrantee(Form):
    """Who signs for the grantee, and for the registered body beside it where there is one."""

    signatory: Annotated[
        Number,
        Field(
            title=_("Who signs?"),
            description=_("The legal representative in the due-diligence file."),
            json_schema_extra=SELECT,
        ),
    ]
    co_signatory: Annotated[
        str,
        Field(
            title=_("Who signs for the registered body?"),
            description=_("Name and function, as they stand under the agreement."),
            max_length=200,
        ),
    ] = ""
    signed_on: Annotated[Day, Field(title=_("Signed on"))]


class Sign(Form):
    """Who signs for the host."""

    signatory: Annotated[
        str,
        Field(
            title=_("Who signs?"),
            description=_("Name and function, as they stand under the agreement."),
            min_length=3,
            max_length=200,
        ),
    ]
    signed_on: Annotated[Day, Field(title=_("Signed on"))]


class Meet(Form):
    """A condition that is met, and what shows it."""

    condition: Annotated[Number, Field(title=_("Condition"), json_schema_extra=SELECT)]
    evidence: Annotated[
        str,
        Field(
            title=_("What shows it"),
            description=_("A document, a letter, a visit: so that an auditor finds it."),
            min_length=3,
            max_length=400,
        ),
    ]


class Waive(Form):
    """A condition that need not be met."""

    condition: Annotated[Number, Field(title=_("Condition"), json_schema_extra=SELECT)]
    reason: Annotated[str, Field(title=_("Reason"), min_length=3, max_length=400)]


class WaiveRequirement(Form):
    """A report, visit or audit that need not be."""

    requirement: Annotated[Number, Field(title=_("Report, visit or audit"), json_schema_extra=SELECT)]
    reason: Annotated[str, Field(title=_("Reason"), min_length=3, max_length=400)]


class Learn(Form):
    """What a room above has learnt that meets conditions; never typed by a person."""

    code: Annotated[str, Field(min_length=1, max_length=40)]
    tranche: Annotated[int | None, Field(ge=1, le=100)] = None
    evidence: Annotated[str, Field(min_length=3, max_length=400)]


class Stop(Form):
    """Why payments stop, or go on again; never typed by a person."""

    kind: Annotated[str, Field(min_length=1, max_length=40)]
    reason: Annotated[str, Field(min_length=3, max_length=400)]
