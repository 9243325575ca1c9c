"""The outbox: what people are told is a row written in the transaction that it tells of, and posted after it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any, TypeVar

from sqlalchemy import JSON, ForeignKey, Index, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel.db import Base, Code, Id, Prose
from app.kernel.money import Money
from app.kernel.words import Message, Value

LEASE = timedelta(minutes=10)
"""How long what one postman has taken is his; after that another takes it, and it may arrive twice."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
MOST_TRIES = 25
"""With these pauses somewhat more than four days, as RFC 5321 (4.5.4.1) asks of whoever sends mail."""


class Outgoing:
    """The postman's marks on what goes out: posted, held until a moment, or given up with the fault of the last try."""

    id: Mapped[Id] = mapped_column(primary_key=True)
    posted_at: Mapped[datetime | None]
    held_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    gave_up_at: Mapped[datetime | None]
    fault: Mapped[Code | None]


class Notice(Outgoing, Base):
    """One sentence for one person about one thing: shown in the app's own list, posted by the postman.

    `text` is a message's identifier, put into the reader's language when it is read.
    """

    __tablename__ = "kernel_notice"
    __trail__ = False
    __table_args__ = (
        Index("kernel_notice_recipient_ix", "recipient", "id"),
        Index("kernel_notice_unposted_ix", "posted_at", "id"),
        Index("kernel_notice_gave_up_ix", "gave_up_at"),
    )

    recipient: Mapped[Code]
    thing_id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"))
    text: Mapped[Prose]
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    written_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


Post = TypeVar("Post", bound=Outgoing)


def tell(
    session: Session,
    recipients: Iterable[str],
    thing_id: int,
    text: str,
    values: Mapping[str, Value],
    at: datetime,
) -> None:
    """Write one notice a recipient; nothing leaves the house before the transaction has ended.

    With `who` among the values the text is what that person did ("approved the tranche"), else a whole sentence.
    """
    details = {name: packed(value) for name, value in values.items()}
    session.add_all(
        Notice(recipient=recipient, thing_id=thing_id, text=text, details=details, written_at=at)
        for recipient in sorted(set(recipients))
    )


def unread(session: Session, person: str) -> int:
    """How many notices this person has not read."""
    statement = select(func.count()).select_from(Notice)
    return session.scalar(statement.where(Notice.recipient == person, Notice.read_at.is_(None))) or 0


def packed(value: Value) -> Any:
    """A sentence's value as JSON keeps it until somebody reads it."""
    match value:
        case Message():
            inner = {name: packed(one) for name, one in value.values.items()}
            return {"message": value.id, "values": inner, "plural": value.plural, "n": value.n}
        case Money():
            return {"minor": value.minor, "currency": value.currency}
        case datetime():
            return {"moment": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case Fraction():
            return {"share": str(value)}
        case _:
            return value


def unpacked(kept: Any) -> Value:
    """What `packed` kept."""
    match kept:
        case {"message": text, "values": values, "plural": plural, "n": n}:
            return Message(text, {name: unpacked(one) for name, one in values.items()}, plural, n)
        case {"minor": minor, "currency": currency}:
            return Money(minor, currency)
        case {"moment": text}:
            return datetime.fromisoformat(text)
        case {"day": text}:
            return date.fromisoformat(text)
        case {"share": text}:
            return Fraction(text)
        case str() | int():
            return kept
        case _:
            raise ValueError(f"no value of a sentence: {kept!r}")


# --- The postman's side


def claim(session: Session, kind: type[Post], now: datetime, limit: int) -> list[Post]:
    """Take what is due, the oldest first: held for `LEASE`, so that several postmen never have the same."""
    due = (
        select(kind)
        .where(
            kind.posted_at.is_(None),
            kind.gave_up_at.is_(None),
            or_(kind.held_until.is_(None), kind.held_until <= now),
        )
        .order_by(kind.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = list(session.scalars(due))
    for one in taken:
        one.held_until = now + LEASE
    return taken


def posted(
    session: Session,
    kind: type[Post],
    ids: Collection[int],
    now: datetime,
    forget: Mapping[str, str] | None = None,
) -> int:
    """Mark as gone out, each once; gives how many had not been marked before. Columns in `forget` are written over."""
    statement = update(kind).where(kind.id.in_(ids), kind.posted_at.is_(None))
    marks = {"posted_at": now, "held_until": None, "fault": None}
    done = session.execute(statement.values(**marks, **(forget or {})))
    return int(done.rowcount)  # type: ignore[attr-defined]  # a cursor result by nature


def put_back(
    session: Session, kind: type[Post], ids: Collection[int], now: datetime, fault: str, *, for_good: bool
) -> None:
    """Mark a try that failed: again after a pause that doubles with each, or given up for a person to see."""
    for one in session.scalars(select(kind).where(kind.id.in_(ids), kind.posted_at.is_(None))):
        one.tries += 1
        one.fault = fault
        one.held_until = now + pause_after(one.tries)
        if for_good or one.tries >= MOST_TRIES:
            one.gave_up_at = now


def pause_after(tries: int) -> timedelta:
    """How long to wait after so many tries: 1, 2, 4 minutes, never longer than six hours."""
    return min(FIRST_PAUSE * (1 << min(tries - 1, 10)), LONGEST_PAUSE)


def send_again(session: Session, kind: type[Post], ids: Collection[int]) -> None:
    """Give what was given up its tries back."""
    statement = update(kind).where(kind.id.in_(ids), kind.gave_up_at.is_not(None))
    session.execute(statement.values(gave_up_at=None, held_until=None, tries=0, fault=None))
