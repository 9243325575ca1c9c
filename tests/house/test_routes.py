"""Every route asks who is there, or stands on the public list; the imports keep to their contracts."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from starlette.routing import Mount, Route

from app.documents.doors import writing_door_with_file
from app.identity.pages.presence import present
from app.main import build, build_house
from app.settings import Settings
from app.web import doors

ROOT = Path(__file__).parents[2]
PUBLIC = {
    "GET /": "the front page",
    "GET /help": "how to begin",
    "GET /health": "for whoever restarts the process",
    "GET /ready": "for whoever sends people to it",
    "GET /metrics": "for whoever holds the operator's own token; not there where none is set",
    "POST /api/sms": "for whoever holds the SMS provider's secret; not there where none is set",
    "GET /sign-in": "the way in",
    "POST /sign-in": "the way in",
    "GET /sign-in/code": "the way in, second step",
    "POST /sign-in/code": "the way in, second step",
    "GET /first-use": "the way in with a one-time code",
    "POST /first-use": "the way in with a one-time code",
    "POST /sign-out": "ends whatever session there is, an ended one too",
    "GET /cuf/results": "what settlements chose",
    "GET /cuf/results/{reference}": "why each project was chosen or not, once it is published",
    "GET /cuf/results/{reference}/asked.json": "for whoever computes it again",
    "GET /cuf/results/{reference}/given.json": "for whoever computes it again",
    "GET /cuf/results/{reference}/tally.csv": "for whoever computes it again",
    "POST /language": "the language of whoever reads",
}
"""The whole public list, each with its reason."""
KEEPERS = {doors.reading, doors.writing_door, writing_door_with_file, present}
NO_ROUTES_OF_OURS = {"/api/openapi.json", "/static"}


def routes(tmp_path: Path) -> Iterator[RouteContext]:
    house = build_house(Settings(database_url=f"sqlite:///{tmp_path}/none.db", _env_file=None))
    yield from iter_route_contexts(build(house).routes)
    house.databases.close()


def asked(dependant: Dependant) -> Iterator[object]:
    """Everything that is called before the route is."""
    for inner in dependant.dependencies:
        yield inner.call
        yield from asked(inner)


def test_every_route_asks_who_is_there_or_stands_on_the_public_list(tmp_path: Path) -> None:
    unguarded = {
        f"{method} {route.path}"
        for route in routes(tmp_path)
        if isinstance(route.original_route, APIRoute) and not _guards(route)
        for method in route.methods or ()
    }

    assert unguarded == set(PUBLIC)


def _guards(route: RouteContext) -> bool:
    return bool(set(asked(route.dependant)) & KEEPERS)


def test_nothing_else_is_mounted(tmp_path: Path) -> None:
    others = {
        route.path
        for route in routes(tmp_path)
        if isinstance(route.original_route, Route | Mount) and not isinstance(route.original_route, APIRoute)
    }

    assert others == NO_ROUTES_OF_OURS


def test_the_imports_keep_to_their_contracts() -> None:
    checked = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stdout
