"""What spending comes to in the books' currency, what is left, and what exchange gained or lost (R58, R59, DOMAIN 7).

Pure: whole minor units and exact rates in, amounts out; rounding is half to even, once an amount.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.funding.awards.models import FxMethod
from app.funding.models import BOOKS
from app.kernel.money import Money, convert


@dataclass(frozen=True)
class Pool:
    """The money that a report accounts for: in the grantee's currency, and what it stood at in the books."""

    local: Money
    booked: Money

    @property
    def rate(self) -> Fraction | None:
        """How many units of the grantee's currency one of the books' was received at; None of an empty pool."""
        if self.booked.minor <= 0 or self.local.minor <= 0:
            return None
        return Fraction(self.local.decimal_text()) / Fraction(self.booked.decimal_text())


@dataclass(frozen=True)
class Account:
    """A report's account: each line, their sum, what is left, and the difference by exchange.

    booked pool = spent + left + difference, always to the cent; a difference above zero is a loss.
    """

    lines: tuple[Money, ...]
    spent: Money
    left_local: Money
    left: Money
    difference: Money


def account(
    method: FxMethod,
    pool: Pool,
    spent: Sequence[Money],
    rates: Sequence[Fraction],
    closing_rate: Fraction,
) -> Account:
    """The account of what was spent out of a pool.

    `rates` are those of the month of each line, `closing_rate` that of the last day, each in units of the
    grantee's currency for one of the books' (R58). By the receipt method every line is counted at the rate at
    which the pool was received, so that nothing is gained or lost.
    """
    left_local = pool.local - sum(spent, start=Money.zero(pool.local.currency))
    receipt = pool.rate or closing_rate
    if method is FxMethod.RECEIPT:
        lines = tuple(convert(one, receipt, BOOKS) for one in spent)
        whole = sum(lines, start=Money.zero(BOOKS))
        return Account(lines, whole, left_local, pool.booked - whole, Money.zero(BOOKS))
    lines = tuple(convert(one, rate, BOOKS) for one, rate in zip(spent, rates, strict=True))
    whole = sum(lines, start=Money.zero(BOOKS))
    left = convert(left_local, closing_rate, BOOKS)
    return Account(lines, whole, left_local, left, pool.booked - whole - left)
