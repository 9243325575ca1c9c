"""The database's schema: brought to the newest migration, compared with the models, opened to the app's role."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine

from app.kernel.db import Base

ROOT = Path(__file__).parents[2]
FINAL = frozenset({"kernel_fact", "kernel_checkpoint", "kernel_tile"})
"""Tables the app's role may add to and read, and nothing else."""


def config(connection: Connection) -> Config:
    """Alembic's configuration, bound to a connection of ours; what it would print is left unsaid."""
    made = Config(ROOT / "alembic.ini", stdout=StringIO())
    made.attributes["connection"] = connection
    return made


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Run the migrations up to `revision`."""
    _run(engine, lambda made: command.upgrade(made, revision))


def downgrade(engine: Engine, revision: str) -> None:
    """Run the migrations back down to `revision`."""
    _run(engine, lambda made: command.downgrade(made, revision))


def differences(engine: Engine) -> str | None:
    """What the models have that the migrations do not make, or None where they agree."""
    try:
        _run(engine, command.check)
    except CommandError as error:
        return str(error)
    return None


def is_newest(connection: Connection) -> bool:
    """Whether the database is at the newest migration."""
    newest = ScriptDirectory.from_config(config(connection)).get_heads()
    return set(MigrationContext.configure(connection).get_current_heads()) == set(newest)


def _run(engine: Engine, act: Callable[[Config], object]) -> None:
    with engine.connect() as connection:
        act(config(connection))
        connection.commit()


def grant(engine: Engine, role: str) -> None:
    """Let the app's role of PostgreSQL read and write, but only add to what is final."""
    quoted = engine.dialect.identifier_preparer.quote(role)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA public TO {quoted}")
        connection.exec_driver_sql(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}")
        connection.exec_driver_sql(f"GRANT SELECT ON alembic_version TO {quoted}")
        for name in sorted(Base.metadata.tables):
            rights = "SELECT, INSERT" if name in FINAL else "SELECT, INSERT, UPDATE, DELETE"
            connection.exec_driver_sql(f"GRANT {rights} ON {name} TO {quoted}")
