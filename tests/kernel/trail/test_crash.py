"""No acknowledged fact is lost: a writer is killed, or its server falls, again and again, in the middle of its work."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import NullPool, create_engine

from app.kernel import schema
from app.kernel.db import Databases
from app.kernel.db import databases as opened
from app.kernel.trail import log
from tests.databases import Database
from tests.kernel.trail import logs
from tests.kernel.trail.make import dice, sample
from tests.postgres import APP, Cluster, run_statements, with_roles

ROOT = Path(__file__).parents[3]
CYCLES = sample(3, 200)
MANY = 1_000_000


@dataclass
class Writer:
    """A writing program and what it has said."""

    process: "subprocess.Popen[bytes]"
    said: Path

    def wait(self, seconds: float) -> None:
        """Until it has written something, and some moments longer."""
        latest = time.monotonic() + 60
        while not self.said.stat().st_size:
            assert self.process.poll() is None
            assert time.monotonic() < latest
            time.sleep(0.01)
        time.sleep(seconds)

    def acknowledged(self) -> set[int]:
        """The numbers whose commit came back; the last line may be cut short."""
        lines = self.said.read_bytes().splitlines(keepends=True)
        return {int(line) for line in lines if line.endswith(b"\n")}


@contextmanager
def writing(url: str, start: int, folder: Path) -> Iterator[Writer]:
    """A writer that is killed without warning where the block ends, if it still lives."""
    said = folder / f"said-{start}"
    command = [sys.executable, "-m", "tests.kernel.trail.writer", url, str(start)]
    with said.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.DEVNULL)
    yield Writer(process, said)
    process.kill()
    process.wait()


def assert_kept(db: Databases, wanted: set[int]) -> None:
    with db.read() as session:
        size = log.head(session.connection())[1].size
    written = [record.body["number"] for record in logs.assert_valid(db, size)]
    assert len(written) == len(set(written))
    assert wanted <= set(written)


def test_a_writer_that_is_killed_loses_nothing_it_was_told_is_done(
    db: Databases, lent: Database, tmp_path: Path
) -> None:
    throw = dice(16)
    wanted: set[int] = set()

    for cycle in range(CYCLES):
        with writing(lent.url, cycle * MANY, tmp_path) as writer:
            writer.wait(throw.random() / 4)
        wanted |= writer.acknowledged()

    assert len(wanted) >= CYCLES
    assert_kept(db, wanted)


@pytest.fixture
def durable() -> Iterator[Cluster]:
    """A PostgreSQL that keeps its word on disk."""
    with TemporaryDirectory(prefix="lm-", dir="/tmp") as folder:
        cluster = Cluster(Path(folder), durable=True)
        cluster.create()
        cluster.start()
        yield cluster
        cluster.stop()


def test_a_server_that_falls_loses_nothing_it_said_was_committed(durable: Cluster, tmp_path: Path) -> None:
    there = with_roles(durable.admin).of("falling")
    run_statements(durable.admin, ["CREATE DATABASE falling OWNER lastmile_owner"])
    engine = create_engine(there.owner, poolclass=NullPool)
    schema.upgrade(engine)
    schema.grant(engine, APP)
    with engine.begin() as connection:
        log.found(connection, logs.ORIGIN)
    throw = dice(17)
    wanted: set[int] = set()

    for cycle in range(CYCLES):
        with writing(there.app, cycle * MANY, tmp_path) as writer:
            writer.wait(throw.random() / 4)
            durable.crash()
        wanted |= writer.acknowledged()
        durable.start()

    assert len(wanted) >= CYCLES
    db = opened(there.app)
    assert_kept(db, wanted)
    db.close()
