"""The `lastmile` command: everything an operator does; packages add theirs through their cards."""

from typing import Annotated

import typer
from sqlalchemy import create_engine, make_url

from app.kernel import schema
from app.main import CARDS
from app.settings import Settings

main = typer.Typer(
    no_args_is_help=True, help="Lastmile: from any dollar to the vote, the approvals and the people."
)


@main.command()
def migrate(
    check: Annotated[bool, typer.Option(help="Only compare the models with the migrations.")] = False,
) -> None:
    """Bring the database to the newest schema; safe to repeat."""
    settings = Settings()
    engine = create_engine(settings.migrations_url)
    if check:
        found = schema.differences(engine)
        typer.echo(found or "The migrations make what the models say.")
        raise typer.Exit(1 if found else 0)
    schema.upgrade(engine)
    if engine.dialect.name == "postgresql" and settings.owner_database_url:
        schema.grant(engine, make_url(settings.database_url).username or "")
    typer.echo("The database is at the newest schema.")


for card in CARDS:
    if card.commands is not None:
        main.add_typer(card.commands, name=card.key)
