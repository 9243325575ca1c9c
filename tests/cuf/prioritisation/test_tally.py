"""Whether a sheet adds up, and what it says if not."""

from dataclasses import replace

from app.cuf.prioritisation.positional import Pair
from app.cuf.prioritisation.tally import (
    Ballots,
    CountedPair,
    Mismatch,
    Sheet,
    approval_adds_up,
    ballots_add_up,
    entries_agree,
    pairs_add_up,
    patterns_add_up,
    points_add_up,
    ranked_adds_up,
)

SHEET = Sheet(
    total={"P1": 9, "P2": 5},
    valid=10,
    groups={"sex": {"women": {"P1": 6, "P2": 1}, "men": {"P1": 3, "P2": 4}}},
    valid_by_group={"sex": {"women": 6, "men": 4}},
)


def found(*mismatches: Mismatch) -> list[tuple[str, str, int]]:
    return [(mismatch.rule, mismatch.column, mismatch.by) for mismatch in mismatches]


def test_a_sheet_that_adds_up_has_no_mismatch() -> None:
    assert approval_adds_up(SHEET, marks=2) == ()
    assert ballots_add_up({"women": Ballots(7, 6, 0, 1)}) == ()


def test_every_failing_reason_comes_at_once_with_its_column_and_by_how_much() -> None:
    sheet = replace(
        SHEET,
        total={"P1": 12, "P2": None},
        groups={"sex": {"women": {"P1": 7, "P2": 1}, "men": {"P1": 3, "P2": -4}}},
    )

    mismatches = approval_adds_up(sheet, marks=1)

    assert found(*mismatches) == [
        ("P-12", "total/P2", 0),
        ("P-12", "sex/men/P2", -4),
        ("P-15", "total/P1", 2),
        ("P-15", "total", 2),
        ("P-19", "sex/P1", -2),
        ("P-20", "sex/women/P1", 1),
    ]


def test_P12_a_missing_cell_of_a_group_is_empty_and_not_zero() -> None:
    sheet = replace(SHEET, groups={"sex": {"women": {"P1": 9}, "men": {"P1": 0, "P2": 5}}}, valid_by_group={})

    assert found(*approval_adds_up(sheet, marks=2)) == [("P-12", "sex/women/P2", 0)]


def test_P13_P14_cards_and_ballots_are_accounted_for() -> None:
    mismatches = ballots_add_up({"women": Ballots(10, 8, 9, 1), "men": Ballots(None, 3, 0, 0)})

    assert found(*mismatches) == [
        ("P-13", "women/cards_issued", -1),
        ("P-14", "women/ballots_spoiled", 1),
        ("P-12", "men/cards_issued", 0),
    ]


def test_P15_exactly_all_marks_pass() -> None:
    assert approval_adds_up(Sheet(total={"P1": 10, "P2": 10}, valid=10), marks=2) == ()


def test_P16_places_are_bounded_by_ballots_by_the_place_before_and_by_row() -> None:
    first = Sheet(total={"P1": 6, "P2": 5}, valid=10)
    second = Sheet(total={"P1": 6, "P2": 6}, valid=10)

    assert found(*ranked_adds_up([first, second])) == [
        ("P-16", "place_1", 1),
        ("P-16", "place_2", 2),
        ("P-16", "place_2", 1),
        ("P-16", "places/P1", 2),
        ("P-16", "places/P2", 1),
    ]


def test_P16_P19_a_places_own_groups_are_named_with_the_place() -> None:
    first = Sheet(total={"P1": 6}, valid=10, groups={"sex": {"women": {"P1": 2}, "men": {"P1": 3}}})

    assert found(*ranked_adds_up([first])) == [("P-19", "place_1/sex/P1", -1)]


def test_P17_points_are_bounded_together_and_for_each_option() -> None:
    sheet = Sheet(total={"P1": 31, "P2": 20}, valid=10)

    assert found(*points_add_up(sheet, points=5, most_per_option=3)) == [
        ("P-17", "total/P1", 1),
        ("P-17", "total", 1),
    ]


def test_P18_every_pair_once_and_everybody_accounted_for() -> None:
    pairs = [
        CountedPair(Pair("A", "B", 11, 13), 0, 24),
        CountedPair(Pair("B", "A", 11, 12), 2, 24),
        CountedPair(Pair("A", "C", 11, 12), 1, 24),
    ]

    assert found(*pairs_add_up("ABC", pairs)) == [
        ("P-18", "B/C", -1),
        ("P-18", "A/B", 1),
        ("P-18", "B/A", 1),
    ]


def test_P21_patterns_give_the_ballots_and_every_options_votes() -> None:
    patterns = [(("P1", "P2"), 5), (("P1",), 4), (("P2",), 2)]

    assert found(*patterns_add_up(SHEET, patterns, marks=2)) == [
        ("P-21", "patterns", 1),
        ("P-21", "patterns/P2", 2),
    ]


def test_P21_patterns_that_reproduce_the_sheet_pass() -> None:
    assert patterns_add_up(SHEET, [(("P1", "P2"), 5), (("P1",), 4), ((), 1)], marks=2) == ()


def test_P22_a_pattern_holds_each_option_once_and_no_more_than_allowed() -> None:
    patterns = [(("P1", "P1", "P9"), 1), (("P1",), -1)]
    sheet = Sheet(total={"P1": 0}, valid=0)

    assert found(*patterns_add_up(sheet, patterns, marks=2)) == [
        ("P-22", "patterns/P1|P1|P9", 1),
        ("P-22", "patterns/P1|P1|P9", 1),
        ("P-22", "patterns/P1|P1|P9", 1),
        ("P-12", "patterns/P1", -1),
    ]


def test_P25_two_entries_are_identical_cell_by_cell() -> None:
    first = {"total/P1": 5, "total/P2": 0, "total/P3": 1}
    second = {"total/P1": 7, "total/P2": None, "total/P3": 1}

    assert found(*entries_agree(first, second)) == [("P-25", "total/P1", 2), ("P-25", "total/P2", 0)]
    assert entries_agree(first, first) == ()
