"""Alembic's environment: one history for both databases, run by `lastmile migrate` on its own connection."""

from typing import Literal

from alembic import context
from alembic.util import CommandError
from sqlalchemy import Connection

from app.kernel import outbox, policy, things
from app.kernel.db import Base, Utc
from app.main import CARDS


def written(kind: str, item: object, _context: object) -> str | Literal[False]:
    """How a column type of ours stands in a migration: as what it is to the database."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Utc) else False


def run(connection: Connection) -> None:
    """Run the migrations asked for on this connection."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=written,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


ROOMS = (outbox, policy, things, *CARDS)
"""Every room that has tables: the kernel's own, and what the cards have brought with them."""

given = context.config.attributes.get("connection")
if given is None:
    raise CommandError("Migrations are run by `lastmile migrate`, which looks first at what would be lost.")
run(given)
