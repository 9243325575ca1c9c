"""What a page costs: bytes over the wire for a phone, and statements in the database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Request
from sqlalchemy import event

from tests.browser.person import DESK, PHONE, Person
from tests.browser.served import Served

pytestmark = pytest.mark.browser

FIRST, LATER = 30_000, 10_000
"""The most bytes that a forum's first page with its style sheet may take over the wire, and each page after it."""
STATEMENTS = 40
FORUM_PAGES = ("/work", "/cuf/projects", "{project}", "{project}/pages/cost", "{project}/check", "/notices")
TEAM_PAGES = ("/work", "/cuf/projects", "{project}", "{project}/return", "/places", "/people")


@dataclass
class Counted:
    """What was counted since the block began."""

    number: int = 0


@contextmanager
def bytes_over_the_wire(person: Person) -> Iterator[Counted]:
    """Count what the server sends, headers too."""
    finished: list[Request] = []

    def keep(request: Request) -> None:
        finished.append(request)

    counted = Counted()
    person.page.on("requestfinished", keep)
    yield counted
    person.page.remove_listener("requestfinished", keep)
    for request in finished:
        sizes = request.sizes()
        counted.number += sizes["responseBodySize"] + sizes["responseHeadersSize"]


@contextmanager
def statements_asked(served: Served) -> Iterator[Counted]:
    """Count what the database is asked while pages are read."""
    counted = Counted()

    def count(*_statement: object) -> None:
        counted.number += 1

    engine = served.house.databases.reading
    event.listen(engine, "before_cursor_execute", count)
    yield counted
    event.remove(engine, "before_cursor_execute", count)


def project_of(person: Person, title: str) -> str:
    """The address of a project that the person's list shows."""
    person.goes("/cuf/projects")
    return person.page.get_by_role("link", name=title).first.get_attribute("href") or ""


def test_a_forums_pages_are_light(
    visitor: Callable[..., Person], record_property: Callable[[str, object], None]
) -> None:
    forum = visitor(PHONE)
    with bytes_over_the_wire(forum) as first:
        forum.goes("/sign-in")
    forum.is_signed_in_as("forum.odravu")
    project = project_of(forum, "Footbridge")
    weights = {"/sign-in, first": first.number}
    for path in FORUM_PAGES:
        with bytes_over_the_wire(forum) as later:
            forum.goes(path.format(project=project))
        weights[path] = later.number

    record_property("bytes over the wire", weights)
    assert weights.pop("/sign-in, first") <= FIRST - LATER
    assert max(weights.values()) <= LATER


@pytest.mark.parametrize(
    ("name", "title", "paths"),
    [("forum.odravu", "Footbridge", FORUM_PAGES), ("municipal.tunis", "Women's public space", TEAM_PAGES)],
)
def test_a_page_asks_the_database_a_bounded_number_of_times(
    visitor: Callable[..., Person],
    served: Served,
    record_property: Callable[[str, object], None],
    name: str,
    title: str,
    paths: tuple[str, ...],
) -> None:
    person = visitor(DESK)
    person.is_signed_in_as(name)
    project = project_of(person, title)
    asked = {}
    for path in paths:
        with statements_asked(served) as counted:
            person.goes(path.format(project=project))
        asked[path] = counted.number

    record_property(f"statements for {name}", asked)
    assert max(asked.values()) <= STATEMENTS
