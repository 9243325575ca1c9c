"""An installation with a backup, one a module and engine; and an empty machine for each test."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.settings import Settings
from tests.administration.installation import back_up, set_up_on, settings_on
from tests.databases import Database, PostgreSQL, SQLite


@dataclass(frozen=True)
class BackedUp:
    """An installation as it stands, and its backup."""

    settings: Settings
    backup: Path


@pytest.fixture(scope="module")
def there(databases: SQLite | PostgreSQL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BackedUp]:
    """The installation that the module's tests share and leave as it is."""
    database, folder = databases.clone("demo"), tmp_path_factory.mktemp("there")
    settings = set_up_on(database, folder)
    yield BackedUp(settings, back_up(settings, folder / "backups"))
    databases.drop(database)


@pytest.fixture
def own(clone: Callable[[str], Database], tmp_path: Path) -> Settings:
    """An installation of the test's own."""
    return set_up_on(clone("demo"), tmp_path / "own")


@pytest.fixture
def elsewhere(clone: Callable[[str], Database], tmp_path: Path) -> Settings:
    """Another machine, with nothing on it."""
    return settings_on(clone("empty"), tmp_path / "elsewhere")
