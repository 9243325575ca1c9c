"""Amounts, currencies and days as files write them: plain decimals and ISO 8601, exact or refused with the mend."""

import re
from datetime import date

from app.formats.faults import unreadable
from app.kernel.currencies import CURRENCIES
from app.kernel.fields import MOST
from app.kernel.money import Money, exponent_of
from app.kernel.words import _

_PLAIN = re.compile(r"(-?)([0-9]{1,16})(?:\.([0-9]{1,9}))?")
_NAMED_DAY = re.compile(r"([0-9]{1,2})[ /-]([A-Za-z]{3,9})[ /-]([0-9]{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def currency_in(line: int, text: str) -> str:
    """The code of an active ISO 4217 currency."""
    code = text.strip().upper()
    if code not in CURRENCIES:
        raise unreadable(
            line, _("“{text}” is no currency. Write its code of three letters, such as USD."), text=text
        )
    return code


def money_in(line: int, text: str, currency: str) -> Money:
    """An amount written as a plain decimal ("1234.56"); zeros behind the currency's decimals do not matter."""
    plain = _PLAIN.fullmatch(text.strip())
    if plain is None:
        raise unreadable(
            line,
            _("“{text}” is no amount. Write digits and a decimal point only, such as 1234.56."),
            text=text,
        )
    sign, whole, decimals = plain[1], plain[2], (plain[3] or "").rstrip("0")
    if len(decimals) > exponent_of(currency):
        raise unreadable(
            line,
            _("“{text}” has too many decimals: {currency} takes {allowed}."),
            text=text,
            currency=currency,
            allowed=exponent_of(currency),
        )
    money = Money.of(f"{sign}{whole}.{decimals}" if decimals else sign + whole, currency)
    if abs(money.minor) > MOST:
        raise unreadable(line, _("“{text}” is larger than any amount that can be kept here."), text=text)
    return money


def day_in(line: int, text: str) -> date:
    """A day, by itself or at the head of a moment: 2026-03-31, or 31 Mar 2026 with the month's English name."""
    typed = text.strip()
    named = _NAMED_DAY.fullmatch(typed)
    try:
        if named is None:
            return date.fromisoformat(typed[:10])
        return date(int(named[3]), _MONTHS.index(named[2][:3].lower()) + 1, int(named[1]))
    except ValueError:
        raise unreadable(line, _("“{text}” is no day. Write it as 2026-03-31."), text=text) from None
