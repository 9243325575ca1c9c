"""Words: messages put into a language, catalogues, and the pseudo-language."""

from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from string import Formatter
from zoneinfo import ZoneInfo

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import PoFileError, read_po
from babel.support import NullTranslations

from app.kernel import reading, references
from app.kernel import words as words_module
from app.kernel.money import Money
from app.kernel.words import (
    CATALOGUES,
    Languages,
    Message,
    Value,
    _,
    amount_text,
    locale_of,
    money_text,
    n_,
    words,
)

ENGLISH = NullTranslations()


def said(value: Value, language: str = "en", name: str = "it") -> str:
    return words(Message(f"{{{name}}}", {name: value}), ENGLISH, locale_of(language))


def test_a_marked_text_is_given_back_as_it_is() -> None:
    assert _("Write {whole}.") == "Write {whole}."


@pytest.mark.parametrize(
    ("value", "language", "text"),
    [
        ("as {it} is", "en", "as {it} is"),
        (1234567, "en", "1,234,567"),
        (1234567, "fr", "1\u202f234\u202f567"),
        (-1234, "pt", "-1.234"),
        (date(2026, 3, 31), "en", "31 March 2026"),
        (date(2026, 3, 31), "fr", "31 mars 2026"),
        (datetime(2026, 3, 31, 14, 5, tzinfo=UTC), "en", "31 Mar 2026, 14:05"),
        (Fraction(1, 3), "en", "1/3"),
        (Message("{n} days", {"n": 1200}), "en", "1,200 days"),
    ],
)
def test_values_are_written_as_the_language_writes_their_kind(value: Value, language: str, text: str) -> None:
    assert said(value, language) == text


def test_a_moment_is_told_in_the_zone_of_the_reader() -> None:
    message = Message("{at}", {"at": datetime(2026, 3, 31, 22, 5, tzinfo=UTC)})

    assert words(message, ENGLISH, "fr", ZoneInfo("Africa/Kampala")) == "1 avr. 2026, 01:05"


@pytest.mark.parametrize(
    ("money", "language", "text"),
    [
        (Money(123450, "USD"), "en", "USD\u00a01,234.50"),
        (Money(123450, "USD"), "fr", "USD\u00a01\u202f234,50"),
        (Money(-123450, "USD"), "es", "USD\u00a0-1.234,50"),
        (Money(5, "USD"), "en", "USD\u00a00.05"),
        (Money(53280000, "UGX"), "en", "UGX\u00a053,280,000"),
        (Money(1234567, "TND"), "fr", "TND\u00a01\u202f234,567"),
        (Money(1234567, "IQD"), "ar", "IQD\u00a01,234.567"),
    ],
)
def test_R101_no_amount_is_worded_without_its_code(money: Money, language: str, text: str) -> None:
    assert money_text(money, locale_of(language)) == text
    assert said(money, language).strip("\u2068\u2069") == text


def test_an_amount_beside_its_currency_field_has_no_code() -> None:
    assert amount_text(Money(-123450, "USD"), locale_of("en")) == "-1,234.50"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "7.4%"),
        ("fr", "7,4\u00a0%"),
        ("pt", "7,4%"),
        ("es", "7,4\u00a0%"),
        ("ar", "\u20687.4\u200e%\u200e\u2069"),
    ],
)
def test_R24_a_fraction_named_percent_is_a_percentage_to_one_decimal(language: str, text: str) -> None:
    assert said(Fraction(450, 6050), language, "community_percent") == text


def test_values_are_isolated_in_a_sentence_from_right_to_left() -> None:
    assert said("Kpaye 3", "ar") == "\u2068Kpaye 3\u2069"


def test_a_message_cannot_be_changed_after_it_was_made() -> None:
    values: dict[str, Value] = {"it": 1}
    message = Message("{it}", values)

    values["it"] = 2

    assert words(message, ENGLISH, "en") == "1"


@pytest.mark.parametrize(("n", "text"), [(0, "0 days late"), (1, "1 day late"), (1200, "1,200 days late")])
def test_a_number_chooses_the_singular_or_the_plural(n: int, text: str) -> None:
    assert words(n_("{n} day late", "{n} days late", n), ENGLISH, "en") == text


def test_a_plural_takes_more_values_than_its_number() -> None:
    message = n_("{n} day late, with {post}", "{n} days late, with {post}", 12, post="finance")

    assert words(message, ENGLISH, "en") == "12 days late, with finance"


def catalogue(folder: Path, language: str, text: str) -> None:
    path = folder / language / "LC_MESSAGES" / "lastmile.po"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")


