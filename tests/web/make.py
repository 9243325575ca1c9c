"""Doors for tests of pages: a real house, a real request, and whoever reads."""

from datetime import UTC, datetime
from pathlib import Path

from fastapi import FastAPI, Request
from jinja2 import ChoiceLoader, FileSystemLoader
from pydantic import SecretStr
from sqlalchemy.orm import Session

from app.kernel.actors import EVERYWHERE, Actor, Post, Role
from app.kernel.db import databases
from app.kernel.plugs import Plugs
from app.kernel.words import Languages
from app.settings import Settings
from app.web.card import Link
from app.web.doors import NOBODY, Door
from app.web.house import House
from app.web.render import TEMPLATES, environment

NOW = datetime(2026, 6, 30, 9, 30, tzinfo=UTC)
OFFICER = Actor("usr_7", frozenset({Post(Role.PROGRAMME_OFFICER, EVERYWHERE)}))
LINKS = (
    Link("/work", "My work"),
    Link("/cuf/projects", "Projects"),
    Link("/ledger", "Ledger", frozenset({Role.FINANCE_OFFICER})),
)


def house(folder: Path, *languages: str) -> House:
    """A house in an empty folder that offers these languages, the first by default."""
    offered = languages or ("en",)
    settings = Settings(
        secret_key=SecretStr("s" * 32), languages=offered, default_language=offered[0], _env_file=None
    )
    known = Languages()
    templates = environment(known, LINKS)
    templates.loader = ChoiceLoader([FileSystemLoader(TEMPLATES), FileSystemLoader(Path(__file__).parent)])
    return House(
        settings=settings,
        databases=databases(f"sqlite:///{folder}/empty.db"),
        plugs=Plugs(lambda *_: None, lambda *_: {}, lambda *_: ()),
        flows={},
        templates=templates,
        languages=known,
    )


def door(house: House, actor: Actor = NOBODY, path: str = "/", **headers: str) -> Door:
    """A reading door at `path`; headers are named with underscores."""
    app = FastAPI()
    app.state.house = house
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": named, "app": app}
    request = Request(scope)
    return Door(request, house, Session(house.databases.reading), actor, NOW)
