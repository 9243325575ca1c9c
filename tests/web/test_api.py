"""The JSON doors of the flows, on the demonstration."""

from datetime import timedelta
from typing import Any

import pytest
from httpx2 import Response
from pydantic import JsonValue
from sqlalchemy import func, select

from app.kernel.trail.models import FactRow
from app.kernel.trail.models import Refusal as RefusalRow
from tests.web.world import Visitor, World

PROJECTS = "/api/cuf/projects"
WAITING = "Women's public space"


def named(visitor: Visitor, title: str) -> dict[str, Any]:
    """The project of this title as the visitor reads it."""
    rows = visitor.get(PROJECTS + "?limit=100").json()["rows"]
    reference = next(row["reference"] for row in rows if row["title"] == title)
    found: dict[str, Any] = visitor.get(f"{PROJECTS}/{reference}").json()
    return found


def facts(world: World) -> int:
    with world.house.databases.read() as session:
        return session.scalar(select(func.count()).select_from(FactRow)) or 0


def reasons(answer: Response) -> set[tuple[str, str | None]]:
    return {(reason["rule"], reason["field"]) for reason in answer.json()["reasons"]}


def test_a_list_shows_what_one_may_see(shared_demo: World) -> None:
    answer = shared_demo.visitor("forum.kpaye").get(PROJECTS)

    titles = {row["title"] for row in answer.json()["rows"]}
    assert titles >= {"Toilet block at the landing", "Six water kiosks", "Lamps along the landing"}
    assert titles.isdisjoint({"Drain through the swamp", "Footbridge", "Market toilets"})
    assert answer.json()["next"] is None


def test_a_list_goes_on_where_it_ended(shared_demo: World) -> None:
    auditor, found, after = shared_demo.visitor("auditor"), [], ""

    while after is not None:
        asked = f"{PROJECTS}?limit=3" + (f"&after={after.replace('+', '%2B')}" if after else "")
        page = auditor.get(asked).json()
        found += [row["reference"] for row in page["rows"]]
        after = page["next"]

    assert len(found) == len(set(found)) == len(auditor.get(PROJECTS + "?limit=100").json()["rows"]) > 9


def test_a_list_is_narrowed_by_state(shared_demo: World) -> None:
    rows = shared_demo.visitor("auditor").get(PROJECTS + "?state=SUBMITTED").json()["rows"]

    assert [(row["title"], row["state"], row["state_says"]) for row in rows] == [
        (WAITING, "SUBMITTED", "submitted")
    ]


def test_a_project_shows_where_it_stands_and_its_money_as_decimals(shared_demo: World) -> None:
    visitor = shared_demo.visitor("municipal.tunis")

    project = named(visitor, WAITING)
    answer = visitor.get(f"{PROJECTS}/{project['reference']}")

    assert answer.headers["etag"] == f'"{project["version"]}"'
    assert answer.headers["cache-control"] == "no-store"
    assert project["content"]["currency"] == "TND"
    assert project["content"]["grant_asked"] == "74400.000"
    assert project["content"]["sections"]["contributions"]["grant"] == 74_400_000
    assert project["content"]["settlement"] == shared_demo.reference("places.place", "Bab Zitoun quarter")


def test_moves_are_open_or_shut_with_every_reason(shared_demo: World) -> None:
    project = named(shared_demo.visitor("forum.odravu"), "Footbridge")

    finish = next(move for move in project["moves"] if move["name"] == "finish")

    assert not finish["open"]
    assert "R24" in {reason["rule"] for reason in finish["reasons"]}
    assert all(reason["text"] for reason in finish["reasons"])
    assert finish["href"] == f"{PROJECTS}/{project['reference']}/finish"
    assert {move["name"] for move in project["moves"] if move["open"]} >= {"save", "withdraw", "take"}


def test_a_need_is_named_and_found_again(demo: World) -> None:
    visitor, before = demo.visitor("forum.kpaye"), facts(demo)
    settlement = demo.reference("places.place", "Kpaye Landing")
    body: dict[str, JsonValue] = {"settlement": settlement, "title": "Foot bridge", "kind": "other", "rough_cost": 2_500, "named_by": "women"}  # fmt: skip

    answer = visitor.send(PROJECTS + "/name", body)

    made = answer.json()
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"{PROJECTS}/{made['reference']}"
    assert (made["title"], made["state"], made["version"]) == ("Foot bridge", "IDENTIFIED", 1)
    assert made["content"]["rough_cost"] == "2500.00"
    assert visitor.get(answer.headers["location"]).json() == made
    assert facts(demo) == before + 1


