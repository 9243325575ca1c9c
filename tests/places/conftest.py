"""The databases and the house of tests about places: new, at the newest schema, on each engine in turn."""

from collections.abc import Callable, Iterator

import pytest

from app.kernel.db import Databases
from app.kernel.db import databases as opened
from tests.databases import Database


@pytest.fixture
def house_db(clone: Callable[[str], Database]) -> Iterator[Databases]:
    """A founded database of its own."""
    database = opened(clone("founded").url, pool_size=4)
    yield database
    database.close()
