"""What every test may ask for; the machinery is in databases.py and browser.py."""

from collections.abc import Callable, Mapping

import pytest
from sqlalchemy import NullPool, create_engine

from app.kernel import schema
from app.kernel.db import databases
from app.kernel.trail import log
from tests import doors
from tests.cuf import make as fund
from tests.identity import town
from tests.kernel import toy
from tests.postgres import APP
from tests.web import world

pytest_plugins = ["tests.browser", "tests.databases"]


def pytest_unconfigure() -> None:
    """End the loop behind the tests' doors."""
    doors.OPEN.close()


def founded(owner_url: str) -> None:
    """Fill an empty database with the newest schema and an empty trail, open to the application's role."""
    engine = create_engine(owner_url, poolclass=NullPool)
    schema.upgrade(engine)
    if engine.dialect.name == "postgresql":
        schema.grant(engine, APP)
    with engine.begin() as connection:
        log.found(connection, "test.invalid/trail")


def with_toys(owner_url: str) -> None:
    """The same, with the tables of the kernel's tests."""
    founded(owner_url)
    toy.lay_out(owner_url)


def demonstrated(owner_url: str) -> None:
    """The same, with the demonstration of 30 June 2026 played in it."""
    founded(owner_url)
    world.play(owner_url)


def with_a_town(owner_url: str) -> None:
    """The same, with the first two people of the tests about identity."""
    founded(owner_url)
    town.founded(owner_url)


def with_a_fund(owner_url: str) -> None:
    """The same, with the places, people and terms of the tests about the CUF."""
    founded(owner_url)
    database = databases(owner_url, pool_size=4)
    fund.build(database)
    database.close()


@pytest.fixture(scope="session")
def templates() -> Mapping[str, Callable[[str], None]]:
    """The databases that tests copy, each with what fills it, given its owner's address."""
    return {
        "empty": lambda _owner_url: None,
        "founded": founded,
        "toy": with_toys,
        "demo": demonstrated,
        "fund": with_a_fund,
        "town": with_a_town,
    }