DAYS = """
msgid "Paid"
msgstr "{paid}"

msgid "{{n}} day late"
msgid_plural "{{n}} days late"
msgstr[0] "{one}"
msgstr[1] "{other}"
"""


def test_catalogues_are_read_with_their_plurals(tmp_path: Path) -> None:
    catalogue(tmp_path, "fr", DAYS.format(paid="Payé", one="{n} jour de retard", other="{n} jours de retard"))
    french = Languages(tmp_path).translator("fr")

    late = [words(n_("{n} day late", "{n} days late", n), french, "fr") for n in (0, 1, 2)]

    assert late == ["0 jour de retard", "1 jour de retard", "2 jours de retard"]
    assert words(Message("Paid"), french, "fr") == "Payé"


def test_what_a_catalogue_does_not_say_is_said_in_english(tmp_path: Path) -> None:
    catalogue(tmp_path, "fr", DAYS.format(paid="", one="", other=""))
    languages = Languages(tmp_path)

    assert words(Message("Paid"), languages.translator("fr"), "fr") == "Paid"
    assert words(Message("Paid"), languages.translator("pt"), "pt") == "Paid"


def test_each_language_is_offered_with_its_share_of_what_is_known(tmp_path: Path) -> None:
    catalogue(tmp_path, "fr", DAYS.format(paid="Payé", one="{n} jour", other="{n} jours"))
    catalogue(tmp_path, "pt", DAYS.format(paid="Pago", one="{n} dia", other=""))
    catalogue(tmp_path, "es", '#, fuzzy\nmsgid "Paid"\nmsgstr "Pago"\n')

    assert Languages(tmp_path).offered == {
        "en": 1,
        "fr": 1,
        "pt": Fraction(1, 2),
        "es": 0,
    }


def test_without_messages_only_english_is_complete(tmp_path: Path) -> None:
    catalogue(tmp_path, "fr", "")

    assert Languages(tmp_path).offered == {"en": 1, "fr": 0}


def test_without_catalogues_english_is_offered(tmp_path: Path) -> None:
    assert Languages(tmp_path).offered == {"en": 1}


def test_a_catalogue_that_does_not_read_stops_the_start(tmp_path: Path) -> None:
    catalogue(tmp_path, "fr", "Payé")

    with pytest.raises(PoFileError):
        Languages(tmp_path)


def test_the_pseudo_language_is_longer_accented_bracketed_and_keeps_placeholders() -> None:
    pseudo = Languages().translator("qps")

    text = words(
        Message("Write {whole} or {exact}.", {"whole": 1234, "exact": "a"}), pseudo, locale_of("qps")
    )

    assert text == "\u200f⟦Wŕïté 1,234 öŕ a. ~~~~~~~~~⟧"
    assert words(n_("{n} day", "{n} days", 2), pseudo, "en") == "\u200f⟦2 dáýš ~~~⟧"
    assert pseudo.ngettext("{n} day", "{n} days", 1) == "\u200f⟦{n} dáý ~~~⟧"


@pytest.mark.parametrize("kept", ["{name}", "%(name)s", "%%", "<strong class='x'>", "</a>", "&nbsp;"])
def test_the_pseudo_language_keeps_what_is_no_text(kept: str) -> None:
    assert kept in Languages().translator("qps").gettext(f"one {kept} once")


def messages_of(module: object) -> set[str]:
    found = extract_from_file("python", str(getattr(module, "__file__", "")), {"_": None, "n_": (1, 2)})
    return {str(message) for _line, message, _comments, _context in found}


OURS = messages_of(reading) | messages_of(references) | messages_of(words_module)


def test_our_messages_are_extracted() -> None:
    assert "Nothing is written here." in OURS
    assert len(OURS) == 13


def test_our_messages_are_all_said_in_french() -> None:
    french = Languages().translator("fr")

    assert not [message for message in OURS if french.gettext(message) == message]


@pytest.mark.parametrize("path", sorted(CATALOGUES.glob("*/LC_MESSAGES/*.po")), ids=str)
def test_translations_have_the_placeholders_of_their_message(path: Path) -> None:
    with path.open("rb") as file:
        catalogue = read_po(file)

    for message in catalogue:
        if isinstance(message.id, str) and isinstance(message.string, str):
            assert not message.string or placeholders(message.string) == placeholders(message.id)
        else:
            known = {name for text in message.id for name in placeholders(text)}
            assert all(placeholders(text) <= known for text in message.string or ()), message.id


def placeholders(text: str) -> set[str]:
    return {name for _before, name, _format, _conversion in Formatter().parse(text) if name}
