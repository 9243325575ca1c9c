"""Codes made by the house and typed once: the first key to an account, and the spare keys of a second factor."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, delete, exists, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel.db import Base, Digest, Id

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Letters and digits without those that look alike (0 and O, 1 and I)."""
GROUPS, GROUP = 4, 4
VALID_FOR = timedelta(days=14)


class OneTimeCode(Base):
    """The code that lets somebody choose a passphrase, once; a new one replaces it."""

    __tablename__ = "identity_one_time_code"
    __trail__ = False

    account_id: Mapped[Id] = mapped_column(
        ForeignKey("identity_account.id"), primary_key=True, autoincrement=False
    )
    digest: Mapped[Digest]
    expires_at: Mapped[datetime]


def new_code() -> str:
    """Sixteen random characters in four groups: 80 bits, so a plain SHA-256 of it gives nothing away."""
    return "-".join("".join(secrets.choice(ALPHABET) for _place in range(GROUP)) for _group in range(GROUPS))


def digest_of(code: str) -> str:
    """What is kept of a code, however it was typed: small letters, spaces, with or without hyphens."""
    plain = "".join(character for character in code.upper() if character.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


def issue(session: Session, account_id: int, now: datetime) -> str:
    """A new code for this account, the only time that it can be read."""
    code = new_code()
    session.merge(OneTimeCode(account_id=account_id, digest=digest_of(code), expires_at=now + VALID_FOR))
    return code


def is_good(session: Session, account_id: int | None, typed: str, now: datetime) -> bool:
    """Whether this is the account's code and not over, left as it is."""
    found = exists().where(
        OneTimeCode.account_id == account_id,
        OneTimeCode.digest == digest_of(typed),
        OneTimeCode.expires_at > now,
    )
    return bool(session.scalar(select(found)))


def use(session: Session, account_id: int, typed: str, now: datetime) -> bool:
    """Whether this is the account's code and still good; from now on it no longer is."""
    done = session.execute(
        delete(OneTimeCode).where(
            OneTimeCode.account_id == account_id,
            OneTimeCode.digest == digest_of(typed),
            OneTimeCode.expires_at > now,
        )
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]  # a cursor result by nature


def withdraw(session: Session, account_id: int) -> None:
    """End the account's code, used or not."""
    session.execute(delete(OneTimeCode).where(OneTimeCode.account_id == account_id))
