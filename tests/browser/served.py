"""A demonstration that is served: the real server on a free port, on a database and a clock of its own."""

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyotp
import uvicorn
from pydantic import SecretStr

from app import cli, main
from app.identity.demo import HOST, sign_ins_of
from app.kernel.stage import SignIn, Stage
from app.kernel.words import PSEUDO_LANGUAGE
from app.settings import Settings
from app.web.house import House

TODAY = date(2026, 6, 30)
NOON = datetime(2026, 6, 30, 12, tzinfo=UTC)
PASSPHRASE = "water-for-everyone"
STEP = timedelta(seconds=30)
"""How long a code of the second factor holds; it works once."""


@dataclass
class Clock:
    """Begins at noon of the demonstration's day and goes as fast as real time, or is put forward."""

    ahead: timedelta = timedelta()
    began: float = field(default_factory=time.monotonic)

    def __call__(self) -> datetime:
        return NOON + self.ahead + timedelta(seconds=time.monotonic() - self.began)


@dataclass(frozen=True)
class Served:
    """The address of a demonstration, the house behind it, and who may sign in."""

    address: str
    house: House
    clock: Clock
    sign_ins: Mapping[str, SignIn]

    def fresh_code(self, person: str) -> str:
        """A code that this person's telephone has not shown before."""
        self.clock.ahead += STEP
        return pyotp.TOTP(self.sign_ins[person].factor).at(self.clock())


def settings_for(url: str, owner_url: str, folder: Path, **more: object) -> Settings:
    """Settings of a demonstration in this folder, whatever the environment says."""
    return Settings.model_validate(
        {
            "database_url": url,
            "owner_database_url": owner_url,
            "documents_dir": folder / "documents",
            "secret_key": SecretStr("the demonstration's secret " * 2),
            "signing_key_file": folder / "signing.key",
            "demo_password": SecretStr(PASSPHRASE),
            "today": TODAY,
            **more,
        }
    )


def play_into(settings: Settings) -> None:
    """Fill a migrated database with the demonstration, as `lastmile demo` does."""
    house = main.build_house(settings)
    cli.play(_stage(house), settings)
    house.databases.close()


def _stage(house: House) -> Stage:
    return Stage(house.databases, house.plugs, TODAY, house.settings.secret(), PASSPHRASE)


@contextmanager
def serving(url: str, owner_url: str, folder: Path) -> Iterator[Served]:
    """Serve the demonstration that stands in this database, until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        address = f"http://127.0.0.1:{port}"
        settings = settings_for(
            url, owner_url, folder, public_url=address, languages=("en", "fr", PSEUDO_LANGUAGE)
        )
        clock = Clock()
        house = main.build_house(settings, now=clock)
        with house.databases.read() as session:
            people = {one.name.removesuffix(f"@{HOST}"): one for one in sign_ins_of(_stage(house), session)}
        server = uvicorn.Server(uvicorn.Config(main.build(house), log_level="warning", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        yield Served(address, house, clock, people)
        server.should_exit = True
        thread.join()
