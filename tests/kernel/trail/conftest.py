"""Founded databases of a test's own, to write to at once, to crash and to damage."""

from collections.abc import Callable, Iterator

import pytest

from app.kernel.db import Databases
from app.kernel.db import databases as opened
from tests.databases import Database


@pytest.fixture
def lent(clone: Callable[[str], Database]) -> Database:
    """The addresses of a founded database: the application's and the owner's."""
    return clone("founded")


@pytest.fixture
def db(lent: Database) -> Iterator[Databases]:
    """The same, opened as the application opens it."""
    database = opened(lent.url, pool_size=16)
    yield database
    database.close()
