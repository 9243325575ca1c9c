"""Best first inside one settlement."""

from dataclasses import replace
from fractions import Fraction
from itertools import permutations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from app.cuf.prioritisation.elections import Option
from app.cuf.prioritisation.greedy import By, Funding, Needed, OnNoFit, Reason, Terms, Verdict, fund, needed
from app.cuf.prioritisation.ties import Chain, Criterion, TieUnresolved, rank
from tests.cuf.prioritisation.make import BY_CODE, LOT_ONLY, lists, option, terms


def funded(options: list[Option], money: int, asked: Terms) -> Funding:
    funding = fund(options, money, asked)
    assert isinstance(funding, Funding)
    return funding


def reasons(funding: Funding) -> dict[str, Reason]:
    return {verdict.code: verdict.reason for verdict in funding.verdicts}


def test_P02_P10_P47_what_may_not_be_funded_says_why_and_stands_last() -> None:
    options = [
        option("A", 5, 9, votes=9),
        replace(option("B", 1, 8), feasible=False),
        option("C", 60, 7, votes=7),
        option("D", 1, 1, votes=1),
        option("E", 1, None),
        replace(option("F", 1, 6), withdrawn=True),
    ]

    funding = funded(options, 100, Terms(chain=BY_CODE, ceiling=50, min_votes=2))

    assert funding.selected == ("A",)
    assert reasons(funding) == {
        "A": Reason.RULE,
        "B": Reason.NOT_FEASIBLE,
        "C": Reason.ABOVE_CEILING,
        "D": Reason.BELOW_MIN_VOTES,
        "E": Reason.NOT_VOTED,
        "F": Reason.WITHDRAWN,
    }


def test_P47_exactly_the_least_votes_and_the_ceiling_pass() -> None:
    funding = funded([option("A", 50, 2, votes=2)], 50, Terms(chain=BY_CODE, ceiling=50, min_votes=2))

    assert funding.selected == ("A",)


def test_P45_skip_goes_on_with_the_next_that_fits() -> None:
    funding = funded([option("A", 6, 3), option("B", 5, 2), option("C", 4, 1)], 10, terms())

    assert funding.selected == ("A", "C")
    assert funding.verdicts[1] == Verdict("B", Reason.NO_MONEY, 4, short_by=1)
    assert funding.left == 0


def test_P45_stop_ends_the_list_and_names_what_ended_it() -> None:
    funding = funded(
        [option("A", 6, 3), option("B", 5, 2), option("C", 4, 1)], 10, terms(on_no_fit=OnNoFit.STOP)
    )

    assert funding.selected == ("A",)
    assert funding.verdicts[1:] == (
        Verdict("B", Reason.NO_MONEY, 4, short_by=1),
        Verdict("C", Reason.NO_MONEY, 4, because_of="B"),
    )


def test_P48_the_better_ranked_blocks_the_other_whichever_names_it() -> None:
    first, second = option("A", 1, 3), replace(option("B", 1, 2), excludes=("A",))

    funding = funded([first, second, option("C", 1, 1)], 10, terms())

    assert funding.selected == ("A", "C")
    assert funding.verdicts[1] == Verdict("B", Reason.EXCLUDED_BY, 9, because_of="A")


def test_P48_what_was_not_funded_blocks_nobody() -> None:
    first, second = replace(option("A", 20, 3), excludes=("B",)), option("B", 1, 2)

    assert funded([first, second], 10, terms()).selected == ("B",)


def test_P49_the_first_of_the_womens_list_is_funded_first() -> None:
    options = [option("A", 6, 9, women=1), option("B", 5, 3, women=3)]

    funding = funded(options, 10, Terms(chain=BY_CODE, reserved_place=True))

    assert funding.selected == ("B",)
    assert reasons(funding) == {"B": Reason.RESERVED_PLACE, "A": Reason.NO_MONEY}


def test_P49_if_it_does_not_fit_the_next_of_the_womens_list_is_tried() -> None:
    options = [option("A", 6, 9, women=1), option("B", 11, 3, women=3), option("C", 5, 2, women=2)]

    assert funded(options, 10, Terms(chain=BY_CODE, reserved_place=True)).selected == ("C",)


