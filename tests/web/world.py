"""The demonstration behind real doors: a house on a copy of it, and its people signed in or with a token."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from fastapi.testclient import TestClient
from httpx2 import Response
from pydantic import JsonValue, SecretStr
from sqlalchemy import select

from app import demonstration
from app.identity import api_tokens, plugs, sessions
from app.identity.models import Account
from app.kernel.db import databases
from app.kernel.plugs import Credential
from app.kernel.stage import Stage
from app.kernel.things import Thing
from app.settings import Settings
from app.web.house import House
from app.web.tokens import csrf_token
from tests.doors import Doors, client_of, doors_of, house_on

TODAY = date(2026, 6, 30)
NOW = datetime(2026, 6, 30, 18, tzinfo=UTC)
SECRET = "a secret of the tests, long enough"
PASSPHRASE = "open sesame, four thieves"
ADDRESS = "http://127.0.0.1:8000"


def play(owner_url: str) -> None:
    """Play the demonstration in a founded database, as `lastmile demo --today 2026-06-30` does."""
    opened = databases(owner_url)
    with TemporaryDirectory() as folder:
        stage = Stage(opened, plugs.PLUGS, TODAY, SECRET.encode(), PASSPHRASE, documents=Path(folder))
        demonstration.play(stage, Settings(_env_file=None))
    opened.close()


@dataclass
class World:
    """A house with its app, at 18:00 on the demonstration's day."""

    house: House

    @cached_property
    def doors(self) -> Doors:
        """The app with this house behind it."""
        return doors_of(self.house)

    @cached_property
    def client(self) -> TestClient:
        """Whoever comes from outside: nobody signed in, redirections not followed, our faults as 500."""
        return client_of(self.doors, ADDRESS, raise_server_exceptions=False)

    def reference(self, kind: str, title: str) -> str:
        """The reference of the first thing of this kind with this title ("*": with any); "" if there is none."""
        with self.house.databases.read() as session:
            found = select(Thing.reference).where(Thing.kind == kind, (Thing.title == title) | (title == "*"))
            return session.scalars(found.order_by(Thing.id)).first() or ""

    def visitor(self, person: str, ago: timedelta = timedelta()) -> "Visitor":
        """One of the demonstration's people with a session opened that long ago; "nobody" has none."""
        if person == "nobody":
            return Visitor(self, None)
        hour = timedelta(hours=1)
        with self.house.databases.write() as session:
            account = session.scalars(select(Account).where(Account.title == person)).one()
            secret = sessions.start(
                session, account.id, NOW - ago, idle=hour, absolute=hour, awaits_code=False, device="tests"
            )
        return Visitor(self, Credential("session", secret))

    def program(self, person: str) -> "Visitor":
        """The same person's program, with a token for the API."""
        with self.house.databases.write() as session:
            account = session.scalars(select(Account).where(Account.title == person)).one()
            token = api_tokens.issue(session, account.id, "tests", NOW, NOW + timedelta(days=1))
        return Visitor(self, Credential("bearer", token))


@dataclass
class Visitor:
    """Somebody at the doors."""

    world: World
    credential: Credential | None

    @property
    def headers(self) -> dict[str, str]:
        """What says who it is."""
        match self.credential:
            case Credential("bearer", token):
                return {"authorization": f"Bearer {token}"}
            case Credential("session", sid):
                return {"cookie": f"sid={sid}"}
        return {}

    @property
    def csrf(self) -> str:
        """The token that the pages of this session carry."""
        return csrf_token(self.world.house.settings, self.credential)

    def get(self, path: str, **headers: str) -> Response:
        return self.world.client.get(path, headers=self.headers | headers)

    def post(self, path: str, fields: Mapping[str, str] | None = None, **headers: str) -> Response:
        """Send a form, as its page would."""
        return self.world.client.post(
            path, data={"csrf": self.csrf, **(fields or {})}, headers=self.headers | headers
        )

    def send(
        self,
        path: str,
        body: Mapping[str, JsonValue] | None = None,
        version: int | None = None,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> Response:
        """Send a body to the API, decided on this version."""
        match = {} if version is None else {"if-match": f'"{version}"'}
        proof = {"x-csrf-token": self.csrf}
        return self.world.client.post(
            path, json=dict(body or {}), headers=self.headers | proof | match | dict(headers)
        )


@contextmanager
def opened(url: str, folder: Path, **settings: object) -> Iterator[World]:
    """The world on a database."""
    house = house_on(
        Settings(
            database_url=url,
            secret_key=SecretStr(SECRET),
            documents_dir=folder / "documents",
            signing_key_file=folder / "signing.key",
            _env_file=None,
            **settings,  # type: ignore[arg-type]  # as many settings as there are
        ),
        now=lambda: NOW,
    )
    world = World(house)
    yield world
    house.databases.close()
