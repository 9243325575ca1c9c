"""The `lastmile` command: everything an operator does; packages add theirs through their cards."""

import secrets
import sys
import threading
from contextlib import suppress
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import pyotp
import typer
import uvicorn
from alembic.util import CommandError
from sqlalchemy import Engine, NullPool, create_engine, make_url
from sqlalchemy.orm import Session

from app import documentation, worker
from app.administration.actions import mark
from app.administration.commands import operations
from app.administration.models import Task
from app.demonstration import play
from app.identity.demo import sign_ins_of
from app.identity.founding import INIT, founds
from app.identity.schemas import Invite
from app.identity.second_factor import seal_what_stands_readable
from app.kernel import schema
from app.kernel.stage import Stage
from app.kernel.trail import checkpoints, fsck, log
from app.kernel.tx import writing
from app.main import CARDS, build, build_house
from app.settings import Settings
from app.web.logs import set_up

main = typer.Typer(
    no_args_is_help=True, help="Lastmile: from any dollar to the vote, the approvals and the people served."
)
trail = typer.Typer(no_args_is_help=True, help="The trail: check it whole, sign it.")
main.add_typer(trail, name="trail")


@main.command()
def migrate(
    check: Annotated[bool, typer.Option(help="Only compare the models with the migrations.")] = False,
    down_to: Annotated[
        str, typer.Option(help="Step back to this migration; refused where data would be lost.")
    ] = "",
) -> None:
    """Bring the database to the newest schema; safe to repeat."""
    if check:
        found = _differences()
        typer.echo(found or "The migrations make what the models say.")
        raise typer.Exit(1 if found else 0)
    settings = Settings()
    _make_folder(settings)
    engine = create_engine(settings.migrations_url, poolclass=NullPool)
    if down_to:
        _step_down(engine, down_to)
        return
    schema.upgrade(engine)
    if engine.dialect.name == "postgresql" and settings.owner_database_url:
        schema.grant(engine, make_url(settings.database_url).username or "")
    _seal(engine, settings)
    typer.echo("The database is at the newest schema.")


def _seal(engine: Engine, settings: Settings) -> None:
    """Seal second factors kept before they were sealed, where the secret is at hand; else their next use does it."""
    with suppress(FileNotFoundError), Session(engine) as session:
        if sealed := seal_what_stands_readable(session, settings.secret()):
            typer.echo(f"Sealed {sealed} second factors that stood readable.")
        session.commit()


def _step_down(engine: Engine, revision: str) -> None:
    try:
        schema.downgrade(engine, revision)
    except (CommandError, schema.WouldLose) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    typer.echo(f"The database is at {revision}.")


def _differences() -> str | None:
    """What the models have that the migrations do not make, on an empty database of the moment."""
    with TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{folder}/check.db")
        schema.upgrade(engine)
        return schema.differences(engine)


def _make_folder(settings: Settings) -> None:
    url = make_url(settings.migrations_url)
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)


def _make_secret(settings: Settings) -> None:
    """Development makes its own secret; production is told where it lies."""
    if settings.secret_key is None and not settings.secret_key_file.exists():
        settings.secret_key_file.parent.mkdir(parents=True, exist_ok=True)
        settings.secret_key_file.touch(mode=0o600)
        settings.secret_key_file.write_text(secrets.token_urlsafe(48), "utf-8")


@main.command()
def demo(
    today: Annotated[str, typer.Option(help="The demonstration's day, YYYY-MM-DD; today by default.")] = "",
    if_empty: Annotated[
        bool, typer.Option(help="Do nothing but print the sign-ins where data stand already.")
    ] = False,
) -> None:
    """Load the demonstration through the flows, and print who may sign in."""
    settings = Settings()
    _make_secret(settings)
    if settings.mode == "production" or not settings.origin.partition("/")[0].endswith(".invalid"):
        typer.echo(
            "The demonstration loads only in development, under an origin that ends in .invalid.", err=True
        )
        raise typer.Exit(2)
    house = build_house(settings)
    day = date.fromisoformat(today) if today else settings.today or house.now().date()
    password = settings.demo_password.get_secret_value() if settings.demo_password else None
    stage = Stage(
        house.databases, house.plugs, day, settings.secret(), password, documents=settings.documents_dir
    )
    with house.databases.read() as session:
        stands = log.is_founded(session.connection())
    if stands and not if_empty:
        typer.echo("There are data already; the demonstration needs an empty database.", err=True)
        raise typer.Exit(2)
    if not stands:
        with house.databases.write() as session:
            log.found(session.connection(), settings.origin)
        play(stage, settings, typer.echo)
    _print_sign_ins(stage)


def _print_sign_ins(stage: Stage) -> None:
    with stage.databases.read() as session:
        sign_ins = sign_ins_of(stage, session)
    typer.echo(f"\n{'sign-in name':42} {'passphrase':34} {'second factor':34} post")
    for one in sign_ins:
        typer.echo(f"{one.name:42} {one.passphrase:34} {one.factor or '-':34} {one.posts}")
    typer.echo(
        "\nA second factor is the secret for an authenticator app; `lastmile code SECRET` prints its code.\n"
    )


