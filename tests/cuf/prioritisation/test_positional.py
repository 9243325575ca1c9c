"""Scores from places and pairs."""

from fractions import Fraction

import pytest

from app.cuf.prioritisation.positional import Copeland, Pair, copeland, positional

PLACES = {"A": (10, 4, 2), "B": (7, 9, 5), "C": (5, 6, 9), "D": (2, 5, 8)}


def test_P36_the_default_vector_is_three_two_one() -> None:
    assert positional(PLACES) == {"A": 40, "B": 44, "C": 36, "D": 24}


def test_P36_a_stored_vector_is_used_as_it_stands() -> None:
    assert positional({"A": (1, 1), "B": (2, 0)}, vector=(5, 1)) == {"A": 6, "B": 10}


def test_P36_a_place_without_points_is_refused() -> None:
    with pytest.raises(ValueError, match="place"):
        positional(PLACES, vector=(2, 1))


def test_P37_a_pair_won_counts_one_and_an_equal_pair_one_half() -> None:
    pairs = [
        Pair("A", "B", 11, 13),
        Pair("A", "C", 13, 11),
        Pair("A", "D", 16, 8),
        Pair("B", "C", 12, 12),
        Pair("B", "D", 15, 9),
        Pair("D", "C", 10, 14),
    ]

    table = copeland(pairs)

    assert table == {
        "A": Copeland(Fraction(2), 8),
        "B": Copeland(Fraction(5, 2), 8),
        "C": Copeland(Fraction(3, 2), 2),
        "D": Copeland(Fraction(0), -18),
    }


def test_P37_winners_alone_are_enough_for_wins() -> None:
    table = copeland([Pair("A", "B", 1, 0), Pair("B", "C", 1, 0), Pair("A", "C", 1, 0)])

    assert [table[code].wins for code in "ABC"] == [2, 1, 0]
