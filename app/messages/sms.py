"""Text messages as the networks count them: the GSM alphabet where it suffices, and how many parts one costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import combining, normalize

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The default alphabet of GSM 03.38 (3GPP TS 23.038, 6.2.1): seven bits a character."""
EXTENDED = frozenset("^{}\\[~]|€\f")
"""Its extension table (6.2.1.1): an escape goes before each of these."""
PLAINER = {
    "\u2018": "'",
    "\u2019": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u00ab": '"',
    "\u00bb": '"',
    "\u2013": "-",
    "\u2014": "-",
    "\u2026": "...",
    "\u00a0": " ",
    "\u202f": " ",
    "\u0153": "oe",
    "\u0152": "OE",
}
"""Print's characters and what a telephone's keys have in their place."""


class Alphabet(StrEnum):
    """How a message is written: seven bits a character, or sixteen where one of them needs it."""

    GSM = "gsm"
    UCS2 = "ucs2"


SINGLE = {Alphabet.GSM: 160, Alphabet.UCS2: 70}
EACH = {Alphabet.GSM: 153, Alphabet.UCS2: 67}
"""Characters in a message by itself, and in each part of a longer one (3GPP TS 23.040, 9.2.3.24.1)."""

SHORTEST = 20
"""A reason is not cut to less than these characters: it would say nothing."""


@dataclass(frozen=True)
class Sms:
    """A text as it goes out, with what it costs."""

    text: str
    alphabet: Alphabet
    length: int
    """In characters of its alphabet; one of the extension table counts two."""

    @property
    def parts(self) -> int:
        """How many messages the network counts."""
        most = SINGLE[self.alphabet]
        return 1 if self.length <= most else -(-self.length // EACH[self.alphabet])


def sms(text: str) -> Sms:
    """The text as a message: in the GSM alphabet if every character has a likeness there, else as it is.

    Only accents that the alphabet lacks and print's own quotation marks, dashes and spaces are made plain.
    """
    plain = "".join(map(_plain, normalize("NFC", text)))
    if set(plain) <= BASIC | EXTENDED:
        return Sms(plain, Alphabet.GSM, len(plain) + sum(letter in EXTENDED for letter in plain))
    return Sms(text, Alphabet.UCS2, len(text.encode("utf-16-be")) // 2)


def _plain(letter: str) -> str:
    if letter in BASIC or letter in EXTENDED:
        return letter
    if letter in PLAINER:
        return PLAINER[letter]
    bare = "".join(part for part in normalize("NFD", letter) if not combining(part))
    return bare if set(bare) <= BASIC else letter


def fitting(head: str, items: Sequence[str], tail: str, more: str) -> Sms:
    """One message of head, as many of the items as leave it one part, and tail; `more` says that some were left.

    Where not even one item fits, the first is cut short; where nothing of it fits, head and tail go alone, in as
    many parts as they need.
    """
    said = [item.rstrip(". ") for item in items]
    shorter = [said[:kept] for kept in range(len(said), 0, -1)]
    cut = [[said[0][:end].rstrip() + "..."] for end in range(len(said[0]) - 1, SHORTEST, -1)] if said else []
    for kept in (*shorter, *cut):
        made = sms(_joined(head, kept if len(kept) == len(said) else [*kept, more], tail))
        if made.parts == 1:
            return made
    return sms(_joined(head, [], tail))


def _joined(head: str, items: Sequence[str], tail: str) -> str:
    reasons = "; ".join(items) + "." if items else ""
    return " ".join(part for part in (head, reasons.replace("....", "..."), tail) if part)
