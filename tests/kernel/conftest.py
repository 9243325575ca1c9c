"""Databases with toys, on each engine in turn."""

from collections.abc import Callable, Iterator

import pytest

from app.kernel.db import Databases
from app.kernel.db import databases as opened
from tests.databases import Database


@pytest.fixture
def lent(clone: Callable[[str], Database]) -> Database:
    """The addresses of a database with toys: the application's and the owner's."""
    return clone("toy")


@pytest.fixture
def db(lent: Database) -> Iterator[Databases]:
    """The same, opened as the application opens it."""
    database = opened(lent.url, pool_size=4)
    yield database
    database.close()
