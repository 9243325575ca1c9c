"""Nobody crosses: forms of other sites, references of other forums, fields that a form does not have."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import pytest
from fastapi.routing import APIRoute, iter_route_contexts
from httpx2 import Response
from pydantic import BaseModel, JsonValue, ValidationError
from sqlalchemy import select

from app.kernel.db import Base
from app.kernel.flow import AnyFlow, Move
from app.kernel.things import Thing
from app.kernel.trail.models import FactRow
from app.main import flows
from app.web.forms import _inner
from tests.house.flows import acts
from tests.thorough import THOROUGH
from tests.web.world import Visitor, World

ELSEWHERE = {
    "another site, as the browser says": {"sec-fetch-site": "cross-site"},
    "a neighbour of the site": {"sec-fetch-site": "same-site"},
    "another site, by its origin": {"origin": "https://evil.example"},
    "an origin that hides": {"origin": "null"},
    "an origin that looks like ours": {"origin": "http://127.0.0.1:8000.evil.example"},
}

TOKENS = ("", "wrong", "another session's", "nobody's", "²")


def unsafe_routes(world: World, turn: int, kinds: Collection[object]) -> list[str]:
    """Every address that takes more than a look, its parts filled with what might be there.

    All take the same door, so one of the kinds of trespass for each is enough, each kind in turn, unless
    LASTMILE_THOROUGH is 1.
    """
    routes = list(_unsafe_routes(world))
    return routes if THOROUGH else routes[turn :: len(kinds)]


def _unsafe_routes(world: World) -> Iterator[str]:
    reference = world.reference("cuf.project", "Toilet block at the landing")
    for route in iter_route_contexts(world.doors.app.routes):
        if isinstance(route.original_route, APIRoute) and "POST" in (route.methods or ()):
            path = str(route.path).replace("{reference}", reference)
            yield path.replace("{key}", "where").replace("{document}", "1")


def was_refused(answer: Response) -> bool:
    """Refused outright, or the page again, which sends whoever it is not for to the sign-in."""
    return answer.status_code in {403, 404} or answer.headers.get("location", "").startswith("/sign-in")


def facts(world: World) -> int:
    with world.house.databases.read() as session:
        return len(session.scalars(select(FactRow.seq)).all())


@pytest.mark.parametrize(("turn", "headers"), list(enumerate(ELSEWHERE.values())), ids=ELSEWHERE)
def test_no_unsafe_route_hears_another_site(shared_demo: World, turn: int, headers: dict[str, str]) -> None:
    visitor, before = shared_demo.visitor("forum.kpaye"), facts(shared_demo)

    heard = [
        f"{path}: {answer.status_code}"
        for path in unsafe_routes(shared_demo, turn, ELSEWHERE)
        if not was_refused(answer := _send(visitor, path, visitor.csrf, headers))
    ]

    assert heard == []
    assert facts(shared_demo) == before


@pytest.mark.parametrize(("turn", "token"), list(enumerate(TOKENS)), ids=TOKENS)
def test_no_unsafe_route_takes_a_session_without_its_own_token(
    shared_demo: World, turn: int, token: str
) -> None:
    visitor, before = shared_demo.visitor("forum.kpaye"), facts(shared_demo)
    other = shared_demo.visitor("forum.masafu").csrf
    sent = {"another session's": other, "nobody's": shared_demo.visitor("nobody").csrf}.get(token, token)

    heard = [
        f"{path}: {answer.status_code}"
        for path in unsafe_routes(shared_demo, turn, TOKENS)
        if not was_refused(answer := _send(visitor, path, sent, {"sec-fetch-site": "same-origin"}))
    ]

    assert heard == []
    assert facts(shared_demo) == before


def _send(visitor: Visitor, path: str, token: str, headers: dict[str, str]) -> Response:
    client, who = visitor.world.client, visitor.headers | headers
    if path.startswith("/api/"):
        proof = {b"x-csrf-token": token.encode("latin-1")}
        named = {name.encode(): value.encode() for name, value in who.items()}
        return client.post(path, json={}, headers=named | proof | {b"if-match": b'"0"'})
    return client.post(path, data={"csrf": token, "seen": "0"}, headers=who)


def test_a_form_of_our_own_page_is_heard_from_browsers_old_and_new(shared_demo: World) -> None:
    visitor = shared_demo.visitor("forum.kpaye")

    for headers in ({}, {"sec-fetch-site": "same-origin"}, {"origin": "http://127.0.0.1:8000"}):
        assert visitor.post("/notices", None, **headers).status_code == 303


def test_a_token_needs_no_proof_since_no_browser_sends_it_by_itself(shared_demo: World) -> None:
    program = shared_demo.program("forum.kpaye")

    answer = program.send(
        "/api/cuf/projects/name", headers={"sec-fetch-site": "cross-site", "x-csrf-token": ""}
    )

    assert answer.status_code == 422


# --- References of others ------------------------------------------------------------------------


def references(world: World) -> dict[str, str]:
    """Every reference in the demonstration, with its kind."""
    with world.house.databases.read() as session:
        return {str(row[0]): str(row[1]) for row in session.execute(select(Thing.reference, Thing.kind))}


@pytest.mark.parametrize(("own", "foreign"), [("kpaye", "masafu"), ("masafu", "kpaye"), ("odravu", "nalule")])
def test_no_forum_reaches_another_forums_things_by_guessing(
    shared_demo: World, own: str, foreign: str
) -> None:
    """Whatever the other forum is shown, put into every address of the first (guarantee 49).

    Things of a kind share its moves among them, so that each move is tried on one; on all under LASTMILE_THOROUGH.
    """
    mine, theirs = (set(_shown_to(shared_demo, f"forum.{who}")) for who in (own, foreign))
    visitor, before, reached = shared_demo.visitor(f"forum.{own}"), facts(shared_demo), []

    for reference, flow, moves in _foreign(shared_demo, theirs - mine):
        for path, method in _addresses(flow, reference, moves):
            answer = visitor.get(path) if method == "GET" else _send(visitor, path, visitor.csrf, {})
            if answer.status_code != 404:
                reached.append(f"{method} {path}: {answer.status_code}")

    assert theirs - mine
    assert reached == []
    assert facts(shared_demo) == before


def _shown_to(world: World, person: str) -> Iterator[str]:
    visitor = world.visitor(person)
    for flow in flows().values():
        yield from (row["reference"] for row in visitor.get(f"/api/{flow.path}?limit=100").json()["rows"])


def _foreign(world: World, theirs: set[str]) -> Iterator[tuple[str, AnyFlow, Sequence[Move]]]:
    of_kind: dict[str, list[str]] = {}
    for reference, kind in sorted(references(world).items()):
        if reference in theirs:
            of_kind.setdefault(kind, []).append(reference)
    for kind, found in of_kind.items():
        flow = flows()[kind]
        for turn, reference in enumerate(found):
            yield reference, flow, flow.moves if THOROUGH else flow.moves[turn :: len(found)]


def _addresses(flow: AnyFlow, reference: str, moves: Sequence[Move]) -> Iterator[tuple[str, str]]:
    for root in (f"/{flow.path}", f"/api/{flow.path}"):
        yield f"{root}/{reference}", "GET"
        yield from ((f"{root}/{reference}/{move.name}", "POST") for move in moves)
    yield f"/work/{reference}/assign", "GET"
    yield f"/work/{reference}/assign", "POST"


@pytest.mark.parametrize("prefix", ["CUF", "PLC", "USR", "PST", "PTY"])
def test_a_reference_of_another_kind_finds_nothing(shared_demo: World, prefix: str) -> None:
    visitor = shared_demo.visitor("forum.kpaye")
    digits = shared_demo.reference("cuf.project", "Toilet block at the landing").partition("-")[2]

    found = {
        flow.prefix
        for flow in flows().values()
        if visitor.get(f"/api/{flow.path}/{prefix}-{digits}").status_code != 404
    }

    assert found == ({"CUF"} if prefix == "CUF" else set())


def test_a_foreign_settlement_in_a_body_is_as_one_that_is_not_there(shared_demo: World) -> None:
    visitor = shared_demo.visitor("forum.kpaye")
    body: dict[str, JsonValue] = {
        "title": "Tap",
        "kind": "safe_water",
        "rough_cost": 100,
        "named_by": "women",
    }

    answers = [
        visitor.send("/api/cuf/projects/name", {**body, "settlement": reference}).json()["reasons"]
        for reference in (shared_demo.reference("places.place", "Masafu East"), "PLC-999999")
    ]

    assert answers[0] == answers[1]


def test_a_foreign_proposal_cannot_be_copied(shared_demo: World) -> None:
    visitor = shared_demo.visitor("forum.kpaye")

    answers = [
        visitor.send("/api/cuf/projects/copy", {"source": reference})
        for reference in (shared_demo.reference("cuf.project", "Protected spring"), "CUF-999999")
    ]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert answers[0].json()["reasons"] == answers[1].json()["reasons"]


# --- Fields that a form does not have --------------------------------------------------------------


def columns() -> set[str]:
    """The name of every column of every table."""
    return {column.name for table in Base.metadata.tables.values() for column in table.columns}


def models_in(form: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """The form and every model inside of it."""
    yield form
    for info in form.model_fields.values():
        inner = _inner(info.annotation)
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from models_in(inner)


@pytest.mark.parametrize("flow", flows().values(), ids=lambda flow: flow.kind)
def test_every_column_that_no_field_is_named_after_is_refused_by_every_form(flow: AnyFlow) -> None:
    for act in acts(flow):
        for form in models_in(act.form):
            strange = columns() - set(form.model_fields)
            refused = _refused_fields(form, dict.fromkeys(strange, "1"))

            assert refused == strange, f"{flow.kind}.{act.name}: {form.__name__}"


def _refused_fields(form: type[BaseModel], values: dict[str, Any]) -> set[str]:
    with pytest.raises(ValidationError) as refused:
        form.model_validate(values)
    return {str(one["loc"][0]) for one in refused.value.errors() if one["type"] == "extra_forbidden"}


@pytest.mark.parametrize("flow", flows().values(), ids=lambda flow: flow.kind)
def test_the_doors_name_each_refused_column(shared_demo: World, flow: AnyFlow) -> None:
    """Through the API's births: who may begin one hears every strange field by name (422)."""
    people = {
        "places.place": "administrator",
        "identity.post": "administrator",
        "identity.account": "administrator",
    }
    visitor = shared_demo.visitor(
        people.get(flow.kind, "forum.kpaye" if flow.kind == "cuf.project" else "officer.liberia")
    )
    strange = {"state", "version", "since", "lead", "root_id", "case_id", "id", "kind_of_work", "due_at"}

    for birth in flow.births:
        answer = visitor.send(f"/api/{flow.path}/{birth.name}", dict.fromkeys(sorted(strange), "1"))
        if answer.status_code not in {403, 404, 405}:
            fields = {reason["field"] for reason in answer.json()["reasons"]}
            assert (answer.status_code, strange - set(birth.form.model_fields) - fields) == (422, set())
