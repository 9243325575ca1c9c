"""The kit in a real Chromium: axe, the phone, right to left, and what its scripts add."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from app.kernel.words import PSEUDO_LANGUAGE
from app.web.assets import BUILT
from app.web.guard import CONTENT_POLICY
from tests.browser import violations
from tests.web import gallery

pytestmark = pytest.mark.browser

ADDRESS = "http://lastmile.invalid/cuf/projects"


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Open a page's text at a width, under the house's own content policy; its complaints fail the test."""
    complaints: list[str] = []
    context = browser.new_context(reduced_motion="reduce")

    def serve(route: Route, text: str) -> None:
        name = route.request.url.partition("/static/")[2]
        if name:
            kind = "text/css" if name.endswith(".css") else "text/javascript"
            route.fulfill(body=(BUILT / name).read_bytes(), content_type=kind)
        else:
            policy = {"Content-Security-Policy": CONTENT_POLICY}
            route.fulfill(body=text, content_type="text/html; charset=utf-8", headers=policy)

    def open_page(text: str, width: int = 1280) -> Page:
        shown = context.new_page()
        shown.set_viewport_size({"width": width, "height": 800})
        shown.on("console", lambda message: complaints.append(message.text))
        shown.on("pageerror", lambda error: complaints.append(str(error)))
        shown.route("**/*", lambda route: serve(route, text))
        shown.goto(ADDRESS)
        return shown

    yield open_page
    context.close()
    assert [one for one in complaints if "status of 409" not in one] == []


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_no_break_of_wcag_in_any_part(
    opened: Callable[..., Page], tmp_path: Path, language: str, width: int
) -> None:
    assert violations(opened(gallery.text_of(tmp_path, language), width)) == []


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_no_part_overflows_in_a_long_language_from_right_to_left(
    opened: Callable[..., Page], tmp_path: Path, width: int
) -> None:
    shown = opened(gallery.text_of(tmp_path, PSEUDO_LANGUAGE), width)

    assert shown.evaluate("document.documentElement.scrollWidth") == width
    assert shown.evaluate("getComputedStyle(document.body).direction") == "rtl"


def test_targets_are_large_enough_for_a_thumb(opened: Callable[..., Page], tmp_path: Path) -> None:
    shown = opened(gallery.text_of(tmp_path), 360)

    small = shown.evaluate(
        """() => [...document.querySelectorAll("button, .govuk-button, input:not([type=hidden]), select, nav.lm-nav a")]
            .filter((one) => one.getBoundingClientRect().height < 35).map((one) => one.outerHTML)"""
    )

    assert small == []


def test_htmx_runs_no_code_asks_no_other_host_and_keeps_no_page(
    opened: Callable[..., Page], tmp_path: Path
) -> None:
    shown = opened(gallery.text_of(tmp_path))
    names = ("allowEval", "allowScriptTags", "selfRequestsOnly", "historyCacheSize", "includeIndicatorStyles")

    settings = shown.evaluate("names => names.map((name) => htmx.config[name])", names)

    assert settings == [False, False, True, 0, False]


def test_a_refusal_comes_into_the_block_that_htmx_names(opened: Callable[..., Page], tmp_path: Path) -> None:
    form = '<form hx-post="/x" hx-target="#offer"><button>Send</button></form><div id="offer">Open</div>'
    shown = opened(gallery.text_of(tmp_path).replace("</main>", f"{form}</main>"))
    shown.route(
        "**/x", lambda route: route.fulfill(status=409, body="<b>Not now</b>", content_type="text/html")
    )

    shown.click("text=Send")

    expect(shown.locator("#offer")).to_have_text("Not now")


@contextmanager
def asked(shown: Page) -> Iterator[list[str]]:
    """The kinds of questions the browser asks within the block; each is answered with yes."""
    kinds: list[str] = []

    def answer(dialog: Any) -> None:
        kinds.append(dialog.type)
        dialog.accept()

    shown.on("dialog", answer)
    yield kinds


def test_leaving_unsaved_text_asks(opened: Callable[..., Page], tmp_path: Path) -> None:
    shown = opened(gallery.move_page(tmp_path, gallery.offers()[0]))
    shown.fill("#field-title", "Another name")

    with asked(shown) as kinds:
        shown.reload()

    assert kinds == ["beforeunload"]


def test_leaving_what_was_only_read_or_is_being_sent_asks_nothing(
    opened: Callable[..., Page], tmp_path: Path
) -> None:
    shown = opened(gallery.move_page(tmp_path, gallery.offers()[0]))

    with asked(shown) as kinds:
        shown.reload()
        shown.fill("#field-title", "Another name")
        shown.click("main form button[type=submit]")
        shown.wait_for_load_state()

    assert kinds == []


def test_characters_left_are_counted_as_the_server_counts_them(
    opened: Callable[..., Page], tmp_path: Path
) -> None:
    shown = opened(gallery.move_page(tmp_path, gallery.offers()[0]))

    shown.fill("#field-why", "\U0001f6b0" * 1201)

    expect(shown.locator("#field-why-count")).to_have_text("Characters too many: 1")
