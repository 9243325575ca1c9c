"""What the results say: every reason, what would have changed it, who is not shown; without a database."""

from dataclasses import replace
from fractions import Fraction
from time import process_time
from typing import Any

import pytest

from app.cuf.meetings.sheets import Voting
from app.cuf.prioritisation.elections import Option as Voted
from app.cuf.prioritisation.entitlements import Settlement
from app.cuf.prioritisation.greedy import Needed, OnNoFit, Reason, Terms, Verdict
from app.cuf.prioritisation.runs import ShortlistRun
from app.cuf.prioritisation.shortlist import CityTerms, Shortlist, shortlist
from app.cuf.prioritisation.ties import Chain
from app.cuf.rounds.count import explained, womens_first
from app.cuf.rounds.models import Method, Option, TieChain
from app.cuf.rounds.outcomes import Outcome, Result
from app.cuf.rounds.picture import WIDTH, bar
from app.cuf.rounds.reasons import Material, Place, change_of, pool_lines, why_of
from app.cuf.rounds.results import Line, hides_something, parts, sentence, suppressed
from app.kernel.money import Money
from app.kernel.words import Message
from tests.cuf.rounds.make import NEEDS, SINGLE, VOTES, sheet


def option(code: str, **changes: Any) -> Option:
    _title, _place, cost, households = NEEDS[code]
    told: dict[str, Any] = {
        "settlement_code": code[0],
        "number": int(code[1:]),
        "name": NEEDS[code][0],
        "picture": "tap",
        "place": "By the well",
        "cost": cost,
        "feasibility": "feasible",
        "households": households,
        "excludes": [],
    }
    return Option(**(told | changes))


def voted(code: str, **changes: Any) -> Voted:
    women, men = VOTES[code]
    told: dict[str, Any] = {
        "code": code,
        "cost": NEEDS[code][2],
        "score": Fraction(women + men),
        "votes": women + men,
        "women": women,
        "households": NEEDS[code][3],
    }
    return Voted(**(told | changes))


def asked(*options: Voted, lot: tuple[str, ...] = ("A3", "A2"), **terms: Any) -> ShortlistRun:
    """The worked example of one settlement, with changes."""
    told = options or tuple(voted(code) for code in SINGLE)
    city = CityTerms(
        envelope=15_000_000, floor_permille=1000, terms=Terms(chain=Chain(TieChain.COST.steps, lot), **terms)
    )
    return ShortlistRun(city=city, settlements=(Settlement(code="A", options=told),))


def material(run: ShortlistRun | None = None, **changes: Any) -> Material:
    question = run or asked()
    given = shortlist(question.settlements, question.city)
    assert isinstance(given, Shortlist)
    place = Place(
        "A",
        Message("Kpaye Landing"),
        Voting(Method.APPROVAL, SINGLE, 3, 5),
        sheet(),
        26,
        20,
        1_240,
        (3_190, 3_010),
    )
    told: dict[str, Any] = {
        "currency": "LRD",
        "method": Method.APPROVAL,
        "asked": question,
        "given": given,
        "explained": {
            code: (one.votes, one.cost)
            for code, one in explained(question, Method.APPROVAL, {"A": 46}).items()
        },
        "places": (place,),
        "options": {code: option(code) for code in SINGLE},
    }
    return Material(**(told | changes))


def line(of: Material, code: str) -> Line:
    return next(one for part in parts(of) for one in part.lines if one.option.code == code)


def text(message: Message | None) -> str:
    """A message as it stands, its plural where it has one."""
    assert message is not None
    return (message.plural or message.id) if message.n != 1 else message.id


def test_one_sentence_first_says_who_voted_and_for_how_many_there_is_money() -> None:
    who, money = sentence(material())

    assert (who.n, who.values["women"], who.values["men"]) == (46, 26, 20)
    assert (money.values["chosen"], money.values["all"]) == (3, 5)


