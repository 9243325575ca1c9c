"""The fund of tests about CUF projects: written once for all workers, then a copy for each test, on each engine."""

from collections.abc import Callable, Iterator

import pytest

from app.kernel.db import databases as opened
from tests.conftest import founded
from tests.cuf.make import Fund, build, fund_on
from tests.databases import Database, PostgreSQL, SQLite


def filled(owner_url: str) -> None:
    """A founded database with Liberia's places and terms in it."""
    founded(owner_url)
    database = opened(owner_url, pool_size=4)
    build(database)
    database.close()


@pytest.fixture
def fund(databases: SQLite | PostgreSQL, clone: Callable[[str], Database]) -> Iterator[Fund]:
    """A database of its own with everybody's posts."""
    databases.templates = {**databases.templates, "fund": filled}
    database = opened(clone("fund").url, pool_size=4)
    yield fund_on(database)
    database.close()
