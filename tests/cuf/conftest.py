"""The fund of tests about CUF projects: new, on each engine in turn."""

from collections.abc import Callable, Iterator

import pytest

from app.kernel.db import databases as opened
from tests.cuf.make import Fund, fund_on
from tests.databases import Database


@pytest.fixture
def fund(clone: Callable[[str], Database]) -> Iterator[Fund]:
    """A founded database of its own, with Liberia's settlements, people and terms in it."""
    database = opened(clone("founded").url, pool_size=4)
    yield fund_on(database)
    database.close()
