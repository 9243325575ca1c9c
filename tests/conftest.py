"""What every test may ask for; the machinery is in databases.py and browser.py."""

from collections.abc import Callable, Mapping

import pytest

pytest_plugins = ["tests.browser", "tests.databases"]


@pytest.fixture(scope="session")
def templates() -> Mapping[str, Callable[[str], None]]:
    """The databases that tests copy, each with what fills it, given its owner's address."""
    return {"empty": lambda _owner_url: None}
