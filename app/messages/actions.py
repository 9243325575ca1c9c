"""The postman's marks and the reader's: bookkeeping of what was told, which is no move of anything."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.kernel.outbox import Notice


def mark_read(session: Session, person: str, up_to: int, now: datetime) -> None:
    """Mark every notice of this person up to this number as read."""
    session.execute(
        update(Notice)
        .where(Notice.recipient == person, Notice.id <= up_to, Notice.read_at.is_(None))
        .values(read_at=now)
    )


def post(session: Session, now: datetime, limit: int = 500) -> int:
    """Mark what is in the app's list as posted; gives how many. Several postmen do each notice once."""
    waiting = (
        select(Notice.id)
        .where(Notice.posted_at.is_(None))
        .order_by(Notice.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    keys = list(session.scalars(waiting))
    session.execute(update(Notice).where(Notice.id.in_(keys)).values(posted_at=now))
    return len(keys)
