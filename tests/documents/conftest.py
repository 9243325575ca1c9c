"""A founded database that knows the toy's states, for each test of this folder, on each engine in turn."""

from collections.abc import Callable, Iterator

import pytest

from app.kernel.db import Databases, databases
from app.kernel.things import KnownState
from tests.databases import Database
from tests.documents.toy import State


@pytest.fixture
def both(clone: Callable[[str], Database]) -> Iterator[Databases]:
    """A database of this test's own."""
    made = databases(clone("founded").url, pool_size=4)
    with made.write() as session:
        session.add_all(KnownState(kind="toy.album", state=state.value) for state in State)
    yield made
    made.close()
