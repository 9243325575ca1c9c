"""Reading what people type: amounts, whole numbers and days, in their own language's marks, never guessing.

What could mean two things, or breaks the language's own way of writing, is refused with a message that says what
was read and how to write it instead.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.kernel.money import LARGEST_MINOR, Money, exponent_of
from app.kernel.words import Message, Value, _, amount_text, locale_of, marks_of, number_text

_THREE: Final = 3  # digits in a group, and the decimals that a group can be mistaken for
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_LONGEST: Final = 60  # characters; more would be no slip of the hand

_DIRECTION_MARKS = re.compile("[\u061c\u200e\u200f\u2066-\u2069]")
_SPACES = re.compile("[ \u00a0\u2009\u202f]")
_APOSTROPHES = re.compile("['\u2019]")
_LONE_MARKS = re.compile(r"[0-9]+(?:[^\w+\u2212-][0-9]+)*")
_DAY = re.compile(r"([0-9]{1,4})([-/.])([0-9]{1,2})\2([0-9]{1,4})")

_EMPTY = _("Nothing is written here.")
_TOO_LONG = _("This is too long for a number or a day. Write it again.")
_NO_NUMBER = _("“{text}” does not read as a number. Write digits only, without a sign, such as {whole}.")
_NO_AMOUNT = _(
    "“{text}” does not read as an amount. Write digits only, without a sign, such as {whole} or {exact}."
)
_MARKS = _("The marks in “{text}” do not stand where they would in a number. Write {whole} or {exact}.")
_DECIMALS = _("“{text}” has too many decimals: {currency} takes {allowed}. Write {whole} or {exact}.")
_NOT_WHOLE = _("“{text}” is not a whole number. Write {whole} or {exact}.")
_TWO_READINGS = _("“{text}” can be read in two ways. Write {one} or {other}.")
_TOO_LARGE = _("“{text}” is larger than any amount that can be kept here. Write a smaller one.")
_NO_DAY = _("“{text}” does not read as a day. Write year, month and day, such as {example}.")
_NOT_IN_CALENDAR = _("There is no day {text} in the calendar. Write year, month and day, such as {example}.")


class Unreadable(ValueError):  # named for what happened
    """What was typed does not read; the message says what was read and how to write it."""

    def __init__(self, message: str, **values: Value) -> None:
        super().__init__(message)
        self.message = Message(message, values)


@dataclass(frozen=True, slots=True)
class _Number:
    """What a language's marks say: digits before and after the decimal mark, and what groups them."""

    whole: str
    decimals: str
    group: str


def read_money(text: str, currency: str, language: str) -> Money:
    """Read an amount of a currency as the language writes it, zero or more; else Unreadable.

    "1,234" is 1234.00 US dollars in English, and in French an amount with a decimal too many. Spaces of any kind
    group in every language, apostrophes in Swiss francs only. In a currency with three decimals one group alone
    ("1,234" dinars in English) is refused, since it may be meant as decimals.
    """
    typed, exponent = _typed(text), exponent_of(currency)
    number = _number(typed, language, swiss=currency == "CHF")
    if number is None:
        raise _no_amount(typed, currency, language)
    if len(number.decimals) > exponent:
        ways = _ways(typed, currency, language)
        raise Unreadable(_DECIMALS, text=typed, currency=currency, allowed=exponent, **ways)
    if exponent == _THREE and _could_be_decimals(number):
        meant = (Money.of(number.whole, currency), Money(int(number.whole), currency))
        one, other = (_amount(money, language) for money in meant)
        raise Unreadable(_TWO_READINGS, text=typed, one=one, other=other)
    minor = int(number.whole + number.decimals.ljust(exponent, "0"))
    if minor > LARGEST_MINOR:
        raise Unreadable(_TOO_LARGE, text=typed)
    return Money(minor, currency)


def read_number(text: str, language: str) -> int:
    """Read a whole number, zero or more, grouped as the language groups or not at all; else Unreadable."""
    typed, locale = _typed(text), locale_of(language)
    number = _number(typed, language)
    if number is None and not _LONE_MARKS.fullmatch(typed):
        raise Unreadable(_NO_NUMBER, text=typed, whole=number_text(1234, locale))
    if number is None or number.decimals:
        whole, cut = (number_text(way, locale) for way in _whole_and_cut(typed))
        raise Unreadable(_MARKS if number is None else _NOT_WHOLE, text=typed, whole=whole, exact=cut)
    if int(number.whole) > LARGEST_MINOR:
        raise Unreadable(_TOO_LARGE, text=typed)
    return int(number.whole)


