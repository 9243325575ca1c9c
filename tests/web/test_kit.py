"""The kit's parts: hostile text stays text, faults lead to their fields, and every part stands the phone and axe."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from app.kernel.actors import Actor
from app.kernel.errors import why
from app.kernel.flow import Offer
from app.kernel.words import PSEUDO_LANGUAGE
from app.web.assets import BUILT
from app.web.forms import FieldSpec, fields
from app.web.guard import CONTENT_POLICY
from app.web.posted import Posted
from app.web.render import page
from tests.browser import violations
from tests.web import gallery, make

ADDRESS = "http://lastmile.invalid/cuf/projects"
GUIDE = Path(__file__).parents[2] / "docs" / "kit.md"
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '" hx-get="/steal" hx-trigger="load',
    "</textarea></title></select><form action=//x.invalid>",
    "{{ 7 * 7 }} {% raw %} {x} %(x)s %s %",
    "javascript:alert(1)",
    "\u202e\u2066 <!-- ]]>",
)


def text_of(folder: Path, language: str = "en", template: str = "gallery.html", **context: Any) -> str:
    house = make.house(folder, language, *({"en", "fr"} - {language}))
    actor = Actor(make.OFFICER.reference, make.OFFICER.posts, language)
    given = context or gallery.context()
    door = make.door(house, actor, "/cuf/projects")
    door.request.state.problems = given.get("problems", ())
    return bytes(page(door, template, **given).body).decode()


class Shape(HTMLParser):
    """The elements of a page with the names of their attributes, and all texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, ...]] = []
        self.ids: set[str | None] = set()
        self.leads: list[str] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, *(name for name, _ in attrs)))
        named = dict(attrs)
        self.ids.add(named.get("id"))
        if tag == "a" and (named["href"] or "").startswith("#field-"):
            self.leads.append((named["href"] or "").removeprefix("#"))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_becomes_no_element_and_no_attribute_in_any_part(tmp_path: Path, hostile: str) -> None:
    plain = Shape(text_of(tmp_path, **gallery.context("zebra")))

    attacked = Shape(text_of(tmp_path, **gallery.context(hostile)))

    assert attacked.elements == plain.elements
    assert sum(hostile in text for text in attacked.texts) == sum("zebra" in text for text in plain.texts)


def test_each_fault_leads_to_its_field(tmp_path: Path) -> None:
    shape = Shape(text_of(tmp_path))

    assert shape.leads == ["field-why", "field-kind", "field-lines-0-quantity", "field-explanation"]
    assert set(shape.leads) <= shape.ids


def test_each_description_that_an_input_names_is_there(tmp_path: Path) -> None:
    text = text_of(tmp_path)

    named = {one for found in re.findall(r'aria-describedby="([^"]*)"', text) for one in found.split()}

    assert named
    assert named <= Shape(text).ids


def test_no_two_parts_share_an_id(tmp_path: Path) -> None:
    ids = re.findall(r' id="([^"]*)"', text_of(tmp_path))

    assert len(ids) == len(set(ids))


def test_a_passphrase_is_never_shown_again(tmp_path: Path) -> None:
    macro = make.house(tmp_path).templates.from_string(
        '{{ kit.text("secret", "Secret", kind="password", typed=typed) }}'
    )

    assert "hunter2" not in macro.render(typed=Posted({"secret": ["hunter2"]}))


def test_shut_moves_tell_all_their_reasons_and_lead_nowhere(tmp_path: Path) -> None:
    macro = make.house(tmp_path).templates.from_string('{{ kit.moves(offers, "/x") }}')

    text = macro.render(offers=gallery.offers(why("R45", "First."), why("R49", "Second.")))

    assert "<li>First.</li>" in text
    assert "<li>Second.</li>" in text
    assert 'href="/x/approve"' in text
    assert "/x/sign" not in text


def test_an_explanation_is_asked_for_only_when_a_warning_needs_it(tmp_path: Path) -> None:
    macro = make.house(tmp_path).templates.from_string("{{ kit.explanation(problems, typed) }}")

    assert macro.render(problems=(), typed=None).strip() == ""
    assert "<textarea" in macro.render(problems=(why("", "Far above.", field="explanation"),), typed=None)
    assert "since rains" in macro.render(problems=(), typed=Posted({"explanation": ["since rains"]}))


