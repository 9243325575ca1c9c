"""Sequential Phragmen by hand and by its laws."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cuf.prioritisation.elections import Ballot, Election, PatternsMissing, election
from app.cuf.prioritisation.phragmen import Phragmen, PointsGiven, Saving, phragmen
from app.cuf.prioritisation.ties import TieUnresolved
from tests.cuf.prioritisation.make import BY_CODE, LOT_ONLY, approval_elections, marks, vote


def saved(held: Election) -> Phragmen:
    result = phragmen(held, BY_CODE)
    assert isinstance(result, Phragmen)
    return result


def test_order_and_moments_by_hand() -> None:
    held = vote(20, {"A": 6, "B": 6, "C": 8}, marks("A"), marks("AB"), marks("B"), marks("C"))

    result = saved(held)

    assert result.order == (Saving("A", Fraction(3)), Saving("B", Fraction(9, 2)), Saving("C", Fraction(8)))


def test_saving_goes_on_after_the_end_as_a_reserve_list() -> None:
    held = vote(7, {"A": 6, "B": 4, "C": 1}, marks("A", 3), marks("B"), marks("C"))

    result = saved(held)

    assert [saving.code for saving in result.order] == ["C", "A", "B"]
    assert (result.selected, result.reserve) == (("C", "A"), ("B",))


def test_it_stops_at_the_first_that_does_not_fit() -> None:
    held = vote(5, {"A": 6, "B": 4}, marks("A", 3), marks("B"))

    assert saved(held).selected == ()


def test_P46_phragmen_without_whole_ballots_is_refused() -> None:
    with pytest.raises(PatternsMissing):
        phragmen(vote(10, {"A": 1}), BY_CODE)


def test_points_are_refused() -> None:
    held = election(10, vote(10, {"A": 1}).options, [Ballot((("A", 2),))])

    with pytest.raises(PointsGiven):
        phragmen(held, BY_CODE)


def test_P39_a_tie_ends_the_run_and_names_who_is_tied() -> None:
    held = vote(10, {"A": 5, "B": 5}, marks("A"), marks("B"))

    assert phragmen(held, LOT_ONLY) == TieUnresolved((("A", "B"),))


@given(approval_elections(), st.randoms())
def test_P42_P44_any_order_of_entry_gives_one_result_within_the_envelope(
    held: Election, chance: Random
) -> None:
    options, ballots = list(held.options), list(held.ballots)
    chance.shuffle(options)
    chance.shuffle(ballots)

    result = saved(election(held.envelope, options, ballots))

    assert result == saved(held)
    costs = {each.code: each.cost for each in held.options}
    assert sum(costs[code] for code in result.selected) <= held.envelope
    assert {saving.code for saving in result.order} == {each.code for each in held.supported()}


@given(approval_elections(), st.data())
def test_a_new_voter_who_marks_only_a_funded_option_never_drops_it(
    held: Election, data: st.DataObject
) -> None:
    before = saved(held).selected
    if not before:
        return
    code = data.draw(st.sampled_from(before))

    assert code in saved(election(held.envelope, held.options, [*held.ballots, marks(code)])).selected


@given(approval_elections(), approval_elections())
def test_the_order_of_one_district_does_not_depend_on_another(one: Election, other: Election) -> None:
    moved = [replace(each, code=each.code.lower()) for each in other.options]
    ballots = [
        Ballot(tuple((code.lower(), points) for code, points in each.points), each.voters)
        for each in other.ballots
    ]

    together = saved(election(one.envelope, [*one.options, *moved], [*one.ballots, *ballots])).order

    assert tuple(saving for saving in together if saving.code.isupper()) == saved(one).order