def read_date(text: str, language: str) -> date:
    """Read a day: year first ("2026-03-31") in every language, or day first ("31/03/2026"); else Unreadable.

    English is written day first in some countries and month first in others, so that "3/4/2026" is refused in
    English while "31/3/2026" has one reading only. Years have four digits.
    """
    typed = _typed(text)
    parts = _DAY.fullmatch(typed)
    if parts is None:
        raise Unreadable(_NO_DAY, text=typed, example="2026-03-31")
    first, middle, last = parts.group(1, 3, 4)
    if len(first) == len("2026"):
        return read_day(last, middle, first)
    day_first = _day(last, middle, first)
    month_first = _day(last, first, middle) if language == "en" else None
    if day_first and month_first and day_first != month_first:
        one, other = day_first.isoformat(), month_first.isoformat()
        raise Unreadable(_TWO_READINGS, text=typed, one=one, other=other)
    return month_first or read_day(first, middle, last)


def read_day(day: str, month: str, year: str) -> date:
    """Read a day from the three fields of a form, each in digits of any script; else Unreadable."""
    parts = [_typed(part) for part in (year, month, day)]
    text = "-".join(parts)
    if not all(part.isdecimal() for part in parts) or len(parts[0]) != len("2026"):
        raise Unreadable(_NO_DAY, text=text, example="2026-03-31")
    found = _day(*parts)
    if found is None:
        raise Unreadable(_NOT_IN_CALENDAR, text=text, example="2026-03-31")
    return found


def _typed(text: str) -> str:
    """Give the text without direction marks and outer spaces, digits of every script as ASCII."""
    plain = "".join(
        character if (value := unicodedata.decimal(character, None)) is None else str(value)
        for character in _DIRECTION_MARKS.sub("", text).strip()
    )
    if not plain:
        raise Unreadable(_EMPTY)
    if len(plain) > _LONGEST:
        raise Unreadable(_TOO_LONG)
    return plain


def _number(typed: str, language: str, *, swiss: bool = False) -> _Number | None:
    """Take a number apart by the language's marks; None where it is not written by them."""
    marks = marks_of(locale_of(language))
    unified = _SPACES.sub(" ", typed)
    groups = {" ", marks.group} - set(_SPACES.findall(marks.group))
    decimal = marks.decimal
    if language == "ar" and not set(unified) & {".", ","}:
        groups, decimal = {" ", "\u066c"}, "\u066b"
    if swiss:
        unified, groups = _APOSTROPHES.sub("'", unified), groups | {"'"}
    whole, point, decimals = unified.partition(decimal)
    if point and not decimals.isdecimal():
        return None
    for group in groups:
        if re.fullmatch(rf"[1-9][0-9]{{0,2}}(?:{re.escape(group)}[0-9]{{3}})+", whole):
            return _Number(whole.replace(group, ""), decimals, group)
    return _Number(whole, decimals, "") if whole.isdecimal() else None


def _could_be_decimals(number: _Number) -> bool:
    one_group = len(number.whole) <= 2 * _THREE
    return number.group in {",", "."} and one_group and not number.decimals


def _no_amount(typed: str, currency: str, language: str) -> Unreadable:
    if _LONE_MARKS.fullmatch(typed):
        return Unreadable(_MARKS, text=typed, **_ways(typed, currency, language))
    thousand = Money.of("1234", currency)
    return Unreadable(
        _NO_AMOUNT,
        text=typed,
        whole=number_text(1234, locale_of(language)),
        exact=_amount(thousand, language),
    )


def _ways(typed: str, currency: str, language: str) -> dict[str, str]:
    """Give the two things that were perhaps meant: all digits a whole number, or the last mark a decimal one."""
    exponent = exponent_of(currency)
    whole, cut = _whole_and_cut(typed)
    decimals = re.split("[^0-9]", typed)[-1][:exponent]
    exact = Money.of(f"{cut}.{decimals}" if decimals else str(cut), currency)
    return {"whole": number_text(whole, locale_of(language)), "exact": _amount(exact, language)}


def _whole_and_cut(typed: str) -> tuple[int, int]:
    pieces = re.split("[^0-9]", typed)
    return int("".join(pieces)), int("".join(pieces[:-1]))


def _amount(money: Money, language: str) -> str:
    return amount_text(money, locale_of(language))


def _day(year: str, month: str, day: str) -> date | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if _FIRST_YEAR <= found.year <= _LAST_YEAR else None
