"""The default rule across settlements."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cuf.prioritisation.elections import Option
from app.cuf.prioritisation.entitlements import Settlement
from app.cuf.prioritisation.greedy import Reason, Terms
from app.cuf.prioritisation.shortlist import CityTerms, PoolStep, Shortlist, shortlist
from app.cuf.prioritisation.ties import Chain, TieUnresolved
from tests.cuf.prioritisation.make import BY_CODE, LOT_ONLY, lists, option

EQUAL = 1000


def city(envelope: int, chain: Chain = BY_CODE, lot: tuple[str, ...] = ()) -> CityTerms:
    return CityTerms(envelope=envelope, floor_permille=EQUAL, terms=Terms(chain=chain), settlement_lot=lot)


def listed(places: list[Settlement], terms: CityTerms) -> Shortlist:
    result = shortlist(places, terms)
    assert isinstance(result, Shortlist)
    return result


def place(code: str, *options: Option, opening: int = 0) -> Settlement:
    return Settlement(code=code, options=options, opening=opening)


def reasons(result: Shortlist) -> dict[str, dict[str, Reason]]:
    return {
        account.entitlement.code: {verdict.code: verdict.reason for verdict in account.verdicts}
        for account in result.accounts
    }


def test_P51_the_pool_goes_to_the_settlement_furthest_behind() -> None:
    places = [
        place("S1", option("A1", 8, 9), option("A2", 5, 1)),
        place("S2", option("B1", 6, 9), option("B2", 5, 1)),
    ]

    result = listed(places, city(20))

    assert result.pool == 6
    assert result.pool_steps == (PoolStep("S2", "B2", 5, Fraction(6, 10), 1),)
    assert reasons(result) == {
        "S1": {"A1": Reason.RULE, "A2": Reason.NO_MONEY},
        "S2": {"B1": Reason.RULE, "B2": Reason.POOL},
    }
    assert (result.selected, result.left) == (("A1", "B1", "B2"), 1)


def test_P51_the_best_ranked_that_fits_is_funded_not_the_best_ranked() -> None:
    places = [place("S1", option("A1", 30, 9), option("A2", 12, 5), option("A3", 11, 4)), place("S2")]

    assert [step.code for step in listed(places, city(20)).pool_steps] == ["A2"]


def test_P51_equally_far_behind_goes_by_code_or_by_the_drawn_lot() -> None:
    places = [place("S1", option("A", 12, 1)), place("S2", option("B", 12, 1))]

    assert listed(places, city(20)).selected == ("A",)
    assert listed(places, city(20, lot=("S2", "S1"))).selected == ("B",)


def test_a_lot_that_forgets_a_settlement_is_refused() -> None:
    with pytest.raises(ValueError, match="lot"):
        shortlist([place("S1"), place("S2")], city(20, lot=("S1",)))


def test_P51_a_settlement_without_entitlement_comes_last() -> None:
    places = [place("S1", option("A", 4, 1), opening=-10), place("S2", option("B", 6, 2), option("C", 1, 1))]

    result = listed(places, city(20))

    assert [account.entitlement.amount for account in result.accounts] == [0, 10]
    assert result.pool_steps == ()
    assert reasons(result)["S2"] == {"B": Reason.RULE, "C": Reason.RULE}
    assert result.left == 3
    assert reasons(result)["S1"] == {"A": Reason.NO_MONEY}


def test_a_settlement_without_entitlement_may_have_what_the_pool_still_holds() -> None:
    places = [place("S1", option("A", 3, 1), opening=-10), place("S2", option("B", 6, 2))]

    assert listed(places, city(20)).pool_steps == (PoolStep("S1", "A", 3, None, 1),)


def test_P52_closing_balances_go_on_and_sum_to_what_is_left() -> None:
    places = [place("S1", option("A", 12, 1)), place("S2", option("B", 3, 1), opening=4)]

    result = listed(places, city(20))

    assert [account.closing for account in result.accounts] == [-2, 11]
    assert sum(account.closing for account in result.accounts) == result.left == 9


def test_P39_all_ties_of_all_settlements_are_named_at_once() -> None:
    places = [
        place("S1", option("A", 1, 1), option("B", 1, 1)),
        place("S2", option("C", 1, 1), option("D", 1, 1)),
    ]

    assert shortlist(places, city(20, LOT_ONLY)) == TieUnresolved((("A", "B"), ("C", "D")))


def test_P57_a_shared_option_is_charged_by_its_parts() -> None:
    places = [place("S1", option("X", 4, 2)), place("S2", option("X", 6, 1), option("B", 4, 2))]

    result = listed(places, city(20))

    assert result.selected == ("X", "B")
    assert [account.spent for account in result.accounts] == [4, 10]


def test_P57_a_part_that_does_not_fit_drops_the_whole_and_frees_the_other_part() -> None:
    places = [
        place("S1", option("X", 8, 2), option("A", 7, 1)),
        place("S2", option("X", 6, 1), option("B", 5, 2)),
    ]

    result = listed(places, city(20))

    assert result.selected == ("A", "B")
    dropped = {account.entitlement.code: account.verdicts[0] for account in result.accounts}["S1"]
    assert (dropped.code, dropped.reason, dropped.because_of) == ("X", Reason.NO_MONEY, "S2")


def test_P57_money_freed_by_one_dropped_option_does_not_bring_it_back_when_the_next_is_dropped() -> None:
    places = [
        place("S1", option("X", 8, 3), option("Y", 7, 2), option("A", 3, 1)),
        place("S2", option("B", 5, 3), option("X", 6, 2), option("Y", 6, 1)),
    ]

    result = listed(places, city(20))

    assert (result.selected, result.left) == (("A", "B"), 12)
    assert [verdict.because_of for verdict in result.accounts[0].verdicts] == ["S2", "S2", ""]


def test_P57_the_pool_funds_a_shared_option_only_whole() -> None:
    places = [place("S1", option("X", 9, 2)), place("S2", option("X", 11, 1))]

    assert listed(places, city(20)).pool_steps == (PoolStep("S1", "X", 20, Fraction(0), 0),)
    assert listed([*places[:1], place("S2", option("X", 12, 1))], city(20)).pool_steps == ()


def test_P57_a_shared_option_moves_both_settlements_in_the_queue() -> None:
    places = [
        place("S1", option("X", 1, 3)),
        place("S2", option("X", 11, 3), option("B", 12, 2)),
        place("S3", option("C", 12, 1), option("D", 2, 2)),
    ]

    result = listed(places, city(30))

    assert [(step.code, step.share_before) for step in result.pool_steps] == [("X", 0), ("C", Fraction(1, 5))]
    assert result.left == 4


def test_P48_the_pool_respects_exclusions() -> None:
    places = [
        place("S1", option("A", 8, 2), replace(option("B", 12, 1), excludes=("A",)), option("C", 9, 1)),
        place("S2"),
    ]

    result = listed(places, city(20))

    assert [step.code for step in result.pool_steps] == ["C"]
    assert reasons(result)["S1"]["B"] is Reason.EXCLUDED_BY


def test_P48_what_the_pool_funded_blocks_what_it_excludes() -> None:
    places = [
        place("S1", option("A", 12, 3), replace(option("B", 11, 2), excludes=("A",))),
        place("S2", opening=10),
    ]

    result = listed(places, city(20))

    assert reasons(result)["S1"] == {"A": Reason.POOL, "B": Reason.EXCLUDED_BY}


cities = st.lists(st.tuples(lists(), st.integers(-5, 20), st.integers(1, 900)), min_size=1, max_size=4).map(
    lambda drawn: [
        Settlement(
            code=f"S{number}",
            households=households,
            opening=opening,
            options=tuple(replace(each, code=f"S{number}{each.code}") for each in options),
        )
        for number, (options, opening, households) in enumerate(drawn)
    ]
)


@given(cities, st.integers(20, 60), st.integers(0, 1000), st.randoms())
def test_P42_P44_P52_P64_order_is_no_input_and_the_money_is_never_exceeded(
    places: list[Settlement], envelope: int, floor_permille: int, chance: Random
) -> None:
    terms = CityTerms(
        envelope=envelope, floor_permille=floor_permille, terms=Terms(chain=BY_CODE, reserved_place=True)
    )
    money = envelope + sum(each.opening for each in places)

    result = listed(places, terms)

    costs = {each.code: each.cost for home in places for each in home.options}
    assert sum(costs[code] for code in result.selected) == money - result.left <= money
    assert sum(account.closing for account in result.accounts) == result.left
    for account, home in zip(result.accounts, places, strict=True):
        assert sorted(verdict.code for verdict in account.verdicts) == sorted(
            each.code for each in home.options
        )
    shuffled = [
        replace(each, options=tuple(chance.sample(each.options, len(each.options)))) for each in places
    ]
    chance.shuffle(shuffled)
    assert shortlist(shuffled, terms) == result


@given(cities, st.integers(20, 60), st.integers(0, 3))
def test_P50_another_settlements_votes_never_change_the_own_list(
    places: list[Settlement], envelope: int, number: int
) -> None:
    other = places[number % len(places)]
    turned = tuple(replace(each, score=4 - (each.score or Fraction(0))) for each in other.options)
    changed = [replace(each, options=turned) if each is other else each for each in places]

    before, after = (reasons(listed(each, city(envelope))) for each in (places, changed))

    for home in places:
        if home is not other:
            own = [
                {code for code, why in seen[home.code].items() if why is Reason.RULE}
                for seen in (before, after)
            ]
            assert own[0] == own[1]


@given(cities, st.integers(20, 60))
def test_P51_nothing_that_fits_is_left_in_the_pool(places: list[Settlement], envelope: int) -> None:
    result = listed(places, city(envelope))

    costs = {each.code: each.cost for home in places for each in home.options}
    for account in result.accounts:
        for verdict in account.verdicts:
            assert verdict.reason is not Reason.NO_MONEY or costs[verdict.code] > result.left