def test_P49_the_reserved_place_is_not_held_to_the_least_votes() -> None:
    options = [option("A", 6, 9, votes=9), option("B", 5, 1, women=1, votes=1)]

    funding = funded(options, 10, Terms(chain=BY_CODE, reserved_place=True, min_votes=2))

    assert reasons(funding) == {"B": Reason.RESERVED_PLACE, "A": Reason.NO_MONEY}


def test_P49_without_any_womens_vote_nothing_is_reserved() -> None:
    funding = funded([option("A", 6, 9)], 10, Terms(chain=BY_CODE, reserved_place=True))

    assert reasons(funding) == {"A": Reason.RULE}


def test_P49_a_tie_for_the_reserved_place_waits_for_the_lot() -> None:
    options = [option("A", 5, 9, women=2), option("B", 5, 3, women=2)]

    assert fund(options, 5, Terms(chain=Chain(), reserved_place=True)) == TieUnresolved((("A", "B"),))


def test_P49_a_tie_for_the_reserved_place_is_noted() -> None:
    options = [option("A", 5, 9, women=2), option("B", 4, 3, women=2)]

    funding = funded(options, 5, Terms(chain=Chain(), reserved_place=True))

    assert funding.notes[0].order == ("B", "A")


def test_P39_an_unresolved_tie_gives_no_shortlist() -> None:
    options = [option("A", 1, 5), option("B", 2, 3), option("C", 2, 3)]

    assert fund(options, 10, terms(LOT_ONLY)) == TieUnresolved((("B", "C"),))


def test_P43_a_tie_that_decides_no_money_may_stand_if_no_waiting_list_is_published() -> None:
    options = [option("A", 2, 3), option("B", 2, 3), option("C", 7, 1), option("D", 7, 1)]

    funding = funded(options, 5, Terms(chain=LOT_ONLY, waiting_list=False))

    assert set(funding.selected) == {"A", "B"}


def test_P43_a_tie_that_decides_money_never_stands() -> None:
    options = [option("A", 2, 3), option("B", 2, 3)]

    assert fund(options, 3, Terms(chain=LOT_ONLY, waiting_list=False)) == TieUnresolved((("A", "B"),))


def test_P43_tied_options_that_exclude_each_other_never_stand() -> None:
    options = [replace(option("A", 2, 3), excludes=("B",)), option("B", 2, 3)]

    assert fund(options, 9, Terms(chain=LOT_ONLY, waiting_list=False)) == TieUnresolved((("A", "B"),))


@given(lists().map(lambda options: options[:4]), st.integers(0, 30), st.sampled_from(OnNoFit))
def test_P43_every_lot_funds_the_same_where_a_tie_stood(
    options: list[Option], money: int, on_no_fit: OnNoFit
) -> None:
    asked = Terms(chain=LOT_ONLY, waiting_list=False, on_no_fit=on_no_fit)
    standing = fund(options, money, asked)
    lots = permutations([each.code for each in options])
    drawn = [funded(options, money, replace(asked, chain=replace(LOT_ONLY, lot=lot))) for lot in lots]

    chosen = {frozenset(funding.selected) for funding in drawn}

    assert isinstance(standing, TieUnresolved) or chosen == {frozenset(standing.selected)}


def test_votes_per_cost_favours_the_cheap_and_what_costs_nothing_comes_first() -> None:
    options = [option("A", 10, 9), option("B", 2, 4), option("C", 0, 1)]

    assert funded(options, 20, Terms(chain=BY_CODE, by=By.VOTES_PER_COST)).selected == ("C", "B", "A")


@given(lists(), st.integers(0, 40), st.randoms(), st.sampled_from(OnNoFit))
def test_P42_P44_P64_any_order_of_entry_gives_one_result_within_the_money(
    options: list[Option], money: int, chance: Random, on_no_fit: OnNoFit
) -> None:
    shuffled = list(options)
    chance.shuffle(shuffled)
    asked = Terms(chain=BY_CODE, on_no_fit=on_no_fit, reserved_place=True)

    funding = funded(options, money, asked)

    assert fund(shuffled, money, asked) == funding
    costs = {each.code: each.cost for each in options}
    assert sum(costs[code] for code in funding.selected) == money - funding.left <= money
    assert sorted(verdict.code for verdict in funding.verdicts) == sorted(costs)


