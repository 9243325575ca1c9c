"""What is wrong with a file: every fault with its line, gathered so that they are all said at once."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from app.kernel.words import Message, _

MOST_FAULTS = 50
"""A file with more faults than these is the wrong file: the rest is not worth reading."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a line (from 1) and how to mend it."""

    line: int
    said: Message

    @property
    def message(self) -> Message:
        """The fault with its line, as a sentence."""
        return Message(_("Line {line}: {said}"), {"line": self.line, "said": self.said})


class Unreadable(ValueError):  # named for what happened
    """The file does not read; nothing of it may be used."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"line {one.line}: {one.said.id}" for one in faults))


def unreadable(line: int, text: str, /, **values: Any) -> Unreadable:
    """The one fault at `line`: `text` is marked with `_`, its placeholders filled from `values`."""
    return Unreadable([Fault(line, Message(text, values))])


@dataclass
class Faults:
    """The faults of a file while it is read."""

    found: list[Fault] = field(default_factory=list)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Go on after a fault inside, so that the ones behind it are found as well."""
        try:
            yield
        except Unreadable as error:
            self.found += error.faults
            if len(self.found) >= MOST_FAULTS:
                raise Unreadable(self.found) from None

    def settle(self) -> None:
        """Refuse the file if anything was wrong with it."""
        if self.found:
            raise Unreadable(self.found)
