"""Every route, every role, one's own things and foreign ones: what authorisation.yaml says (guarantee 48)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # PyYAML has no types of its own
from fastapi.routing import APIRoute, iter_route_contexts
from httpx2 import Response
from pydantic import JsonValue

from app.kernel.flow import AnyFlow
from app.main import flows
from tests.thorough import THOROUGH
from tests.web.world import Visitor, World

SPECIFIED: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("authorisation.yaml").read_text("utf-8"))
PEOPLE: dict[str, str] = {**SPECIFIED["people"], "nobody": "nobody"}
FLOWS = flows()
STALE = 0
"""A version that nothing ever has: whoever may make the move is told 412, and nothing is changed."""
NOTHING = "XXX-19"
"""A reference of nothing."""
EVERYWHERE = frozenset({"director", "manager", "host", "finance", "results", "auditor", "administrator"})
"""Roles held for everything, whose moves reach foreign things too."""
ENDING = frozenset({("POST", "/sign-in"), ("POST", "/sign-out"), ("POST", "/account/sessions")})
"""Where a session ends."""
NOT_SHOWN = frozenset({403, 404})
"""A page that a package draws itself may read the form first, and tell of its fields (422)."""


@pytest.fixture(scope="module")
def world(shared_demo: World) -> World:
    """The demonstration with a community group in the own place and one in the foreign one."""
    for officer, place, group in (
        ("officer.tunisia", "Bab Zitoun quarter", "own"),
        ("officer.uganda", "Nalule Central", "foreign"),
    ):
        body: dict[str, JsonValue] = {
            "title": f"Savings group of the {group} place",
            "legal_form": "none",
            "places": [shared_demo.reference("places.place", place)],
        }
        answer = shared_demo.visitor(officer).send("/api/parties/group", body)
        assert answer.status_code == 201, answer.text
    return shared_demo


@dataclass(frozen=True)
class Cell:
    """One route asked by one person about one thing, and the answers that are right."""

    method: str
    path: str
    right: frozenset[int]

    def ask(self, visitor: Visitor) -> Response:
        if self.method == "GET":
            return visitor.get(self.path)
        if self.path.startswith("/api/"):
            return visitor.send(self.path)
        return visitor.post(self.path, {"seen": str(STALE)})


def routes(world: World) -> Iterator[tuple[str, str]]:
    """Every method and path of the router."""
    yield "GET", "/api/openapi.json"
    for route in iter_route_contexts(world.doors.app.routes):
        if isinstance(route.original_route, APIRoute):
            yield from ((method, str(route.path)) for method in sorted(route.methods or ()))


def cells(world: World, role: str) -> Iterator[Cell]:
    """What every route must answer this role."""
    for method, path in routes(world):
        written = SPECIFIED["pages"].get(f"{method} {path}")
        if written is not None:
            yield Cell(method, filled(world, path, written), codes(written.get(role, written["else"])))
        else:
            yield from of_flow(world, role, method, path)


def codes(written: int | list[int]) -> frozenset[int]:
    return frozenset(written if isinstance(written, list) else [written])


def filled(world: World, path: str, written: dict[str, Any]) -> str:
    """The path with the own thing of its kind, and with numbers that nothing has."""
    if kind := written.get("of"):
        path = path.replace("{reference}", world.reference(kind, SPECIFIED["flows"][kind]["own"]))
    return path.replace("{key}", "where").replace("{document}", "100").replace("{number}", "1")


def of_flow(world: World, role: str, method: str, path: str) -> Iterator[Cell]:
    """The cells of a route that a flow's table made: its list, a thing, a birth or a move."""
    flow = next(
        (one for one in FLOWS.values() if f"{path}/".startswith((f"/{one.path}/", f"/api/{one.path}/"))), None
    )
    if flow is None:
        raise LookupError(f"authorisation.yaml says nothing about {method} {path}")
    table, api = SPECIFIED["flows"][flow.kind], path.startswith("/api/")
    rest = path.removeprefix("/api").removeprefix(f"/{flow.path}").strip("/").split("/")
    match rest:
        case [""]:
            yield Cell(method, path, signed_in(role, 200, api=api))
        case ["{reference}", *move]:
            for whose in table.keys() & {"own", "foreign"}:
                reference = world.reference(flow.kind, table[whose])
                thing = path.replace("{reference}", reference or NOTHING)
                seen = bool(reference) and role in table[f"sees_{whose}"]
                yield Cell(
                    method, thing, about_a_thing(flow, table, role, method, whose, move, seen=seen, api=api)
                )
        case [birth]:
            yield Cell(method, path, about_a_birth(role, method, may=role in table["births"][birth], api=api))


def signed_in(role: str, *right: int, api: bool) -> frozenset[int]:
    return frozenset(right if role != "nobody" else [401 if api else 303])


def about_a_birth(role: str, method: str, *, may: bool, api: bool) -> frozenset[int]:
    """Asked with an empty form: whoever may begin one is told what is missing."""
    return signed_in(role, 403 if not may else 200 if method == "GET" else 422, api=api)


def about_a_thing(
    flow: AnyFlow, table: Any, role: str, method: str, whose: str, move: list[str], *, seen: bool, api: bool
) -> frozenset[int]:
    """Whoever may make the move hears what is missing, or that somebody was first; nothing is ever changed."""
    if role == "nobody" or not seen:
        return signed_in(role, 404, api=api)
    if not move:
        return frozenset({303} if flow.kind == "identity.post" and not api else {200})
    may = role in table["moves"][move[0]] and (whose == "own" or role in EVERYWHERE)
    if api:
        return frozenset({428 if may else 403})
    if not may:
        return NOT_SHOWN if method == "GET" else NOT_SHOWN | {422}
    return frozenset({200} if method == "GET" else {412, 422}) | NOT_SHOWN


def on_this_engine(all_cells: Sequence[Cell], role: str, engine_kind: str) -> Sequence[Cell]:
    """Every cell is asked on one engine, each route on both, by other roles; every cell on both, when thorough."""
    turn = list(PEOPLE).index(role) + (engine_kind == "sqlite")
    return all_cells if THOROUGH else all_cells[turn % 2 :: 2]


@pytest.mark.parametrize("role", PEOPLE)
def test_every_route_answers_every_role_as_specified(world: World, engine_kind: str, role: str) -> None:
    visitor, wrong = world.visitor(PEOPLE[role]), []

    for cell in on_this_engine(list(cells(world, role)), role, engine_kind):
        answered = cell.ask(visitor).status_code
        if answered not in cell.right:
            wrong.append(f"{cell.method} {cell.path}: {answered}, not {sorted(cell.right)}")
        if (cell.method, cell.path) in ENDING:
            visitor = world.visitor(PEOPLE[role])

    assert wrong == []
