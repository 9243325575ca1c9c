"""The engine that proposes money for an award, in plain values."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.funding.models import Instrument, Theme, Window
from app.funding.sources.matching import Earmark, Offering, Want, matches
from app.kernel.money import Money

WANT = Want(
    countries=frozenset({"LBR"}),
    themes=frozenset({Theme.CLIMATE, Theme.SERVICES}),
    instrument=Instrument.CUF,
    window=Window.COUNTRY,
    last_on=date(2026, 9, 1),
    ends_on=date(2026, 10, 2),
    days_after=90,
)
ANY = Earmark()
NORTH = Earmark(countries=frozenset({"LBR"}), themes=frozenset({Theme.CLIMATE}))


def offering(source: str = "SRC-02", earmark: Earmark = NORTH, **more: Any) -> Offering:
    """Donor North's allotment for Liberia: 120,000.00 free, ends with the year."""
    told: dict[str, Any] = {
        "allotment": f"ALT of {source}",
        "source": source,
        "title": "Liberia",
        "earmarks": (earmark, Earmark(countries=frozenset({"LBR"}))),
        "ends_on": date(2026, 12, 31),
        "source_is_open": True,
        "free": Money(12_000_000, "USD"),
    }
    return Offering(**told | more)


def against(one: Offering, want: Want = WANT) -> list[str]:
    """The sentences against an offering."""
    (match,) = matches([one], want)
    assert match.eligible is (not match.whys)
    assert {reason.rule for reason in match.whys} <= {"R34"}
    return [reason.text.id for reason in match.whys]


def test_R34_a_source_that_ends_exactly_ninety_days_after_the_award_may_pay() -> None:
    assert against(offering()) == []


def test_R34_a_source_that_ends_a_day_earlier_may_not() -> None:
    (match,) = matches([offering()], replace(WANT, ends_on=date(2026, 10, 3)))

    assert [reason.text.id for reason in match.whys] == ["ends {day}, less than {days} days after the award"]
    assert match.whys[0].text.values == {"day": "2026-12-31", "days": 90}


def test_R34_a_source_that_ends_before_the_last_tranche_says_so() -> None:
    (match,) = matches([offering()], replace(WANT, last_on=date(2027, 1, 1)))

    assert [reason.text.id for reason in match.whys] == ["ends {day}, before the last tranche"]
    assert match.whys[0].text.values == {"day": "2026-12-31"}


def test_R34_a_source_without_an_end_outlasts_every_award() -> None:
    assert against(offering(ends_on=None), replace(WANT, ends_on=date(2099, 1, 1))) == []


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"countries": frozenset({"UGA"})}, "is for {countries} only"),
        ({"countries": frozenset({"LBR", "UGA"})}, "is for {countries} only"),
        ({"countries": frozenset()}, "is for {countries} only"),
        ({"themes": frozenset({Theme.WOMEN})}, "is for another theme: {theme}"),
    ],
)
def test_R34_an_award_outside_the_earmark_is_told_which_limit_it_breaks(
    changed: dict[str, Any], says: str
) -> None:
    assert says in against(offering(), replace(WANT, **changed))


@pytest.mark.parametrize(
    ("earmark", "says"),
    [
        (Earmark(instruments=frozenset({Instrument.INNOVATION})), "is for another instrument: {instrument}"),
        (Earmark(windows=frozenset({Window.GLOBAL})), "is for another window: {window}"),
    ],
)
def test_R34_instrument_and_window_are_limits_too(earmark: Earmark, says: str) -> None:
    assert against(offering(earmark=earmark)) == [says]
    assert (
        against(
            offering(earmark=earmark), replace(WANT, instrument=Instrument.INNOVATION, window=Window.GLOBAL)
        )
        == []
    )


def test_R34_a_source_that_is_not_open_does_not_pay() -> None:
    assert against(offering(source_is_open=False)) == ["its source is not open"]


@pytest.mark.parametrize(("asked", "enough"), [(12_000_000, True), (12_000_001, False)])
def test_R34_exactly_what_is_free_is_enough(asked: int, enough: bool) -> None:
    whys = against(offering(), replace(WANT, amount=Money(asked, "USD")))

    assert (whys == []) is enough


def test_every_reason_is_given_at_once() -> None:
    want = replace(
        WANT, countries=frozenset({"UGA"}), themes=frozenset({Theme.WOMEN}), last_on=date(2027, 1, 1)
    )

    assert len(against(offering(source_is_open=False), want)) == 5


def test_the_narrowest_money_that_ends_first_is_proposed_first() -> None:
    core = offering("SRC-01", ANY, ends_on=None)
    later = offering("SRC-05", ends_on=date(2027, 6, 30))
    shut = offering("SRC-00", source_is_open=False)

    order = [match.offering.source for match in matches([shut, core, later, offering()], WANT)]

    assert order == ["SRC-02", "SRC-05", "SRC-01", "SRC-00"]
