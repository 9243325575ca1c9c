"""The engine against the rule written out, and the properties that any honest count has.

`LASTMILE_THOROUGH=1` tries ten times as many worlds.
"""

from collections.abc import Iterator
from dataclasses import replace

from app.results.count_once import Count, Declaration, Estimate, Says, Scope
from app.results.count_once.why import Cause, Explanation
from tests.results.count_once.worlds import (
    THOROUGH,
    World,
    at_risk,
    chance,
    counted_by_enumeration,
    some_declaration,
    some_estimate,
    world,
)

MANY = 20_000 if THOROUGH else 2_000
FEWER = 5_000 if THOROUGH else 500


def worlds(how_many: int, most: int = 9) -> Iterator[tuple[int, World]]:
    yield from ((seed, world(seed, most)) for seed in range(how_many))


def totals(world: World, estimates: list[Estimate], declarations: list[Declaration]) -> list[int]:
    count = Count(world.tree, estimates, declarations)
    return [count.at(place).total for place in world.asked]


def never_lower(now: list[int], before: list[int]) -> bool:
    return all(after >= earlier for after, earlier in zip(now, before, strict=True))


def test_R83_the_counted_set_of_every_place_is_that_of_enumeration() -> None:
    for seed, one in worlds(MANY):
        count = Count(one.tree, one.estimates, one.declarations)

        for place in one.asked:
            expected = counted_by_enumeration(one, Scope(place))
            assert count.at(place).counted() == tuple(e.id for e in expected), (seed, place)
            assert count.at(place).total == sum(e.total for e in expected)
            assert count.at(place).female == sum(e.female for e in expected)
            assert count.at(place).male == sum(e.male for e in expected)


def test_asking_for_a_place_in_the_scope_is_the_count_at_that_place() -> None:
    for seed, one in worlds(FEWER):
        everywhere = Count(one.tree, one.estimates, one.declarations)

        for place in one.tree.order:
            asked = Count(one.tree, one.estimates, one.declarations, Scope(place))
            assert asked.at().counted() == everywhere.at(place).counted(), (seed, place)


def test_following_changes_gives_what_a_full_recount_gives() -> None:
    for seed, one in worlds(FEWER):
        dice = chance(-seed - 1)
        count = Count(one.tree, one.estimates, one.declarations)
        now = {e.id: e for e in one.estimates}
        for _ in range(6):
            key = dice.choice(
                [*now, "e100", *(s.estimate for d in one.declarations if (s := d.one).estimate)]
            )
            if key in now and dice.random() < 0.4:
                del now[key]
                count.drop(key)
            else:
                now[key] = some_estimate(dice, one.tree.order, key)
                count.put(now[key])

        full = Count(one.tree, now.values(), one.declarations)
        for place in one.asked:
            assert count.at(place).counted() == full.at(place).counted(), (seed, place)
            assert count.at(place).rank == full.at(place).rank


def test_the_count_lies_between_the_largest_estimate_and_the_sum() -> None:
    for seed, one in worlds(FEWER):
        sizes = [e.total for e in one.estimates]

        assert max(sizes) <= Count(one.tree, one.estimates, one.declarations).at().total <= sum(sizes), seed


def test_adding_or_raising_an_estimate_never_lowers_a_count() -> None:
    for seed, one in worlds(FEWER):
        first, *rest = one.estimates
        raised = [replace(first, total=first.total + 3), *rest]
        before = totals(one, one.estimates, one.declarations)

        assert never_lower(before, totals(one, rest, one.declarations)), seed
        assert never_lower(totals(one, raised, one.declarations), before), seed


def test_an_overlap_never_raises_and_a_disjointness_never_lowers_a_count() -> None:
    for seed, one in worlds(FEWER):
        more = some_declaration(chance(-seed - 1), one.tree.order, one.estimates)
        before = totals(one, one.estimates, one.declarations)
        overlapping = [*one.declarations, replace(more, says=Says.OVERLAP)]
        disjoint = [*one.declarations, replace(more, says=Says.DISJOINT)]

        assert never_lower(before, totals(one, one.estimates, overlapping)), seed
        assert never_lower(totals(one, one.estimates, disjoint), before), seed


def test_the_order_of_estimates_and_declarations_does_not_matter() -> None:
    for seed, one in worlds(FEWER):
        turned = Count(one.tree, one.estimates[::-1], one.declarations[::-1])

        assert turned.at().counted() == Count(one.tree, one.estimates, one.declarations).at().counted(), seed


def test_ten_times_the_people_is_ten_times_the_count_and_the_same_set() -> None:
    for seed, one in worlds(FEWER):
        before = Count(one.tree, one.estimates, one.declarations).at()
        scaled = [
            replace(e, total=e.total * 10, female=e.female * 10, male=e.male * 10) for e in one.estimates
        ]

        after = Count(one.tree, scaled, one.declarations).at()

        assert after.counted() == before.counted(), seed
        assert after.total == before.total * 10


def test_the_counted_set_holds_no_risk_and_has_room_for_no_other_estimate() -> None:
    for seed, one in worlds(FEWER, most=14):
        counted = list(Count(one.tree, one.estimates, one.declarations).at().estimates())

        for estimate in one.estimates:
            risky = [
                e for e in counted if e is not estimate and at_risk(one.tree, one.declarations, e, estimate)
            ]
            assert bool(risky) != (estimate in counted), (seed, estimate)


def test_an_explanation_never_contradicts_the_counted_set() -> None:
    for seed, one in worlds(FEWER, most=14):
        count = Count(one.tree, one.estimates, one.declarations)
        for place in one.asked:
            explanation = Explanation(count, place)
            counted = {e.id: e for e in count.at(place).estimates()}
            for estimate in one.estimates:
                why = explanation.of(estimate.id)

                assert (why.cause is Cause.COUNTED) == (estimate.id in counted), (seed, place)
                inside = all(one.tree.within(p, place) for p in estimate.places)
                assert (why.cause is Cause.OUT_OF_SCOPE) == (not inside), (seed, place)
                by = [counted[key] for key in why.by]
                assert all(at_risk(one.tree, one.declarations, estimate, fellow) for fellow in by)
                if why.by:
                    assert sum(fellow.total for fellow in by) >= estimate.total, (seed, place)
                assert bool(why.by) == (estimate.id not in counted and inside)
                assert bool(why.declarations) == (why.cause is Cause.DECLARED)
