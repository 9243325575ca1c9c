"""The draw: reproduced by an independent few lines, fair, and the same whatever order the population comes in (R74)."""

import hashlib
import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.audit.samples.draw import (
    Drawn,
    Item,
    monetary_unit,
    population_sha256,
    simple_random,
    stratified,
)

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\x00\t\n"), min_size=1, max_size=8)
POPULATIONS = st.dictionaries(NAMES, st.integers(-500, 10_000), max_size=40).map(
    lambda found: [Item(name, amount) for name, amount in found.items()]
)
SEEDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)


def by_hand(items: list[Item], size: int, seed: str) -> list[str]:
    """docs/sampling.md, simple random, written anew."""
    prefix = b"lastmile-sample/1\0" + seed.encode() + b"\0"
    tickets = {
        hashlib.sha256(prefix + b"item\0" + item.name.encode()).hexdigest(): item.name for item in items
    }
    return sorted((tickets[one] for one in sorted(tickets)[:size]), key=str.encode)


def units_by_hand(items: list[Item], size: int, seed: str) -> dict[str, int]:
    """docs/sampling.md, monetary unit, written anew: every unit of money by itself."""
    units = [
        item.name
        for item in sorted(items, key=lambda one: one.name.encode())
        for _ in range(max(item.amount, 0))
    ]
    if not units:
        return {}
    start = int(hashlib.sha256(b"lastmile-sample/1\0" + seed.encode() + b"\0start").hexdigest(), 16) % len(
        units
    )
    return Counter(units[(start + hit * len(units)) // size] for hit in range(size))


@given(POPULATIONS, st.integers(0, 50), SEEDS)
def test_R74_simple_random_is_reproduced_by_other_lines(items: list[Item], size: int, seed: str) -> None:
    assert [drawn.item.name for drawn in simple_random(items, size, seed)] == by_hand(items, size, seed)


@given(POPULATIONS, st.integers(1, 30), SEEDS)
def test_R74_monetary_unit_is_reproduced_by_other_lines(items: list[Item], size: int, seed: str) -> None:
    drawn = {one.item.name: one.hits for one in monetary_unit(items, size, seed)}

    assert drawn == units_by_hand(items, size, seed)


@given(POPULATIONS, st.lists(st.integers(0, 9_000), unique=True, max_size=3), SEEDS, st.data())
def test_R74_stratified_is_simple_random_in_each_stratum(
    items: list[Item], bounds: list[int], seed: str, data: st.DataObject
) -> None:
    bounds = sorted(bounds)
    sizes = data.draw(st.lists(st.integers(0, 9), min_size=len(bounds) + 1, max_size=len(bounds) + 1))

    drawn = stratified(items, bounds, sizes, seed)

    for number, size in enumerate(sizes):
        members = [item for item in items if sum(bound <= item.amount for bound in bounds) == number]
        assert [one.item.name for one in drawn if one.stratum == number] == by_hand(members, size, seed)


@given(POPULATIONS, st.integers(1, 20), SEEDS, st.randoms())
def test_R74_the_order_in_which_a_population_comes_says_nothing(
    items: list[Item], size: int, seed: str, throw: random.Random
) -> None:
    mixed = items.copy()
    throw.shuffle(mixed)

    assert population_sha256(mixed) == population_sha256(items)
    assert simple_random(mixed, size, seed) == simple_random(items, size, seed)
    assert monetary_unit(mixed, size, seed) == monetary_unit(items, size, seed)


def test_R74_the_hash_of_a_population_is_that_of_its_lines() -> None:
    items = [Item("b", -5), Item("a", 1_000)]

    assert population_sha256(items) == hashlib.sha256(b"a\t1000\nb\t-5\n").hexdigest()


def test_an_item_as_large_as_the_interval_is_always_hit() -> None:
    items = [Item("large", 500), *(Item(f"small {number}", 5) for number in range(100))]

    seeds = [monetary_unit(items, 2, str(number)) for number in range(50)]

    assert all("large" in {one.item.name for one in drawn} for drawn in seeds)
    assert all(sum(one.hits for one in drawn) == 2 for drawn in seeds)


def test_every_unit_of_money_has_its_chance() -> None:
    items = [Item("a", 100), Item("b", 300), Item("c", 600)]

    hit = Counter(one.item.name for number in range(2_000) for one in monetary_unit(items, 1, str(number)))

    assert hit["a"] == pytest.approx(200, abs=60)
    assert hit["b"] == pytest.approx(600, abs=90)


def test_a_population_without_money_has_no_monetary_units() -> None:
    assert monetary_unit([Item("a", 0), Item("b", -3)], 5, "s") == []
    assert simple_random([], 5, "s") == []


@pytest.mark.parametrize(("bounds", "sizes"), [([1], [1]), ([2, 1], [1, 1, 1]), ([1, 1], [1, 1, 1])])
def test_strata_that_make_no_sense_are_refused(bounds: list[int], sizes: list[int]) -> None:
    with pytest.raises(ValueError, match="bounds rise"):
        stratified([Item("a", 1)], bounds, sizes, "s")


def test_two_items_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="one name"):
        population_sha256([Item("a", 1), Item("a", 2)])


def test_a_stratum_smaller_than_its_size_is_taken_whole() -> None:
    assert stratified([Item("a", 5)], [], [9], "s") == [Drawn(Item("a", 5))]
