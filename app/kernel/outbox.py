"""The outbox: what people are told is a row written in the transaction that it tells of."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel.db import Base, Code, Id, Prose


class Notice(Base):
    """One sentence for one person about one thing: shown in the app's own list, posted by the worker.

    `text` is a message's identifier, put into the reader's language when it is read.
    """

    __tablename__ = "kernel_notice"
    __trail__ = False
    __table_args__ = (
        Index("kernel_notice_recipient_ix", "recipient", "id"),
        Index("kernel_notice_unposted_ix", "posted_at", "id"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    recipient: Mapped[Code]
    thing_id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"))
    text: Mapped[Prose]
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    written_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    posted_at: Mapped[datetime | None]


def tell(
    session: Session,
    recipients: Iterable[str],
    thing_id: int,
    text: str,
    values: Mapping[str, Any],
    at: datetime,
) -> None:
    """Write one notice a recipient; nothing leaves the house before the transaction has ended."""
    session.add_all(
        Notice(recipient=recipient, thing_id=thing_id, text=text, details=dict(values), written_at=at)
        for recipient in sorted(set(recipients))
    )


def unread(session: Session, person: str) -> int:
    """How many notices this person has not read."""
    statement = select(func.count()).select_from(Notice)
    return session.scalar(statement.where(Notice.recipient == person, Notice.read_at.is_(None))) or 0
