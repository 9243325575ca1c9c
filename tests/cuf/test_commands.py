"""The command that computes a published election again."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from app.cuf.commands import Asked, Rule, cuf, prioritised
from app.cuf.prioritisation.equal_shares import Completion, Utility
from app.cuf.prioritisation.greedy import By
from app.cuf.prioritisation.ties import Chain, Criterion
from app.formats.pabulib import read_pabulib

APPROVAL = """META
key;value
num_projects;3
num_votes;3
budget;12.00
vote_type;approval
PROJECTS
project_id;cost
10;4.00
9;7.00
8;0.50
VOTES
voter_id;vote
a;10
b;9
c;10,8
"""


def asked(folder: Path, *words: str, text: str = APPROVAL) -> Result:
    file = folder / "small.pb"
    file.write_text(text, encoding="utf-8")
    return CliRunner().invoke(cuf, ["prioritise", str(file), *words])


def answer(folder: Path, *words: str, text: str = APPROVAL) -> dict[str, Any]:
    result = asked(folder, *words, text=text)
    assert result.exit_code == 0, result.output
    report: dict[str, Any] = json.loads(result.stdout)
    return report


def test_greedy_is_the_rule_unless_another_is_asked_for(tmp_path: Path) -> None:
    assert answer(tmp_path) == {
        "rule": "greedy",
        "selected": ["10", "8", "9"],
        "total_cost": "23/2",
        "left_over": "1/2",
    }


def test_ids_are_compared_as_text_or_after_the_lowest_cost(tmp_path: Path) -> None:
    tied = APPROVAL.replace("c;10,8", "c;8").replace("8;0.50", "8;7.50")

    assert answer(tmp_path, text=tied)["selected"] == ["10", "8"]
    assert answer(tmp_path, "--tie", "min-cost", text=tied)["selected"] == ["10", "9"]


def test_votes_per_cost(tmp_path: Path) -> None:
    assert answer(tmp_path, "--by", "votes-per-cost")["selected"] == ["8", "10", "9"]


def test_equal_shares_prints_every_round_exactly(tmp_path: Path) -> None:
    assert answer(tmp_path, "--rule", "equal-shares") == {
        "rule": "equal-shares",
        "selected": ["10", "8"],
        "total_cost": "9/2",
        "left_over": "15/2",
        "share_per_voter": "4",
        "final_share_per_voter": "4",
        "steps": 0,
        "filled": [],
        "rounds": [
            {"project": "10", "max_payment": "2", "payers": 2, "total_paid": "4"},
            {"project": "8", "max_payment": "1/2", "payers": 1, "total_paid": "1/2"},
        ],
    }


def test_the_increment_is_in_currency_units(tmp_path: Path) -> None:
    report = answer(tmp_path, "--rule", "equal-shares", "--completion", "add1", "--increment", "3")

    assert (report["selected"], report["steps"], report["final_share_per_voter"]) == (
        ["10", "8", "9"],
        1,
        "7",
    )


@pytest.mark.parametrize("completion", ["greedy", "add1", "add1u", "add1-overspend"])
def test_every_completion_spends_more(tmp_path: Path, completion: str) -> None:
    report = answer(tmp_path, "--rule", "equal-shares", "--completion", completion, "--utility", "count")

    assert sorted(report["selected"]) == ["10", "8", "9"]


def test_phragmen_prints_when_each_could_be_paid(tmp_path: Path) -> None:
    report = answer(tmp_path, "--rule", "phragmen")

    assert report["rounds"] == [
        {"project": "8", "saved_by_each": "1/2"},
        {"project": "10", "saved_by_each": "9/4"},
        {"project": "9", "saved_by_each": "7"},
    ]
    assert (report["selected"], report["reserve"]) == (["8", "10", "9"], [])


def test_the_first_rank_has_as_many_points_as_a_ballot_has_places(tmp_path: Path) -> None:
    ranked = APPROVAL.replace("approval", "ordinal\nmax_length;2")

    report = answer(tmp_path, "--rule", "equal-shares", text=ranked)

    assert report["rounds"][0] == {"project": "8", "max_payment": "1/2", "payers": 1, "total_paid": "1/2"}


def test_points_given_are_counted_and_none_is_no_mark(tmp_path: Path) -> None:
    head = APPROVAL.replace("approval", "cumulative").partition("VOTES")[0]
    text = f"{head}VOTES\nvoter_id;vote;points\na;10;1\nb;9,8;5,0\nc;10;2\n"

    assert answer(tmp_path, text=text)["selected"] == ["9", "10", "8"]


def test_an_inconsistent_file_names_its_line(tmp_path: Path) -> None:
    result = asked(tmp_path, text=APPROVAL.replace("b;9", "b;7"))

    assert result.exit_code == 1
    assert "line 15" in result.stderr


def test_P46_equal_shares_of_a_file_without_ballots_is_refused(tmp_path: Path) -> None:
    empty = APPROVAL.partition("a;10")[0].replace("num_votes;3", "num_votes;0")

    result = asked(tmp_path, "--rule", "equal-shares", text=empty)

    assert result.exit_code == 1
    assert "P-46" in result.stderr


def test_phragmen_of_points_is_refused(tmp_path: Path) -> None:
    ranked = APPROVAL.replace("approval", "ordinal")

    result = asked(tmp_path, "--rule", "phragmen", text=ranked)

    assert result.exit_code == 1
    assert "reads marks" in result.stderr


def test_P39_a_tie_names_who_is_tied_instead_of_a_list() -> None:
    published = read_pabulib(APPROVAL.replace("c;10,8", "c;8").encode())
    chain = Chain((Criterion.LOT,))
    request = Asked(Rule.GREEDY, By.VOTES, Completion.NONE, Utility.COST, 1, chain)

    assert prioritised(published, request) == {"rule": "greedy", "tie_unresolved": (("10", "8", "9"),)}
