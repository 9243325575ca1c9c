"""The database's schema: brought to the newest migration, compared with the models, opened to the app's role."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, Table

from app.kernel.db import Base

ROOT = Path(__file__).parents[2]
FINAL = frozenset({"kernel_fact", "kernel_checkpoint", "kernel_step", "kernel_tile", "kernel_refusal"})
"""Tables the app's role may add to and read, and nothing else; so are those whose `info` says they are final."""
NEVER_DELETED = frozenset({"kernel_head", "kernel_stream", "kernel_secret", "kernel_thing"})
"""Tables whose rows the app's role may change, but never take away."""


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
        for table in Base.metadata.sorted_tables:
            connection.exec_driver_sql(f"GRANT {_rights(table)} ON {table.name} TO {quoted}")


def is_final(table: Table) -> bool:
    """Whether the app's role may only add to this table."""
    return table.name in FINAL or bool(table.info.get("final"))


def _rights(table: Table) -> str:
    if is_final(table):
        return "SELECT, INSERT"
    return "SELECT, INSERT, UPDATE" if table.name in NEVER_DELETED else "SELECT, INSERT, UPDATE, DELETE"
