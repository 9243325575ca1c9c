"""What a transaction changed, taken from the mapper at each flush: before and after, column by column."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy import JSON, Column, event, inspect
from sqlalchemy.orm import Mapper, Session, UOWTransaction

from app.kernel.trail.append import Opening
from app.kernel.trail.canonical import moment

Row = dict[str, Any]
Written = list[tuple[str, str, str, list[tuple[Column[Any], Any, Any]]]]
"""For each row written: the verb, the table, the key, and each column with its value before and after."""
LARGEST_PLAIN_INTEGER = 2**53 - 1


class Changes:
    """Collects from a session's flushes what was written, until `take` hands it to a fact.

    Ids, integers, dates, booleans and codes stand in plain; any other text is only committed to, its
    opening kept apart. Tables whose class says `__trail__ = False` are the house's own bookkeeping.
    """

    def __init__(self, session: Session) -> None:
        self._rows: Written = []
        event.listen(session, "after_flush", self._collect)

    def _collect(self, session: Session, _context: UOWTransaction) -> None:
        for verb, group in (("new", session.new), ("set", session.dirty), ("gone", session.deleted)):
            for thing in group:
                self._collect_one(verb, thing)

    def _collect_one(self, verb: str, thing: Any) -> None:
        if not getattr(thing, "__trail__", True):
            return
        state = inspect(thing)
        key = ",".join(str(part) for part in state.mapper.primary_key_from_instance(thing))
        columns = list(_changed(state.mapper, state, new=verb == "new"))
        if columns or verb == "gone":
            self._rows.append((verb, state.mapper.local_table.name, key, columns))

    def set_aside(self) -> Written:
        """What was written so far, which the next `take` then does not give."""
        rows, self._rows = self._rows, []
        return rows

    def put_back(self, rows: Written) -> None:
        """What was set aside, before all that was written since."""
        self._rows = [*rows, *self._rows]

    def take(self) -> tuple[list[Row], list[Opening]]:
        """The changes since the last call, ready for a fact's body, and what opens their commitments."""
        rows: list[Row] = []
        openings: list[Opening] = []
        for number, (verb, table, key, columns) in enumerate(self._rows):
            row: Row = {"verb": verb, "table": table, "key": key, "before": {}, "after": {}}
            for column, before, after in columns:
                for side, value in (("before", before), ("after", after)):
                    if value is None or (side == "before" and verb == "new"):
                        continue
                    name = f"changes.{number}.{side}.{column.name}"
                    row[side][column.name] = _shown(column, value, name, openings)
            rows.append(row)
        self._rows.clear()
        return rows, openings


def _changed(mapper: Mapper[Any], state: Any, *, new: bool) -> Iterator[tuple[Column[Any], Any, Any]]:
    for attribute in mapper.column_attrs:
        history = state.attrs[attribute.key].history
        if history.added or (history.deleted and not new):
            column = attribute.columns[-1]
            if not isinstance(column, Column):
                continue
            before = history.deleted[0] if history.deleted else None
            after = history.added[0] if history.added else None
            if before != after:
                yield column, before, after


def _shown(column: Column[Any], value: Any, name: str, openings: list[Opening]) -> Any:
    """A column's value as it stands on the trail; `info` says "plain" of a text, "sealed" of anything else."""
    plain = _plain(column, value)
    if plain is not None and not column.info.get("sealed"):
        return plain
    opening = Opening(
        name, value if isinstance(column.type, JSON) else str(value) if plain is None else plain
    )
    openings.append(opening)
    return opening.seal()


def _plain(column: Column[Any], value: Any) -> Any:
    """The value if it is no text of a person's, else None."""
    match value:
        case Enum():
            return value.value
        case bool():
            return value
        case int():
            return value if abs(value) <= LARGEST_PLAIN_INTEGER else str(value)
        case datetime():
            return moment(value)
        case date():
            return value.isoformat()
        case Decimal() | float():
            raise TypeError(f"{column} holds {value!r}: numbers are whole, or text, or fractions as text")
        case bytes() | memoryview():
            return bytes(value).hex()
    if column.info.get("plain"):
        return value if isinstance(column.type, JSON) else str(value)
    return None
