"""The solver of knots against enumeration, and its bound."""

import random

import pytest

from app.results.count_once.heaviest import BoundReachedError, Heaviest, bits
from tests.results.count_once.worlds import THOROUGH, chance


def knot(dice: random.Random, parts: int, share: float) -> tuple[list[int], list[int]]:
    risks = [0] * parts
    for one in range(parts):
        for other in range(one):
            if dice.random() < share:
                risks[one] |= 1 << other
                risks[other] |= 1 << one
    return [(dice.randint(1, 9) << parts) + (1 << part) for part in range(parts)], risks


def heaviest_by_enumeration(weights: list[int], risks: list[int]) -> int:
    free = [s for s in range(1 << len(weights)) if not any(risks[part] & s for part in bits(s))]
    return max(free, key=lambda s: sum(weights[part] for part in bits(s)))


@pytest.mark.parametrize("share", [0.1, 0.3, 0.6, 0.9])
def test_the_heaviest_set_is_that_of_enumeration(share: float) -> None:
    for seed in range(600 if THOROUGH else 60):
        weights, risks = knot(chance(seed), 10, share)

        assert Heaviest(weights, risks).chosen() == heaviest_by_enumeration(weights, risks), seed


def test_a_chain_of_300_settlements_is_within_the_bound_and_needs_no_deep_recursion() -> None:
    parts = 300
    weights = [(1 << parts) + (1 << parts - 1 - part) for part in range(parts)]
    risks = [(1 << part + 1 | (1 << part >> 1)) & (1 << parts) - 1 for part in range(parts)]

    assert list(bits(Heaviest(weights, risks).chosen())) == list(range(0, parts, 2))


def test_the_bound_is_kept_and_names_the_part_with_most_risks() -> None:
    weights, risks = knot(chance(5), 40, 0.2)

    with pytest.raises(BoundReachedError) as told:
        Heaviest(weights, risks, bound=2).chosen()

    assert told.value.around & ~risks[told.value.hub] == 0
    assert told.value.around.bit_count() >= 2
