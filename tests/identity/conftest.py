"""A town of its own for each test about identity, on each engine in turn."""

from collections.abc import Callable, Iterator

import pytest

from tests.databases import Database
from tests.identity.town import Town, town_on


@pytest.fixture
def town(clone: Callable[[str], Database]) -> Iterator[Town]:
    """A founded installation with its first administrator and director, and a clock to set."""
    made = town_on(clone("founded").url)
    yield made
    made.house.databases.close()