EXAMPLES = re.findall(r"```jinja\n(.*?)```", GUIDE.read_text(), re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_example_of_the_guide_can_be_rendered(tmp_path: Path, example: str) -> None:
    house = make.house(tmp_path, "en", "fr")
    frame = {"here": "/", "csrf": "x", "languages": {"en": "English", "fr": "Français"}, "language": "en"}

    text = house.templates.from_string(example).render(**gallery.context(), **frame, now=make.NOW)

    assert "<" in text


def test_the_guide_shows_each_part_of_the_kit(tmp_path: Path) -> None:
    kit = make.house(tmp_path).templates.globals["kit"]
    parts = {name for name in vars(kit) if not name.startswith("_") and name.islower()}

    assert len(parts) > 20
    assert {name for name in parts if not any(f"kit.{name}(" in example for example in EXAMPLES)} == set()


def move_page(folder: Path, offer: Offer, specs: Sequence[FieldSpec] = fields(gallery.Proposal)) -> str:
    class Flow:
        @staticmethod
        def currency(_thing: object) -> str:
            return "KES"

    thing = offer.thing
    thing.reference, thing.title = "CUF-7K4M-2", gallery.TITLE
    given: dict[str, Any] = {
        "move": offer.move,
        "offer": offer,
        "thing": thing,
        "flow": Flow,
        "seen": 3,
        "back": "/x",
        "answers": {},
    }
    return text_of(folder, template="move.html", **given, fields=specs)


def test_a_final_move_says_once_that_it_cannot_be_undone(tmp_path: Path) -> None:
    approve, _returned, refuse, _sign = gallery.offers()

    assert move_page(tmp_path, refuse).count("This cannot be undone.") == 1
    assert "This cannot be undone." not in move_page(tmp_path, approve)


def test_a_move_carries_the_version_that_was_shown_and_what_the_thing_holds(tmp_path: Path) -> None:
    text = move_page(tmp_path, gallery.offers()[0])

    assert '<input type="hidden" name="seen" value="3">' in text
    assert f'value="{gallery.TITLE}"' in text


def test_a_shut_move_shows_its_reasons_and_no_form(tmp_path: Path) -> None:
    text = move_page(tmp_path, gallery.offers(why("R45", "First."))[3])

    assert "<li>First.</li>" in text
    assert 'name="seen"' not in text


def test_a_page_of_questions_is_light(tmp_path: Path) -> None:
    seven_questions = fields(gallery.Proposal)[:7]

    assert len(move_page(tmp_path, gallery.offers()[0], seven_questions).encode()) < 10_000


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


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_no_break_of_wcag_in_any_part(
    opened: Callable[..., Page], tmp_path: Path, language: str, width: int
) -> None:
    assert violations(opened(text_of(tmp_path, language), width)) == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_no_part_overflows_in_a_long_language_from_right_to_left(
    opened: Callable[..., Page], tmp_path: Path, width: int
) -> None:
    shown = opened(text_of(tmp_path, PSEUDO_LANGUAGE), width)

    assert shown.evaluate("document.documentElement.scrollWidth") == width
    assert shown.evaluate("getComputedStyle(document.body).direction") == "rtl"


@pytest.mark.browser
def test_targets_are_large_enough_for_a_thumb(opened: Callable[..., Page], tmp_path: Path) -> None:
    shown = opened(text_of(tmp_path), 360)

    small = shown.evaluate(
        """() => [...document.querySelectorAll("button, .govuk-button, input:not([type=hidden]), select, nav.lm-nav a")]
            .filter((one) => one.getBoundingClientRect().height < 35).map((one) => one.outerHTML)"""
    )

    assert small == []


@pytest.mark.browser
def test_htmx_runs_no_code_asks_no_other_host_and_keeps_no_page(
    opened: Callable[..., Page], tmp_path: Path
) -> None:
    shown = opened(text_of(tmp_path))
    names = ("allowEval", "allowScriptTags", "selfRequestsOnly", "historyCacheSize", "includeIndicatorStyles")

    settings = shown.evaluate("names => names.map((name) => htmx.config[name])", names)

    assert settings == [False, False, True, 0, False]


@pytest.mark.browser
def test_a_refusal_comes_into_the_block_that_htmx_names(opened: Callable[..., Page], tmp_path: Path) -> None:
    form = '<form hx-post="/x" hx-target="#offer"><button>Send</button></form><div id="offer">Open</div>'
    shown = opened(text_of(tmp_path).replace("</main>", f"{form}</main>"))
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


@pytest.mark.browser
def test_leaving_unsaved_text_asks(opened: Callable[..., Page], tmp_path: Path) -> None:
    shown = opened(move_page(tmp_path, gallery.offers()[0]))
    shown.fill("#field-title", "Another name")

    with asked(shown) as kinds:
        shown.reload()

    assert kinds == ["beforeunload"]


@pytest.mark.browser
def test_leaving_what_was_only_read_or_is_being_sent_asks_nothing(
    opened: Callable[..., Page], tmp_path: Path
) -> None:
    shown = opened(move_page(tmp_path, gallery.offers()[0]))

    with asked(shown) as kinds:
        shown.reload()
        shown.fill("#field-title", "Another name")
        shown.click("main form button[type=submit]")
        shown.wait_for_load_state()

    assert kinds == []


@pytest.mark.browser
def test_characters_left_are_counted_as_the_server_counts_them(
    opened: Callable[..., Page], tmp_path: Path
) -> None:
    shown = opened(move_page(tmp_path, gallery.offers()[0]))

    shown.fill("#field-why", "\U0001f6b0" * 1201)

    expect(shown.locator("#field-why-count")).to_have_text("Characters too many: 1")
