"""One writing request: its session, its actor, its moment, and the facts that end it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.kernel.actors import Actor
from app.kernel.changes import Changes, Row
from app.kernel.db import Databases, is_taken
from app.kernel.errors import Refused, why
from app.kernel.plugs import Plugs
from app.kernel.trail.append import Fact, Opening, append
from app.kernel.words import _


@dataclass
class Tx:
    """What a write takes: nothing below it asks for the time, the person or the transaction elsewhere."""

    session: Session
    actor: Actor
    now: datetime
    plugs: Plugs
    request_id: str
    changes: Changes
    facts: list[Fact] = field(default_factory=list)
    noted: dict[str, list[Row]] = field(default_factory=dict)
    noted_texts: list[Opening] = field(default_factory=list)
    moving: bool = False

    @property
    def today(self) -> date:
        """The day of `now` in UTC."""
        return self.now.date()

    def tell(self, kind: str, stream: str, **body: Any) -> None:
        """A fact about what was written since the last one, where no governed thing moved."""
        self.session.flush()
        told, openings = self.told()
        self.facts.append(Fact(kind, stream, self.actor.reference, {**told, **body}, openings))

    def note(self, name: str, entry: Row, **texts: str) -> None:
        """Put `entry` into the list `name` of the next fact's body, its `texts` as commitments.

        For what is written past the mapper, which sees no changes there: the ledger's journals.
        """
        rows = self.noted.setdefault(name, [])
        openings = [Opening(f"{name}.{len(rows)}.{key}", text) for key, text in texts.items()]
        rows.append({**entry, **{key: one.seal() for key, one in zip(texts, openings, strict=True)}})
        self.noted_texts += openings

    @contextmanager
    def fact_apart(self) -> Iterator[int]:
        """For a move, and a move within a move: what each of them writes goes into its own fact.

        Gives the fact's place among the facts, so that the move that caused another stands before it.
        """
        if not self.moving:
            self.moving = True
            yield len(self.facts)
            self.moving = False
            return
        self.session.flush()
        outer = self.changes.set_aside(), self.noted, self.noted_texts
        self.noted, self.noted_texts = {}, []
        yield len(self.facts)
        rows, self.noted, self.noted_texts = outer
        self.changes.put_back(rows)

    def told(self) -> tuple[Row, list[Opening]]:
        """What was written since the last fact, as a part of the next one's body, and what opens it."""
        changes, openings = self.changes.take()
        body: Row = {"changes": changes, **self.noted}
        openings += self.noted_texts
        self.noted, self.noted_texts = {}, []
        return body, openings


SOMEBODY_WAS_FASTER = _(
    "Somebody has entered the same a moment before you. Look at what stands there now; if yours is still missing, "
    "send it again."
)


class Untold(RuntimeError):
    """Rows were written that no fact tells of: a write outside a move, which must not commit."""


@contextmanager
def writing(
    databases: Databases,
    plugs: Plugs,
    actor: Actor | Callable[[Session], Actor],
    now: datetime,
    request_id: str,
) -> Iterator[Tx]:
    """One transaction: begun before the actor is read, ended by its facts, committed as a whole.

    `actor` is who acts, or how to find out inside the transaction, so that a post ended a moment ago no
    longer counts. Any exception rolls everything back. Of two who write at one moment what may be there once,
    the second is refused by the database, after the rules, which saw nothing of the first.
    """
    with _first_or_refused(), databases.write() as session:
        who = actor(session) if callable(actor) else actor
        tx = Tx(session, who, now, plugs, request_id, Changes(session))
        yield tx
        session.flush()
        untold, _openings = tx.told()
        rows = {f"{row['table']} {row['key']}" for row in untold.pop("changes")}
        if rows or untold:
            raise Untold(", ".join(sorted({*rows, *untold})))
        if tx.facts:
            append(session.connection(), tx.facts, now, request_id)


@contextmanager
def _first_or_refused() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        if not is_taken(error):
            raise
        raise Refused([why("", SOMEBODY_WAS_FASTER)]) from error
