"""Every page as each kind of person reaches it, on a phone and at a desk: axe, one heading, no page too wide."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.browser import violations
from tests.browser.crawl import faults_of, is_one_page, kind_of, pages_of
from tests.browser.person import DESK, HEIGHT, PHONE, Person
from tests.thorough import THOROUGH

pytestmark = pytest.mark.browser

PEOPLE = ("forum.odravu", "nobody", "municipal.monrovia", "officer.uganda", "administrator", "auditor")
PUBLIC = ("/", "/sign-in", "/first-use", "/help", "/no-such-page")


@pytest.fixture(scope="module")
def is_new(shared_folder: Path) -> Callable[[str, int], bool]:
    """Whether nobody in this run has yet looked at a page of this kind at this width; to ask is to look.

    One of each is enough for axe, unless LASTMILE_THOROUGH is 1.
    """
    looked = shared_folder / "looked"
    looked.mkdir(exist_ok=True)

    def first(path: str, width: int) -> bool:
        try:
            (looked / quote(f"{kind_of(path)} {width}", safe="")).touch(exist_ok=False)
        except FileExistsError:
            return THOROUGH
        return True

    return first


@pytest.mark.parametrize("name", PEOPLE)
def test_every_page_is_fit_for_everybody_at_both_widths(
    visitor: Callable[..., Person],
    name: str,
    is_new: Callable[[str, int], bool],
    record_property: Callable[[str, object], None],
) -> None:
    person = visitor(PHONE)
    person.is_signed_in_as(name)
    faults, visited = [], 0
    for path in pages_of(person, *PUBLIC):
        visited += 1
        for width in (PHONE, DESK):
            person.page.set_viewport_size({"width": width, "height": HEIGHT})
            looks = [is_one_page, violations_on] if is_new(path, width) else [is_one_page]
            faults += [f"{width} {one}" for one in faults_of(person, path, *looks)]

    record_property(f"pages seen by {name}", visited)
    assert faults == []


def violations_on(person: Person) -> list[str]:
    """What axe finds."""
    return violations(person.page)


def test_a_page_with_faults_is_fit_for_everybody(visitor: Callable[..., Person]) -> None:
    forum = visitor(PHONE)
    forum.goes("/sign-in")
    forum.sends("Sign in")
    faults = faults_of(forum, "sign-in", is_one_page, violations_on)
    forum.is_signed_in_as("forum.kpaye")
    forum.goes("/cuf/projects/name")
    forum.sends("Name a need")
    faults += faults_of(forum, "need", is_one_page, violations_on)

    assert faults == []


def test_a_return_with_faults_is_fit_for_everybody(visitor: Callable[..., Person]) -> None:
    team = visitor(DESK)
    team.is_signed_in_as("municipal.tunis")
    team.goes("/work")
    team.page.locator('a[href$="/return"]').first.click()
    team.page.locator("main form button[type=submit]").click()
    team.page.wait_for_selector("#errors")

    assert faults_of(team, team.path, is_one_page, violations_on) == []
