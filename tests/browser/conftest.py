"""What the browser tests share: one served demonstration a worker, and people with windows of their own."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Browser
from sqlalchemy import NullPool, create_engine

from app.kernel import schema
from tests.browser.person import Person, person_at
from tests.browser.served import Served, play_into, serving, settings_for
from tests.databases import Build, SQLite
from tests.postgres import APP


def demonstration(owner_url: str) -> None:
    """Fill an empty database with the newest schema and the whole demonstration."""
    engine = create_engine(owner_url, poolclass=NullPool)
    schema.upgrade(engine)
    if engine.dialect.name == "postgresql":
        schema.grant(engine, APP)
    with TemporaryDirectory() as folder:
        play_into(settings_for(owner_url, owner_url, Path(folder)))


@pytest.fixture(scope="session")
def templates(templates: Mapping[str, Build]) -> Mapping[str, Build]:
    """The databases that tests copy, and besides them the demonstration's."""
    return {**templates, "demonstration": demonstration}


@pytest.fixture(scope="session")
def served(
    shared_folder: Path, templates: Mapping[str, Build], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """The demonstration on SQLite, built once a run and served once a worker."""
    source = SQLite(shared_folder, templates)
    database = source.clone("demonstration")
    with serving(database.url, database.owner_url, tmp_path_factory.mktemp("served")) as one:
        yield one
    source.drop(database)


@pytest.fixture
def visitor(browser: Browser, served: Served) -> Iterator[Callable[..., Person]]:
    """Opens a window: `visitor(360, script=False)`; whatever a browser complained of fails the test."""
    with ExitStack() as open_windows:
        people: list[Person] = []

        def come(width: int, *, script: bool = True) -> Person:
            someone = open_windows.enter_context(person_at(browser, served, width=width, script=script))
            people.append(someone)
            return someone

        yield come
        complaints = [one for person in people for one in person.complaints if "status of 4" not in one]
        assert complaints == []
