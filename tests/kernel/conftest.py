"""Databases with toys, on each engine in turn: one that a module's tests share, and one of a test's own."""

from collections.abc import Callable, Iterator

import pytest

from app.kernel.db import Databases
from app.kernel.db import databases as opened
from tests.databases import Database, PostgreSQL, SQLite


@pytest.fixture(scope="module")
def db(databases: SQLite | PostgreSQL) -> Iterator[Databases]:
    """A database with toys, opened as the application opens it; each test looks at its own toys only."""
    lent = databases.clone("toy")
    database = opened(lent.url, pool_size=4)
    yield database
    database.close()
    databases.drop(lent)


@pytest.fixture
def lent(clone: Callable[[str], Database]) -> Database:
    """The addresses of a new database with toys: the application's and the owner's."""
    return clone("toy")


@pytest.fixture
def new_db(lent: Database) -> Iterator[Databases]:
    """A database with toys that nobody has used, for what counts from the first or does damage."""
    database = opened(lent.url, pool_size=4)
    yield database
    database.close()
