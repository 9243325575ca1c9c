"""The Method of Equal Shares, by hand, against a plain second writing of it, and by its laws."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cuf.prioritisation.elections import Ballot, Election, PatternsMissing, election, scores, weighted
from app.cuf.prioritisation.equal_shares import (
    Completion,
    EqualShares,
    EqualSharesTerms,
    Utility,
    equal_shares,
)
from app.cuf.prioritisation.ties import Chain, Criterion, TieUnresolved
from tests.cuf.prioritisation.make import BY_CODE, LOT_ONLY, approval_elections, exact, marks, vote


def shared(held: Election, **asked: object) -> EqualShares:
    result = equal_shares(held, EqualSharesTerms(chain=BY_CODE, **asked))  # type: ignore[arg-type]
    assert isinstance(result, EqualShares)
    return result


def plainly(held: Election, utility: Utility) -> tuple[str, ...]:
    """The method as one would write it on a board: every voter apart, every price tried among all breakpoints."""
    voters = [
        (dict(ballot.points), share)
        for ballot, share in zip(held.ballots, held.start_shares(), strict=True)
        for _ in range(ballot.voters)
    ]
    balances = [share for _, share in voters]
    waiting = {each.code: each for each in held.supported()}
    selected: list[str] = []
    marked_once = all(points == 1 for given, _ in voters for points in given.values())
    while True:
        offers = []
        for code, each in waiting.items():
            worth = (each.cost or 1) if utility is Utility.COST and marked_once else 1
            payers = [
                (place, given[code] * worth) for place, (given, _) in enumerate(voters) if code in given
            ]
            if sum(balances[place] for place, _ in payers) < each.cost:
                continue
            ratios = sorted(balances[place] / value for place, value in payers)
            for tried in ratios:
                paid = [(place, min(balances[place], tried * value)) for place, value in payers]
                if sum(amount for _, amount in paid) >= each.cost:
                    spent = sum(balances[place] for place, value in payers if balances[place] / value < tried)
                    rest = sum(value for place, value in payers if balances[place] / value >= tried)
                    offers.append(((each.cost - spent) / Fraction(rest), each.cost, code, payers))
                    break
        if not offers:
            return tuple(selected)
        price, _, code, payers = min(offers, key=lambda offer: offer[:3])
        for place, value in payers:
            balances[place] -= min(balances[place], price * value)
        selected.append(code)
        del waiting[code]


def test_two_rounds_by_hand() -> None:
    held = vote(100, {"A": 50, "B": 40, "C": 40}, marks("A"), marks("AB", 5), marks("C", 4))

    result = shared(held)

    assert result.selected == ("A", "C")
    assert [purchase.max_payment for purchase in result.rounds] == [Fraction(25, 3), 10]
    assert [purchase.payers(held.ballots) for purchase in result.rounds] == [6, 4]
    assert result.start_shares == result.final_shares == exact(10, 10, 10)


def test_the_poor_pay_all_they_have_and_the_rest_pay_alike() -> None:
    held = vote(30, {"A": 12, "B": 14}, marks("A"), marks("AB"), marks("B"))

    result = shared(held)

    assert result.selected == ("A", "B")
    assert result.rounds[1].payments == exact(0, 4, 10)


def test_utility_decides_whether_the_dear_or_the_cheap_goes_first() -> None:
    held = vote(20, {"A": 12, "B": 5}, marks("A"), marks("AB"))

    assert shared(held, utility=Utility.COST).selected == ("A",)
    assert shared(held, utility=Utility.COUNT).selected == ("B", "A")


def test_points_are_the_worth_where_ballots_differ() -> None:
    held = election(
        20, vote(20, {"A": 6, "B": 6}).options, [Ballot((("A", 1), ("B", 3))), Ballot((("A", 2),))]
    )

    result = shared(held)

    assert [purchase.code for purchase in result.rounds] == ["A", "B"]
    assert result.rounds[0].payments == exact(2, 4)
    assert result.rounds[1].payments == exact(6, 0)


def test_what_costs_nothing_is_bought_first_and_paid_by_nobody() -> None:
    held = vote(10, {"A": 0, "B": 10}, marks("AB"))

    result = shared(held)

    assert result.selected == ("A", "B")
    assert result.rounds[0].payers(held.ballots) == 0


def test_what_nobody_marked_is_never_bought() -> None:
    assert shared(vote(10, {"A": 1, "B": 1}, marks("A"))).selected == ("A",)


def test_P46_equal_shares_without_whole_ballots_is_refused() -> None:
    with pytest.raises(PatternsMissing):
        equal_shares(vote(10, {"A": 1}), EqualSharesTerms(chain=BY_CODE))


def test_P39_a_tie_ends_the_run_and_names_who_is_tied() -> None:
    held = vote(10, {"A": 5, "B": 5}, marks("AB"))

    assert equal_shares(held, EqualSharesTerms(chain=LOT_ONLY)) == TieUnresolved((("A", "B"),))


def test_P39_a_tie_at_a_later_step_or_in_the_filling_ends_the_run_too() -> None:
    late = vote(9, {"A": 4, "B": 4}, marks("A"), marks("B"), marks(""))
    filled = vote(9, {"A": 4, "B": 4, "C": 1}, marks("A"), marks("B"), marks("C"))

    for held, completion in ((late, Completion.ADD1), (filled, Completion.GREEDY)):
        asked = EqualSharesTerms(chain=LOT_ONLY, completion=completion)
        assert equal_shares(held, asked) == TieUnresolved((("A", "B"),))


def test_P41_one_lot_serves_every_round() -> None:
    held = vote(30, {"A": 5, "B": 5, "C": 5}, marks("ABC"))
    chain = Chain((Criterion.LOT,), ("C", "A", "B"))

    result = equal_shares(held, EqualSharesTerms(chain=chain))

    assert isinstance(result, EqualShares)
    assert result.selected == ("C", "A", "B")
    assert result.notes[0].order == ("C", "A", "B")


def test_greedy_completion_fills_by_votes() -> None:
    held = vote(12, {"A": 4, "B": 7, "C": 1}, marks("A"), marks("B"), marks("AC"))

    result = shared(held, completion=Completion.GREEDY)

    assert (result.selected, result.filled) == (("A", "C", "B"), ("B",))


def test_add1_grows_shares_until_nothing_more_fits() -> None:
    held = vote(12, {"A": 4, "B": 7, "C": 1}, marks("A"), marks("B"), marks("AC"))

    result = shared(held, completion=Completion.ADD1)

    assert set(result.selected) == {"A", "B", "C"}
    assert (result.steps, result.final_shares) == (3, exact(7, 7, 7))


HALF_FULL = vote(100, {"A": 60, "B": 41, "C": 40}, marks("AC"), marks("A"), marks("B"), marks(""))
"""Shares of 25, 35, 45: at 35 A is bought; at 45 B as well, for 101; C fits into the 40 left but has one poor voter."""


def test_add1_keeps_the_last_step_that_did_not_overspend() -> None:
    result = shared(HALF_FULL, completion=Completion.ADD1, increment=Fraction(10))

    assert (result.selected, result.steps, result.final_shares) == (("A",), 1, exact(35, 35, 35, 35))


def test_add1u_fills_what_add1_left() -> None:
    result = shared(HALF_FULL, completion=Completion.ADD1U, increment=Fraction(10))

    assert (result.selected, result.filled) == (("A", "C"), ("C",))


def test_add1_until_overspend_goes_on_where_add1_stops() -> None:
    held = vote(10, {"A": 4, "B": 4, "C": 7}, marks("A"), marks("AB"), marks("BC"))

    early, late = shared(held, completion=Completion.ADD1), shared(held, completion=Completion.ADD1_OVERSPEND)

    assert early.selected == late.selected == ("A", "B")
    assert (early.steps, late.steps) == (0, 5)


def test_P73_add1_stops_when_every_supported_option_is_selected() -> None:
    held = vote(1000, {"A": 1, "B": 2000}, marks("A"))

    for completion in (Completion.ADD1, Completion.ADD1_OVERSPEND):
        assert shared(held, completion=completion).steps == 0


def test_P70_start_share_step_rounds_and_final_share_are_kept() -> None:
    held = vote(10, {"A": 7}, marks("A"), marks(""), marks(""))

    result = shared(held, completion=Completion.ADD1, increment=Fraction(2), whole_start=True)

    assert (result.start_shares, result.steps, result.final_shares) == (exact(3, 3), 2, exact(7, 7))


def test_an_increment_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="increment"):
        shared(vote(10, {"A": 1}, marks("A")), increment=Fraction(0))


@given(approval_elections(most_points=3), st.sampled_from(Utility))
def test_a_plain_second_writing_gives_the_same(held: Election, utility: Utility) -> None:
    assert shared(held, utility=utility).selected == plainly(held, utility)


@given(approval_elections(most_points=3), st.sampled_from(Utility), st.sampled_from(Completion))
def test_P44_P71_payments_equal_costs_and_no_share_is_overdrawn(
    held: Election, utility: Utility, completion: Completion
) -> None:
    result = shared(held, utility=utility, completion=completion)

    costs = {each.code: each.cost for each in held.options}
    assert [purchase.total(held.ballots) for purchase in result.rounds] == [
        costs[each.code] for each in result.rounds
    ]
    for place, share in enumerate(result.final_shares):
        assert sum(purchase.payments[place] for purchase in result.rounds) <= share
    assert sum(costs[code] for code in result.selected) <= held.envelope
    assert len(set(result.selected)) == len(result.selected)


@given(approval_elections(), st.sampled_from(Completion), st.randoms())
def test_P42_any_order_of_entry_gives_one_result(
    held: Election, completion: Completion, chance: Random
) -> None:
    options = list(held.options)
    ballots = [replace(ballot, voters=1) for ballot in held.ballots for _ in range(ballot.voters)]
    chance.shuffle(options)
    chance.shuffle(ballots)

    assert shared(election(held.envelope, options, ballots), completion=completion) == shared(
        held, completion=completion
    )


@given(approval_elections(), st.data())
def test_a_new_voter_with_the_same_share_never_drops_the_funded_option_marked(
    held: Election, data: st.DataObject
) -> None:
    before = shared(replace(held, envelope=held.envelope * held.voters))
    if not before.selected:
        return
    code = data.draw(st.sampled_from(before.selected))
    joined = election(held.envelope * (held.voters + 1), held.options, [*held.ballots, marks(code)])

    assert code in shared(joined).selected


@given(approval_elections(), approval_elections(), st.sampled_from(Utility))
def test_P72_disjoint_districts_equal_separate_runs(one: Election, other: Election, utility: Utility) -> None:
    moved = election(
        other.envelope,
        [replace(each, code=each.code.lower()) for each in other.options],
        [
            Ballot(tuple((code.lower(), points) for code, points in each.points), each.voters)
            for each in other.ballots
        ],
    )
    ballots = weighted({"S1": one.ballots, "S2": moved.ballots}, {"S1": one.envelope, "S2": moved.envelope})
    pooled = election(one.envelope + moved.envelope, [*one.options, *moved.options], ballots)

    together = shared(pooled, utility=utility).selected

    apart = {*shared(one, utility=utility).selected, *shared(moved, utility=utility).selected}
    assert set(together) == apart


@given(approval_elections())
def test_a_group_that_can_pay_alone_gets_its_option(held: Election) -> None:
    """An option that its supporters could pay from their start shares is bought, or they spent on others."""
    result = shared(held)
    votes = scores(held.ballots)
    share = held.start_shares()[0]

    for each in held.supported():
        if each.cost <= share * votes[each.code] and each.code not in result.selected:
            place = [number for number, ballot in enumerate(held.ballots) if (each.code, 1) in ballot.points]
            left = sum(
                held.ballots[number].voters
                * (share - sum(bought.payments[number] for bought in result.rounds))
                for number in place
            )
            assert left < each.cost