def test_P64_each_option_has_one_reason_in_words() -> None:
    told = material()

    assert [one.option.code for one in parts(told)[0].lines] == ["A1", "A3", "A2", "A4", "A5"]
    assert text(line(told, "A1").why) == "Chosen: {n} votes, cost {cost}, money left {after}."
    assert line(told, "A1").why.values["after"] == Money(9_000_000, "LRD")
    assert text(line(told, "A4").why) == "Not this time: {short} more was needed, {left} was left."
    assert line(told, "A4").why.values["short"] == Money(9_000_000, "LRD")


@pytest.mark.parametrize(
    ("changed", "terms", "code", "begins"),
    [
        ({"feasible": False}, {}, "A5", "It could not be voted on"),
        ({"withdrawn": True}, {}, "A5", "Its settlement gave it up"),
        ({"score": None}, {}, "A5", "Nobody was asked"),
        ({}, {"min_votes": 20}, "A5", "Not this time: it got {votes} votes"),
        ({}, {"ceiling": 8_000_000}, "A4", "Not possible: it costs"),
        ({"excludes": ("A1",)}, {}, "A5", "Not this time: {other} was chosen"),
        ({}, {"reserved_place": True}, "A4", "Chosen because the women put it first"),
        ({}, {"on_no_fit": OnNoFit.STOP}, "A4", "Not this time: {short}"),
    ],
)
def test_P64_every_other_reason_is_said_too(
    changed: dict[str, Any], terms: dict[str, Any], code: str, begins: str
) -> None:
    options = tuple(voted(one, **(changed if one == code else {})) for one in SINGLE)

    told = material(asked(*options, **terms))

    assert text(line(told, code).why).startswith(begins)


def test_P45_what_a_list_that_ended_did_not_reach_names_what_ended_it() -> None:
    ended = Verdict("A5", Reason.NO_MONEY, 100, 0, "A4")

    said = why_of(material(), ended, voted("A5"))

    assert said.values["other"] == "A4"
    assert text(said).startswith("Not this time: the list ended")


def test_P65_the_votes_and_the_cost_that_would_have_changed_it_are_exact() -> None:
    question = asked()

    found = explained(question, Method.APPROVAL, {"A": 46})

    assert set(found) == {"A4", "A5"}
    for code, needed in found.items():
        assert needed.votes is not None
        one = next(one for one in question.settlements[0].options if one.code == code)
        assert funds(question, more(one, needed.votes))
        assert not funds(question, more(one, needed.votes - 1))
        if needed.cost is not None:
            assert funds(question, replace(one, cost=needed.cost))
            assert not funds(question, replace(one, cost=needed.cost + 1))


def more(one: Voted, votes: int) -> Voted:
    return replace(one, votes=(one.votes or 0) + votes, score=(one.score or Fraction(0)) + votes)


def funds(question: ShortlistRun, changed: Voted) -> bool:
    options = tuple(changed if one.code == changed.code else one for one in question.settlements[0].options)
    outcome = shortlist((replace(question.settlements[0], options=options),), question.city)
    return isinstance(outcome, Shortlist) and changed.code in outcome.selected


@pytest.mark.parametrize(
    ("needed", "begins"),
    [
        ((2, 500), "It would have been chosen with {n} more votes, or if it cost"),
        ((2, None), "It would have been chosen with {n} more votes."),
        ((None, 500), "It would have been chosen if it cost"),
        ((None, None), "Neither more votes nor a lower cost"),
    ],
)
def test_what_would_have_changed_it_is_said_as_far_as_it_is_known(
    needed: tuple[int | None, int | None], begins: str
) -> None:
    assert text(change_of(material(explained={"A4": needed}), "A4")).startswith(begins)
    assert change_of(material(explained={}), "A4") is None


def test_nobody_is_told_of_more_votes_where_votes_are_not_the_score() -> None:
    found = explained(asked(), Method.RANKED, {"A": 46})

    assert {one.votes for one in found.values()} == {None}


