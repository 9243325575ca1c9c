"""References: short names for things, said over the telephone and written on paper, that catch a slip.

A reference is a prefix and a number, and nothing in it can go stale: no year, country or status.
"""

import re
import unicodedata

from app.kernel.words import Message, _

# Damm, "Total anti-symmetrische Quasigruppen" (2004): a totally anti-symmetric quasigroup of order 10.
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
_LARGEST = 10**12 - 1  # longer ones nobody can say
_PREFIX = re.compile(r"[A-Z]{2,6}")
_WRITTEN = re.compile(r"([A-Z]{2,6})-?([0-9]{2,13})")
_SPACES_AND_DIRECTION_MARKS = re.compile("[\\s\u061c\u200e\u200f\u2066-\u2069]+")


class BadReference(ValueError):  # named for what happened
    """What was written is no reference of ours; the message says so and how to mend it."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.id)
        self.message = message


def reference(prefix: str, number: int) -> str:
    """Write the reference of a numbered thing: `reference("CUF", 104)` gives "CUF-1041".

    The last digit is the Damm check digit of the number before it. It is chosen so that any one wrong digit and
    any two neighbouring digits exchanged are always noticed, which a sum of digits would not do. The prefix is
    2 to 6 capital letters and the number has 1 to 12 digits and is above zero, else ValueError.
    """
    if not _PREFIX.fullmatch(prefix) or not 0 < number <= _LARGEST:
        raise ValueError(f"not 2 to 6 capitals and a number from 1 to {_LARGEST}: {prefix!r}, {number!r}")
    return f"{prefix}-{number}{_check(str(number))}"


def parse_reference(text: str) -> tuple[str, int]:
    """Read a reference into its prefix and number, forgiving of case, spaces, dashes and other scripts' digits.

    BadReference where it has another shape or its check digit does not fit.
    """
    written = _WRITTEN.fullmatch("".join(map(_plain, _SPACES_AND_DIRECTION_MARKS.sub("", text).upper())))
    if written is None:
        raise BadReference(
            Message(
                _("{text} is not a reference. Write its letters and its number, such as {example}."),
                {"text": text, "example": reference("CUF", 104)},
            )
        )
    prefix, digits = written.groups()
    if _check(digits) or not int(digits[:-1]):
        raise BadReference(
            Message(
                _(
                    "There is no reference {text}: its last digit does not fit the others. Compare every digit."
                ),
                {"text": f"{prefix}-{digits}"},
            )
        )
    return prefix, int(digits[:-1])


def _check(digits: str) -> int:
    """Give the check digit to write after the digits; zero where the last of them is their check digit."""
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return interim


def _plain(character: str) -> str:
    if unicodedata.category(character) == "Pd" or character == "\N{MINUS SIGN}":
        return "-"
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)
