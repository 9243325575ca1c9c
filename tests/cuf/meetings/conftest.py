"""The fund of tests about rounds: that of the CUF, with everybody a round takes."""

from collections.abc import Callable, Iterator

import pytest

from app.kernel.db import databases as opened
from tests.cuf.make import Fund, fund_on
from tests.cuf.rounds.make import cast
from tests.databases import Database


@pytest.fixture
def fund(clone: Callable[[str], Database]) -> Iterator[Fund]:
    """A database of its own with everybody's posts."""
    database = opened(clone("fund").url, pool_size=4)
    found = fund_on(database)
    cast(found)
    yield found
    database.close()
