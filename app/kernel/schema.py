"""The database's schema: brought to the newest migration, compared with the models, opened to the app's role."""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import (
    Connection,
    Engine,
    NullPool,
    String,
    Table,
    column,
    create_engine,
    func,
    inspect,
    select,
    table,
)

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
    """Run the migrations back down to `revision`; `WouldLose`, before anything changes, where that loses data."""
    with engine.connect() as connection:
        lost = _lost(connection, revision)
    if lost:
        raise WouldLose(revision, lost)
    _run(engine, lambda made: command.downgrade(made, revision))


class WouldLose(RuntimeError):
    """What stands in the way of a step down: everything that the older schema has no place for."""

    def __init__(self, revision: str, lost: Sequence[str]) -> None:
        super().__init__(
            f"Going down to {revision} would lose {', '.join(lost)}. Nothing was changed. "
            "To go back, restore the backup that was made before the database went up, with the program of then."
        )


def _lost(connection: Connection, revision: str) -> list[str]:
    """What stands in the database that it would have no place for at `revision`.

    Empty databases of both revisions are compared, so no migration has to say what it would lose.
    """
    kept, states = _fresh(revision)
    filled, _all_states = _fresh(MigrationContext.configure(connection).get_current_revision() or "base")
    gone = [one for one in sorted(_parts(connection) - kept.keys()) if not one[1] or (one[0], "") in kept]
    held = {one: _number(connection, *one) for one in gone}
    kinds = {kind for kind, _state in states}
    return [
        *(
            f"{'.'.join(filter(None, one))} ({number})"
            for one, number in held.items()
            if number > filled.get(one, 0)
        ),
        *(
            f"the state {state} of {kind}"
            for kind, state in sorted(_states(connection, "kernel_thing") - states)
            if kind in kinds
        ),
    ]


@cache
def _fresh(revision: str) -> tuple[Mapping[tuple[str, str], int], AbstractSet[tuple[str, str]]]:
    """What a new database has at a revision: every part with what the migrations filled in, and the states."""
    with TemporaryDirectory() as folder:
        empty = create_engine(f"sqlite:///{folder}/empty.db", poolclass=NullPool)
        upgrade(empty, revision)
        with empty.connect() as there:
            parts = _parts(there)
            filled = {name for name, of in parts if not of and _number(there, name, "")}
            return (
                {one: _number(there, *one) if one[0] in filled else 0 for one in parts},
                _states(there, "kernel_state"),
            )


def _parts(connection: Connection) -> set[tuple[str, str]]:
    """Every table, as (table, ""), and every column, as (table, column)."""
    seen = inspect(connection)
    tables = set(seen.get_table_names()) - {"alembic_version"}
    return {(name, "") for name in tables} | {
        (name, str(column["name"])) for name in tables for column in seen.get_columns(name)
    }


def _number(connection: Connection, name: str, of: str) -> int:
    """How many rows a table has, or how many of its rows have something in this column."""
    counted = func.count(column(of)) if of else func.count()
    return connection.scalar(select(counted).select_from(table(name))) or 0


def _states(connection: Connection, name: str) -> set[tuple[str, str]]:
    """The states of each kind that stand in kernel_state, or that things of kernel_thing are in."""
    if not inspect(connection).has_table(name):
        return set()
    asked = select(column("kind", String), column("state", String)).distinct().select_from(table(name))
    return {(kind, state) for kind, state in connection.execute(asked)}


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
        for one in Base.metadata.sorted_tables:
            connection.exec_driver_sql(f"GRANT {_rights(one)} ON {one.name} TO {quoted}")


def is_final(table: Table) -> bool:
    """Whether the app's role may only add to this table."""
    return table.name in FINAL or bool(table.info.get("final"))


def _rights(table: Table) -> str:
    if is_final(table):
        return "SELECT, INSERT"
    return "SELECT, INSERT, UPDATE" if table.name in NEVER_DELETED else "SELECT, INSERT, UPDATE, DELETE"
