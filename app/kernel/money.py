"""Money as whole minor units of one currency: exact arithmetic, sharing out, exchange and shares of a whole.

Nothing here is a float or a Decimal: amounts are whole numbers, rates and shares are fractions, and the only
rounding is half to even (or, for printed percentages, half up), done once at the end.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import total_ordering
from typing import Self

from app.kernel.currencies import CURRENCIES

LARGEST_MINOR = 2**63 - 1  # what a database's BIGINT holds

_PLAIN_DECIMAL = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?")
_PLAIN_RATE = re.compile(r"[0-9]+(?:\.[0-9]+)?")


class CurrencyMismatch(ValueError):  # named for what happened
    """Two amounts of different currencies were added, subtracted or compared."""


def exponent_of(currency: str) -> int:
    """Give the decimals of a currency by ISO 4217; ValueError where there is no such currency."""
    if currency not in CURRENCIES:
        raise ValueError(f"{currency!r} is not an active ISO 4217 currency code")
    return CURRENCIES[currency].exponent


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount: whole minor units (cents, millimes; units where the exponent is 0) and an ISO 4217 code."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError(f"minor units are whole numbers, not {self.minor!r}")
        exponent_of(self.currency)

    @classmethod
    def zero(cls, currency: str) -> Self:
        """Give nothing, in a currency: the start of a sum."""
        return cls(0, currency)

    @classmethod
    def of(cls, text: str, currency: str) -> Self:
        """Read a plain decimal such as "1234.56" or "-7"; at most the currency's decimals, else ValueError."""
        exponent = exponent_of(currency)
        plain = _PLAIN_DECIMAL.fullmatch(text)
        if plain is None:
            raise ValueError(f"{text!r} is not a plain decimal number")
        sign, whole, decimals = plain.group(1), plain.group(2), plain.group(3) or ""
        if len(decimals) > exponent:
            raise ValueError(f"{text!r} has more than the {exponent} decimals of {currency}")
        return cls(int(sign + whole + decimals.ljust(exponent, "0")), currency)

    def decimal_text(self) -> str:
        """Write a plain decimal with all the currency's decimals: "1234.56"; `of` reads it back."""
        exponent = exponent_of(self.currency)
        sign, digits = "-" if self.minor < 0 else "", str(abs(self.minor)).zfill(exponent + 1)
        whole, decimals = digits[: len(digits) - exponent], digits[len(digits) - exponent :]
        return f"{sign}{whole}.{decimals}" if decimals else f"{sign}{whole}"

    def __add__(self, other: Self) -> Self:
        return type(self)(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Self:
        return type(self)(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other)

    def times(self, factor: Fraction | int) -> Self:
        """Multiply by an exact factor; a half minor unit goes to the even one."""
        return type(self)(round(self.minor * _exact(factor)), self.currency)

    def share(self, weights: Sequence[Fraction | int]) -> list[Self]:
        """Share out in proportion to weights, by largest remainder, ties to the earlier (TRUST, allocation).

        The parts always sum to the whole and each differs from its exact share by less than one minor unit; the
        parts of a debt are the parts of the same credit, negated. ValueError for weights that are negative or
        sum to nothing.
        """
        exact_weights = [_exact(weight) for weight in weights]
        total = sum(exact_weights)
        if total == 0 or min(exact_weights) < 0:
            raise ValueError("weights must not be negative and must not all be zero")
        exact = [abs(self.minor) * weight / total for weight in exact_weights]
        parts = [int(part) for part in exact]
        by_remainder = sorted(range(len(parts)), key=lambda at: parts[at] - exact[at])
        for at in by_remainder[: abs(self.minor) - sum(parts)]:
            parts[at] += 1
        return [type(self)(-part if self.minor < 0 else part, self.currency) for part in parts]

    def _same(self, other: "Money") -> int:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} do not mix; convert one first")
        return other.minor


def rate_of(text: str) -> Fraction:
    """Read a rate of exchange kept as a plain decimal ("3720.5") exactly; ValueError unless above zero."""
    if not _PLAIN_RATE.fullmatch(text) or Fraction(text) == 0:
        raise ValueError(f"{text!r} is not a rate: a plain decimal number above zero")
    return Fraction(text)


def convert(money: Money, rate: Fraction, to: str) -> Money:
    """Exchange into another currency: amount / rate, half to even (R58).

    `rate` is how many units of the amount's own currency one unit of `to` costs, as the UN operational rates of
    exchange give local currency per US dollar; the other way round the rate is 1 / rate.
    """
    if _exact(rate) <= 0:
        raise ValueError("a rate of exchange is above zero")
    scale = Fraction(10) ** (exponent_of(to) - exponent_of(money.currency))
    return Money(round(money.minor * scale / _exact(rate)), to)


def percent_at_least(part: Money, whole: Money, minimum: Fraction) -> bool:
    """Say whether a part reaches its minimum share of the whole; exactly the minimum passes (R24).

    `minimum` is a share of one (10 % is `Fraction(10, 100)`) and is compared as a fraction, never as the rounded
    percentage that is printed. ValueError where the whole is not above zero.
    """
    return share_of(part, whole) >= minimum


def share_of(part: Money, whole: Money) -> Fraction:
    """Give the part as an exact share of the whole; ValueError where the whole is not above zero."""
    if whole <= Money.zero(part.currency):
        raise ValueError("a share needs a whole above zero")
    return Fraction(part.minor, whole.minor)


def percent_text(share: Fraction) -> str:
    """Write a share of one as a percentage to one decimal, half up ("7.4", R24), without the sign for percent."""
    tenths = int(abs(_exact(share)) * 1000 + Fraction(1, 2))
    sign = "-" if share < 0 and tenths else ""
    return f"{sign}{tenths // 10}.{tenths % 10}"


def _exact(number: Fraction | int) -> Fraction:
    if not isinstance(number, Fraction | int):
        raise TypeError(f"money is reckoned with whole numbers and fractions, not {number!r}")
    return Fraction(number)
