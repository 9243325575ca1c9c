"""Signed-in sessions, kept on the server: an id that only the browser knows, ended whenever anyone wishes."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel.db import Base, Digest, Id, Line

FRESH_FOR = timedelta(minutes=5)
"""How long after giving the passphrase a person may make sensitive moves (ASVS 7.5.3)."""
CODE_WITHIN = timedelta(minutes=10)
"""How long a session waits for its second factor."""
TOUCHED_EVERY = timedelta(minutes=1)
LONGEST_DEVICE = 200


class OpenSession(Base):
    """One browser that somebody signed in with; until the second factor is given it opens nothing."""

    __tablename__ = "identity_session"
    __trail__ = False
    __table_args__ = (Index("identity_session_account_ix", "account_id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    digest: Mapped[Digest] = mapped_column(unique=True)
    account_id: Mapped[Id] = mapped_column(ForeignKey("identity_account.id"))
    awaits_code: Mapped[bool]
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    idle_until: Mapped[datetime]
    idle_seconds: Mapped[int]
    ends_at: Mapped[datetime]
    confirmed_at: Mapped[datetime]
    device: Mapped[Line]

    def is_over(self, now: datetime) -> bool:
        """Whether it has ended by itself: unused for too long, or open for too long."""
        return now >= self.idle_until or now >= self.ends_at

    def is_fresh(self, now: datetime) -> bool:
        """Whether the person has shown within the last minutes that it is they."""
        return now - self.confirmed_at <= FRESH_FOR

    def is_due_for_touch(self, now: datetime) -> bool:
        return now - self.seen_at >= TOUCHED_EVERY


def digest_of(secret: str) -> str:
    """What is kept of a session's id: with the table alone nobody comes in."""
    return hashlib.sha256(secret.encode()).hexdigest()


def start(
    session: Session,
    account_id: int,
    now: datetime,
    *,
    idle: timedelta,
    absolute: timedelta,
    awaits_code: bool,
    device: str,
) -> str:
    """A new session; gives its id (256 random bits), which is kept nowhere here."""
    secret = secrets.token_urlsafe(32)
    ends_at = now + (CODE_WITHIN if awaits_code else absolute)
    session.add(
        OpenSession(
            digest=digest_of(secret),
            account_id=account_id,
            awaits_code=awaits_code,
            began_at=now,
            seen_at=now,
            idle_until=min(now + idle, ends_at),
            idle_seconds=int(idle.total_seconds()),
            ends_at=ends_at,
            confirmed_at=now,
            device=device[:LONGEST_DEVICE],
        )
    )
    return secret


def behind(session: Session, secret: str, now: datetime) -> OpenSession | None:
    """The session with this id, if it is still open."""
    found = session.scalars(select(OpenSession).where(OpenSession.digest == digest_of(secret))).first()
    return None if found is None or found.is_over(now) else found


def touch(session: Session, session_id: int, now: datetime) -> None:
    """Note that it is in use, so that it does not end for idleness."""
    found = session.get(OpenSession, session_id)
    if found is not None:
        found.seen_at = now
        found.idle_until = min(now + timedelta(seconds=found.idle_seconds), found.ends_at)


def confirm(session: Session, old_secret: str, now: datetime) -> str:
    """Note that it is the person indeed, and go on under a new id; the old one is dead."""
    secret = secrets.token_urlsafe(32)
    session.execute(
        update(OpenSession)
        .where(OpenSession.digest == digest_of(old_secret))
        .values(digest=digest_of(secret), confirmed_at=now)
    )
    return secret


def end(session: Session, secret: str) -> None:
    """End the session with this id."""
    session.execute(delete(OpenSession).where(OpenSession.digest == digest_of(secret)))


def end_all(session: Session, account_id: int) -> None:
    """End every session of this account."""
    session.execute(delete(OpenSession).where(OpenSession.account_id == account_id))


def end_one(session: Session, account_id: int, session_id: int) -> None:
    """End one of the account's sessions; of others' it ends none."""
    session.execute(
        delete(OpenSession).where(OpenSession.account_id == account_id, OpenSession.id == session_id)
    )


def open_sessions(session: Session, account_id: int, now: datetime) -> list[OpenSession]:
    """The account's open sessions, the one last used first."""
    return list(
        session.scalars(
            select(OpenSession)
            .where(
                OpenSession.account_id == account_id,
                OpenSession.awaits_code.is_(False),
                OpenSession.idle_until > now,
            )
            .order_by(OpenSession.seen_at.desc(), OpenSession.id.desc())
        )
    )


def forget_ended(session: Session, now: datetime) -> None:
    """Remove what has ended by itself."""
    session.execute(delete(OpenSession).where(OpenSession.idle_until <= now))
