"""The JSON doors of the flows, on the demonstration."""

from tests.web.world import World


def of_state(world: World, person: str, state: str) -> str:
    rows = world.visitor(person).get(f"/api/cuf/projects?state={state}").json()["rows"]
    return str(rows[0]["reference"])


def test_a_list_shows_what_one_may_see(demo: World) -> None:
    answer = demo.visitor("forum.kpaye").get("/api/cuf/projects")

    assert answer.status_code == 200, answer.text
    assert {row["title"] for row in answer.json()["rows"]} == {
        "Toilet block at the landing",
        "Six water kiosks",
        "Solid-waste points",
    }
