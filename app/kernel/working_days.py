"""Working days: a country's weekend and holidays as dated policy, and what is promised in them (R102)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.kernel.policy import Policy, all_in_force

CALENDAR, PROMISES = "calendar", "promises"
"""The two sets of parameters; the scope of each is a country's code, or "" for the whole installation."""
SATURDAY, SUNDAY = 5, 6
DAYS_OF_A_WEEK = 7
LAST_MOMENT = time(23, 59, 59, tzinfo=UTC)


@dataclass(frozen=True)
class Calendar:
    """When a country works: its weekend (Monday is 0), and its holidays, "07-26" for each year's, "2026-04-03" for one.

    Raises ValueError where no day of the week is left to work on.
    """

    weekend: frozenset[int] = frozenset({SATURDAY, SUNDAY})
    holidays: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.weekend >= set(range(DAYS_OF_A_WEEK)):
            raise ValueError("a week has a day to work on")

    def works(self, day: date) -> bool:
        """Whether this is a working day."""
        written = day.isoformat()
        return day.weekday() not in self.weekend and not {written, written[5:]} & self.holidays

    def after(self, day: date, number: int) -> date:
        """The day that many working days after `day`; with none, the day itself."""
        while number > 0:
            day += timedelta(days=1)
            number -= self.works(day)
        return day

    def between(self, first: date, last: date) -> int:
        """How many working days there are after `first` up to `last`, that day included; none backwards."""
        return sum(self.works(first + timedelta(days=one)) for one in range(1, (last - first).days + 1))


WESTERN = Calendar()
"""What holds where an installation has laid down nothing: Saturday and Sunday off."""


def calendar_terms(weekend: Iterable[int], holidays: Iterable[str]) -> dict[str, Any]:
    """A calendar as it is stored. ValueError for a holiday that is no date."""
    days = sorted(set(holidays))
    for day in days:
        date.fromisoformat(day if len(day) > len("12-31") else f"2000-{day}")
    return {"weekend": sorted(set(weekend)), "holidays": days}


def calendars_of(session: Session, countries: Iterable[str], day: date) -> dict[str, Calendar]:
    """The calendar in force on a day in each of these countries ("" for none in particular), in one query."""
    wanted = set(countries)
    found = all_in_force(session, CALENDAR, wanted, day)
    return {country: _read(found[country]) if country in found else WESTERN for country in wanted}


def calendar_of(session: Session, country: str, day: date) -> Calendar:
    """The same for one country."""
    return calendars_of(session, [country], day)[country]


def _read(policy: Policy) -> Calendar:
    said = policy.settings
    return Calendar(frozenset(said["weekend"]), frozenset(said["holidays"]))


def promise_terms(
    days: Mapping[tuple[str, str], int], telephone: str = "", review_days: int = 15
) -> dict[str, Any]:
    """Promises as they are stored: the working days by kind and state, where to ring, and how long a review may be
    asked for (R115)."""
    rows = [{"kind": kind, "state": state, "days": number} for (kind, state), number in days.items()]
    return {"promises": rows, "telephone": telephone, "review_days": review_days}


def promises_in_force(session: Session, countries: Iterable[str], day: date) -> dict[str, Mapping[str, Any]]:
    """What is promised in each of these countries: rows of `promises`, and the `telephone` to ask."""
    return {
        country: policy.settings
        for country, policy in all_in_force(session, PROMISES, countries, day).items()
    }


def promised(session: Session, kind: str, state: str, country: str, since: datetime) -> datetime | None:
    """The last moment of the day by which a thing of this kind leaves a state that it has been in `since` then.

    None where nothing is promised for that state.
    """
    day = since.date()
    rows = promises_in_force(session, [country], day).get(country, {"promises": ()})["promises"]
    number = next((int(row["days"]) for row in rows if (row["kind"], row["state"]) == (kind, state)), None)
    if number is None:
        return None
    return datetime.combine(calendar_of(session, country, day).after(day, number), LAST_MOMENT)
