"""The command `ledger`: check the whole of it."""

import typer

from app.funding.ledger.fsck import fsck
from app.kernel.db import databases
from app.settings import Settings

ledger = typer.Typer(no_args_is_help=True)


@ledger.callback()
def about() -> None:
    """The ledger: every balance explained by its lines."""


@ledger.command("fsck")
def fsck_command() -> None:
    """Rebuild every balance from its legs and from the trail alone, and name each difference; mends nothing."""
    opened = databases(Settings().database_url)
    with opened.read() as session:
        report = fsck(session)
    opened.close()
    for difference in report.differences:
        typer.echo(f"DIFFERENCE {difference}", err=True)
    typer.echo(
        f"{report.accounts} accounts, {report.journals} journals: "
        + ("difference zero." if report.sound else f"{len(report.differences)} differences.")
    )
    raise typer.Exit(0 if report.sound else 1)
