"""Counts worked by hand."""

from dataclasses import replace

import pytest

from app.results.count_once import Count, Estimate, Says, Scope, Side, Tally, TooEntangledError, Tree
from tests.results.count_once.worlds import (
    EVERYTHING,
    KIOSKS,
    KPAYE,
    LIBERIA_AND_UGANDA,
    MASAFU,
    NALULE,
    SCHOOL,
    TOGBA,
    TOILETS,
    WASTE,
    declare,
    estimate,
)


def figures(tally: Tally) -> tuple[int, int, int]:
    return tally.total, tally.female, tally.male


@pytest.mark.parametrize(
    ("place", "expected", "counted"),
    [
        ("Kpaye Landing", (6_200, 3_190, 3_010), ("waste",)),
        ("Monrovia", (9_650, 4_980, 4_670), ("walkway", "waste")),
        ("Jinja", (5_800, 3_320, 2_480), ("market", "spring")),
        (None, (15_450, 8_300, 7_150), ("market", "spring", "walkway", "waste")),
    ],
)
def test_R83_the_demonstration_counts_each_person_once(
    place: str | None, expected: tuple[int, int, int], counted: tuple[str, ...]
) -> None:
    count = Count(LIBERIA_AND_UGANDA, EVERYTHING)

    assert figures(count.at(place)) == expected
    assert count.at(place).counted() == counted


def test_R84_a_larger_city_estimate_brings_its_own_split_even_when_it_holds_fewer_women() -> None:
    city = estimate("city", "Jinja", 9_000, female=3_000, male=6_000)

    tally = Count(LIBERIA_AND_UGANDA, [city, MASAFU, NALULE]).at()

    assert figures(tally) == (9_000, 3_000, 6_000)


def test_R84_people_without_a_split_stay_not_disaggregated() -> None:
    tally = Count(LIBERIA_AND_UGANDA, [estimate("a", "Jinja", 100, female=30, male=20)]).at()

    assert tally.not_disaggregated == 50


def test_R89_a_question_counts_one_indicator_and_never_adds_indirect_people() -> None:
    indirect = replace(TOGBA, indicator="T3.05")

    direct_only = Count(LIBERIA_AND_UGANDA, [*KPAYE, indirect])
    indirect_only = Count(LIBERIA_AND_UGANDA, [*KPAYE, indirect], scope=Scope(indicator="T3.05"))

    assert direct_only.at().total == 6_200
    assert indirect_only.at().total == 3_450


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope("Monrovia"), 9_650),
        (Scope(categories=frozenset({"training"})), 0),
        (Scope(years=frozenset({2024})), 2_100 + 1_900),
        (Scope("Uganda", years=frozenset({2025})), 3_900),
    ],
)
def test_only_what_lies_in_the_scope_counts(scope: Scope, expected: int) -> None:
    assert Count(LIBERIA_AND_UGANDA, EVERYTHING, scope=scope).at().total == expected


def test_an_estimate_that_is_not_verified_does_not_count() -> None:
    assert Count(LIBERIA_AND_UGANDA, [replace(WASTE, status="draft"), KIOSKS]).at().total == 5_400


def test_a_declared_overlap_lets_only_the_larger_settlement_count() -> None:
    shared = declare(Says.OVERLAP, "Masafu East", "Nalule Central")

    count = Count(LIBERIA_AND_UGANDA, EVERYTHING, [shared])

    assert figures(count.at("Jinja")) == (3_900, 2_300, 1_600)
    assert count.at("Masafu East").total == 1_900


def test_declared_disjoint_estimates_of_one_settlement_both_count() -> None:
    count = Count(LIBERIA_AND_UGANDA, KPAYE, [declare(Says.DISJOINT, "kiosks", "toilets")])

    assert count.at().counted() == ("kiosks", "toilets")
    assert count.at().total == 7_500


def test_disjoint_beats_overlap() -> None:
    both = [
        declare(Says.OVERLAP, "Masafu East", "Nalule Central"),
        declare(Says.DISJOINT, "spring", "market"),
    ]

    assert Count(LIBERIA_AND_UGANDA, EVERYTHING, both).at("Jinja").total == 5_800


def test_an_estimate_at_two_settlements_is_at_risk_in_both_and_lies_in_neither() -> None:
    school = estimate("school", ("Masafu East", "Nalule Central"), 4_000)

    count = Count(LIBERIA_AND_UGANDA, [school, MASAFU, NALULE])

    assert count.at("Jinja").counted() == ("market", "spring")
    assert count.at("Masafu East").counted() == ("spring",)
    assert Count(LIBERIA_AND_UGANDA, [school, NALULE]).at("Jinja").counted() == ("school",)


def test_an_estimate_across_countries_counts_only_in_the_whole() -> None:
    line = estimate("line", ("Monrovia", "Jinja"), 20_000)

    count = Count(LIBERIA_AND_UGANDA, [*EVERYTHING, line])

    assert count.at().counted() == ("line",)
    assert count.at("Uganda").total == 5_800


def test_equal_totals_go_to_the_side_with_more_people_split() -> None:
    city = estimate("a", "Jinja", 5_800, female=3_300, male=2_480)

    assert Count(LIBERIA_AND_UGANDA, [city, MASAFU, NALULE]).at().counted() == ("market", "spring")


def test_equal_splits_go_to_the_finer_places() -> None:
    city = estimate("a", "Jinja", 1_900, female=1_020, male=880)

    assert Count(LIBERIA_AND_UGANDA, [city, MASAFU]).at().counted() == ("spring",)


