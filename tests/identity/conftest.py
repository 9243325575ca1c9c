"""A town of its own for each test about identity, on each engine in turn."""

from collections.abc import Callable, Iterator

import pytest

from tests.databases import Database
from tests.identity import town as towns
from tests.identity.town import Town


@pytest.fixture
def town(clone: Callable[[str], Database]) -> Iterator[Town]:
    """An installation with its first administrator and director, and a clock to set."""
    made = towns.town_on(clone("town").url)
    yield made
    made.house.databases.close()
