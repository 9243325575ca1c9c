"""Personal tokens for the API: shown once, kept as a hash, good until a day or until ended."""

import secrets
from datetime import datetime

from sqlalchemy import ForeignKey, Index, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.identity.sessions import digest_of
from app.kernel.db import Base, Digest, Id, Line

MARK = "lm_"
"""What a token begins with, so that one left in a file by mistake is recognised."""


class ApiToken(Base):
    """One token of one person."""

    __tablename__ = "identity_token"
    __trail__ = False
    __table_args__ = (Index("identity_token_account_ix", "account_id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    digest: Mapped[Digest] = mapped_column(unique=True)
    account_id: Mapped[Id] = mapped_column(ForeignKey("identity_account.id"))
    label: Mapped[Line]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


def issue(session: Session, account_id: int, label: str, now: datetime, expires_at: datetime) -> str:
    """A new token, the only time that it can be read."""
    token = MARK + secrets.token_urlsafe(32)
    session.add(
        ApiToken(
            digest=digest_of(token), account_id=account_id, label=label, made_at=now, expires_at=expires_at
        )
    )
    return token


def account_behind(session: Session, token: str, now: datetime) -> int | None:
    """The account that this token speaks for, if it is still good."""
    return session.scalar(
        select(ApiToken.account_id).where(
            ApiToken.digest == digest_of(token), ApiToken.ended_at.is_(None), ApiToken.expires_at > now
        )
    )


def end_one(session: Session, account_id: int, token_id: int, now: datetime) -> None:
    """End one of the account's tokens; of others' it ends none."""
    session.execute(
        update(ApiToken)
        .where(ApiToken.account_id == account_id, ApiToken.id == token_id, ApiToken.ended_at.is_(None))
        .values(ended_at=now)
    )


def end_all(session: Session, account_id: int, now: datetime) -> None:
    """End every token of this account."""
    session.execute(
        update(ApiToken)
        .where(ApiToken.account_id == account_id, ApiToken.ended_at.is_(None))
        .values(ended_at=now)
    )


def tokens_of(session: Session, account_id: int, now: datetime) -> list[ApiToken]:
    """The account's good tokens, the newest first."""
    return list(
        session.scalars(
            select(ApiToken)
            .where(ApiToken.account_id == account_id, ApiToken.ended_at.is_(None), ApiToken.expires_at > now)
            .order_by(ApiToken.id.desc())
        )
    )
