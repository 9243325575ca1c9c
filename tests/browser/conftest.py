"""What the browser tests share: one served demonstration a worker, and people with windows of their own."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.person import Person, person_at
from tests.browser.served import Served, serving
from tests.databases import Build, PostgreSQL, SQLite
from tests.thorough import THOROUGH

ENGINES = ("sqlite", "postgresql") if THOROUGH else ("sqlite",)


@pytest.fixture(scope="session", params=ENGINES)
def served(
    request: pytest.FixtureRequest,
    shared_folder: Path,
    templates: Mapping[str, Build],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Served]:
    """The demonstration, built once a run and served once a worker; on PostgreSQL too, when thorough."""
    source: SQLite | PostgreSQL = SQLite(shared_folder, templates)
    if request.param == "postgresql":
        source = PostgreSQL(request.getfixturevalue("postgres_server"), shared_folder, templates)
    database = source.clone("demo")
    with serving(database.url, tmp_path_factory.mktemp("served")) as one:
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
        assert [one for person in people for one in person.complaints] == []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Report what was measured: pages visited, bytes, statements."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, measured in report.user_properties:
            terminalreporter.write_line(f"{name}: {measured}")
