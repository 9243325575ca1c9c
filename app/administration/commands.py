"""What an operator runs: `lastmile backup`, `lastmile restore`, `lastmile doctor`."""

import time
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import make_url

from app.administration import backup as backups
from app.administration.actions import mark
from app.administration.archive import Halted, Manifest
from app.administration.doctor import examined
from app.administration.models import Task
from app.kernel.db import databases
from app.settings import Settings
from app.web.house import clock

operations = typer.Typer()


@operations.command()
def backup(
    folder: Annotated[Path, typer.Argument(help="Where the new backup goes; made if missing.")],
) -> None:
    """Write the database, the documents and the signer's last note into one new file; never a key."""
    settings, now, begun = Settings(), clock(), time.monotonic()
    try:
        path, manifest = backups.backup(settings, folder, now, typer.echo)
    except (Halted, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    opened = databases(settings.database_url)
    mark(opened, Task.BACKUP, now, facts=manifest.facts)
    opened.close()
    _summary(path, manifest, begun)
    typer.echo("The secret and the signing key are not in it: keep both elsewhere.")


@operations.command()
def restore(
    file: Annotated[Path, typer.Argument(help="The backup.")],
    into: Annotated[
        str, typer.Option(help="The empty database's address, without a password (PGPASSWORD), or a folder.")
    ] = "",
    documents: Annotated[Path | None, typer.Option(help="The empty folder for the documents.")] = None,
    checkpoint: Annotated[
        Path | None, typer.Option(help="The newest published checkpoint: an older backup is refused.")
    ] = None,
    vkey: Annotated[str, typer.Option(help="The published key that verifies checkpoints.")] = "",
) -> None:
    """Bring a backup back into an empty database and folder, and prove that it is whole, sound and not too old."""
    begun = time.monotonic()
    try:
        settings = _aimed(Settings(), into, documents)
        manifest = backups.restore(file, settings, typer.echo, checkpoint=checkpoint, vkey=vkey)
    except (Halted, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    _summary(file, manifest, begun)


def _aimed(settings: Settings, into: str, documents: Path | None) -> Settings:
    """The settings with the target that was asked for."""
    changed: dict[str, object] = {}
    if into and "://" not in into:
        changed = {
            "owner_database_url": f"sqlite:///{Path(into) / 'lastmile.db'}",
            "documents_dir": Path(into) / "documents",
        }
    elif into:
        if make_url(into).password:
            raise Halted(
                "Everybody on the machine can read a command's words: give the password in PGPASSWORD."
            )
        changed = {"owner_database_url": into}
    if documents is not None:
        changed["documents_dir"] = documents
    return settings.model_copy(update=changed)


def _summary(file: Path, manifest: Manifest, begun: float) -> None:
    typer.echo(
        f"{file}: {manifest.facts} facts of {manifest.origin} with root {manifest.root}, "
        f"{len(manifest.parts)} parts, {file.stat().st_size} bytes, {time.monotonic() - begun:.1f} s."
    )


@operations.command()
def doctor() -> None:
    """Look a deployment over; every fault is said with its mend, and ends the command with 1."""
    faults = 0
    for finding in examined(Settings(), clock()):
        faults += not finding.well
        typer.echo(f"{'well' if finding.well else 'MEND'}  {finding.what}")
        for mend in finding.mends:
            typer.echo(f"      {mend}")
    typer.echo("All is well." if not faults else f"{faults} things to mend.")
    raise typer.Exit(1 if faults else 0)
