"""The command that counts a file of cases."""

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from app.results.commands import results

CASE: dict[str, Any] = {
    "id": "Jinja",
    "places": [
        {"id": "Jinja", "parent": None},
        {"id": "Masafu East", "parent": "Jinja"},
        {"id": "Nalule Central", "parent": "Jinja"},
    ],
    "estimates": [
        {"id": key, "place": place, "category": "water", "year": 2025, "total": total, "status": "approved"}
        for key, place, total in (
            ("school", "Jinja", 640),
            ("spring", "Masafu East", 1_900),
            ("market", "Nalule Central", 3_900),
        )
    ],
    "declarations": [],
    "queries": [{"scope": {"place": "Masafu East"}}, {"scope": {}}],
}


def written(folder: Path, value: Any) -> str:
    file = folder / "cases.json"
    file.write_text(json.dumps(value), encoding="utf-8")
    return str(file)


def test_R83_count_prints_every_answer_in_the_order_of_the_queries(tmp_path: Path) -> None:
    told = CliRunner().invoke(results, ["count", written(tmp_path, {"cases": [CASE]})])

    assert told.exit_code == 0
    unsplit = {"female": 0, "male": 0}
    assert json.loads(told.stdout) == {
        "cases": [
            {
                "id": "Jinja",
                "results": [
                    {"total": 1_900, **unsplit, "not_disaggregated": 1_900, "counted": ["spring"]},
                    {"total": 5_800, **unsplit, "not_disaggregated": 5_800, "counted": ["market", "spring"]},
                ],
            }
        ]
    }


def test_a_file_that_does_not_read_names_each_problem_and_exits_2(tmp_path: Path) -> None:
    wrong = {**CASE, "places": CASE["places"][:2], "queries": [{}]}

    told = CliRunner().invoke(results, ["count", written(tmp_path, {"cases": [wrong]})])

    assert told.exit_code == 2
    assert not told.stdout
    assert told.stderr.splitlines() == [
        "$.cases[0].estimates[2].place: Nalule Central is no place of this case",
        "$.cases[0].queries[0].scope: is missing",
    ]


def test_a_file_that_is_not_there_exits_2(tmp_path: Path) -> None:
    told = CliRunner().invoke(results, ["count", str(tmp_path / "none.json")])

    assert told.exit_code == 2
    assert "cannot be read" in told.stderr


def test_a_knot_too_entangled_is_named_with_what_to_declare_and_exits_1(tmp_path: Path) -> None:
    ring = [f"S{number}" for number in range(5)]
    places = [{"id": "City", "parent": None}, *({"id": place, "parent": "City"} for place in ring)]
    shared = [
        {**CASE["estimates"][0], "id": f"tap{number}", "places": [place, ring[number - 1]], "place": None}
        for number, place in enumerate(ring)
    ]
    file = written(
        tmp_path, {"cases": [{**CASE, "places": places, "estimates": shared, "queries": [{"scope": {}}]}]}
    )

    told = CliRunner().invoke(results, ["count", file, "--bound", "0"])
    solved = CliRunner().invoke(results, ["count", file])

    assert told.exit_code == 1
    assert "Jinja: what is declared and shared under City is too entangled" in told.stderr
    assert "Declare whether tap0 and tap1 are disjoint." in told.stderr
    assert not told.stdout
    assert json.loads(solved.stdout)["cases"][0]["results"][0]["counted"] == ["tap0", "tap2"]
