"""Every sentence is marked, gathered, and said in every language on offer, in the words of the glossary."""

import re
from collections.abc import Iterator
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from jinja2 import Environment

from app.kernel.flow import Birth, Form, Move
from app.kernel.words import CATALOGUES, DOMAIN, SOURCE_LANGUAGE, Languages
from app.main import CARDS
from app.settings import Settings

ROOT = Path(__file__).parents[2]
OFFERED = [language for language in Settings(_env_file=None).languages if language != SOURCE_LANGUAGE]
MENDED = "run `make translations` and say the new sentences in every language on offer"
PLACEHOLDERS = re.compile(r"\{[^{}]*\}|%\(\w+\)[a-z]|`[^`]*`")
HEARD = {"aria-label", "title", "alt", "placeholder"}
SAID_ALIKE = {"UTC", "Lastmile"}
ATTRIBUTE = re.compile(r'\b[a-z-]+="[^"]*"')  # of a tag that an expression opens
ROW = re.compile(r"^\| (?P<english>[^|]+) \| (?P<french>[^|]+) \| [^|]+ \|$", re.MULTILINE)


def catalogue(language: str) -> Catalog:
    """The catalogue of a language as it is kept."""
    with (CATALOGUES / language / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def texts(id_or_string: object) -> tuple[str, ...]:
    """The forms of a sentence: one, or one for each number."""
    return tuple(id_or_string) if isinstance(id_or_string, list | tuple) else (str(id_or_string),)


def entries(language: str) -> list[Entry]:
    """All sentences of a catalogue but its header."""
    return [entry for entry in catalogue(language) if entry.id]


@pytest.fixture(scope="module")
def gathered() -> frozenset[tuple[str, ...]]:
    """Every sentence that the code and the templates mark."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]  # not typed by Babel
    found = extract_from_dir(ROOT, methods, options, keywords={**DEFAULT_KEYWORDS, "n_": (1, 2)})
    return frozenset(texts(message) for _file, _line, message, _comments, _context in found)


@pytest.fixture(scope="module")
def said(gathered: frozenset[tuple[str, ...]]) -> frozenset[str]:
    """The same, each form by itself."""
    return frozenset(form for forms in gathered for form in forms)


@pytest.mark.parametrize("language", OFFERED)
def test_the_catalogue_has_exactly_the_sentences_that_are_marked(
    language: str, gathered: frozenset[tuple[str, ...]]
) -> None:
    kept = {texts(entry.id) for entry in entries(language)}

    assert sorted(gathered - kept) == [], MENDED
    assert sorted(kept - gathered) == [], MENDED


def test_french_says_nearly_everything() -> None:
    assert Languages().offered["fr"] >= Fraction(98, 100)


@pytest.mark.parametrize("language", OFFERED)
def test_a_language_is_offered_only_when_it_says_nine_tenths(language: str) -> None:
    assert Languages().offered[language] >= Fraction(9, 10)


@pytest.mark.parametrize("language", OFFERED)
def test_every_sentence_keeps_its_placeholders(language: str) -> None:
    wrong = [
        (entry.id, form)
        for entry in entries(language)
        for form in texts(entry.string)
        if form and set(PLACEHOLDERS.findall(form)) != set(PLACEHOLDERS.findall(texts(entry.id)[-1]))
    ]

    assert wrong == []


@pytest.mark.parametrize("language", OFFERED)
def test_a_catalogue_has_no_guesses_no_leftovers_and_no_lines_of_code(language: str) -> None:
    kept = catalogue(language)

    assert [entry.id for entry in kept if entry.id and (entry.fuzzy or entry.locations)] == []
    assert list(kept.obsolete) == []


def test_french_is_spelt_as_french_is_printed() -> None:
    straight = re.compile(r"'|\"|(?<![\u202f\u00a0])[;!?»]|(?<=\w) ?:(?= |$)|«(?!\u00a0)|[ ][:;!?»]")

    wrong = [
        form
        for entry in entries("fr")
        for form in texts(entry.string)
        if straight.search(PLACEHOLDERS.sub("x", form))
    ]

    assert wrong == []


def glossary() -> list[tuple[str, str]]:
    """The English and the French of every word of the glossary."""
    rows = ROW.findall((ROOT / "docs" / "glossary.md").read_text())
    return [(english, french) for english, french in rows if english not in {"English", "---"}]


def spoken(french: str) -> re.Pattern[str]:
    """A French term, one or several of it."""
    return re.compile(r"\b" + r"[sx]? ".join(map(re.escape, french.split())) + r"[sx]?\b", re.IGNORECASE)


@pytest.mark.parametrize(("english", "french"), glossary())
def test_a_word_of_the_glossary_is_said_as_it_says(english: str, french: str) -> None:
    whole = re.compile(rf"\b{re.escape(english)}(s|es)?\b", re.IGNORECASE)
    translations = [
        " ".join(texts(entry.string))
        for entry in entries("fr")
        if any(whole.search(form) for form in texts(entry.id))
    ]

    assert not translations or any(spoken(french).search(text) for text in translations)


def test_most_words_of_the_glossary_are_in_use() -> None:
    everything = " ".join(form for entry in entries("fr") for form in texts(entry.string))

    unused = [french for _english, french in glossary() if not spoken(french).search(everything)]

    assert len(unused) * 4 < len(glossary()), unused


class Bare(HTMLParser):
    """What a page says or reads out in letters of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        self.said += [value for name, value in attrs if name in HEARD and value]

    def handle_data(self, data: str) -> None:
        self.said.append(ATTRIBUTE.sub("", data))


def unmarked(template: str) -> Iterator[str]:
    """The words of a template that stand outside every expression and every tag."""
    tokens = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"]).lex(template)  # noqa: S701 - never rendered
    reader = Bare()
    reader.feed("".join(text if kind == "data" else "" for _line, kind, text in tokens))
    words = (word for text in reader.said for word in re.findall(r"[^\W\d_]{2,}", text))
    return (word for word in words if word not in SAID_ALIKE)


def test_a_word_outside_a_marker_is_found() -> None:
    template = (
        '{# not this #}<p title="{{ _("nor this") }}">{{ _("nor this") }} but <b class="not">this</b></p>'
    )

    assert list(unmarked(template)) == ["but", "this"]


def test_no_template_says_anything_unmarked() -> None:
    found = {
        str(path.relative_to(ROOT)): words
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if (words := list(unmarked(path.read_text())))
    }

    assert found == {}


def forms(form: type[Form]) -> Iterator[type[Form]]:
    """A form's heirs in the house, all the way down."""
    for heir in form.__subclasses__():
        if heir.__module__.startswith("app."):
            yield heir
        yield from forms(heir)


def test_every_label_and_hint_of_a_form_is_marked(said: frozenset[str]) -> None:
    shown = {
        text
        for form in forms(Form)
        for field in form.model_fields.values()
        for text in (field.title, field.description)
        if text
    }

    assert len(shown) > len(CARDS)
    assert sorted(shown - said) == []


def test_every_state_move_and_deed_of_a_flow_is_marked(said: frozenset[str]) -> None:
    flows = [flow for card in CARDS for flow in card.flows]
    births = [birth for flow in flows for birth in flow.births]
    moves: list[Birth | Move] = [*births, *(move for flow in flows for move in flow.moves)]
    shown = {flow.title for flow in flows} | {word for flow in flows for word in flow.words.values()}
    shown |= {text for move in moves for text in (move.says, move.past, move.hint) if text}

    assert flows
    assert sorted(shown - said) == []
