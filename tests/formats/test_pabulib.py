"""The strict reader of published elections."""

from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.formats.pabulib import PabulibError, Project, Vote, VoteType, read_pabulib

SMALL = """META
key;value
description;"A small vote; made up"
num_projects;2
num_votes;2
budget;100.50
vote_type;approval
min_length;1
max_length;2
PROJECTS
project_id;cost;votes;name
1;60;2;Water
2;40.25;1;"Light
and shade"
VOTES
voter_id;vote
a;1,2
b;1
"""


def changed(old: str, new: str, text: str = SMALL) -> bytes:
    assert old in text
    return text.replace(old, new, 1).encode()


def line_of(content: bytes) -> tuple[int, str]:
    with pytest.raises(PabulibError) as refused:
        read_pabulib(content)
    return refused.value.line, str(refused.value)


def test_a_file_is_read_exactly() -> None:
    held = read_pabulib(SMALL.encode())

    assert held.budget == Fraction(201, 2)
    assert held.vote_type is VoteType.APPROVAL
    assert held.projects == (
        Project("1", Fraction(60), "Water"),
        Project("2", Fraction(161, 4), "Light\nand shade"),
    )
    assert held.votes == (Vote("a", ("1", "2")), Vote("b", ("1",)))
    assert held.meta["description"] == "A small vote; made up"


def test_windows_line_ends_a_byte_order_mark_blank_lines_and_spaces_do_not_matter() -> None:
    content = (
        b"\xef\xbb\xbf"
        + SMALL.replace("key;value", "Key; Value").replace("\n", "\r\n").encode()
        + b"\r\n\r\n"
    )

    assert read_pabulib(content).votes == read_pabulib(SMALL.encode()).votes


def test_ranks_keep_their_order() -> None:
    held = read_pabulib(changed("a;1,2", "a;2,1", changed("approval", "ordinal").decode()))

    assert held.votes[0] == Vote("a", ("2", "1"))


def points(*votes: str, meta: str = "vote_type;cumulative") -> bytes:
    rows = "\n".join(votes)
    text = SMALL.partition("VOTES")[0].replace("vote_type;approval", meta)
    return f"{text}VOTES\nvoter_id;vote;points\n{rows}\n".encode()


@pytest.mark.parametrize("vote_type", ["cumulative", "scoring"])
def test_points_stand_beside_their_choices(vote_type: str) -> None:
    held = read_pabulib(points("a;1,2;3,0", "b;2;1", meta=f"vote_type;{vote_type}"))

    assert held.votes == (Vote("a", ("1", "2"), (3, 0)), Vote("b", ("2",), (1,)))


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (points("a;1,2;3", "b;2;1"), 17),
        (points("a;1,2;3,4", "b;2;-1"), 18),
        (points("a;1,2;3,4", "b;2;1.5"), 18),
        (points("a;1,2;3,4", "b;2;1", meta="vote_type;cumulative\nmax_sum_points;6"), 18),
        (points("a;1,2;3,4", "b;2;1", meta="vote_type;scoring\nmax_points;3"), 18),
    ],
)
def test_points_that_cannot_be_name_their_line(content: bytes, line: int) -> None:
    assert line_of(content)[0] == line


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("META\n", "", 1, "must begin"),
        ("META\nkey;value", "META\nkey;wert", 2, "no column value"),
        ("key;value", "key;value;value", 2, "column stands twice"),
        ("budget;100.50", "budget;many", 6, "not an amount"),
        ("budget;100.50", "budget;-5", 6, "not an amount"),
        ("budget;100.50\n", "", 8, "does not say budget"),
        ("budget;100.50", "budget;1\nbudget;2", 7, "stands twice"),
        ("approval", "lottery", 7, "not known"),
        ("num_projects;2", "num_projects;3", 4, "the file has 2"),
        ("num_votes;2", "num_votes;1", 5, "the file has 2"),
        ("num_votes;2", "num_votes;2.5", 5, "not a whole number"),
        ("min_length;1", "min_length;2", 18, "allowed are 2 to 2"),
        ("max_length;2", "max_length;1", 17, "allowed are 1 to 1"),
        ("max_length;2", "max_sum_cost;100", 17, "comes to 401/4"),
        ("1;60;2;Water", "1;60;2", 12, "3 cells"),
        ("1;60;2;Water", "1;sixty;2;Water", 12, "not an amount"),
        ("1;60;2;Water", "1;60;3;Water", 12, "the ballots give 2"),
        ("1;60;2;Water", ";60;2;Water", 12, "no id"),
        ("2;40.25", "1;40.25", 13, "stands twice"),
        ("PROJECTS\n", "", 10, "4 cells"),
        ("VOTES\nvoter_id;vote\na;1,2\nb;1\n", "", 13, "VOTES is missing"),
        ("voter_id;vote\na;1,2\nb;1\n", "", 15, "VOTES is missing"),
        ("a;1,2", "a;1,3", 17, "is no project"),
        ("a;1,2", "a;1,1", 17, "twice"),
        ("a;1,2", "a;1,2,", 17, "is no project"),
        ("b;1", "a;1", 18, "stands twice"),
        ("b;1", 'b;"1', 18, "quotation marks"),
        ("b;1", 'b;"1"x', 18, "quotation marks"),
    ],
)
def test_a_file_that_contradicts_itself_names_its_line(old: str, new: str, line: int, says: str) -> None:
    found, text = line_of(changed(old, new))

    assert (found, says in text) == (line, True), text


def test_points_without_their_column_name_the_line() -> None:
    assert line_of(changed("approval", "scoring")) == (17, "line 17: VOTES has no column points")


def test_bytes_that_are_no_text_name_their_line() -> None:
    assert line_of(SMALL.encode().replace(b"Water", b"W\xff"))[0] == 12


def test_a_meta_without_rows_names_a_line() -> None:
    assert line_of(b"META\nkey;value\nPROJECTS\nproject_id;cost\nVOTES\nvoter_id;vote\n")[0] == 1


def line_refused(content: bytes) -> int | None:
    try:
        read_pabulib(content)
    except PabulibError as refused:
        return refused.line
    return None


@settings(deadline=None)
@given(st.binary(max_size=200))
@example(b"")
@example(b"META;")
@example(b"META\n\x00;\n")
def test_bytes_at_random_are_refused_with_a_line(content: bytes) -> None:
    line = line_refused(content)

    assert line is not None
    assert 1 <= line <= content.count(b"\n") + content.count(b"\r") + 1


@settings(deadline=None)
@given(st.data())
def test_a_damaged_file_is_read_or_refused_with_a_line(data: st.DataObject) -> None:
    lines = SMALL.splitlines(keepends=True)
    place = data.draw(st.integers(0, len(lines) - 1))
    lines[place] = data.draw(st.one_of(st.text(max_size=12), st.sampled_from(lines), st.just("")))

    line = line_refused("".join(lines).encode(errors="replace"))

    assert line is None or 1 <= line <= len(lines) + 24
