"""The main pages in the pseudo-language: nothing overflows, and no English stands outside its brackets."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from app.identity.demo import HOST
from app.kernel.things import Thing
from app.kernel.words import PSEUDO_LANGUAGE
from tests.browser.crawl import faults_of, is_one_page, pages_of
from tests.browser.person import DESK, PHONE, Person, person_at
from tests.browser.served import Served, serving

pytestmark = pytest.mark.browser

REFERENCE = re.compile(r"\b[A-Z]{3}-\d+|\b[A-Z]{3}\b")
"""A reference, or a currency's or country's code."""
UNMARKED = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
        const one = walker.currentNode;
        if (one.parentElement.closest("bdi, time, option, textarea, script, .lm-prose, .lm-header__name, [lang]:not(html)")) continue;
        const outside = one.data.replace(/⟦[^⟧]*(⟧|$)|^[^⟦]*⟧/g, "");
        if (/[A-Za-z]{3,}/.test(outside)) found.push(outside.trim());
    }
    return found;
}"""
"""Text of three letters or more outside the brackets of the pseudo-language, where it is not marked as data."""


@pytest.fixture(scope="module")
def pseudo(served: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The same demonstration, on a copy, where the pseudo-language is offered too."""
    if served.house.databases.kind == "postgresql":
        pytest.skip("pages say the same on either database")
    folder = tmp_path_factory.mktemp("pseudo")
    source = served.house.settings.database_url.removeprefix("sqlite:///")
    for file in Path(source).parent.glob(f"{Path(source).name}*"):
        shutil.copy(file, folder / file.name)
    url = f"sqlite:///{folder / Path(source).name}"
    with serving(url, folder, ("en", PSEUDO_LANGUAGE), served.clock) as one:
        yield one


@pytest.mark.parametrize(("name", "width"), [("forum.odravu", PHONE), ("municipal.tunis", DESK)])
def test_no_page_overflows_or_speaks_english_in_the_pseudo_language(
    browser: Browser, pseudo: Served, name: str, width: int
) -> None:
    names = names_in(pseudo)
    with person_at(browser, pseudo, width=width, script=True) as person:
        person.is_signed_in_as(name)
        person.page.locator(f'button[value="{PSEUDO_LANGUAGE}"]').click()
        faults = [
            fault
            for path in pages_of(person)
            for fault in faults_of(person, path, is_one_page, lambda one: unmarked(one, names))
        ]

    assert sorted(set(faults)) == []


def names_in(served: Served) -> list[str]:
    """What things and people are called, the longest first: data, which no marker touches."""
    with served.house.databases.read() as session:
        titles = session.scalars(select(Thing.title)).all()
    return sorted({*titles, HOST, "UTC"}, key=len, reverse=True)


def unmarked(person: Person, names: list[str]) -> list[str]:
    """The English text on the page that has not gone through a marker and is nobody's name."""
    texts: list[str] = person.page.evaluate(UNMARKED)
    return [text for text in texts if re.search("[A-Za-z]{3}", _without(text, names))]


def _without(text: str, names: list[str]) -> str:
    for name in names:
        text = text.replace(name, "")
    return REFERENCE.sub("", text)