def test_the_depth_of_an_estimate_at_several_places_is_that_of_the_shallowest() -> None:
    wide = estimate("a", ("Masafu East", "Kpaye Landing", "Uganda"), 1_900, female=1_020, male=880)

    assert Count(LIBERIA_AND_UGANDA, [wide, MASAFU]).at().counted() == ("spring",)


def test_what_is_equal_in_all_goes_to_the_lower_id_as_text() -> None:
    twins = [replace(KIOSKS, id="e9"), replace(KIOSKS, id="e10")]

    assert Count(LIBERIA_AND_UGANDA, twins).at().counted() == ("e10",)


def test_an_estimate_of_nobody_counts_with_0_where_nothing_is_at_risk_with_it() -> None:
    nobody = estimate("nobody", "Masafu East", 0)

    assert Count(LIBERIA_AND_UGANDA, [nobody, NALULE]).at().counted() == ("market", "nobody")
    assert Count(LIBERIA_AND_UGANDA, [nobody, MASAFU]).at().counted() == ("spring",)


def test_a_change_is_followed_in_the_places_that_hold_it_and_nowhere_else() -> None:
    count = Count(LIBERIA_AND_UGANDA, EVERYTHING)
    uganda = count.at("Uganda")

    touched = count.put(replace(WASTE, total=7_000))

    assert touched == ["Kpaye Landing", "Monrovia", "Liberia", None]
    assert count.at("Monrovia").total == 10_450
    assert count.at("Uganda") is uganda


def test_a_moved_estimate_leaves_its_old_place() -> None:
    count = Count(LIBERIA_AND_UGANDA, EVERYTHING)

    count.put(replace(TOGBA, places=("Masafu East",)))

    assert count.at("Monrovia").total == 6_200
    assert count.at("Jinja").total == 3_450 + 3_900


def test_a_dropped_estimate_gives_way_to_the_next() -> None:
    count = Count(LIBERIA_AND_UGANDA, EVERYTHING)

    count.drop("waste")

    assert count.at("Kpaye Landing").counted() == ("kiosks",)


def test_a_change_outside_the_scope_touches_nothing() -> None:
    count = Count(LIBERIA_AND_UGANDA, EVERYTHING, scope=Scope("Uganda"))

    assert count.put(replace(WASTE, total=9_000)) == []


def entangled() -> tuple[Tree, list[Estimate]]:
    """Give 40 settlements and a figure for each of 100 pairs of them, each about as large as the other."""
    tree = Tree({"City": None, **{f"S{number:02}": "City" for number in range(40)}, "Village": None})
    pairs = [(a, b) for a in range(40) for b in (a * 7 + 3, a * 11 + 5, a * 17 + 9) if a != b % 40]
    figures = [
        estimate(f"e{n}", (f"S{a:02}", f"S{b % 40:02}"), 100 + n % 3) for n, (a, b) in enumerate(pairs)
    ]
    return tree, [*figures, estimate("v", "Village", 7)]


def test_a_knot_beyond_the_bound_is_named_with_what_to_declare_and_not_guessed() -> None:
    tree, estimates = entangled()

    count = Count(tree, estimates, bound=3)

    with pytest.raises(TooEntangledError) as told:
        count.at("City")
    assert told.value.place == "City"
    hub = told.value.declare[0][0].estimate
    assert hub in count.estimates
    assert all(one.estimate == hub for one, _other in told.value.declare)
    with pytest.raises(TooEntangledError):
        count.at()
    assert count.at("Village").total == 7


def test_a_ring_of_declared_overlaps_is_solved_or_named_by_its_places() -> None:
    ring = [f"S{number}" for number in range(5)]
    tree = Tree({"City": None, **dict.fromkeys(ring, "City")})
    shared = [declare(Says.OVERLAP, place, ring[number - 1]) for number, place in enumerate(ring)]
    estimates = [estimate(place.lower(), place, 10) for place in ring]

    assert Count(tree, estimates, shared).at().counted() == ("s0", "s2")
    with pytest.raises(TooEntangledError) as told:
        Count(tree, estimates, shared, bound=0).at()
    assert told.value.declare[0] == (Side(place="S0"), Side(place="S1"))


def test_a_knot_loosened_by_a_change_counts_again() -> None:
    tree, estimates = entangled()
    count = Count(tree, estimates, bound=3)

    for one in estimates[:-4]:
        count.drop(one.id)

    assert count.at().total == Count(tree, estimates[-4:]).at().total


def test_two_estimates_of_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="Two estimates have the id waste"):
        Count(LIBERIA_AND_UGANDA, [WASTE, WASTE])


def test_places_that_the_tree_does_not_have_are_refused() -> None:
    with pytest.raises(ValueError, match="lies in Atlantis"):
        Count(LIBERIA_AND_UGANDA, [replace(WASTE, places=("Atlantis",))])
    with pytest.raises(ValueError, match="scope names Atlantis"):
        Count(LIBERIA_AND_UGANDA, [], scope=Scope("Atlantis"))
    with pytest.raises(ValueError, match="declaration names Atlantis"):
        Count(LIBERIA_AND_UGANDA, [], [declare(Says.OVERLAP, "Atlantis", "Jinja")])


def test_R84_a_split_above_the_total_or_below_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="R84"):
        replace(SCHOOL, female=600)
    with pytest.raises(ValueError, match="R84"):
        replace(SCHOOL, female=-1)


def test_an_estimate_without_a_place_and_a_side_without_a_name_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one place"):
        replace(TOILETS, places=())
    with pytest.raises(ValueError, match="a place or an estimate"):
        Side()
    with pytest.raises(ValueError, match="a place or an estimate"):
        Side(place="Jinja", estimate="school")