def test_P31_a_group_too_small_for_the_balanced_score_is_named() -> None:
    few = sheet(dict.fromkeys(SINGLE, (3, 5)), women=9, men=20)
    place = replace(material().places[0], cells=few)

    assert parts(material(places=(place,), balanced=True))[0].too_small == ("Women",)
    assert parts(material(places=(place,)))[0].too_small == ()


def test_P38_each_use_of_the_tie_chain_is_said() -> None:
    ties = parts(material())[0].ties

    assert [tie.values["order"] for tie in ties] == ["A3, A2, A4", "A3, A2"]


def test_P60_what_was_decided_otherwise_stands_beside_what_was_computed() -> None:
    outcome = Outcome(
        result="chosen", reason="CO_FUNDED", note="Agreed.", co_funder="The city", co_funded=9_000_000
    )

    told = line(material(outcomes={"A4": outcome}), "A4")

    assert told.result is Result.CHOSEN
    assert text(told.why).startswith("Not this time")
    assert told.otherwise is not None
    assert told.otherwise.values["amount"] == Money(9_000_000, "LRD")


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ((14, 17), (14, 17)),
        ((4, 30), ("<5", "–")),
        ((0, 30), ("<5", "–")),
        ((4, 3), ("<5", "<5")),
        ((4, 30, 12), ("<5", 30, "–")),
        ((5, 5), (5, 5)),
    ],
)
def test_P66_few_are_hidden_and_so_is_what_would_give_them_away(
    counts: tuple[int, ...], shown: tuple[str | int, ...]
) -> None:
    assert suppressed(counts) == shown


def test_P66_what_the_engine_was_asked_is_withheld_where_it_counts_few_women() -> None:
    assert not hides_something(material())
    assert hides_something(material(asked(*(voted(code, women=3) for code in SINGLE))))


def test_W4_a_project_says_for_whom_it_is_among_the_first_three() -> None:
    assert line(material(), "A4").agrees == ("Women",)
    assert line(material(), "A1").agrees == ("Men",)


def test_P51_the_pool_is_told_step_by_step() -> None:
    city = replace(asked().city, envelope=12_000_000)
    run = ShortlistRun(
        city=city,
        settlements=(
            Settlement(code="A", options=(voted("A1"), voted("A5"))),
            Settlement(code="B", options=(Voted(code="B1", cost=4_000_000),)),
        ),
    )
    given = shortlist(run.settlements, run.city)
    assert isinstance(given, Shortlist)

    lines = pool_lines(given.pool_steps, material(given=given))

    assert [(one.values["code"], one.values["cost"]) for one in lines] == [("A5", Money(2_000_000, "LRD"))]


def test_the_bar_fills_with_the_funded_projects_and_leaves_the_rest() -> None:
    drawn = bar(material(asked(*(voted(code) for code in SINGLE if code != "A2"))))

    assert drawn is not None
    assert [block.code for block in drawn.blocks] == ["A1", "A3", "A5"]
    assert sum(block.width for block in drawn.blocks) + drawn.rest.width == WIDTH
    assert drawn.rest.width == WIDTH - WIDTH * 12_500_000 // 15_000_000


def test_R12_what_women_put_first_includes_equals() -> None:
    equals = Settlement(code="A", options=(voted("A2"), voted("A3"), voted("A1")))

    assert womens_first((equals,)) == ("A2", "A3")


def test_a_round_too_large_to_explain_each_option_is_counted_all_the_same() -> None:
    many = tuple(
        Settlement(
            code=f"S{place}",
            households=100 + place,
            options=tuple(
                Voted(code=f"S{place}N{number}", cost=1_000 + number, score=Fraction(number * 600 + place))
                for number in range(20)
            ),
        )
        for place in range(600)
    )
    city = CityTerms(envelope=3_000_000, floor_permille=500, terms=Terms(chain=Chain()))
    began = process_time()

    found = explained(ShortlistRun(city=city, settlements=many), Method.APPROVAL, {})

    assert found == dict[str, Needed]()
    assert process_time() - began < 2
