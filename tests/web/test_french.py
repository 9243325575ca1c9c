"""The house in French, as the Tunisian forum and its city see it: no known sentence in English, figures as French has them."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from app.kernel.words import Languages
from tests.web.world import Visitor, World

FEWEST = 25
STARTS = ("/", "/notices", "/cuf/projects", "/places", "/parties", "/people", "/account", "/help")
REFERENCE = re.compile(r"[A-Z]{3}-\d+")


class Page(HTMLParser):
    """The texts of a page outside <bdi>, where people's own names and words stand, and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: set[str] = set()
        self.links: list[str] = []
        self._isolated = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._isolated += tag == "bdi"
        self.links += [
            to for name, to in attrs if name == "href" and tag == "a" and to and to.startswith("/")
        ]

    def handle_endtag(self, tag: str) -> None:
        self._isolated -= tag == "bdi"

    def handle_data(self, data: str) -> None:
        if not self._isolated:
            self.texts.add(" ".join(data.split()))


def english() -> frozenset[str]:
    """The sentences of several words that French says otherwise; single words may be somebody's own."""
    french = Languages().translator("fr")
    known = getattr(french, "_catalog")  # noqa: B009 - gettext has no public list of what a catalogue holds
    return frozenset(
        text
        for text, says in known.items()
        if isinstance(text, str) and " " in text and says not in {"", text}
    )


def pages(visitor: Visitor) -> Iterator[tuple[str, Page]]:
    """Every page that the menu leads to, one of each shape: one project, one place, one of each of their moves."""
    waiting, shapes = list(STARTS), set[str]()
    while waiting:
        path = waiting.pop(0)
        shape = REFERENCE.sub("", path.partition("?")[0])
        if shape in shapes or "/documents/" in path:
            continue
        shapes.add(shape)
        answer = visitor.get(path)
        if answer.headers.get("content-type", "").startswith("text/html") and answer.is_success:
            page = Page(answer.text)
            waiting += page.links
            yield path, page


def test_a_sentence_left_in_english_is_found_and_a_name_is_not() -> None:
    page = Page("<option>a month</option><p>un an</p><bdi>three months</bdi>")

    assert page.texts & english() == {"a month"}


@pytest.mark.parametrize("person", ["forum.babzitoun", "municipal.tunis"])
def test_no_page_leaves_a_known_sentence_in_english(shared_demo: World, person: str) -> None:
    left = english()

    seen = {path: sorted(page.texts & left) for path, page in pages(shared_demo.visitor(person))}

    assert len(seen) >= FEWEST
    assert {path: texts for path, texts in seen.items() if texts} == {}


def test_amounts_and_days_are_written_as_french_writes_them(shared_demo: World) -> None:
    forum = shared_demo.visitor("forum.babzitoun")
    listed = forum.get("/cuf/projects?state=SUBMITTED").text
    (project,) = set(re.findall(r"/cuf/projects/CUF-\d+", listed))

    shown = forum.get(project).text

    assert '<html lang="fr"' in shown
    assert "TND\u00a074\u202f400,000" in shown
    assert "25 mai 2026" in shown
    assert "<bdi>chair.babzitoun</bdi> a certifié et soumis la proposition" in shown
