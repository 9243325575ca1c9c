"""Whatever the API's own description allows or forbids, the answer is one that it describes, and no 5xx."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from app.main import flows
from tests.thorough import THOROUGH
from tests.web.world import Visitor, World

EXAMPLES = 200 if THOROUGH else 3
PEOPLE = ("forum.garab", "officer.liberia")
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    unsupported_method,
]
OWN = {
    "cuf.project": {"forum.garab": "Water for newcomers and hosts", "officer.liberia": "Solid-waste points"},
    "places.place": {"forum.garab": "Garab-II", "officer.liberia": "Monrovia"},
    "identity.account": {"forum.garab": "forum.garab", "officer.liberia": "officer.liberia"},
    "identity.post": {"forum.garab": "community forum: Garab-II"},
}
"""Things that exist for these people, for the addresses of what is allowed; what is forbidden gets any."""


@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize("person", PEOPLE)
def test_the_api_answers_as_it_describes_itself(
    shared_demo: World, engine_kind: str, person: str, mode: GenerationMode
) -> None:
    """Each operation is asked by one person on one engine, by the other on the other; by both on both, when thorough."""
    described: Any = schemathesis.openapi.from_asgi(
        "/api/openapi.json", shared_demo.client.app, headers={"host": "127.0.0.1:8000"}
    )
    operations = [found.ok() for found in described.get_all_operations()]
    turn = PEOPLE.index(person) + (engine_kind == "sqlite")

    for operation in operations if THOROUGH else operations[turn % 2 :: 2]:
        ask_about(shared_demo, person, operation, mode)

    assert len(operations) > 50


def ask_about(world: World, person: str, operation: Any, mode: GenerationMode) -> None:
    """Ask one operation what the description allows, or forbids, about a thing that the person may see."""

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def asked(case: Any) -> None:
        visitor = world.visitor(person)
        if mode is GenerationMode.POSITIVE and "reference" in case.path_parameters:
            point_at_an_own_thing(world, visitor, person, case)
        case.headers.pop("Authorization", None)
        case.cookies.clear()
        answer = case.call(headers=signed_in(visitor))
        case.validate_response(answer, checks=CHECKS)

    asked()


def point_at_an_own_thing(world: World, visitor: Visitor, person: str, case: Any) -> None:
    """Name a thing that is there, at its version, so that the body is what decides."""
    flow = next(flow for flow in flows().values() if case.path.startswith(f"/api/{flow.path}/"))
    reference = world.reference(flow.kind, OWN.get(flow.kind, {}).get(person, ""))
    if reference:
        case.path_parameters["reference"] = reference
        version = visitor.get(f"/api/{flow.path}/{reference}").json().get("version", 0)
        case.headers["If-Match"] = f'"{version}"'


def signed_in(visitor: Visitor) -> dict[str, str]:
    return {**visitor.headers, "x-csrf-token": visitor.csrf, "host": "127.0.0.1:8000"}
