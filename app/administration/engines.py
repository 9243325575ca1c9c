"""Both engines' own ways to give a whole database and to take it back: SQLite's backup API, pg_dump and pg_restore."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from psycopg.pq import Conninfo
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, inspect, make_url, text

from app.administration.archive import Halted
from app.kernel.trail import checkpoints, log

SQLITE, POSTGRESQL = "sqlite", "postgresql"
CLEAR = """
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'
        LOOP EXECUTE 'DROP TABLE public.' || name || ' CASCADE'; END LOOP;
    FOR name IN SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        LOOP EXECUTE 'DROP FUNCTION ' || name || ' CASCADE'; END LOOP;
END $$
"""


@dataclass(frozen=True)
class Standing:
    """A database's schema and how far its trail has come; `root` in hexadecimal."""

    revision: str
    origin: str
    facts: int
    root: str
    checkpoint: str | None


def standing_of(connection: Connection) -> Standing:
    """Read it. Raises Halted where no trail has begun."""
    if not inspect(connection).has_table("kernel_head") or not log.is_founded(connection):
        raise Halted("This database has no trail: there is nothing to back up.")
    origin, frontier = log.head(connection)
    notes = checkpoints.notes(connection)
    revision = MigrationContext.configure(connection).get_current_revision() or ""
    return Standing(revision, origin, frontier.size, frontier.root().hex(), notes[-1] if notes else None)


def kind_of(url: str) -> str:
    """Either "sqlite" or "postgresql"."""
    return make_url(url).get_backend_name()


def engine_on(url: str) -> Engine:
    """An engine that keeps no connection open."""
    return create_engine(url, poolclass=NullPool)


def file_of(url: str) -> Path:
    """The file of a SQLite database."""
    database = make_url(url).database
    if not database:
        raise Halted("A database in memory can be neither backed up nor restored.")
    return Path(database)


# --- Out


def dump(url: str, target: Path, programs: Path | None) -> Standing:
    """Write the whole database to `target` as of one moment, while others read and write."""
    return _dump_sqlite(file_of(url), target) if kind_of(url) == SQLITE else _dump_pg(url, target, programs)


def _dump_sqlite(source: Path, target: Path) -> Standing:
    try:
        live = sqlite3.connect(f"{source.absolute().as_uri()}?mode=rw", uri=True)
    except sqlite3.OperationalError as error:
        raise Halted(f"{source} cannot be opened: {error}.") from error
    with closing(live), closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise Halted(f"SQLite finds {source} damaged: look at it before anything else.")
    with engine_on(f"sqlite:///{target}").connect() as connection:
        return standing_of(connection)


def _dump_pg(url: str, target: Path, programs: Path | None) -> Standing:
    """The trail is read in the very snapshot that pg_dump writes, so that both say the same."""
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine_on(url).execution_options(**options).connect() as connection:
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        standing = standing_of(connection)
        _run(
            url,
            programs,
            "pg_dump",
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--snapshot={snapshot}",
            f"--file={target}",
        )
    return standing


# --- In


def is_empty(url: str) -> bool:
    """Whether nothing stands where a database is to be restored."""
    if kind_of(url) == SQLITE:
        file = file_of(url)
        return not file.exists() or not file.stat().st_size
    with engine_on(url).connect() as connection:
        return not inspect(connection).get_table_names()


@contextmanager
def loaded(url: str, part: Path, programs: Path | None) -> Iterator[str]:
    """The database of a backup, to be looked at under the address given; it stays only if the block ends well.

    On SQLite it stands beside its place until then; on PostgreSQL the database, which was empty, is emptied.
    """
    way_in = _loaded_sqlite(file_of(url), part) if kind_of(url) == SQLITE else _loaded_pg(url, part, programs)
    with way_in as address:
        yield address


@contextmanager
def _loaded_sqlite(target: Path, part: Path) -> Iterator[str]:
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(target.name + ".restoring")
    try:
        shutil.copyfile(part, beside)
        yield f"sqlite:///{beside}"
        with beside.open("rb") as file:
            os.fsync(file.fileno())
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def _loaded_pg(url: str, part: Path, programs: Path | None) -> Iterator[str]:
    name = make_url(url).database
    options = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
    _run(url, programs, "pg_restore", *options, f"--dbname={name}", str(part))
    try:
        yield url
    except BaseException:
        with engine_on(url).begin() as connection:
            connection.exec_driver_sql(CLEAR)
        raise


# --- PostgreSQL's own programs


def _run(url: str, programs: Path | None, name: str, *arguments: str) -> None:
    found = shutil.which(name, path=str(programs) if programs else None)
    if found is None:
        raise Halted(f"{name} is missing: install PostgreSQL's client, or set LASTMILE_POSTGRES_PROGRAMS.")
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own program, its arguments ours
        [found, *arguments], env=_environment(make_url(url)), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Halted(f"{name} failed: {done.stderr.strip()}")


def _environment(url: URL) -> dict[str, str]:
    """The address as libpq's variables: what stands among a program's arguments, everybody on the machine reads."""
    names = {
        option.keyword.decode(): option.envvar.decode() for option in Conninfo.get_defaults() if option.envvar
    }
    _none, given = url.get_dialect()().create_connect_args(url)
    told = {names[keyword]: str(value) for keyword, value in given.items() if keyword in names}
    return {**os.environ, **told}
