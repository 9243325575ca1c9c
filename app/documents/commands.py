"""The command `documents`: sweep away what was sent and then refused."""

from datetime import datetime, timedelta
from itertools import islice

import typer
from sqlalchemy.orm import Session

from app.documents.queries import named
from app.documents.store import Store
from app.kernel.db import databases
from app.settings import Settings
from app.web.house import clock

REST = timedelta(days=1)
"""How long a file may lie without a row that names it: longer than any request takes."""
BATCH = 500

documents = typer.Typer(no_args_is_help=True)


@documents.callback()
def about() -> None:
    """Documents: the files that people sent."""


@documents.command("sweep")
def sweep_command() -> None:
    """Remove the files older than a day that no document names."""
    settings = Settings()
    opened = databases(settings.database_url)
    with opened.read() as session:
        removed = sweep(session, Store(settings.documents_dir), clock())
    opened.close()
    typer.echo(f"Files removed: {removed}")


def sweep(session: Session, store: Store, now: datetime) -> int:
    """Remove from the store what is older than a day and named by no version; gives how many files went."""
    before = now - REST
    removed = store.remove_drafts(before)
    old = store.older_than(before)
    while batch := list(islice(old, BATCH)):
        kept = named(session, batch)
        removed += sum(store.remove(sha256, before) for sha256 in batch if sha256 not in kept)
    return removed
