"""What each settlement may call its own."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cuf.prioritisation.entitlements import Settlement, entitlements, round_to


def amounts(envelope: int, floor_permille: int, **places: tuple[int, int]) -> dict[str, int]:
    settlements = [
        Settlement(code=code, households=households, opening=opening)
        for code, (households, opening) in places.items()
    ]
    return {each.code: each.amount for each in entitlements(envelope, settlements, floor_permille)}


def test_a_floor_for_all_and_the_rest_by_households() -> None:
    assert amounts(1000, 500, A=(300, 0), B=(100, 0)) == {"A": 625, "B": 375}


def test_missing_units_go_to_the_largest_remainder_then_by_code() -> None:
    assert round_to(10, {"A": Fraction(10, 3), "B": Fraction(10, 3), "C": Fraction(10, 3)}) == {
        "A": 4,
        "B": 3,
        "C": 3,
    }
    assert round_to(10, {"A": Fraction(21, 5), "B": Fraction(29, 5)}) == {"A": 4, "B": 6}


def test_P07_a_balance_is_added_and_all_sums_to_the_money_of_the_round() -> None:
    assert amounts(1000, 500, A=(300, 120), B=(100, -120)) == {"A": 745, "B": 255}


def test_P07_a_cut_at_zero_is_taken_from_the_others_in_proportion_and_stays_on_the_books() -> None:
    places = [
        Settlement(code="A", households=2, opening=100),
        Settlement(code="B", households=1, opening=0),
        Settlement(code="C", households=1, opening=-55),
    ]

    account = {each.code: each for each in entitlements(100, places, 0)}

    assert {code: each.share for code, each in account.items()} == {"A": 50, "B": 25, "C": 25}
    assert {code: each.amount for code, each in account.items()} == {"A": 130, "B": 15, "C": 0}
    assert {code: each.deferred for code, each in account.items()} == {"A": 20, "B": 10, "C": -30}


def test_P07_a_cut_that_takes_another_below_zero_goes_on() -> None:
    assert amounts(90, 1000, A=(0, 100), B=(0, -29), C=(0, -80)) == {"A": 81, "B": 0, "C": 0}


def test_P07_balances_that_owe_more_than_there_is_are_refused() -> None:
    with pytest.raises(ValueError, match="owe"):
        amounts(10, 1000, A=(0, -11))


def test_P08_need_weights_multiply_households() -> None:
    places = [Settlement(code="A", households=1, need_weight=Fraction(3)), Settlement(code="B", households=3)]

    assert [each.amount for each in entitlements(100, places, 0)] == [50, 50]


def test_P09_households_are_needed_unless_all_is_floor() -> None:
    with pytest.raises(ValueError, match="households"):
        amounts(10, 999, A=(0, 0), B=(0, 0))

    assert amounts(10, 1000, A=(0, 0), B=(0, 0)) == {"A": 5, "B": 5}


def test_no_settlement_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="no settlement"):
        entitlements(10, [], 1000)


places_drawn = st.lists(
    st.tuples(st.integers(0, 2000), st.integers(-10_000, 10_000), st.sampled_from([1, 2, Fraction(1, 3)])),
    min_size=1,
    max_size=8,
)


@given(places_drawn, st.integers(0, 10**9), st.integers(0, 1000), st.randoms())
def test_P07_P08_sums_are_exact_and_order_is_no_input(
    drawn: list[tuple[int, int, Fraction]], envelope: int, floor_permille: int, chance: Random
) -> None:
    places = [
        Settlement(code=f"S{place}", households=households, opening=opening, need_weight=Fraction(weight))
        for place, (households, opening, weight) in enumerate(drawn)
    ]
    owed = envelope + sum(place.opening for place in places)
    if owed < 0 or (floor_permille < 1000 and not any(place.households for place in places)):
        return

    result = entitlements(envelope, places, floor_permille)

    assert sum(each.exact for each in result) == sum(each.share for each in result) == envelope
    assert sum(each.amount for each in result) == owed
    assert sum(each.deferred for each in result) == 0
    assert all(each.amount >= 0 and abs(each.share - each.exact) < 1 for each in result)
    chance.shuffle(places)
    assert entitlements(envelope, places, floor_permille) == result
