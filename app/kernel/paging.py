"""Keyset pages: where a list goes on is a position in its order, never a count of rows to skip."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, literal, tuple_

from app.kernel.things import THINGS, Thing

T = TypeVar("T", bound=Thing)
PAGE = 25
_NUMBER = re.compile(r"[0-9]{1,15}")


@dataclass(frozen=True)
class Position:
    """A place in the order by (since, id)."""

    since: datetime
    id: int

    def __str__(self) -> str:
        return f"{self.since.isoformat()}~{self.id}"

    @classmethod
    def read(cls, text: str) -> "Position | None":
        """What `str` wrote; None for the first page, and for what does not read."""
        since, _tilde, number = text.partition("~")
        try:
            moment = datetime.fromisoformat(since)
            reads = moment.tzinfo is not None and moment.astimezone(UTC).year > 1
        except (ValueError, OverflowError):
            return None
        return cls(moment, int(number)) if reads and _NUMBER.fullmatch(number) else None


def newest_first(after: Position | None) -> tuple[list[ColumnElement[bool]], list[ColumnElement[object]]]:
    """The condition and the order of a list that shows the newest first."""
    key = tuple_(THINGS.c.since, THINGS.c.id)
    beyond = [] if after is None else [key < tuple_(literal(after.since, THINGS.c.since.type), after.id)]
    return beyond, [THINGS.c.since.desc(), THINGS.c.id.desc()]


@dataclass(frozen=True)
class Page(Generic[T]):
    """The rows of one page, and the address part that leads to the next, if there is one."""

    rows: Sequence[T]
    next: Position | None


def page_from(rows: Sequence[T], size: int = PAGE) -> Page[T]:
    """The page of `size` rows out of a query that asked for one more."""
    shown = rows[:size]
    more = len(rows) > size
    return Page(shown, Position(shown[-1].since, shown[-1].id) if more else None)
