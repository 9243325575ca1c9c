"""A demonstration with a signing key, a checkpoint and a document; and machines to restore its backups on."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import MetaData, NullPool, create_engine, func, select

from app.administration.backup import backup
from app.documents.store import Store
from app.identity.founding import INIT
from app.identity.plugs import PLUGS
from app.kernel.db import databases
from app.kernel.trail import checkpoints
from app.kernel.trail.signer import NoteFile, Signer, make_key_file, read_key_file
from app.kernel.tx import writing
from app.settings import Settings
from tests.databases import Database
from tests.postgres import programs
from tests.web.world import SECRET

NOW = datetime(2026, 6, 30, 18, tzinfo=UTC)
ORIGIN = "test.invalid/trail"
PLAN = b"the plan of the landing"


def settings_on(database: Database, folder: Path) -> Settings:
    """The settings of a machine whose files lie in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    return Settings(
        database_url=database.url,
        owner_database_url=database.owner_url,
        documents_dir=folder / "documents",
        signing_key_file=folder / "signing.key",
        secret_key=SecretStr(SECRET),
        origin=ORIGIN,
        postgres_programs=programs(),
        _env_file=None,
    )


def set_up_on(database: Database, folder: Path) -> Settings:
    """The installation, its trail signed once."""
    settings = settings_on(database, folder)
    make_key_file(settings.signing_key_file)
    Store(settings.documents_dir).put(BytesIO(PLAN))
    sign(settings)
    return settings


def signer_of(settings: Settings, key: Path | None = None) -> Signer:
    path = settings.signing_key_file
    return Signer(read_key_file(key or path), ORIGIN, NoteFile(path.with_suffix(".last")))


def sign(settings: Settings, key: Path | None = None) -> str:
    """One more fact, and a checkpoint over all."""
    go_on(settings)
    opened = databases(settings.database_url)
    note = checkpoints.checkpoint(opened, signer_of(settings, key), NOW)
    opened.close()
    assert note is not None
    return note


def go_on(settings: Settings, times: int = 1) -> None:
    """So many facts more."""
    opened = databases(settings.database_url)
    for number in range(times):
        with writing(opened, PLUGS, INIT, NOW, "req-test") as tx:
            tx.tell("test.went_on", "system", number=number)
    opened.close()


def back_up(settings: Settings, folder: Path) -> Path:
    """A backup, made quietly."""
    path, _manifest = backup(settings, folder, NOW, lambda _text: None)
    return path


def counts(url: str) -> dict[str, int]:
    """How many rows each table has."""
    engine, found = create_engine(url, poolclass=NullPool), MetaData()
    found.reflect(engine)
    with engine.connect() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in found.sorted_tables
        }
