"""The OECD/DAC list of ODA recipients as dated facts: which country may benefit, and since when (R01).

The facts stand in `data/dac_recipients.csv`, one row per country and unbroken period in one income group; both
days of a period belong to it, and a period without a last day holds until a later list says otherwise. The first
list kept is that of the years 2022 and 2023: earlier days are nobody's. Rows without a source date follow the
rule of the list, not its text, and are to be checked against the list the OECD publishes.
"""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

_FACTS = Path(__file__).parent / "data" / "dac_recipients.csv"


@dataclass(frozen=True, slots=True)
class Recipient:
    """A country or territory on the list, in one income group (LDC, LIC, LMIC, UMIC), between two days."""

    iso3: str
    iso2: str
    name: str
    valid_from: date
    valid_to: date | None
    income_group: str
    source: str
    source_date: date | None
    note: str

    def holds_on(self, day: date) -> bool:
        """Say whether the period includes the day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@cache
def recipients() -> tuple[Recipient, ...]:
    """Give all periods of all recipients, by country code and first day."""
    with _FACTS.open(encoding="utf-8", newline="") as file:
        return tuple(_recipient(row) for row in csv.DictReader(file))


def eligible_on(code: str, day: date) -> bool:
    """Say whether a country, by its ISO 3166-1 code of two or three letters, is on the list on a day (R01)."""
    return any(one.holds_on(day) for one in recipients() if code in {one.iso2, one.iso3})


def _recipient(row: dict[str, str]) -> Recipient:
    return Recipient(
        iso3=row["iso3"],
        iso2=row["iso2"],
        name=row["name"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        income_group=row["income_group"],
        source=row["source"],
        source_date=_day(row["source_date"]),
        note=row["note"],
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
