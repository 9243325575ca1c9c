"""Four ways in which a round may hear women and other groups."""

from fractions import Fraction

import pytest

from app.cuf.prioritisation.women import BalancedScores, Standing, agreement, group_balanced, standing


@pytest.mark.parametrize(
    ("women", "present", "strict", "expected"),
    [
        (40, 100, False, Standing.FINAL),
        (39, 100, False, Standing.PROVISIONAL),
        (39, 100, True, Standing.NOT_QUORATE),
        (0, 0, False, Standing.PROVISIONAL),
    ],
)
def test_P32_below_the_womens_threshold_a_result_is_not_final(
    women: int, present: int, strict: bool, expected: Standing
) -> None:
    assert standing(women, present, 400, strict=strict) is expected


def test_P31_every_group_weighs_the_same_and_small_ones_are_named_and_ignored() -> None:
    votes = {"women": {"A": 10, "B": 5}, "men": {"A": 2, "B": 10}, "unknown": {"A": 9}}

    balanced = group_balanced(votes, {"women": 20, "men": 10, "unknown": 9})

    assert balanced == BalancedScores({"A": Fraction(7, 20), "B": Fraction(5, 8)}, ("unknown",))


def test_P31_exactly_the_smallest_group_size_counts() -> None:
    assert group_balanced({"women": {"A": 1}}, {"women": 3}, min_group_size=3).ignored == ()


def test_P31_no_group_large_enough_is_refused() -> None:
    with pytest.raises(ValueError, match="no group"):
        group_balanced({"women": {"A": 1}}, {"women": 9})


def test_agreement_marks_who_has_an_option_among_the_first_and_equals_share_the_last_place() -> None:
    votes = {"women": {"A": 5, "B": 4, "C": 4, "D": 1}, "men": {"A": 0, "B": 0, "C": 0, "D": 2}}

    assert agreement(votes, top=2) == {"A": ("women",), "B": ("women",), "C": ("women",), "D": ("men",)}


def test_agreement_of_a_group_that_saw_no_option_marks_nothing() -> None:
    assert agreement({"women": {"A": 1}, "youth": {}}) == {"A": ("women",)}
