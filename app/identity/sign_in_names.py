"""The names people sign in with: a telephone number, the number on a printed card, or an e-mail address."""

import re
import secrets
from collections.abc import Iterable

import phonenumbers

from app.kernel.references import BadReference, parse_reference, reference

CARD_PREFIX = "CARD"
FIRST_CARD, CARDS = 100_000_000, 900_000_000
COUNTRIES = frozenset(phonenumbers.SUPPORTED_REGIONS)
_EMAIL = re.compile(r"[^@\s<>(),;:\"\[\]\\]+@[^@\s<>(),;:\"\[\]\\]+\.[^@\s<>(),;:\"\[\]\\]{2,}")
_LONGEST = 254


def new_card() -> str:
    """A fresh card's number: ten digits, the last a check digit (Damm) that notices a slip of the hand."""
    return reference(CARD_PREFIX, FIRST_CARD + secrets.randbelow(CARDS)).removeprefix(f"{CARD_PREFIX}-")


def normal(typed: str, country: str) -> str | None:
    """How this name is kept, a number without a country code dialled in `country`; None if it is no name.

    Digits that are a telephone's number there are that, even if a card could have them.
    """
    names = readings(typed, [country])
    return next((name for name in names if not is_card(name)), next(iter(names), None))


def is_card(name: str) -> bool:
    """Whether a name as it is kept is a card's number."""
    return name.isdecimal()


def readings(typed: str, countries: Iterable[str]) -> tuple[str, ...]:
    """Every name that what was typed may mean, numbers without a country code tried in each country."""
    text = typed.strip()
    if not text or len(text) > _LONGEST:
        return ()
    if "@" in text:
        return (text.lower(),) if _EMAIL.fullmatch(text) else ()
    tried: list[str | None] = [*sorted(countries)] or [None]
    found = [_card(text), *(_telephone(text, country) for country in tried)]
    return tuple(dict.fromkeys(name for name in found if name))


def _card(text: str) -> str | None:
    try:
        _prefix, number = parse_reference(f"{CARD_PREFIX}{text}")
    except BadReference:
        return None
    if not FIRST_CARD <= number < FIRST_CARD + CARDS:
        return None
    return reference(CARD_PREFIX, number).removeprefix(f"{CARD_PREFIX}-")


def _telephone(text: str, country: str | None) -> str | None:
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
