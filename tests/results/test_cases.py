"""Reading case files: what is right is answered, what is wrong is named where it stands."""

import json
from typing import Any

import pytest

from app.results.cases import UnreadableError, read


def case(**changed: Any) -> dict[str, Any]:
    return {
        "id": "one",
        "title": "keys that do not count are passed over",
        "places": [
            {"id": "City", "parent": None, "level": "city"},
            {"id": "East", "parent": "City"},
            {"id": "West", "parent": "City"},
        ],
        "estimates": [
            figure("e1", place="East", female=60, male=40),
            figure("e2", places=["West"], total=70, year=2024),
            figure("e3", places=["East", "West"], total=150, status="draft"),
        ],
        "declarations": [],
        "queries": [{"scope": {}}],
        **changed,
    }


def figure(key: str, **changed: Any) -> dict[str, Any]:
    return {"id": key, "category": "water", "year": 2025, "total": 100, "status": "approved", **changed}


def problems(value: Any) -> list[str]:
    with pytest.raises(UnreadableError) as told:
        read(value if isinstance(value, str | bytes) else json.dumps(value))
    return [str(problem) for problem in told.value.problems]


def faults(**changed: Any) -> list[str]:
    return problems({"cases": [case(**changed)]})


def test_every_query_is_answered_in_its_order() -> None:
    scopes = [
        {},
        {"place": "West"},
        {"years": [2025]},
        {"categories": ["housing"]},
        {"categories": ["water"], "place": None},
    ]
    text = json.dumps({"cases": [case(queries=[{"scope": scope} for scope in scopes])]})

    answers = [one.answer() for one in read(text)]

    assert [result["total"] for result in answers[0]["results"]] == [170, 70, 100, 0, 170]
    assert answers[0]["results"][0] == {
        "total": 170,
        "female": 60,
        "male": 40,
        "not_disaggregated": 70,
        "counted": ["e1", "e2"],
    }


def test_declarations_between_places_and_estimates_are_read() -> None:
    overlap = {"type": "overlap", "a": {"place": "East"}, "b": {"estimate": "e2"}, "reason": "one tap"}
    disjoint = {"type": "disjoint", "a": {"estimate": "e1"}, "b": {"estimate": "e2"}}

    one = read(json.dumps({"cases": [case(declarations=[overlap])]}))[0]
    both = read(json.dumps({"cases": [case(declarations=[overlap, disjoint])]}))[0]

    assert one.answer()["results"][0]["counted"] == ["e1"]
    assert both.answer()["results"][0]["counted"] == ["e1", "e2"]
    assert one.declarations[0].reason == "one tap"


def test_all_faults_are_named_at_once_each_with_its_path() -> None:
    wrong = case(
        estimates=[
            figure("e1", place="East", total=-1),
            figure("e2", place="Moon"),
            figure("e2", place="East", total=10, female=6, male=5),
        ],
        queries=[{"scope": {"place": "Moon", "indicator": "T3.02"}}],
    )

    assert problems({"cases": [case(), wrong]}) == [
        "$.cases[1].id: one stands here twice",
        "$.cases[1].estimates[0].total: must be a whole number, 0 or more",
        "$.cases[1].estimates[1].place: Moon is no place of this case",
        "$.cases[1].estimates[2].id: e2 stands here twice",
        "$.cases[1].estimates[2]: female and male together are more than the total",
        "$.cases[1].queries[0].scope.place: Moon is no place of this case",
        "$.cases[1].queries[0].scope: indicator is no part of a scope",
    ]


@pytest.mark.parametrize("total", [-1, 1.5, 3.0, "3", True, [3]])
def test_a_total_is_a_whole_number(total: Any) -> None:
    told = faults(estimates=[figure("e1", place="East", total=total)])

    assert told == ["$.cases[0].estimates[0].total: must be a whole number, 0 or more"]


@pytest.mark.parametrize("key", ["id", "category", "year", "total", "status"])
def test_what_an_estimate_lacks_is_named(key: str) -> None:
    lacking = figure("e1", place="East")
    del lacking[key]

    assert faults(estimates=[lacking]) == [f"$.cases[0].estimates[0].{key}: is missing"]


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ({}, "place: is missing: an estimate lies in at least one place"),
        ({"places": []}, "place: is missing: an estimate lies in at least one place"),
        ({"place": "East", "places": ["West"]}, "places: an estimate has either place or places"),
        ({"places": "East"}, "places: must be a list"),
        ({"places": ["East", "East"]}, "places[1]: East stands here twice"),
        ({"places": ["East", 7]}, "places[1]: must be text"),
        ({"place": " "}, "place: must be text"),
    ],
)
def test_the_places_of_an_estimate_are_read_strictly(where: dict[str, Any], told: str) -> None:
    assert faults(estimates=[figure("e1", **where)]) == [f"$.cases[0].estimates[0].{told}"]


@pytest.mark.parametrize(
    ("places", "told"),
    [
        ([{"id": "A", "parent": "B"}], ["[0].parent: B is no place of this case"]),
        ([{"id": "A"}, {"id": "A"}], ["[1].id: A stands here twice"]),
        (
            [{"id": "A", "parent": "B"}, {"id": "B", "parent": "A"}],
            ["[0].parent: the place lies within itself"],
        ),
        ([7], ["[0]: must be an object"]),
    ],
)
def test_places_that_are_no_tree_are_refused(places: list[Any], told: list[str]) -> None:
    expected = [f"$.cases[0].places{one}" for one in told]

    assert faults(places=places, estimates=[]) == expected


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"type": "similar"}, "type: similar is neither overlap nor disjoint"),
        ({"a": {}}, "a: must name either a place or an estimate"),
        ({"a": {"place": "East", "estimate": "e1"}}, "a: must name either a place or an estimate"),
        ({"b": {"estimate": "e9"}}, "b.estimate: e9 is no estimate of this case"),
        ({"b": {"place": "Moon"}}, "b.place: Moon is no place of this case"),
        ({"b": None}, "b: is missing"),
        ({"b": "East"}, "b: must be an object"),
        ({"reason": 7}, "reason: must be text"),
    ],
)
def test_declarations_are_read_strictly(changed: dict[str, Any], told: str) -> None:
    declaration = {"type": "overlap", "a": {"place": "East"}, "b": {"place": "West"}, **changed}

    assert faults(declarations=[declaration]) == [f"$.cases[0].declarations[0].{told}"]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({}, "scope: is missing"),
        ({"scope": []}, "scope: must be an object"),
        ({"scope": {"years": ["2025"]}}, "scope.years[0]: must be a whole number, 0 or more"),
        ({"scope": {"categories": "water"}}, "scope.categories: must be a list"),
    ],
)
def test_scopes_are_read_strictly(query: dict[str, Any], told: str) -> None:
    assert faults(queries=[query]) == [f"$.cases[0].queries[0].{told}"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "$: This is no JSON"),
        ("[", "$: This is no JSON"),
        (b"\xff\xfe\xfd", "$: This is no JSON"),
        ("[" * 100_000, "$: This is no JSON"),
        ('{"cases": [], "cases": []}', "the key cases stands twice in one object"),
        ('{"cases": NaN}', "NaN is no number"),
        ("[]", "$: must be an object"),
        ("{}", "$.cases: is missing"),
        ('{"cases": {}}', "$.cases: must be a list"),
    ],
)
def test_what_is_no_case_file_says_so(text: str | bytes, told: str) -> None:
    (problem,) = problems(text)

    assert told in problem
