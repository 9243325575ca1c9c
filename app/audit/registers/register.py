"""The kit of registers: what one is, what it is asked for, and how its amounts are added up."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from app.kernel.actors import EVERYWHERE, Actor, Post, Role
from app.kernel.flow import AnyFlow, seen_by
from app.kernel.money import Money
from app.kernel.words import Message

READERS = frozenset({Role.AUDITOR, Role.FINANCE_OFFICER, Role.APPROVER})
"""Who reads registers, each within the scopes of these posts."""
AT_ONCE = 1_000
Cell = str | int | date | datetime | Money | Message | None
"""What stands in a register; texts are people's own or codes, messages are words to be translated."""
R = TypeVar("R", bound=tuple[Any, ...])


@dataclass(frozen=True)
class Column:
    """A column by its name in JSON and its heading; `look` is "money" for amounts, "number" for whole numbers."""

    name: str
    heading: str
    look: str = ""


@dataclass(frozen=True)
class Asked:
    """Who asks, on which day, for which days (both included) and which words.

    `seen` is true of the things that exist for them; `posts` are those that make them a reader.
    """

    posts: tuple[Post, ...]
    seen: ColumnElement[bool]
    today: date
    since: date | None = None
    until: date | None = None
    text: str = ""

    @property
    def everything(self) -> bool:
        """Whether no scope limits what they read."""
        return any(post.scope == EVERYWHERE for post in self.posts)

    def days(self, column: ColumnElement[Any]) -> list[ColumnElement[bool]]:
        """The days asked for, of a column of days."""
        limits = [] if self.since is None else [column >= self.since]
        return limits if self.until is None else [*limits, column <= self.until]

    def moments(self, column: ColumnElement[Any]) -> list[ColumnElement[bool]]:
        """The days asked for, of a column of moments; days are UTC's."""
        limits = []
        if self.since is not None:
            limits.append(column >= datetime.combine(self.since, time(), UTC))
        if self.until is not None:
            limits.append(column < datetime.combine(self.until + timedelta(days=1), time(), UTC))
        return limits


def asked_by(
    actor: Actor,
    flows: Sequence[AnyFlow],
    today: date,
    *,
    since: date | None = None,
    until: date | None = None,
    text: str = "",
) -> Asked:
    """What this person asks a register for, within what they may see today."""
    posts = tuple(post for post in actor.holds(READERS) if post.until is None or post.until >= today)
    return Asked(posts, seen_by(actor, flows, today), today, since, until, text)


@dataclass
class Sums:
    """How many rows there are and what each column of amounts comes to, by column and currency (R73)."""

    rows: int = 0
    amounts: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))

    def add(self, columns: Sequence[Column], row: Sequence[Cell]) -> None:
        """Count one row more."""
        self.rows += 1
        for column, cell in zip(columns, row, strict=True):
            if isinstance(cell, Money):
                self.amounts[column.name, cell.currency] += cell.minor

    @property
    def money(self) -> Mapping[tuple[str, str], Money]:
        """The sums as amounts, in a fixed order."""
        return {key: Money(minor, key[1]) for key, minor in sorted(self.amounts.items())}


@dataclass(frozen=True)
class Register:
    """A list that auditors ask for. `rows` streams it in order; `sums` adds it up without reading every row."""

    key: str
    title: str
    says: str
    columns: tuple[Column, ...]
    rows: Callable[[Session, Asked], Iterator[Sequence[Cell]]]
    sums: Callable[[Session, Asked], Sums]

    def heading(self, column: str) -> str:
        """The heading of a column by its name."""
        return next(one.heading for one in self.columns if one.name == column)


def of_statement(
    key: str,
    title: str,
    says: str,
    columns: tuple[Column, ...],
    statement: Callable[[Asked], Select[Any]],
    cells: Callable[[Any], Sequence[Cell]] = tuple,
    added: Sequence[str] = (),
) -> Register:
    """A register that is one statement: `cells` makes a row's cells, `added` names the statement's own columns
    of minor units, which are summed beside its column "currency"."""

    def rows(session: Session, asked: Asked) -> Iterator[Sequence[Cell]]:
        found = session.execute(statement(asked).execution_options(yield_per=AT_ONCE))
        return (cells(row) for row in found)

    def sums(session: Session, asked: Asked) -> Sums:
        inner = statement(asked).order_by(None).subquery()
        if not added:
            return Sums(int(session.scalar(select(func.count()).select_from(inner)) or 0))
        wanted = [func.sum(inner.c[name]) for name in added]
        total = Sums()
        for currency, count, *minors in session.execute(
            select(inner.c.currency, func.count(), *wanted).group_by(inner.c.currency)
        ):
            total.rows += count
            for name, minor in zip(added, minors, strict=True):
                total.amounts[name, currency] = int(minor or 0)
        return total

    return Register(key, title, says, columns, rows, sums)


def of_rows(
    key: str,
    title: str,
    says: str,
    columns: tuple[Column, ...],
    rows: Callable[[Session, Asked], Iterable[Sequence[Cell]]],
) -> Register:
    """A register that is worked out, row by row; its sums are those of its rows."""

    def sums(session: Session, asked: Asked) -> Sums:
        total = Sums()
        for row in rows(session, asked):
            total.add(columns, row)
        return total

    return Register(key, title, says, columns, lambda session, asked: iter(rows(session, asked)), sums)
