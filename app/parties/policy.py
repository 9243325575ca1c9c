"""The dated terms by which parties are looked at: how long a check holds, and what it must hold (DOMAIN's braces)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.kernel.money import Money
from app.kernel.policy import in_force, put
from app.kernel.tx import Tx

POLICY = "parties"


@dataclass(frozen=True)
class Terms:
    """One version of them; the defaults hold where an installation has set none."""

    screening_days: int = 90
    """A screening counts while it is younger than these (R39)."""
    screening_lists: tuple[str, ...] = ("un_security_council", "un_ineligibility")
    """The lists that every screening searches."""
    file_years: int = 3
    """How long an approved file holds."""
    safeguarding_years: int = 5
    """How long a safeguarding assessment holds (R116)."""
    cooling_hours: int = 48
    """How long after its verification an account waits for its first payment (R37)."""
    low_risk_from: int = 75
    medium_risk_from: int = 50
    """The least share of the points of capacity, in percent, for low and for medium risk."""
    soon_days: int = 60
    """How long before its end a check is listed as ending soon."""
    mobile_money_limits: Mapping[str, int] = field(
        default_factory=lambda: {"lrd": 30_000_000, "ugx": 5_000_000}
    )
    """The most that an operator moves at once, in minor units, by currency in small letters; others have no limit (R37)."""

    def most_by_mobile_money(self, currency: str) -> Money | None:
        """The operator's limit in this currency, if there is one."""
        minor = self.mobile_money_limits.get(currency.lower())
        return None if minor is None else Money(minor, currency)


DEFAULTS = Terms()


def terms_on(session: Session, day: date) -> Terms:
    """The terms in force on a day."""
    policy = in_force(session, POLICY, "", day)
    if policy is None:
        return DEFAULTS
    settings = {**policy.settings, "screening_lists": tuple(policy.settings["screening_lists"])}
    return Terms(**settings)


def found(tx: Tx, _settings: Any) -> None:
    """The terms that a new installation begins with, in force from its first day."""
    terms = asdict(DEFAULTS)
    put(
        tx,
        POLICY,
        "",
        tx.today - timedelta(days=1),
        {**terms, "screening_lists": [*terms["screening_lists"]]},
    )


def years_after(day: date, years: int) -> date:
    """The same day so many years on; 29 February becomes the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
