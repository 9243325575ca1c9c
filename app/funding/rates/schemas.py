"""What the moves of a rate ask for."""

from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from app.kernel.fields import Currency, Day
from app.kernel.flow import Form
from app.kernel.money import rate_of
from app.kernel.words import _

NO_RATE = _("{text} is not a rate: write a decimal number above zero, such as 0.920.")


def _readable(text: str) -> str:
    try:
        rate_of(text)
    except ValueError:
        raise PydanticCustomError(
            "unreadable", "{said}", {"said": NO_RATE, "values": {"text": text}}
        ) from None
    return text


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
