"""Who goes first among equals."""

from fractions import Fraction
from itertools import permutations

from app.cuf.prioritisation.ties import Chain, Criterion, TieNote, TieUnresolved, first, rank
from tests.cuf.prioritisation.make import LOT_ONLY, option

EQUALS = [
    option("A", 5, 3, women=1),
    option("B", 4, 3, women=1),
    option("C", 4, 3, women=2),
    option("D", 9, 7),
]


def test_P35_scores_are_compared_as_fractions() -> None:
    near = [option("A", 1, Fraction(10**18, 3)), option("B", 1, Fraction(10**18 + 1, 3))]

    assert [leader.code for leader in rank(near, LOT_ONLY).order] == ["B", "A"]


def test_P37_margin_decides_before_the_chain() -> None:
    options = [option("A", 1, 2, margin=3), option("B", 9, 2, margin=4)]

    assert [leader.code for leader in rank(options, Chain()).order] == ["B", "A"]


def test_P38_the_chain_is_applied_in_its_order_and_every_use_is_noted() -> None:
    ranking = rank(EQUALS, Chain())

    assert [leader.code for leader in ranking.order] == ["D", "C", "B", "A"]
    assert ranking.notes == (
        TieNote(("A", "B", "C"), Criterion.LOWEST_COST, ("C", "B", "A")),
        TieNote(("B", "C"), Criterion.MOST_WOMEN, ("C", "B")),
    )


def test_P38_another_stored_order_gives_another_list() -> None:
    chain = Chain((Criterion.MOST_WOMEN, Criterion.LOWEST_COST))
    options = [option("A", 5, 3, women=4), option("B", 4, 3, women=1)]

    assert [leader.code for leader in rank(options, chain).order] == ["A", "B"]


def test_P38_households_decide_where_cost_and_women_do_not() -> None:
    options = [option("A", 5, 3, households=40), option("B", 5, 3, households=41)]

    assert rank(options, Chain()).notes == (TieNote(("A", "B"), Criterion.MOST_HOUSEHOLDS, ("B", "A")),)


def test_P39_a_tie_that_no_lot_covers_names_who_is_tied() -> None:
    options = [option(code, 1, 1) for code in "CAB"]

    assert first(options, Chain(lot=("A", "B"))) == TieUnresolved((("A", "B", "C"),))


def test_P40_the_drawn_lot_decides_and_nothing_else_does() -> None:
    options = [option(code, 1, 1) for code in "ABC"]

    for lot in permutations("ABC"):
        assert tuple(leader.code for leader in rank(options, Chain(lot=lot)).order) == lot


def test_P41_a_lot_over_more_options_serves_every_tie() -> None:
    chain = Chain(lot=("D", "B", "C", "A"))
    options = [option("A", 1, 2), option("B", 1, 2), option("C", 1, 1), option("D", 1, 1)]

    assert [leader.code for leader in rank(options, chain).order] == ["B", "A", "D", "C"]


def test_first_resolves_the_first_place_though_later_ones_are_tied() -> None:
    options = [option("A", 1), option("B", 2), option("C", 2)]

    leader = first(options, Chain())

    assert not isinstance(leader, TieUnresolved)
    assert leader[0].code == "A"
