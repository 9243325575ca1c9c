"""A house with people at its doors, for tests of pages: the session's secret is the person's reference."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from pydantic import SecretStr
from sqlalchemy import Connection, event

from app import main
from app.kernel.actors import Actor
from app.kernel.db import Databases
from app.kernel.flow import AnyFlow
from app.kernel.plugs import Credential
from app.settings import Settings
from app.web.house import House
from app.web.tokens import cookie_name, csrf_token
from tests.doors import client_of, doors_of, languages, templates
from tests.places.world import NOW, PLUGS

SETTINGS = Settings(
    secret_key=SecretStr("s" * 32), trusted_hosts=("testserver",), languages=("en",), _env_file=None
)


def house_on(databases: Databases, people: Mapping[str, Actor]) -> House:
    """The house as `main` builds it, on this database, with these people signed in."""
    flows: dict[str, AnyFlow] = main.flows()
    return House(
        settings=SETTINGS,
        databases=databases,
        plugs=replace(PLUGS, actor_of=lambda _session, credential, _now: people.get(credential.secret)),
        flows=flows,
        templates=templates(linked=False),
        languages=languages(),
        now=lambda: NOW,
    )


class Browser:
    """One person's browser: pages by address, forms sent with the session's own token."""

    def __init__(self, databases: Databases, actor: Actor, **more: Any) -> None:
        self.house = replace(house_on(databases, {actor.reference: actor}), **more)
        self.client = client_of(doors_of(self.house))
        self.client.cookies.set(cookie_name(SETTINGS), actor.reference)
        self.csrf = csrf_token(SETTINGS, Credential("session", actor.reference))

    def get(self, address: str) -> tuple[int, str]:
        """The status and text of a page."""
        answer = self.client.get(address)
        return answer.status_code, answer.text

    def send(self, address: str, **fields: str | list[str]) -> tuple[int, str]:
        """The status of a sent form, and where it leads or what it says."""
        answer = self.client.post(address, data={"csrf": self.csrf, **fields})
        return answer.status_code, answer.headers.get("location", answer.text)

    def attach(self, address: str, file: tuple[str, bytes], **fields: str | list[str]) -> int:
        """The status of a sent form with a file, given as its name and content."""
        answer = self.client.post(address, data={"csrf": self.csrf, **fields}, files={"file": file})
        return answer.status_code


def queries_of(databases: Databases, act: Callable[[], object]) -> int:
    """How many statements reach the database while `act` runs."""
    seen: list[str] = []

    def count(_connection: Connection, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    event.listen(databases.reading, "before_cursor_execute", count)
    act()
    event.remove(databases.reading, "before_cursor_execute", count)
    return len(seen)
