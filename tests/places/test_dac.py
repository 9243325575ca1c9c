"""The dated list of ODA recipients: who may benefit on which day (R01)."""

from datetime import date, timedelta
from itertools import groupby, pairwise

import pytest

from app.places.dac import Recipient, eligible_on, recipients

BY_COUNTRY = {code: list(periods) for code, periods in groupby(recipients(), lambda one: one.iso3)}


def test_R01_nauru_leaves_on_the_first_day_of_2026() -> None:
    assert eligible_on("NRU", date(2025, 12, 31))
    assert not eligible_on("NRU", date(2026, 1, 1))


@pytest.mark.parametrize("code", ["LBR", "UGA", "TUN", "ETH", "LR", "UG", "TN", "ET", "NA"])
@pytest.mark.parametrize("day", [date(2022, 1, 1), date(2024, 2, 29), date(2026, 11, 24)])
def test_R01_countries_on_the_list_are_eligible_by_either_code(code: str, day: date) -> None:
    assert eligible_on(code, day)


@pytest.mark.parametrize("code", ["FRA", "FR", "ATG", "", "XXX", "lbr", "Liberia"])
@pytest.mark.parametrize("day", [date(2022, 1, 1), date(2025, 6, 30), date(2026, 11, 24)])
def test_R01_others_are_never_eligible(code: str, day: date) -> None:
    assert not eligible_on(code, day)


def test_R01_nobody_is_eligible_before_the_first_list_kept() -> None:
    assert not eligible_on("LBR", date(2021, 12, 31))


def test_the_lists_have_as_many_recipients_as_the_oecd_counts() -> None:
    assert sum(eligible_on(code, date(2025, 12, 31)) for code in BY_COUNTRY) == 141
    assert sum(eligible_on(code, date(2026, 1, 1)) for code in BY_COUNTRY) == 140


def test_income_groups_change_with_the_list() -> None:
    bhutan = [(one.valid_from, one.valid_to, one.income_group) for one in BY_COUNTRY["BTN"]]

    assert bhutan == [
        (date(2022, 1, 1), date(2023, 12, 31), "LDC"),
        (date(2024, 1, 1), None, "LMIC"),
    ]


def test_a_country_has_one_name_and_one_code_of_each_length() -> None:
    names = {(one.iso3, one.iso2, one.name) for one in recipients()}

    for at in range(3):
        assert len({name[at] for name in names}) == len(names) == len(BY_COUNTRY)
    assert all(len(iso3) == 3 and len(iso2) == 2 for iso3, iso2, _ in names)


@pytest.mark.parametrize("periods", BY_COUNTRY.values(), ids=BY_COUNTRY.keys())
def test_periods_have_no_gaps_or_overlaps(periods: list[Recipient]) -> None:
    for earlier, later in pairwise(periods):
        assert earlier.valid_to is not None
        assert later.valid_from == earlier.valid_to + timedelta(days=1)
        assert later.income_group != earlier.income_group
    for period in periods:
        assert period.income_group in {"LDC", "LIC", "LMIC", "UMIC"}
        assert period.valid_to is None or period.valid_from <= period.valid_to
        assert period.source


def test_rows_are_in_the_order_of_code_and_day() -> None:
    assert list(recipients()) == sorted(recipients(), key=lambda one: (one.iso3, one.valid_from))
