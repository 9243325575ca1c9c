"""Words: sentences marked for translation, carried as message and values, put into a language at the door.

`make translations` brings the catalogues in app/locale up to date; they are read as they are, without .mo files.
A new language begins as `pybabel init -D lastmile -i var/lastmile.pot -d app/locale -l LANGUAGE`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from fractions import Fraction
from functools import cache
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import LiteralString

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import NumberPattern
from babel.support import NullTranslations, Translations

from app.kernel.money import Money, percent_text

SOURCE_LANGUAGE = "en"
PSEUDO_LANGUAGE = "qps"
DOMAIN = "lastmile"
CATALOGUES = Path(__file__).parent.parent / "locale"


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence not yet in any language: its English text with {placeholders}, and their typed values.

    `plural` is the English text for other numbers than one, and `n` the number that chooses between them.
    """

    id: str
    values: Mapping[str, "Value"] = field(default_factory=dict)
    plural: str | None = None
    n: int = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))


Value = str | int | Fraction | Money | date | datetime | Message


def _(text: LiteralString) -> str:
    """Mark a text for translation and give it back; it becomes words at the door."""
    return text


def n_(singular: LiteralString, plural: LiteralString, n: int, **values: Value) -> Message:
    """Mark a sentence that depends on a number, shown as {n}: `n_("{n} day late", "{n} days late", 12)`."""
    return Message(singular, {**values, "n": n}, plural, n)


def words(message: Message, translate: NullTranslations, locale: Locale | str, zone: tzinfo = UTC) -> str:
    """Put a message into the words of a language, its values written as the locale writes them.

    Whole numbers are grouped (what is a name, such as a year or a reference, comes as text), money has its code
    (R101), moments are in `zone`, and a fraction whose name ends in "percent" is a percentage to one decimal. In
    right-to-left languages values are isolated, so that a Latin name does not disorder the sentence around it.
    """
    spoken = Locale.parse(locale)
    if message.plural is None:
        template = translate.gettext(message.id)
    else:
        template = translate.ngettext(message.id, message.plural, message.n)
    left, right = ("\u2068", "\u2069") if spoken.text_direction == "rtl" else ("", "")
    written = {
        name: words(value, translate, spoken, zone)
        if isinstance(value, Message)
        else f"{left}{value_text(name, value, spoken, zone)}{right}"
        for name, value in message.values.items()
    }
    return template.format_map(written)


def value_text(
    name: str, value: str | int | Fraction | Money | date, locale: Locale, zone: tzinfo = UTC
) -> str:
    """Write one value of a sentence as the locale writes its kind."""
    match value:
        case Money():
            return money_text(value, locale)
        case datetime():
            return format_datetime(value, "d MMM y, HH:mm", tzinfo=zone, locale=locale)
        case date():
            return format_date(
                value, "d MMMM y" if locale.language == SOURCE_LANGUAGE else "long", locale=locale
            )
        case Fraction() if name.endswith("percent"):
            return percentage_text(value, locale)
        case int():
            return number_text(value, locale)
        case _:
            return str(value)


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks a language writes numbers with."""

    decimal: str
    group: str
    minus: str


@cache
def marks_of(locale: Locale) -> Marks:
    """Give the marks of a language for Latin digits, as CLDR has them."""
    symbols = locale.number_symbols["latn"]
    return Marks(symbols["decimal"], symbols["group"], symbols["minusSign"])


def number_text(number: int, locale: Locale) -> str:
    """Write a whole number grouped by thousands."""
    marks = marks_of(locale)
    sign = marks.minus if number < 0 else ""
    return sign + f"{abs(number):,}".replace(",", marks.group)


def amount_text(money: Money, locale: Locale) -> str:
    """Write an amount without its code, for a field that stands beside its currency: "1,234.50"."""
    marks = marks_of(locale)
    whole, point, decimals = money.decimal_text().removeprefix("-").partition(".")
    sign = marks.minus if money.minor < 0 else ""
    return sign + number_text(int(whole), locale) + (marks.decimal + decimals if point else "")


def money_text(money: Money, locale: Locale) -> str:
    """Write an amount with its code, kept on one line by a no-break space: "USD 1,234.50" (R101)."""
    return f"{money.currency}\u00a0{amount_text(money, locale)}"


def percentage_text(share: Fraction, locale: Locale) -> str:
    """Write a share of one as a percentage to one decimal, half up, as the locale writes it: "7.4%" (R24)."""
    marks = marks_of(locale)
    number = percent_text(share).replace(".", marks.decimal).replace("-", marks.minus)
    pattern: NumberPattern = locale.percent_formats[None]
    sign: str = locale.number_symbols["latn"]["percentSign"]
    before, after = (affix[0].replace("%", sign) for affix in (pattern.prefix, pattern.suffix))
    return f"{before}{number}{after}"


class Languages:
    """The languages on offer: one gettext catalogue each, read once, and how complete it is."""

    def __init__(self, folder: Path = CATALOGUES) -> None:
        self._catalogues = {
            path.parent.parent.name: _catalogue(path)
            for path in sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
        }
        self._translators = {
            language: _compiled(catalogue) for language, catalogue in self._catalogues.items()
        }

    def translator(self, language: str) -> NullTranslations:
        """Give the translations into a language; English, the source, for one that has no catalogue."""
        if language == PSEUDO_LANGUAGE:
            return Pseudo()
        return self._translators.get(language) or NullTranslations()

    @property
    def offered(self) -> Mapping[str, Fraction]:
        """Give each language with the share of all known messages that it says in its own words."""
        known = {
            message.id if isinstance(message.id, str) else message.id[0]
            for catalogue in self._catalogues.values()
            for message in catalogue
            if message.id
        }
        complete = {
            language: Fraction(sum(_said(catalogue, one) for one in known), max(len(known), 1))
            for language, catalogue in self._catalogues.items()
        }
        return {SOURCE_LANGUAGE: Fraction(1)} | complete


def locale_of(language: str) -> Locale:
    """Give the locale that writes numbers and dates in a language; the pseudo-language writes them as English."""
    return Locale.parse(SOURCE_LANGUAGE if language == PSEUDO_LANGUAGE else language)


class Pseudo(NullTranslations):
    """The pseudo-language: accents, brackets, length and a direction mark show what a page cannot bear.

    A text without brackets is not marked for translation; one cut short has too little room.
    """

    _KEPT = re.compile(r"(\{[^{}]*\}|%\(\w+\)[a-z]|%%|<[^<>]+>|&\w+;)")
    _ACCENTS = str.maketrans("aceginorsuyzACEGINORSUYZ", "áçéĝïñöŕšûýžÁÇÉĜÏÑÖŔŠÛÝŽ")

    def gettext(self, message: str) -> str:
        """Give the message accented, a third longer, in brackets, with its placeholders as they were."""
        accented = "".join(
            part if self._KEPT.fullmatch(part) else part.translate(self._ACCENTS)
            for part in self._KEPT.split(message)
        )
        return f"\u200f⟦{accented} {'~' * (len(message) // 3 + 1)}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Give the singular for one and the plural for all other numbers, accented as `gettext` does."""
        return self.gettext(msgid1 if n == 1 else msgid2)


def _catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, domain=DOMAIN, abort_invalid=True)


def _compiled(catalogue: Catalog) -> Translations:
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled, domain=DOMAIN)


def _said(catalogue: Catalog, text: str) -> bool:
    message = catalogue.get(text)
    if message is None or message.fuzzy:
        return False
    return all(message.string) if isinstance(message.string, tuple | list) else bool(message.string)
