"""The dated parameters of grants."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.kernel.money import Money
from app.kernel.policy import in_force

NAME = "grants"
DEFAULTS: dict[str, Any] = {
    "no_objection_working_days": 10,
    "conditions_days": 60,
    "small_to_usd": "50000.00",
    "standard_to_usd": "250000.00",
    "longest_months": 36,
}
"""What a new installation begins with (DOMAIN 2, 3.2, R33)."""


@dataclass(frozen=True)
class GrantPolicy:
    """What DOMAIN writes in braces for grants, as of one day."""

    no_objection_working_days: int
    conditions_days: int
    small_to: Money
    standard_to: Money
    longest_months: int


def policy_on(session: Session, day: date) -> GrantPolicy:
    """The version in force; an installation that has set none goes by the defaults."""
    found = in_force(session, NAME, "", day)
    said = {**DEFAULTS, **(found.settings if found else {})}
    return GrantPolicy(
        no_objection_working_days=int(said["no_objection_working_days"]),
        conditions_days=int(said["conditions_days"]),
        small_to=Money.of(said["small_to_usd"], "USD"),
        standard_to=Money.of(said["standard_to_usd"], "USD"),
        longest_months=int(said["longest_months"]),
    )
