"""Options and ballots in canonical order."""

from fractions import Fraction

import pytest

from app.cuf.prioritisation.elections import Ballot, Option, PatternsMissing, election, scores, weighted
from tests.cuf.prioritisation.make import exact, marks, vote


def test_P42_equal_ballots_are_one_however_they_were_entered() -> None:
    one = vote(10, {"A": 4, "B": 6}, marks("AB"), marks("A"), marks("BA"))
    other = vote(10, {"B": 6, "A": 4}, marks("AB", 2), marks("A"))

    assert one == other
    assert one.ballots == (marks("A"), marks("AB", 2))


def test_start_shares_sum_to_the_envelope_exactly() -> None:
    held = election(100, [Option(code="A", cost=1)], [marks("A", 2), Ballot((("A", 1),), 1, Fraction(1, 3))])

    shares = held.start_shares()

    assert sum(share * ballot.voters for share, ballot in zip(shares, held.ballots, strict=True)) == 100


def test_scores_count_points_of_all_voters() -> None:
    assert scores([marks("AB", 3), Ballot((("B", 2),), 2)]) == {"A": 3, "B": 7}


@pytest.mark.parametrize(
    "ballot",
    [
        marks("C"),
        marks("AA"),
        marks("A", 0),
        Ballot((("A", 0),)),
        Ballot((("A", 1),), 1, Fraction(0)),
    ],
)
def test_a_ballot_that_cannot_be_is_refused(ballot: Ballot) -> None:
    with pytest.raises(ValueError, match="a ballot"):
        vote(10, {"A": 4}, ballot)


def test_an_option_that_stands_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        election(10, [Option(code="A", cost=1), Option(code="A", cost=2)])


def test_a_negative_cost_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        Option(code="A", cost=-1)


def test_weighted_ballots_give_each_settlement_its_entitlement() -> None:
    ballots = weighted({"S1": [marks("A", 2)], "S2": [marks("B", 5)]}, {"S1": 30, "S2": 70})
    held = vote(100, {"A": 1, "B": 1}, *ballots)

    assert held.start_shares() == exact(15, 14)


def test_P46_a_meeting_without_whole_ballots_is_named() -> None:
    with pytest.raises(PatternsMissing) as refused:
        weighted({"S1": [marks("A")], "S3": [], "S2": []}, {"S1": 1, "S2": 1, "S3": 1})

    assert refused.value.meetings == ("S2", "S3")
