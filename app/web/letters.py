"""Refusals as letters (R115): the decision, each reason and what would change it, what may be done now, the review."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.kernel.words import Message


@dataclass(frozen=True)
class Cause:
    """One reason: a word or two for it, the reason in plain words, and what would change it."""

    name: Message
    reason: Message
    change: Message


@dataclass(frozen=True)
class Review:
    """Until when, and whom, one may ask once to look at the decision again."""

    until: date
    ask: Message
    telephone: str = ""


@dataclass(frozen=True)
class RefusalLetter:
    """What is said to those who are refused, whatever it is said with: a letter, a text message, a voice."""

    reference: str
    title: str
    move: str
    """The move that refused, by its name in the flow's table."""
    decision: Message
    """A whole sentence."""
    short: Message
    """The same in a few words, for a text message."""
    decided_on: date
    causes: tuple[Cause, ...]
    options: tuple[Message, ...]
    """What may be done now, each a whole sentence."""
    review: Review | None = None


LetterOf = Callable[[Session, Any, datetime], RefusalLetter | None]
"""The letter of the last refusal of a thing, or None where it was never refused."""


@dataclass(frozen=True)
class Refusing:
    """How a kind of thing is refused: what gives the letter, and examples that the administrator looks at."""

    of: LetterOf
    examples: tuple[RefusalLetter, ...]
