"""What the tests of pages share: the app is put together once for each set of settings, which takes a second, and
its requests run in one loop; each test stands a house of its own behind it."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI
from fastapi.testclient import TestClient
from jinja2 import Environment
from starlette.types import Receive, Scope, Send

from app import main
from app.identity import plugs
from app.kernel.db import databases
from app.kernel.words import Languages
from app.settings import Settings
from app.web.house import House
from app.web.render import environment

OPEN = ExitStack()
"""What ends with the run."""
OWN: Mapping[str, Any] = {
    name: Settings.model_fields[name].default
    for name in ("database_url", "owner_database_url", "documents_dir", "signing_key_file")
}
"""Settings that only the house reads, never the app."""


def house_on(settings: Settings, now: Callable[[], datetime]) -> House:
    """The house as `main` builds it, its languages and templates shared."""
    opened = databases(settings.database_url, pool_size=settings.thread_tokens)
    return House(
        settings=settings,
        databases=opened,
        plugs=plugs.noticing(opened),
        flows=main.flows(),
        templates=templates(),
        languages=languages(),
        now=now,
        refusing=main.refusing(),
    )


@dataclass(frozen=True)
class Doors:
    """The app that these tests share, with one house behind it."""

    app: FastAPI
    house: House

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.app.state.house = self.house
        await self.app(scope, receive, send)


def doors_of(house: House) -> Doors:
    """The doors of a house."""
    return Doors(_app_for(house.settings.model_copy(update=OWN)), house)


@cache
def _app_for(settings: Settings) -> FastAPI:
    house = main.build_house(settings)
    house.databases.close()
    return main.build(house)


@cache
def languages() -> Languages:
    """The catalogues, read once."""
    return Languages()


@cache
def templates(*, linked: bool = True) -> Environment:
    """The templates, each compiled once, with the links of all packages or none."""
    links = sorted((link for card in main.CARDS for link in card.links), key=lambda link: link.place)
    return environment(languages(), links if linked else ())


def client_of(doors: Doors | FastAPI, *args: Any, **options: Any) -> TestClient:
    """A client that is not led on by a redirection."""
    client = TestClient(doors, *args, **{"follow_redirects": False, **options})
    client.portal = portal()
    return client


@cache
def portal() -> BlockingPortal:
    """The loop, in a thread of its own."""
    return OPEN.enter_context(start_blocking_portal("asyncio"))