@pytest.mark.parametrize(
    ("language", "typed", "minor"),
    [
        ("en", "2,500.50", 250_050),
        ("fr", "2 500,50", 250_050),
        ("fr", "2500,5", 250_050),
        ("en", "7", 700),
        ("en", 7, 7),
    ],
)
def test_amounts_are_minor_units_or_as_people_of_the_language_write_them(
    demo: World, language: str, typed: str | int, minor: int
) -> None:
    visitor = demo.visitor("forum.garab")
    project = named(visitor, "Water for newcomers and hosts")
    path = f"{PROJECTS}/{project['reference']}/save"

    answer = visitor.send(
        path, {"contributions": {"grant": typed}}, project["version"], {"accept-language": language}
    )

    assert answer.json()["content"]["sections"]["contributions"]["grant"] == minor


def test_a_move_answers_with_the_thing_after_it(demo: World) -> None:
    visitor, before = demo.visitor("municipal.tunis"), facts(demo)
    project = named(visitor, WAITING)

    answer = visitor.send(f"{PROJECTS}/{project['reference']}/accept", {}, project["version"])

    assert answer.status_code == 200, answer.text
    assert answer.json()["state"] == "UNDER_APPRAISAL"
    assert answer.headers["etag"] == f'"{project["version"] + 1}"' == f'"{answer.json()["version"]}"'
    assert facts(demo) == before + 1


def test_a_change_must_say_which_version_it_was_decided_on(shared_demo: World) -> None:
    visitor = shared_demo.visitor("municipal.tunis")
    path = f"{PROJECTS}/{shared_demo.reference('cuf.project', WAITING)}/take"

    assert visitor.send(path).status_code == 428
    assert visitor.send(path, headers={"if-match": "*"}).status_code == 428


def test_whoever_comes_second_hears_that_somebody_was_first(demo: World) -> None:
    visitor, other = demo.visitor("municipal.tunis"), demo.visitor("municipal.second.tunis")
    project = named(visitor, WAITING)
    path = f"{PROJECTS}/{project['reference']}/take"

    answers = [one.send(path, {}, project["version"]).status_code for one in (visitor, other)]

    assert answers == [200, 412]


def test_a_shut_move_is_refused_with_all_reasons_and_leaves_a_mark(demo: World) -> None:
    visitor = demo.visitor("forum.odravu")
    project = named(visitor, "Footbridge")
    before = facts(demo)

    answer = visitor.send(f"{PROJECTS}/{project['reference']}/finish", {}, project["version"])

    finish = next(move for move in project["moves"] if move["name"] == "finish")
    assert answer.status_code == 409
    assert reasons(answer) == {(reason["rule"], reason["field"]) for reason in finish["reasons"]}
    assert facts(demo) == before
    with demo.house.databases.read() as session:
        mark = session.scalars(select(RefusalRow).order_by(RefusalRow.id.desc())).first()
    assert mark is not None
    assert (mark.status, mark.rules.split()) == (
        409,
        sorted({rule for rule, _field in reasons(answer) if rule}),
    )


def test_what_was_read_may_be_sent_back(demo: World) -> None:
    """The sections of the answer are the body of `save`, versions and all."""
    visitor = demo.visitor("forum.garab")
    project = named(visitor, "Water for newcomers and hosts")
    sections = project["content"]["sections"]
    sections["why"]["problem"] = "Water is fetched from two hours away."

    answer = visitor.send(f"{PROJECTS}/{project['reference']}/save", sections, project["version"])

    assert answer.status_code == 200, answer.text
    assert answer.json()["content"]["sections"]["why"] == sections["why"]
    assert answer.json()["content"]["sections"]["versions"]["why"] == sections["versions"]["why"] + 1
    assert answer.json()["content"]["sections"]["where"] == sections["where"]


def test_a_warning_is_answered_by_an_explanation(demo: World) -> None:
    officer = demo.visitor("officer.liberia")
    near = {
        "city": demo.reference("places.place", "Monrovia"),
        "title": "Kpaye Beach",
        "centre": "6.33001, -10.79001",
    }

    warned = officer.send("/api/places/settlement", near)
    explained = officer.send("/api/places/settlement", {**near, "explanation": "It lies across the creek."})

    assert (warned.status_code, reasons(warned)) == (409, {("R07", "explanation")})
    assert explained.status_code == 201, explained.text