@given(lists(), st.integers(0, 5), st.integers(1, 5))
def test_P53_more_votes_never_move_an_option_down(options: list[Option], place: int, more: int) -> None:
    asked = options[place % len(options)]
    lifted = [
        replace(each, score=Fraction(each.score or 0) + more) if each is asked else each for each in options
    ]

    before = [each.code for each in rank(options, BY_CODE).order]
    after = [each.code for each in rank(lifted, BY_CODE).order]

    assert after.index(asked.code) <= before.index(asked.code)


@given(lists(), st.integers(0, 40), st.integers(0, 5), st.integers(1, 5))
def test_P53_more_votes_never_cost_an_option_its_money(
    options: list[Option], money: int, place: int, more: int
) -> None:
    asked = options[place % len(options)]
    lifted = [
        replace(each, score=Fraction(each.score or 0) + more) if each is asked else each for each in options
    ]

    before, after = funded(options, money, terms()), funded(lifted, money, terms())

    assert asked.code not in before.selected or asked.code in after.selected


@given(lists(), st.integers(0, 40), st.integers(0, 5), st.integers(1, 5))
def test_P54_a_higher_cost_never_improves_the_chance(
    options: list[Option], money: int, place: int, more: int
) -> None:
    asked = options[place % len(options)]
    dearer = [replace(each, cost=each.cost + more) if each is asked else each for each in options]

    before, after = funded(options, money, terms()), funded(dearer, money, terms())

    assert asked.code not in after.selected or asked.code in before.selected


@given(lists(), st.integers(0, 40), st.integers(1, 10), st.sampled_from(OnNoFit))
def test_P55_more_money_never_lowers_spending_on_one_list(
    options: list[Option], money: int, more: int, on_no_fit: OnNoFit
) -> None:
    asked = terms(on_no_fit=on_no_fit)

    before, after = funded(options, money, asked), funded(options, money + more, asked)

    assert money - before.left <= money + more - after.left


def test_P55_more_money_can_drop_what_was_funded_under_skip() -> None:
    options = [option("A", 6, 3), option("B", 3, 2), option("C", 2, 1)]

    assert funded(options, 5, terms()).selected == ("B", "C")
    assert funded(options, 6, terms()).selected == ("A",)


def test_P65_needed_votes_and_cost_are_the_smallest_that_fund() -> None:
    options = [option("A", 6, 9), option("B", 5, 6), option("C", 4, 1)]

    assert needed(options, "B", 10, terms(), most_votes=10) == Needed(votes=3, cost=4)


def test_P65_what_no_vote_can_fund_says_so() -> None:
    options = [option("A", 6, 9), option("B", 50, 6)]

    assert needed(options, "B", 10, terms(), most_votes=10) == Needed(votes=None, cost=4)


def test_P65_what_no_cost_can_fund_says_so() -> None:
    options = [option("A", 6, 9, votes=9), option("B", 50, 1, votes=1)]

    asked = Terms(chain=BY_CODE, min_votes=2)

    assert needed(options, "B", 60, asked, most_votes=10) == Needed(votes=1, cost=None)


@given(lists(), st.integers(0, 40), st.integers(0, 5))
def test_P65_one_less_vote_or_one_more_unit_does_not_fund(
    options: list[Option], money: int, place: int
) -> None:
    asked = options[place % len(options)]
    if asked.code in funded(options, money, terms()).selected:
        return

    found = needed(options, asked.code, money, terms(), most_votes=8)

    def funds(votes: int, cost: int) -> bool:
        changed = replace(asked, score=(asked.score or Fraction(0)) + votes, cost=cost)
        others = [each for each in options if each is not asked]
        return asked.code in funded([*others, changed], money, terms()).selected

    if found.votes is not None:
        assert funds(found.votes, asked.cost)
        assert not funds(found.votes - 1, asked.cost)
    if found.cost is not None:
        assert funds(0, found.cost)
        assert not funds(0, found.cost + 1)


def test_votes_are_one_of_the_steps_a_chain_may_have() -> None:
    options = [option("A", 1, 4), option("B", 2, 8)]
    chain = Chain((Criterion.MOST_VOTES,))

    assert funded(options, 9, Terms(chain=chain, by=By.VOTES_PER_COST)).selected == ("B", "A")
