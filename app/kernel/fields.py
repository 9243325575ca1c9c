"""The kinds of fields a form may have: how each reads what was typed, in the typist's language."""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, JsonValue, ValidationInfo
from pydantic_core import PydanticCustomError

from app.kernel.currencies import CURRENCIES
from app.kernel.reading import Unreadable, read_date, read_money, read_number
from app.kernel.words import _

MOST = 2**53 - 1
"""The largest number that every language's JSON keeps; amounts are whole minor units below it."""
NO_CURRENCY = _("{text} is no currency's code (ISO 4217).")


def _unread(error: Unreadable) -> PydanticCustomError:
    return PydanticCustomError(
        "unreadable", "{said}", {"said": error.message.id, "values": dict(error.message.values)}
    )


def _context(info: ValidationInfo, name: str, default: str) -> str:
    return str((info.context or {}).get(name, default))


def _amount(value: Any, info: ValidationInfo) -> Any:
    return _money(value, _context(info, "currency", "USD"), info)


def _money(value: Any, currency: str, info: ValidationInfo) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return read_money(value, currency, _context(info, "language", "en")).minor
    except Unreadable as error:
        raise _unread(error) from None


def amount_in(currency: str) -> BeforeValidator:
    """Reads an amount in this currency, whatever the form's own is; goes before a whole number's limits."""
    return BeforeValidator(
        lambda value, info: _money(value, currency, info), json_schema_input_type=int | str
    )


def _whole(value: Any, info: ValidationInfo) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return read_number(value, _context(info, "language", "en"))
    except Unreadable as error:
        raise _unread(error) from None


def _day(value: Any, info: ValidationInfo) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return read_date(value, _context(info, "language", "en"))
    except Unreadable as error:
        raise _unread(error) from None


def _yes(value: Any) -> Any:
    return {"yes": True, "no": False}.get(value, value) if isinstance(value, str) else value


def _several(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def known_currency(text: str) -> str:
    """The code of an active currency, in capitals; else a fault in words."""
    code = text.upper()
    if code not in CURRENCIES:
        raise PydanticCustomError("unreadable", "{said}", {"said": NO_CURRENCY, "values": {"text": text}})
    return code


Amount = Annotated[int, BeforeValidator(_amount, json_schema_input_type=int | str), Field(ge=0, le=MOST)]
"""Money in whole minor units of the form's currency; typed as people write it ("1,234.50")."""
Whole = Annotated[int, BeforeValidator(_whole, json_schema_input_type=int | str), Field(ge=0, le=10**12)]
"""A whole number of things or people."""
Number = Annotated[int, Field(ge=0, le=MOST)]
"""The number of a row: no larger than every database keeps."""
Day = Annotated[date, BeforeValidator(_day, json_schema_input_type=date | str)]
"""A date."""
Currency = Annotated[
    str,
    Field(title=_("Currency"), description=_("Three letters, such as EUR."), max_length=3),
    AfterValidator(known_currency),
]
"""A currency by its code."""
YesNo = Annotated[bool, BeforeValidator(_yes, json_schema_input_type=bool | str)]
"""A question answered with yes or no; unanswered is not no."""
Several = BeforeValidator(_several)
"""Goes before a list of choices: one ticked box alone arrives as its bare value."""


def answers(says: Mapping[Any, str]) -> dict[str, JsonValue]:
    """How the answers of a choice read, for a field's `json_schema_extra`: the words by each member's value."""
    return {"answers": {str(member.value): text for member, text in says.items() if isinstance(member, Enum)}}