def test_R49_one_person_may_not_do_both_over_the_api_either(demo: World) -> None:
    """Four eyes: who gave a post that touches money does not confirm it."""
    administrator, director = demo.visitor("administrator"), demo.visitor("director")
    holder = demo.reference("identity.account", "results")
    body: dict[str, JsonValue] = {"holder": holder, "role": "finance_officer", "until": "2026-12-31"}

    proposed = administrator.send("/api/posts/propose", body)
    path = f"/api/posts/{proposed.json()['reference']}/confirm"
    answers = [
        one.send(path, {}, proposed.json()["version"]).status_code for one in (administrator, director)
    ]

    assert proposed.status_code == 201, proposed.text
    assert answers == [403, 200]


def test_nobody_is_asked_to_sign_in(shared_demo: World) -> None:
    for answer in (shared_demo.client.get(PROJECTS), shared_demo.client.post(PROJECTS + "/name", json={})):
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "header", ["Bearer wrong", "Bearer ", "Basic Zm9v", "Bearer \x7f", "bearer lm_" + "a" * 5_000]
)
def test_a_token_of_nobody_lets_nobody_in(shared_demo: World, header: str) -> None:
    assert shared_demo.client.get(PROJECTS, headers={"authorization": header}).status_code == 401


def test_a_token_speaks_for_its_person(shared_demo: World) -> None:
    answer = shared_demo.program("forum.kpaye").get(PROJECTS)

    assert answer.json() == shared_demo.visitor("forum.kpaye").get(PROJECTS).json()


def test_a_token_makes_no_sensitive_move(demo: World) -> None:
    program = demo.program("administrator")
    person = program.get(f"/api/people/{demo.reference('identity.account', 'results')}").json()

    answer = program.send(f"/api/people/{person['reference']}/disable", {}, person["version"])

    assert answer.status_code == 403
    assert next(move for move in person["moves"] if move["name"] == "disable")["sensitive"]


@pytest.mark.parametrize(("minutes", "status"), [(5, 200), (6, 403)])
def test_a_sensitive_move_asks_for_a_session_confirmed_within_minutes(
    demo: World, minutes: int, status: int
) -> None:
    administrator = demo.visitor("administrator", ago=timedelta(minutes=minutes))
    person = administrator.get(f"/api/people/{demo.reference('identity.account', 'results')}").json()

    answer = administrator.send(f"/api/people/{person['reference']}/disable", {}, person["version"])

    assert answer.status_code == status, answer.text


def test_a_token_does_not_reach_ones_own_account(shared_demo: World) -> None:
    reference = shared_demo.reference("identity.account", "forum.kpaye")

    assert shared_demo.program("forum.kpaye").get(f"/api/people/{reference}").status_code == 404
    assert shared_demo.visitor("forum.kpaye").get(f"/api/people/{reference}").status_code == 200


def test_refusals_speak_the_readers_language(shared_demo: World) -> None:
    answers = [
        shared_demo.client.get(PROJECTS, headers={"accept-language": language}).json()
        for language in ("en", "fr", "tlh", "")
    ]

    assert answers[0] == answers[2] == answers[3]
    assert answers[0]["title"] == "Sign in first"


def test_moves_that_take_a_secret_or_a_file_have_no_address(shared_demo: World) -> None:
    described = shared_demo.client.get("/api/openapi.json").json()["paths"]

    kept = {
        "set_passphrase",
        "enrol_second_factor",
        "issue_token",
        "issue_code",
        "invite",
        "attach",
        "lapse",
        "found",
    }
    assert [path for path in described if path.rpartition("/")[2] in kept] == []


def test_the_description_names_every_body_and_every_refusal(shared_demo: World) -> None:
    described = shared_demo.client.get("/api/openapi.json").json()
    save = described["paths"][PROJECTS + "/{reference}/save"]["post"]

    body = save["requestBody"]["content"]["application/json"]["schema"]
    assert body["additionalProperties"] is False
    assert set(described["components"]["securitySchemes"]) == {"token", "session"}
    assert {"401", "403", "404", "409", "412", "415", "422", "428"} <= set(save["responses"])
    assert save["responses"]["409"]["content"]["application/problem+json"]["schema"] == {"$ref": "#/components/schemas/Problem"}  # fmt: skip
    assert [parameter["required"] for parameter in save["parameters"] if parameter["name"] == "If-Match"] == [
        True
    ]
    assert "HTTPValidationError" not in described["components"]["schemas"]
