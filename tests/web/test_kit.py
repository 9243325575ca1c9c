"""The kit's parts: hostile text stays text, faults lead to their fields, and moves say what they are."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from app.kernel.errors import why
from app.web.forms import fields
from app.web.posted import Posted
from tests.web import gallery, make

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
    plain = Shape(gallery.text_of(tmp_path, **gallery.context("zebra")))

    attacked = Shape(gallery.text_of(tmp_path, **gallery.context(hostile)))

    assert attacked.elements == plain.elements
    assert sum(hostile in text for text in attacked.texts) == sum("zebra" in text for text in plain.texts)


def test_each_fault_leads_to_its_field(tmp_path: Path) -> None:
    shape = Shape(gallery.text_of(tmp_path))

    assert shape.leads == ["field-why", "field-kind", "field-lines-0-quantity", "field-explanation"]
    assert set(shape.leads) <= shape.ids


def test_each_description_that_an_input_names_is_there(tmp_path: Path) -> None:
    text = gallery.text_of(tmp_path)

    named = {one for found in re.findall(r'aria-describedby="([^"]*)"', text) for one in found.split()}

    assert named
    assert named <= Shape(text).ids


def test_no_two_parts_share_an_id(tmp_path: Path) -> None:
    ids = re.findall(r' id="([^"]*)"', gallery.text_of(tmp_path))

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


def test_a_final_move_says_once_that_it_cannot_be_undone(tmp_path: Path) -> None:
    approve, _returned, refuse, _sign = gallery.offers()

    assert gallery.move_page(tmp_path, refuse).count("This cannot be undone.") == 1
    assert "This cannot be undone." not in gallery.move_page(tmp_path, approve)


def test_a_move_carries_the_version_that_was_shown_and_what_the_thing_holds(tmp_path: Path) -> None:
    text = gallery.move_page(tmp_path, gallery.offers()[0])

    assert '<input type="hidden" name="seen" value="3">' in text
    assert f'value="{gallery.TITLE}"' in text


def test_a_shut_move_shows_its_reasons_and_no_form(tmp_path: Path) -> None:
    text = gallery.move_page(tmp_path, gallery.offers(why("R45", "First."))[3])

    assert "<li>First.</li>" in text
    assert 'name="seen"' not in text


def test_a_page_of_questions_is_light(tmp_path: Path) -> None:
    seven_questions = fields(gallery.Proposal)[:7]

    assert len(gallery.move_page(tmp_path, gallery.offers()[0], seven_questions).encode()) < 10_000
