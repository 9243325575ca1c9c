"""A meeting's sheet: its cells, whether they add up, and what the engine is told of them; without a database."""

from fractions import Fraction

import pytest

from app.cuf.meetings.sheets import (
    Cells,
    Voting,
    cells_of,
    differences,
    mismatches,
    scored,
    small_groups,
    together,
    unreconciled,
    womens_list,
)
from app.cuf.prioritisation.elections import Option
from app.cuf.prioritisation.women import WomensMechanism
from app.cuf.rounds.models import Dimension, Method
from tests.cuf.rounds.make import SINGLE, sheet

APPROVAL = Voting(Method.APPROVAL, SINGLE, 3, 5)
RANKED = Voting(Method.RANKED, ("A1", "A2"), 1, 1)
POINTS = Voting(Method.POINTS, ("A1", "A2"), 4, 3)
PAIRWISE = Voting(Method.PAIRWISE, ("A1", "A2", "A3"), 1, 1)
CONSENSUS = Voting(Method.CONSENSUS, ("A1", "A2", "A3"), 1, 1)


def found(voting: Voting, cells: Cells) -> list[tuple[str, str, int]]:
    """Every mismatch: rule, column, by how much."""
    return [(one.rule, one.column, one.by) for one in mismatches(voting, cells)]


def ballots(women: int = 6, men: int = 4) -> dict[str, int | None]:
    """The reconciliation block of a small meeting."""
    return {path: count for path, count in sheet({}, women, men).items() if path.startswith("ballots/")}


def columns(of: dict[str, tuple[int, int]], before: str = "") -> dict[str, int | None]:
    """Counts by women and men, and their totals."""
    cells: dict[str, int | None] = {}
    for code, (women, men) in of.items():
        cells |= {
            f"{before}total/{code}": women + men,
            f"{before}sex/women/{code}": women,
            f"{before}sex/men/{code}": men,
            f"{before}sex/unknown/{code}": 0,
        }
    return cells


def ranked() -> dict[str, int | None]:
    """Ten ballots: first places 6 and 4, second places 4 and 5, no third."""
    return (
        ballots()
        | columns({"A1": (4, 2), "A2": (2, 2)}, "place_1/")
        | columns({"A1": (2, 2), "A2": (3, 2)}, "place_2/")
        | columns({"A1": (0, 0), "A2": (0, 0)}, "place_3/")
    )


def pairs() -> dict[str, int | None]:
    """Three options compared by ten voters; the women's list is A3, A1."""
    told: dict[str, int | None] = {}
    for pair, (first, second, undecided) in {
        "A1/A2": (6, 3, 1),
        "A1/A3": (5, 5, 0),
        "A2/A3": (2, 8, 0),
    }.items():
        told |= {f"pairs/{pair}/{part}": count for part, count in zip(("prefer_a", "prefer_b", "undecided", "present"), (first, second, undecided, 10), strict=True)}  # fmt: skip
    return told | {"order/women/A1": 2, "order/women/A2": 0, "order/women/A3": 1}


def agreed() -> dict[str, int | None]:
    """All agree on A1, A2, A3; the women on A3, A2, A1."""
    told: dict[str, int | None] = {}
    for place in (1, 2, 3):
        told |= {f"order/total/A{place}": place, f"order/women/A{place}": 4 - place}
    return told


def bare(*codes: str) -> list[Option]:
    return [Option(code=code, cost=100, score=None) for code in codes]


WHOLE = {
    "approval": (APPROVAL, sheet()),
    "ranked": (RANKED, ranked()),
    "points": (POINTS, ballots() | columns({"A1": (15, 9), "A2": (8, 5)})),
    "pairwise": (PAIRWISE, pairs()),
    "consensus": (CONSENSUS, agreed()),
}


@pytest.mark.parametrize(("voting", "cells"), WHOLE.values(), ids=WHOLE)
def test_R09_a_sheet_of_each_method_that_adds_up_has_no_mismatch(voting: Voting, cells: Cells) -> None:
    assert sorted(cells) == sorted(cells_of(voting))
    assert found(voting, cells) == []
    assert unreconciled(voting, cells) == ()


@pytest.mark.parametrize(("voting", "cells"), WHOLE.values(), ids=WHOLE)
def test_P12_an_empty_cell_is_not_zero_and_is_named(voting: Voting, cells: Cells) -> None:
    path = cells_of(voting)[-1]

    assert ("P-12", path, 0) in found(voting, {**cells, path: None})


def test_P13_cards_that_are_neither_cast_nor_returned_are_named_with_how_many() -> None:
    cells = sheet() | {"ballots/sex/women/cards_issued": 28}

    assert found(APPROVAL, cells) == []
    assert [(one.rule, one.column, one.by) for one in unreconciled(APPROVAL, cells)] == [
        ("P-13", "ballots/sex/women/cards_issued", -2)
    ]


def test_P14_more_spoiled_than_cast_are_refused() -> None:
    cells = sheet() | {"ballots/sex/men/ballots_spoiled": 21}

    assert ("P-14", "ballots/sex/men/ballots_spoiled", 1) in found(APPROVAL, cells)


def test_P15_more_votes_than_ballots_or_marks_allow_are_refused_by_how_many() -> None:
    over = sheet({"A1": (26, 21), "A2": (26, 20), "A3": (26, 20), "A4": (0, 0), "A5": (0, 0)})

    assert ("P-15", "total/A1", 1) in found(APPROVAL, over)
    assert ("P-15", "total", 1) in found(APPROVAL, over)


