"""The five refusals: errors that carry sentences a person can act on."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.kernel.words import Message


@dataclass(frozen=True)
class Why:
    """One reason why not: the rule's number ("" for plain sense), the sentence, perhaps the field."""

    rule: str
    text: Message
    field: str | None = None


def why(rule: str, text: str, *, field: str | None = None, **values: Any) -> Why:
    """The reason `text` (marked with `_`), its placeholders filled from `values` at the door."""
    return Why(rule, Message(text, values), field)


class Refusal(Exception):
    """What a person may be told: every failing reason, all at once."""

    def __init__(self, whys: Iterable[Why]) -> None:
        self.whys = tuple(whys)
        super().__init__("; ".join(reason.text.id for reason in self.whys))


class NotFound(Refusal):
    """No such thing, or not for these eyes (404)."""


class NotAllowed(Refusal):
    """Never this person's (403)."""


class Refused(Refusal):
    """A rule or the state stands against it now (409)."""


class Invalid(Refusal):
    """What was sent does not read; each reason names its field (422)."""


class Stale(Refusal):
    """Someone was first: the thing has changed since it was shown (412)."""
