"""With the keyboard alone, and what a browser keeps of a person who has left."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from app.identity.demo import HOST
from tests.browser.person import DESK, PHONE, Person
from tests.web.world import PASSPHRASE

pytestmark = pytest.mark.browser

FOCUSED = "document.activeElement.innerText || document.activeElement.name"


def tabs_to(person: Person, text: str, most: int = 60) -> list[str]:
    """Press the tabulator until the element with these words has the focus; every stop is seen to be marked."""
    stops: list[str] = []
    while text not in stops[-1:]:
        assert len(stops) < most, f"{text} is not among {stops}"
        person.page.keyboard.press("Tab")
        stops.append(str(person.page.evaluate(FOCUSED)).strip())
        assert is_marked(person), stops[-1]
    return stops


def is_marked(person: Person) -> bool:
    """Whether the focused element looks different from one without focus."""
    return bool(
        person.page.evaluate(
            """() => {
                const look = (one) => { const s = getComputedStyle(one);
                    return [s.outlineStyle, s.outlineWidth, s.boxShadow, s.backgroundColor].join(); };
                const one = document.activeElement;
                const boxed = one.matches(".govuk-radios__input, .govuk-checkboxes__input") ? one.nextElementSibling : one;
                const pseudo = boxed === one ? null : getComputedStyle(boxed, "::before").boxShadow;
                const focused = look(one) + pseudo;
                one.blur();
                const plain = look(one) + (boxed === one ? null : getComputedStyle(boxed, "::before").boxShadow);
                one.focus();
                return focused !== plain;
            }"""
        )
    )


def test_signing_in_and_making_a_move_need_no_mouse(visitor: Callable[..., Person]) -> None:
    team = visitor(DESK)
    team.goes("/sign-in")
    assert tabs_to(team, "name")[0] == "Skip to main content"
    team.page.keyboard.type(f"municipal.arua@{HOST}")
    assert tabs_to(team, "passphrase") == ["passphrase"]
    team.page.keyboard.type(PASSPHRASE)
    team.page.keyboard.press("Enter")
    expect(team.page.locator("h1")).to_have_text("Your second factor")
    tabs_to(team, "code")
    team.page.keyboard.type(team.served.fresh_code("municipal.arua"))
    team.page.keyboard.press("Enter")
    expect(team.page.locator("h1")).to_have_text("My work")

    tabs_to(team, "Projects")
    team.page.keyboard.press("Enter")
    expect(team.page.locator("h1")).to_have_text("Projects")
    tabs_to(team, "Footbridge")
    team.page.keyboard.press("Enter")
    expect(team.page.locator("h1")).to_have_text("Footbridge")
    tabs_to(team, "Take it on")
    team.page.keyboard.press("Enter")
    expect(team.page.locator("h1")).to_have_text("Take it on")
    tabs_to(team, "Take it on")
    team.page.keyboard.press("Enter")

    team.sees("municipal.arua is on it.")


def test_the_skip_link_leads_to_the_main_part(visitor: Callable[..., Person]) -> None:
    person = visitor(PHONE)
    person.goes("/help")

    tabs_to(person, "Skip to main content")
    person.page.keyboard.press("Enter")

    assert person.page.evaluate("document.activeElement.id") == "main"


def test_faults_take_the_focus_and_lead_to_their_fields(visitor: Callable[..., Person]) -> None:
    forum = visitor(PHONE)
    forum.is_signed_in_as("forum.togba")
    forum.goes("/cuf/projects/name")
    forum.sends("Name a need")
    expect(forum.page.locator("#errors")).to_be_focused()

    forum.page.keyboard.press("Tab")
    forum.page.keyboard.press("Enter")

    assert forum.page.evaluate("document.activeElement.id") == "field-settlement"


@pytest.mark.parametrize("button", ["back", "reload"])
def test_leaving_unsaved_text_of_a_proposal_asks(visitor: Callable[..., Person], button: str) -> None:
    forum = visitor(PHONE)
    forum.is_signed_in_as("forum.garab")
    forum.goes("/cuf/projects")
    forum.follows("Water for newcomers and hosts")
    forum.follows("Where")
    forum.fills(where__site="Somewhere else")
    asked: list[str] = []

    def answer(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.accept()

    forum.page.on("dialog", answer)
    forum.page.go_back() if button == "back" else forum.page.reload()

    assert asked == ["beforeunload"]


def test_after_signing_out_the_way_back_shows_nothing_and_nothing_is_kept(
    visitor: Callable[..., Person],
) -> None:
    forum = visitor(PHONE)
    forum.signs_in("forum.odravu")
    forum.goes("/cuf/projects")
    forum.follows("Footbridge")
    kept = forum.page.evaluate("[localStorage.length, sessionStorage.length]")

    forum.signs_out()
    forum.page.go_back()

    expect(forum.page.locator("h1")).to_have_text("Sign in")
    assert "Footbridge" not in forum.page.content()
    assert kept == [0, 0]
