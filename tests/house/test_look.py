"""Every part of the style sheet on one page, in a real browser: readable by all, on a phone, in both directions."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import violations

HOUSE = Path(__file__).parent
BUILT = HOUSE.parents[1] / "app" / "web" / "static" / "built"
PHONE, DESK = 360, 1280

pytestmark = pytest.mark.browser


@pytest.fixture(params=["ltr", "rtl"])
def direction(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=[PHONE, DESK])
def page(browser: Browser, direction: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    css = (BUILT / json.loads((BUILT / "manifest.json").read_text())["app.css"]).read_text()
    looked_at = browser.new_page(viewport={"width": request.param, "height": 800})
    html = (HOUSE / "look.html").read_text()
    looked_at.set_content(html.replace("{dir}", direction).replace("{css}", css))
    yield looked_at
    looked_at.close()


def test_no_part_breaks_wcag_2_2(page: Page) -> None:
    assert violations(page) == []


def test_no_part_is_wider_than_the_window(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_parts_stand_on_the_side_where_reading_starts(page: Page, direction: str) -> None:
    edge = page.evaluate("getComputedStyle(document.querySelector('.govuk-inset-text'))")

    start, end = ("left", "right") if direction == "ltr" else ("right", "left")
    width = {side: edge[f"border{side.title()}Width"] for side in (start, end)}
    assert width == {start: "10px", end: "0px"}


def test_a_row_is_a_card_on_a_phone_and_a_row_on_a_desk(page: Page) -> None:
    row = page.evaluate("getComputedStyle(document.querySelector('.lm-cards tbody tr')).display")

    assert row == ("block" if page.viewport_size and page.viewport_size["width"] == PHONE else "table-row")


def test_letters_are_the_machines_own(page: Page) -> None:
    letters = page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")

    assert letters.startswith("system-ui")
