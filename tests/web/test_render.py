"""The frame of every page: whose it is, in which language and direction, and what htmx is given of it."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.kernel.errors import why
from app.kernel.words import PSEUDO_LANGUAGE
from app.web.doors import NOBODY, Door
from app.web.house import House
from app.web.render import own_name, page
from tests.web import make

TOKEN = re.compile('name="csrf" value="[0-9a-f]+"')
"""A form's token, which is written differently each time."""


@pytest.fixture
def house(tmp_path: Path) -> House:
    return make.house(tmp_path, "en", "fr", "ar", PSEUDO_LANGUAGE)


def shown(door: Door, template: str = "problem.html", **context: Any) -> str:
    given: dict[str, Any] = {"heading": "Not now", "whys": ()} if template == "problem.html" else {}
    return bytes(page(door, template, **given, **context).body).decode()


def test_a_page_names_its_language_and_direction(house: House) -> None:
    english = shown(make.door(house))
    arabic = shown(make.door(house, cookie="language=ar"))

    assert '<html lang="en" dir="ltr"' in english
    assert '<html lang="ar" dir="rtl"' in arabic


def test_each_reader_gets_the_words_of_their_own_language_in_turn(house: House) -> None:
    first = shown(make.door(house))
    other = shown(make.door(house, cookie=f"language={PSEUDO_LANGUAGE}"))
    again = shown(make.door(house))

    assert "Skip to main content" in first
    assert "Škïp tö máïñ çöñtéñt" in other
    assert "Skip to main content" not in other
    assert TOKEN.sub("", again) == TOKEN.sub("", first)


def test_languages_are_named_in_themselves() -> None:
    assert [own_name(code) for code in ("en", "fr", "pt", "es", "ar", PSEUDO_LANGUAGE)] == [
        "English",
        "Français",
        "Português",
        "Español",
        "العربية",
        PSEUDO_LANGUAGE,
    ]


def test_navigation_holds_only_what_the_reader_has_use_for(house: House) -> None:
    text = shown(make.door(house, make.OFFICER, "/cuf/projects/CUF-1"))

    assert '<a href="/work">' in text
    assert '<a href="/cuf/projects" aria-current="true">' in text
    assert "/ledger" not in text


def test_the_page_of_an_entry_itself_is_current(house: House) -> None:
    assert '<a href="/work" aria-current="page">' in shown(make.door(house, make.OFFICER, "/work"))


def test_whoever_is_not_signed_in_sees_no_navigation_and_no_sign_out(house: House) -> None:
    text = shown(make.door(house, NOBODY))

    assert "/work" not in text
    assert "/sign-out" not in text
    assert 'action="/language"' in text


def test_whoever_is_signed_in_sees_their_name_posts_and_unread_notices(house: House) -> None:
    door = make.door(house, replace(make.OFFICER, name="<b>Given</b>"))
    door.request.state.unread = 1234

    text = shown(door)

    assert "<bdi>&lt;b&gt;Given&lt;/b&gt;</bdi>" in text
    assert "programme officer" in text
    assert "<bdi>1,234</bdi>" in text
    assert 'action="/sign-out" method="post"' in text


def test_a_page_shown_again_says_error_in_its_title_and_lists_every_reason_first(house: House) -> None:
    door = make.door(house)
    door.request.state.problems = (why("R24", "Too little.", field="cost"), why("", "Not now."))

    text = shown(door)

    assert "<title>Error: Not now" in text
    assert '<div role="alert">' in text
    assert '<a href="#field-cost">Too little.</a>' in text
    assert text.index("Too little.") < text.index("<h1")


def test_htmx_gets_the_block_it_names(house: House) -> None:
    answer = page(make.door(house, hx_request="true", hx_target="main"), "home.html")

    assert bytes(answer.body).startswith(b'<div class="lm-column">')
    assert answer.headers["vary"] == "HX-Request, HX-Target, Accept-Encoding"
    assert "hx-retarget" not in answer.headers


def test_a_page_without_that_block_takes_the_whole_window(house: House) -> None:
    answer = page(make.door(house, path="/sign-in", hx_request="true", hx_target="tranches"), "home.html")

    assert bytes(answer.body).startswith(b"<!doctype html>")
    assert answer.headers["hx-retarget"] == "body"
    assert answer.headers["hx-push-url"] == "/sign-in"


def test_an_address_of_any_writing_makes_no_header_of_its_own(house: House) -> None:
    answer = page(make.door(house, path="/م\r\nSet-Cookie: sid=x", hx_request="true"), "home.html")

    assert answer.headers["hx-push-url"] == "/%D9%85Set-Cookie%3A%20sid%3Dx"


def test_a_page_has_no_script_unless_it_asks(house: House) -> None:
    assert "<script" not in shown(make.door(house, make.OFFICER), "home.html")


def test_a_block_is_never_given_to_a_browser_without_htmx(house: House) -> None:
    answer = page(make.door(house, hx_target="main"), "home.html")

    assert bytes(answer.body).startswith(b"<!doctype html>")


def test_words_of_forms_and_flows_may_hold_any_mark(house: House) -> None:
    say = house.templates.from_string("{{ text | say }}|{{ '' | say }}|{{ day | shown }}")

    assert say.render(text="100 % {of it} <now>", day=date(2026, 6, 30)).startswith(
        "100 % {of it} &lt;now&gt;||<bdi>"
    )


def test_the_front_page_is_light(house: House) -> None:
    assert len(shown(make.door(house), "home.html").encode()) < 10_000
