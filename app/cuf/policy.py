"""The CUF's dated parameters for a country, read from their stored version into names and exact numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.cuf.models import Track
from app.kernel.money import Money, convert, rate_of
from app.kernel.policy import Policy
from app.kernel.words import _

NAME = "cuf"
"""The set of parameters; its scope is the country's code."""


@dataclass(frozen=True)
class CufPolicy:
    """What DOMAIN writes in braces for the CUF, in one country, as of one day."""

    version: int
    currency: str
    units_per_usd: str
    """The UN operational rate that ceiling and shares are tested at, as its decimal text (R100)."""
    ceiling: Money
    small_to: Money
    community_share: Fraction
    cash_share: Fraction
    municipal_share: Fraction
    women_share: Fraction
    """The least share of women in committees (R13)."""
    smallest_committee: int
    in_kind_rates: Mapping[str, tuple[str, str, int]]
    """By item: its name, its unit, and what one is worth in minor units of the currency (R25)."""

    def in_usd(self, minor: int) -> Money:
        """An amount of the country's currency in USD, half-even."""
        return convert(Money(minor, self.currency), rate_of(self.units_per_usd), "USD")

    def track(self, asked: int) -> Track:
        """The track for the fund's money asked for, in minor units of the country's currency (DOMAIN 3.5)."""
        usd = self.in_usd(asked)
        if usd <= self.small_to:
            return Track.SMALL
        return Track.STANDARD if usd <= self.ceiling else Track.LARGE


def read_policy(policy: Policy) -> CufPolicy:
    """The stored version as names and numbers. KeyError names what a version lacks."""
    said: Mapping[str, Any] = policy.settings
    return CufPolicy(
        version=policy.version,
        currency=said["currency"],
        units_per_usd=said["units_per_usd"],
        ceiling=Money.of(said["ceiling_usd"], "USD"),
        small_to=Money.of(said["small_to_usd"], "USD"),
        community_share=_percent(said["community_percent"]),
        cash_share=_percent(said["cash_percent"]),
        municipal_share=_percent(said["municipal_percent"]),
        women_share=_percent(said["women_percent"]),
        smallest_committee=int(said["smallest_committee"]),
        in_kind_rates={
            item: (rate["name"], rate["unit"], int(rate["minor"]))
            for item, rate in said["in_kind_rates"].items()
        },
    )


def _percent(text: str) -> Fraction:
    return Fraction(text) / 100


def country_terms(
    *,
    currency: str,
    units_per_usd: str,
    ceiling_usd: str,
    community_percent: str,
    cash_percent: str,
    municipal_percent: str,
    labour_day_minor: int,
) -> dict[str, Any]:
    """A country's terms as they are stored; what is not asked for takes DOMAIN's defaults."""
    return {
        "currency": currency,
        "units_per_usd": units_per_usd,
        "ceiling_usd": ceiling_usd,
        "small_to_usd": "10000.00",
        "community_percent": community_percent,
        "cash_percent": cash_percent,
        "municipal_percent": municipal_percent,
        "women_percent": "50",
        "smallest_committee": 5,
        "in_kind_rates": {
            "labour_day": {"name": _("Unskilled work"), "unit": _("day"), "minor": labour_day_minor},
            "skilled_day": {"name": _("Skilled work"), "unit": _("day"), "minor": 3 * labour_day_minor},
            "sand_load": {"name": _("Sand or stone"), "unit": _("load"), "minor": 10 * labour_day_minor},
        },
    }
