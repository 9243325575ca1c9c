"""The database of a test about results: new, at the newest schema, on each engine in turn."""

from collections.abc import Callable, Iterator

import pytest

from app.kernel.db import Databases
from app.kernel.db import databases as opened
from tests.databases import Database


@pytest.fixture
def house_db(clone: Callable[[str], Database]) -> Iterator[Databases]:
    """A founded database of its own."""
    database = opened(clone("founded").url)
    yield database
    database.close()
