"""Databases for tests: each its own, copied in a moment from a template that is built once for all workers."""

import fcntl
import itertools
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import pytest

from tests.postgres import APP, OWNER, Addresses, addresses_in, run_statements

NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")

Build = Callable[[str], None]
"""Fills an empty database, given its owner's address; it leaves no connection open."""

MEMORY = Path("/dev/shm")  # noqa: S108 - what lies there is a folder of our own name
ROOM = 2 * 1024**3
"""Bytes that a run's databases may take, with much to spare."""

FOLDER = pytest.StashKey[Path]()
LEASE = pytest.StashKey[IO[bytes]]()


@dataclass(frozen=True)
class Database:
    """One database: its address for the application, and for the owner of its tables."""

    url: str
    owner_url: str


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold what workers do one after the other: starting the server, building a template."""
    with (folder / "lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@dataclass
class SQLite:
    """Databases that are files: a copy of the template's file is a database."""

    folder: Path
    templates: Mapping[str, Build]
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def clone(self, template: str) -> Database:
        """Copy the template, building it first if nobody has."""
        built = self.folder / f"{template}.db"
        with alone(self.folder):
            if not built.exists():
                unfinished = built.with_suffix(".unfinished")
                unfinished.touch()
                self.templates[template](f"sqlite:///{unfinished}")
                unfinished.rename(built)
        copy = self.folder / f"{template}-{os.getpid()}-{next(self.numbers)}.db"
        shutil.copyfile(built, copy)
        return Database(f"sqlite:///{copy}", f"sqlite:///{copy}")

    def drop(self, database: Database) -> None:
        """Remove the file and what SQLite keeps beside it."""
        file = Path(database.url.removeprefix("sqlite:///"))
        for beside in file.parent.glob(f"{file.name}*"):
            beside.unlink()


@dataclass
class PostgreSQL:
    """Databases of one server, owned by the owner's role and open to the application's."""

    server: Addresses
    folder: Path
    templates: Mapping[str, Build]
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def clone(self, template: str) -> Database:
        """Copy the template, building it first if nobody has."""
        with alone(self.folder):
            if not (self.folder / f"{template}.built").exists():
                self._build(template)
        name = f"lastmile_test_{os.getpid()}_{next(self.numbers)}"
        return self._create(name, f"lastmile_template_{template}")

    def drop(self, database: Database) -> None:
        """Remove the database, cutting off whoever is still connected."""
        name = database.url.partition("?")[0].rpartition("/")[2]
        run_statements(self.server.admin, [f"DROP DATABASE {name} WITH (FORCE)"])

    def _build(self, template: str) -> None:
        if not NAME.fullmatch(template):
            raise ValueError(f"{template!r} cannot name a database.")
        name = f"lastmile_template_{template}"
        run_statements(self.server.admin, [f"DROP DATABASE IF EXISTS {name}"])
        database = self._create(name, "template0")
        self.templates[template](database.owner_url)
        (self.folder / f"{template}.built").touch()

    def _create(self, name: str, template: str) -> Database:
        run_statements(
            self.server.admin,
            [
                f"CREATE DATABASE {name} TEMPLATE {template} OWNER {OWNER}",
                f"REVOKE ALL ON DATABASE {name} FROM PUBLIC",
                f"GRANT CONNECT, TEMPORARY ON DATABASE {name} TO {APP}",
            ],
        )
        there = self.server.of(name)
        return Database(url=there.app, owner_url=there.owner)


# --- One folder for all workers of a run, held by the process that started them ------------------


def place_of_a_run() -> Path:
    """Give memory where there is room and programs may run in it: a copy is made there ten times as fast.

    Otherwise /tmp whatever TMPDIR says, since a socket's path has at most 107 bytes.
    """
    with suppress(OSError):
        there = os.statvfs(MEMORY)
        if there.f_bavail * there.f_frsize >= ROOM and not there.f_flag & os.ST_NOEXEC:
            return MEMORY
    return Path("/tmp")  # noqa: S108 - the folder within is made by mkdtemp


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder, or learn from the first process where it is."""
    shared = getattr(config, "workerinput", {}).get("databases")
    folder = Path(shared or tempfile.mkdtemp(prefix="lm-", dir=place_of_a_run()))
    config.stash[FOLDER] = folder
    if not shared:
        config.stash[LEASE] = (folder / "lease").open("wb")
        fcntl.flock(config.stash[LEASE], fcntl.LOCK_EX)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: "WorkerNode") -> None:
    """Tell a worker where the folder is."""
    node.workerinput["databases"] = str(node.config.stash[FOLDER])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Give the lease back, and wait until the server has gone."""
    lease = config.stash.get(LEASE, None)
    if lease is None:
        return
    lease.close()
    folder = config.stash[FOLDER]
    latest = time.monotonic() + 60
    while (folder / "data").exists() and time.monotonic() < latest:
        time.sleep(0.05)
    shutil.rmtree(folder, ignore_errors=True)


class WorkerNode:
    """What pytest-xdist hands over for each worker, as far as it is used here."""

    config: pytest.Config
    workerinput: dict[str, str]


# --- Fixtures -----------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def shared_folder(request: pytest.FixtureRequest) -> Path:
    """The folder that all workers of this run share."""
    return request.config.stash[FOLDER]


@pytest.fixture(scope="session")
def postgres_server(shared_folder: Path) -> Addresses:
    """The addresses of this run's PostgreSQL, started by whoever needs it first."""
    with alone(shared_folder):
        return addresses_in(shared_folder)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def engine_kind(request: pytest.FixtureRequest) -> str:
    """Each engine in turn."""
    return str(request.param)


@pytest.fixture(scope="session")
def databases(
    engine_kind: str, shared_folder: Path, templates: Mapping[str, Build], request: pytest.FixtureRequest
) -> SQLite | PostgreSQL:
    """Where databases of this engine come from; a module's own fixture clones and drops here."""
    if engine_kind == "sqlite":
        return SQLite(shared_folder, templates)
    return PostgreSQL(request.getfixturevalue("postgres_server"), shared_folder, templates)


@pytest.fixture
def clone(databases: SQLite | PostgreSQL) -> Iterator[Callable[[str], Database]]:
    """Copies a template for one test: `clone("empty")`."""
    made: list[Database] = []

    def make(template: str) -> Database:
        made.append(databases.clone(template))
        return made[-1]

    yield make
    for database in made:
        databases.drop(database)
