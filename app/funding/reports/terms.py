"""The dated terms by which spending is looked at (R50, R53, R54, R57)."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.funding.models import BOOKS
from app.funding.reports.models import Cost
from app.kernel.money import Money

POLICY = "reports"
DEFAULTS: Mapping[str, Any] = {
    "voucher_most": "50.00",
    "voucher_percent": 10,
    "indirect_percent": 7,
    "budget_percent": 20,
    "ineligible": ["fines", "alcohol", "officials", "debts"],
}
PERCENT = 100


@dataclass(frozen=True)
class Terms:
    """One version: the largest voucher, the most by vouchers, of indirect cost and above a budget line, what is never paid."""

    voucher_most: Money
    voucher_share: Fraction
    indirect_share: Fraction
    budget_share: Fraction
    ineligible: frozenset[Cost]


def read_terms(settings: Mapping[str, Any]) -> Terms:
    """The stored version as names and numbers."""
    return Terms(
        voucher_most=Money.of(settings["voucher_most"], BOOKS),
        voucher_share=Fraction(settings["voucher_percent"], PERCENT),
        indirect_share=Fraction(settings["indirect_percent"], PERCENT),
        budget_share=Fraction(settings["budget_percent"], PERCENT),
        ineligible=frozenset(map(Cost, settings["ineligible"])),
    )


DEFAULT = read_terms(DEFAULTS)
