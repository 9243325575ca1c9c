"""A demonstration that is served: the real server on a free port, on a database and a clock of its own."""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pyotp
import uvicorn
from pydantic import SecretStr

from app import main
from app.identity.demo import HOST, sign_ins_of
from app.kernel.stage import SignIn, Stage
from app.settings import Settings
from app.web.house import House
from tests.web.world import PASSPHRASE, SECRET, TODAY

NOON = datetime.combine(TODAY, time(12), UTC)
STEP = timedelta(seconds=30)
"""How long a code of the second factor holds; it works once."""


@dataclass
class Clock:
    """Begins at noon of the demonstration's day and goes as fast as real time, or is put forward."""

    ahead: timedelta = timedelta()
    began: float = field(default_factory=monotonic)

    def __call__(self) -> datetime:
        return NOON + self.ahead + timedelta(seconds=monotonic() - self.began)


@dataclass(frozen=True)
class Served:
    """The address of a demonstration, the house behind it, and who may sign in."""

    address: str
    house: House
    clock: Clock
    sign_ins: Mapping[str, SignIn]
    cookies: dict[str, Any] = field(default_factory=dict)
    """Of sign-ins that several tests use."""

    def fresh_code(self, person: str) -> str:
        """A code that this person's telephone has not shown before."""
        self.clock.ahead += STEP
        return pyotp.TOTP(self.sign_ins[person].factor).at(self.clock())


@contextmanager
def serving(
    url: str, folder: Path, languages: tuple[str, ...] = ("en", "fr"), clock: Clock | None = None
) -> Iterator[Served]:
    """Serve the demonstration that stands in this database, until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        address = f"http://127.0.0.1:{port}"
        settings = Settings.model_validate(
            {
                "database_url": url,
                "documents_dir": folder / "documents",
                "secret_key": SecretStr(SECRET),
                "signing_key_file": folder / "signing.key",
                "public_url": address,
                "languages": languages,
            }
        )
        clock = clock or Clock()
        house = main.build_house(settings, now=clock)
        with house.databases.read() as session:
            stage = Stage(
                house.databases,
                house.plugs,
                TODAY,
                house.settings.secret(),
                PASSPHRASE,
                documents=folder / "documents",
            )
            people = {one.name.removesuffix(f"@{HOST}"): one for one in sign_ins_of(stage, session)}
        server = uvicorn.Server(uvicorn.Config(main.build(house), log_level="warning", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()
        while not server.started and thread.is_alive():
            sleep(0.01)
        yield Served(address, house, clock, people)
        server.should_exit = True
        thread.join()
