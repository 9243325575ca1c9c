"""What the moves of a rate ask for."""

from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from app.kernel.currencies import CURRENCIES
from app.kernel.fields import Day
from app.kernel.flow import Form
from app.kernel.money import rate_of
from app.kernel.words import _

NO_CURRENCY = _("{text} is no currency's code (ISO 4217).")
NO_RATE = _("{text} is not a rate: write a decimal number above zero, such as 0.920.")


def known_currency(text: str) -> str:
    """The code of an active currency, in capitals; else a fault in words."""
    code = text.upper()
    if code not in CURRENCIES:
        raise PydanticCustomError("unreadable", "{said}", {"said": NO_CURRENCY, "values": {"text": text}})
    return code


def _readable(text: str) -> str:
    try:
        rate_of(text)
    except ValueError:
        raise PydanticCustomError(
            "unreadable", "{said}", {"said": NO_RATE, "values": {"text": text}}
        ) from None
    return text


Currency = Annotated[
    str,
    Field(title=_("Currency"), description=_("Three letters, such as EUR."), max_length=3),
    AfterValidator(known_currency),
]


class RateForm(Form):
    """A published rate."""

    currency: Currency
    per_usd: Annotated[
        str,
        Field(
            title=_("Units for one US dollar"), description=_("As published, such as 0.920."), max_length=30
        ),
        AfterValidator(_readable),
    ]
    effective_on: Annotated[Day, Field(title=_("In force from"))]
    source: Annotated[
        str,
        Field(
            title=_("Source"),
            description=_("Where it is published, such as the UN operational rates of 1 February 2026."),
            min_length=3,
            max_length=200,
        ),
    ]


class Reason(Form):
    """Why."""

    reason: Annotated[str, Field(title=_("Reason"), min_length=3, max_length=400)]
