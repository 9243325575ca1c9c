"""The fund of tests about CUF projects: written once for all workers, then a copy for each test, on each engine."""

from collections.abc import Callable, Iterator

import pytest

from app.kernel.db import databases as opened
from tests.cuf.make import Fund, fund_on
from tests.databases import Database


@pytest.fixture
def fund(clone: Callable[[str], Database]) -> Iterator[Fund]:
    """A database of its own with everybody's posts."""
    database = opened(clone("fund").url, pool_size=4)
    yield fund_on(database)
    database.close()
