"""The demonstration's world, for the tests of pages and of the API: one a module where nothing is changed."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.databases import Database, PostgreSQL, SQLite
from tests.web import world


@pytest.fixture
def demo(clone: Callable[[str], Database], tmp_path: Path) -> Iterator[world.World]:
    """A world of the test's own, on each engine in turn."""
    with world.opened(clone("demo").url, tmp_path) as opened:
        yield opened


@pytest.fixture(scope="module")
def shared_demo(
    databases: SQLite | PostgreSQL, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[world.World]:
    """A world that the module's tests share; each leaves it as it found it, or only adds to it."""
    database = databases.clone("demo")
    with world.opened(database.url, tmp_path_factory.mktemp("world")) as opened:
        yield opened
    databases.drop(database)
