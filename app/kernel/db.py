"""The database's base: naming, column types, and one reading and one writing engine on either database."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Dialect,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column

BUSY_MILLISECONDS = 5_000
TAKEN = frozenset({"23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"})
"""What PostgreSQL and SQLite call it when a unique key is there already."""
_SQLITE_WRITER = threading.Lock()


class Utc(TypeDecorator[datetime]):
    """A moment: aware when it goes in, UTC when it comes out, on either database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs its time zone: {value!r}")
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


IdType = BigInteger().with_variant(Integer, "sqlite")

Id = Annotated[int, mapped_column(IdType)]
"""A key. SQLite's own row numbers need its INTEGER."""
Code = Annotated[str, mapped_column(String(80), info={"plain": True})]
"""A code, a reference or a state: stands in plain on the trail, so never personal data."""
Line = Annotated[str, mapped_column(String(400))]
"""One line typed by a person: on the trail only as a salted commitment."""
Prose = Annotated[str, mapped_column(Text)]
"""Many lines typed by a person: on the trail only as a salted commitment."""
Digest = Annotated[str, mapped_column(String(64), info={"plain": True})]
"""A SHA-256 in hexadecimal."""
Minor = Annotated[int, mapped_column(BigInteger)]
"""An amount of money in whole minor units; its currency stands beside it."""


class Base(DeclarativeBase):
    """What every table shares: constraint names that migrations can rely on."""

    metadata = MetaData(
        naming_convention={
            "ix": "%(table_name)s_%(column_0_N_name)s_ix",
            "uq": "%(table_name)s_%(column_0_N_name)s_key",
            "ck": "%(table_name)s_%(constraint_name)s_check",
            "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
            "pk": "%(table_name)s_pkey",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own declaration
        int: IdType,
        bool: Boolean,
        bytes: LargeBinary,
        date: Date,
        datetime: Utc,
    }


def table_of(model: type[Base]) -> Table:
    """The table of a model, for statements that go to the database without the ORM."""
    table = model.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{model.__name__} has no table of its own")
    return table


def is_taken(error: IntegrityError) -> bool:
    """Whether it was a unique key that the database held to: somebody has written the same before."""
    said = {getattr(error.orig, name, None) for name in ("sqlstate", "sqlite_errorname")}
    return not said.isdisjoint(TAKEN)


@dataclass(frozen=True)
class Databases:
    """One database seen through two doors: a reading engine that cannot write, and a writing engine."""

    reading: Engine
    writing: Engine

    @property
    def kind(self) -> str:
        """Either "sqlite" or "postgresql"."""
        return self.writing.dialect.name

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session in one reading transaction; a write in it fails in the database."""
        with Session(self.reading, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session whose transaction ends with the block: for the few rows that are no moves (sessions,
        refused attempts, the postman's marks). Everything else is written through `kernel.tx.writing`."""
        with self.one_writer, Session(self.writing, expire_on_commit=False) as session:
            session.connection()
            yield session
            session.commit()

    @property
    def one_writer(self) -> AbstractContextManager[object]:
        """On SQLite the process's one writing lock: behind it the longest wait stays short."""
        return _SQLITE_WRITER if self.kind == "sqlite" else nullcontext()

    def close(self) -> None:
        """Give every connection back."""
        self.reading.dispose()
        self.writing.dispose()


def databases(url: str, *, pool_size: int = 8) -> Databases:
    """Both engines on the database at `url` (sqlite:///... or postgresql+psycopg://...)."""
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite(url, pool_size)
    options: dict[str, Any] = {"pool_size": pool_size, "max_overflow": 0, "pool_pre_ping": True}
    reading = create_engine(url, **options, execution_options={"postgresql_readonly": True})
    return Databases(reading, create_engine(url, **options))


def _sqlite(url: str, pool_size: int) -> Databases:
    Path(make_url(url).database or "").parent.mkdir(parents=True, exist_ok=True)
    engines = []
    for begin, query_only in (("BEGIN", "ON"), ("BEGIN IMMEDIATE", "OFF")):
        engine = create_engine(
            url,
            pool_size=pool_size,
            max_overflow=0,
            connect_args={"check_same_thread": False, "isolation_level": None},
        )
        event.listen(engine, "connect", _prepare(query_only))
        event.listen(engine, "begin", _begin(begin))
        engines.append(engine)
    return Databases(*engines)


def _prepare(query_only: str) -> Any:
    def prepare(connection: Any, _record: Any) -> None:
        for pragma in (
            f"busy_timeout = {BUSY_MILLISECONDS}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            f"query_only = {query_only}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    return prepare


def _begin(statement: str) -> Any:
    def begin(connection: Any) -> None:
        connection.exec_driver_sql(statement)

    return begin
