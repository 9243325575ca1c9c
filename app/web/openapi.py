"""The API's description of itself: who may call it, what it refuses with, every body's definitions."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import iter_route_contexts

from app.web.errors import Problem

VERSION = "1"
ABOUT = """
Every governed thing has a list, an address of its own, and one address for each birth and each move of its flow.
What is not yours to see is not there (404). What you may do with a thing now, and every reason why not, is in its
`moves`.

**Changes** name the version they were decided on: send the `ETag` of the thing as you read it in `If-Match`. If
someone was first, the answer is 412: read it again.

**Amounts** in bodies are whole minor units as integers (123450 is 1,234.50 in a currency with two decimals), or
decimal strings as people write them in the language of `Accept-Language` ("1,234.50"; in French "1 234,50"). What
can be read in two ways is refused. In answers, amounts inside of forms are whole minor units, all others decimal
strings. Days are "2026-06-30". Members that are not described are refused.

**Signing in**: a personal token as `Authorization: Bearer ...`, or the session of the pages with its token in
`X-CSRF-Token`. Moves marked `sensitive` are made by a session that was confirmed within minutes, never by a token.

**Refusals** are problem details (RFC 9457) with all `reasons` at once: the rule's number, the sentence, the field.
"""
SIGNING_IN = {
    "token": {"type": "http", "scheme": "bearer", "description": "A personal token, made on the page “My account”."},
    "session": {"type": "apiKey", "in": "cookie", "name": "sid", "description": "`__Host-sid` where https is."},
}  # fmt: skip


class App(FastAPI):
    """FastAPI, describing the house's API in its own words."""

    def openapi(self) -> dict[str, Any]:
        """The description, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = self._describe()
        return self.openapi_schema

    def _describe(self) -> dict[str, Any]:
        house = self.state.house
        described = get_openapi(
            title="Lastmile",
            version=VERSION,
            description=ABOUT,
            routes=[one for one in iter_route_contexts(self.routes) if str(one.path).startswith("/api/")],
            tags=[{"name": flow.kind, "description": flow.title} for flow in house.flows.values()],
        )
        components = described.setdefault("components", {})
        components["securitySchemes"] = SIGNING_IN
        schemas = components.setdefault("schemas", {})
        schemas |= Problem.model_json_schema(ref_template="#/components/schemas/{model}").pop("$defs")
        schemas[Problem.__name__] = _without_definitions(Problem)
        described["security"] = [{name: []} for name in SIGNING_IN]
        for path in described["paths"].values():
            for operation in path.values():
                _lift_definitions(operation, schemas)
        return described


def _without_definitions(model: type[Problem]) -> dict[str, Any]:
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    return {name: value for name, value in schema.items() if name != "$defs"}


def _lift_definitions(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Move the definitions of a body to where its references look for them."""
    for taken in operation.get("requestBody", {}).get("content", {}).values():
        for name, schema in taken["schema"].pop("$defs", {}).items():
            schemas[f"{operation['operationId']}.{name}"] = schema