def test_P16_a_later_place_is_given_no_more_often_than_the_one_before() -> None:
    cells = ranked() | columns({"A1": (0, 0), "A2": (6, 4)}, "place_3/")

    assert ("P-16", "place_3", 1) in found(RANKED, cells)


def test_P17_points_are_held_to_what_ballots_may_give() -> None:
    cells = ballots() | columns({"A1": (20, 11), "A2": (6, 4)})

    assert ("P-17", "total/A1", 1) in found(POINTS, cells)
    assert ("P-17", "total", 1) in found(POINTS, cells)


def test_P18_R10_every_pair_is_compared_and_everybody_accounted_for() -> None:
    cells = pairs() | {"pairs/A1/A2/undecided": 3}

    assert found(PAIRWISE, cells) == [("P-18", "pairs/A1/A2", 2)]
    assert len([path for path in cells_of(PAIRWISE) if path.endswith("/prefer_a")]) == 3


def test_P19_groups_sum_to_the_total_of_each_option() -> None:
    cells = sheet() | {"sex/unknown/A1": 2}

    assert ("P-19", "sex/A1", 2) in found(APPROVAL, cells)


def test_P19_every_table_counts_the_same_ballots() -> None:
    voting = Voting(Method.APPROVAL, SINGLE, 3, 5, (Dimension.SEX, Dimension.AGE))
    cells = dict.fromkeys(cells_of(voting), 0) | sheet()

    assert ("P-19", "ballots/age", -46) in found(voting, cells)


def test_P20_a_group_gives_an_option_no_more_votes_than_it_has_ballots() -> None:
    cells = sheet() | {"sex/women/A1": 27, "sex/men/A1": 4}

    assert ("P-20", "sex/women/A1", 1) in found(APPROVAL, cells)


def test_P23_no_cell_crosses_two_dimensions() -> None:
    voting = Voting(Method.APPROVAL, SINGLE, 3, 5, tuple(Dimension))

    groups = {path.rpartition("/")[0] for path in cells_of(voting) if not path.startswith("ballots/")}
    assert all(group.count("/") <= 1 for group in groups)


def test_P25_each_cell_in_which_two_entries_differ_is_named() -> None:
    second = sheet() | {"total/A1": 13, "sex/men/A1": None}

    assert [(one.column, one.by) for one in differences(sheet(), second)] == [
        ("sex/men/A1", -17),
        ("total/A1", -18),
    ]


def test_R09_an_agreed_order_gives_each_place_once() -> None:
    assert ("R09", "order/total/A2", 1) in found(CONSENSUS, agreed() | {"order/total/A2": 1})
    assert ("R09", "order/total/A2", 2) in found(CONSENSUS, agreed() | {"order/total/A2": 5})


def test_R12_the_womens_own_list_may_end_early_but_gives_no_place_twice() -> None:
    early = {"order/women/A1": 0, "order/women/A2": 0, "order/women/A3": 1}

    assert found(CONSENSUS, agreed() | early) == []
    assert ("R12", "order/women/A2", 1) in found(
        CONSENSUS, agreed() | {"order/women/A2": 3, "order/women/A3": 1}
    )


def test_P34_two_meetings_of_a_settlement_are_added() -> None:
    both = together([sheet(), sheet()])

    assert both["total/A1"] == 62
    assert both["ballots/sex/women/ballots_cast"] == 52
    assert found(APPROVAL, both) == []


def test_R12_the_womens_list_is_their_votes_or_their_order() -> None:
    assert womens_list(APPROVAL, sheet()) == {"A1": 14, "A2": 16, "A3": 16, "A4": 20, "A5": 6}
    assert womens_list(PAIRWISE, pairs()) == {"A1": 2, "A2": 0, "A3": 3}


def test_P36_places_are_worth_three_two_and_one() -> None:
    told = scored(RANKED, ranked(), bare("A1", "A2"), WomensMechanism.W2)

    assert [(one.score, one.women, one.votes) for one in told] == [
        (Fraction(26), 16, None),
        (Fraction(22), 12, None),
    ]


def test_P37_R10_pairs_won_are_computed_and_margins_come_second() -> None:
    told = scored(PAIRWISE, pairs(), bare("A1", "A2", "A3"), WomensMechanism.W4)

    assert [(one.score, one.margin) for one in told] == [(Fraction(3, 2), 3), (0, -9), (Fraction(3, 2), 6)]


def test_an_agreed_order_scores_by_place() -> None:
    told = scored(CONSENSUS, agreed(), bare("A1", "A2", "A3"), WomensMechanism.W4)

    assert [one.score for one in told] == [3, 2, 1]


def test_P31_the_balanced_score_leaves_out_groups_that_are_too_small() -> None:
    balanced = scored(APPROVAL, sheet(), bare(*SINGLE), WomensMechanism.W3)
    few = sheet(dict.fromkeys(SINGLE, (3, 5)), women=9, men=20)

    assert [one.score for one in balanced] == [
        Fraction(361, 520),
        Fraction(277, 520),
        Fraction(277, 520),
        Fraction(53, 104),
        Fraction(41, 130),
    ]
    assert small_groups(APPROVAL, few) == ("women",)
    assert scored(APPROVAL, few, bare("A1"), WomensMechanism.W3)[0].score == Fraction(1, 4)


def test_P31_where_no_group_is_large_enough_the_votes_count_as_they_are() -> None:
    few = sheet(dict.fromkeys(SINGLE, (3, 5)), women=9, men=9)

    assert scored(APPROVAL, few, bare("A1"), WomensMechanism.W3)[0].score == 8