@main.command()
def code(secret: Annotated[str, typer.Argument(help="The second factor's secret, in base32.")]) -> None:
    """Print the code that an authenticator app would show now."""
    typer.echo(pyotp.TOTP(secret).now())


@main.command()
def init(
    administrator: Annotated[str, typer.Option(help="The first administrator's name.")],
    administrator_sign_in: Annotated[str, typer.Option(help="Their telephone number or e-mail address.")],
    director: Annotated[str, typer.Option(help="The first director's name.")],
    director_sign_in: Annotated[str, typer.Option(help="Their telephone number or e-mail address.")],
    country: Annotated[str, typer.Option(help="The country of both, two letters.")],
) -> None:
    """Begin a real installation: keys, the trail's origin, reference data, and the first two people."""
    settings = Settings()
    _make_secret(settings)
    worker.make_key(settings)
    house = build_house(settings)
    with house.databases.write() as session:
        if log.is_founded(session.connection()):
            typer.echo("This database has a trail already: it was begun before.", err=True)
            raise typer.Exit(2)
        log.found(session.connection(), settings.origin)
    now = house.now()
    for card in CARDS:
        if card.founds is not None:
            typer.echo(f"Reference data: {card.title} ...")
            with writing(house.databases, house.plugs, INIT, now, "init") as tx:
                card.founds(tx, settings)
    with writing(house.databases, house.plugs, INIT, now, "init") as tx:
        people = founds(
            tx,
            Invite(name=administrator, sign_in=administrator_sign_in, country=country),
            Invite(name=director, sign_in=director_sign_in, country=country),
        )
        codes = [
            (people.administrator.sign_in, people.administrator_code),
            (people.director.sign_in, people.director_code),
        ]
    for name, one_time in codes:
        typer.echo(f"{name}: one-time code {one_time}, good for 14 days, at {settings.public_url}/first-use")


@main.command()
def serve(
    with_worker: Annotated[bool, typer.Option(help="Let the worker run beside the server.")] = True,
) -> None:
    """Serve the pages and the API; with the worker beside it in the same process."""
    settings = Settings()
    _make_secret(settings)
    house = build_house(settings)
    if with_worker:
        if settings.mode == "development":
            worker.make_key(settings)
        threading.Thread(
            target=worker.work, args=(house, threading.Event()), daemon=True, name="worker"
        ).start()
    _log(settings)
    typer.echo(f"Lastmile serves on http://{settings.host}:{settings.port} (stop it with Ctrl-C).")
    uvicorn.run(
        build(house),
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_config=None,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        server_header=False,
    )


def _log(settings: Settings) -> None:
    """JSON lines to standard error, with the words of errors in development only."""
    set_up(settings.log_level, whole=settings.mode == "development")


@main.command()
def work(once: Annotated[bool, typer.Option(help="One round, then end.")] = False) -> None:
    """Post what was told, fire what is due, sign checkpoints; several copies may run."""
    settings = Settings()
    _log(settings)
    house = build_house(settings)
    if settings.mode == "development":
        worker.make_key(settings)
    if once:
        typer.echo(f"{worker.work_once(house, house.now())} things done.")
        return
    worker.work(house, threading.Event())


@main.command()
def post(once: Annotated[bool, typer.Option(help="One round, then end.")] = False) -> None:
    """Post what was told, and nothing else; several copies may run, beside `lastmile work` too."""
    settings = Settings()
    _log(settings)
    house = build_house(settings)
    if once:
        typer.echo(f"{worker.post_once(house, house.now())} notices posted.")
        return
    worker.work(house, threading.Event(), worker.post_once)


@trail.command("fsck")
def trail_fsck() -> None:
    """Read the whole trail again and compare everything derived from it; mends nothing."""
    house = build_house(Settings())
    keys = [worker.signer_of(house).vkey] if house.settings.signing_key_file.exists() else []
    with house.databases.read() as session:
        report = fsck.fsck(session.connection(), keys)
    mark(house.databases, Task.FSCK, house.now(), facts=report.facts, faults=len(report.faults))
    for fault in report.faults:
        typer.echo(f"FAULT {fault}", err=True)
    typer.echo(
        f"{report.facts} facts, {report.checkpoints} checkpoints, {report.erased} erased values: "
        + ("sound." if report.sound else f"{len(report.faults)} faults.")
    )
    sys.exit(0 if report.sound else 1)


@trail.command("checkpoint")
def trail_checkpoint() -> None:
    """Sign the trail as it stands, if it extends what was signed last."""
    settings = Settings()
    worker.make_key(settings)
    house = build_house(settings)
    note = checkpoints.checkpoint(house.databases, worker.signer_of(house), house.now())
    typer.echo(note or "Nothing is new since the last checkpoint.")


@main.command()
def docs() -> None:
    """Write the documents that are computed from the code."""
    for name in documentation.write():
        typer.echo(f"Written anew: {name}")


for card in CARDS:
    if card.commands is not None:
        main.add_typer(card.commands, name=card.key)
main.add_typer(operations)

if __name__ == "__main__":
    main()
