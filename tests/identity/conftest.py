"""A town of its own for each test about identity, on each engine in turn."""

from collections.abc import Callable, Iterator

import pytest

from tests.databases import Build, Database
from tests.identity import town as towns
from tests.identity.town import Town


@pytest.fixture(scope="session", autouse=True)
def town_template(templates: dict[str, Build]) -> None:
    """One more database to copy: a founded one with its first two people."""

    def build(owner_url: str) -> None:
        templates["founded"](owner_url)
        towns.founded(owner_url)

    templates["town"] = build


@pytest.fixture
def town(clone: Callable[[str], Database]) -> Iterator[Town]:
    """An installation with its first administrator and director, and a clock to set."""
    made = towns.town_on(clone("town").url)
    yield made
    made.house.databases.close()
