"""How often somebody may try: counted per name and per address in a table that every process shares."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Index, Select, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, Databases, Digest, Id

LONGEST_WINDOW = timedelta(hours=1)


class Try(Base):
    """One try; whom it was for and where it came from stand there as keyed digests only."""

    __tablename__ = "identity_try"
    __trail__ = False
    __table_args__ = (Index("identity_try_key_ix", "key", "at"), Index("identity_try_at_ix", "at"))

    id: Mapped[Id] = mapped_column(primary_key=True)
    key: Mapped[Digest]
    at: Mapped[datetime]


@dataclass(frozen=True)
class Limit:
    """At most so many tries of this kind within any stretch of this length."""

    kind: str
    most: int
    window: timedelta


SIGN_IN_BY_NAME = Limit("sign-in by name", 10, timedelta(minutes=15))
SIGN_IN_BY_ADDRESS = Limit("sign-in by address", 100, timedelta(minutes=15))
"""Many people stand behind one address where a town shares a line."""
CODE_BY_NAME = Limit("code by name", 5, timedelta(minutes=15))
FIRST_USE_BY_NAME = Limit("first use by name", 5, timedelta(hours=1))
FIRST_USE_BY_ADDRESS = Limit("first use by address", 60, timedelta(hours=1))


def key_of(secret: bytes, limit: Limit, of: str) -> str:
    """What stands in the table for a name or an address."""
    return hmac.new(secret, f"{limit.kind}\0{of}".encode(), hashlib.sha256).hexdigest()


def try_once(
    databases: Databases, secret: bytes, wanted: Iterable[tuple[Limit, str]], now: datetime
) -> timedelta | None:
    """Count one try against each limit, given with whose it is; gives the waiting time if it is one too many.

    The try is committed before the tries are counted: of many at once none slips through uncounted.
    One that was too many is taken back, so that trying on does not make the waiting longer.
    """
    keyed = [(limit, key_of(secret, limit, of)) for limit, of in wanted]
    with databases.write() as session:
        session.execute(delete(Try).where(Try.at <= now - LONGEST_WINDOW))
        tries = [Try(key=key, at=now) for _limit, key in keyed]
        session.add_all(tries)
        session.flush()
        mine = [one.id for one in tries]
    with databases.read() as session:
        waits = [_wait(list(session.scalars(_within(limit, key, now))), limit, now) for limit, key in keyed]
    longest = max((wait for wait in waits if wait is not None), default=None)
    if longest is not None:
        with databases.write() as session:
            session.execute(delete(Try).where(Try.id.in_(mine)))
    return longest


def forgive(databases: Databases, secret: bytes, limit: Limit, of: str) -> None:
    """Forget the tries of somebody who came in."""
    with databases.write() as session:
        session.execute(delete(Try).where(Try.key == key_of(secret, limit, of)))


def _within(limit: Limit, key: str, now: datetime) -> Select[datetime]:
    return (
        select(Try.at)
        .where(Try.key == key, Try.at > now - limit.window)
        .order_by(Try.at.desc(), Try.id.desc())
        .limit(limit.most + 1)
    )


def _wait(newest: list[datetime], limit: Limit, now: datetime) -> timedelta | None:
    """Until the earliest of the last `most` tries before this one leaves the window."""
    return newest[-1] + limit.window - now if len(newest) > limit.most else None
