"""The database of a test about money: new, at the newest schema, on each engine in turn."""

from collections.abc import Callable, Iterator

import pytest

from app.kernel.db import Databases
from app.kernel.db import databases as opened
from tests.databases import Database


@pytest.fixture
def house_db(clone: Callable[[str], Database]) -> Iterator[Databases]:
    """A founded database of its own, with room for many clients."""
    database = opened(clone("founded").url, pool_size=16)
    yield database
    database.close()
