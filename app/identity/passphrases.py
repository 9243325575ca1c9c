"""Passphrases: argon2id hashes, and a comparison that takes as long for a name that nobody has."""

from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import ForeignKey, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel.db import Base, Id, Line

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""OWASP's smallest set for argon2id: 19 MiB, two passes, one lane (ASVS 11.4.2)."""
NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$C8UFKLOwRB/jw0WFSMUHnw$EK9Az2NbRq7KlxsTEkP/lJ8rXVPh3VD6ubD9n2vHtWg"
"""Compared with where there is nothing to compare with; whatever it is the hash of opens no account."""


class Passphrase(Base):
    """The hash of somebody's passphrase."""

    __tablename__ = "identity_passphrase"
    __trail__ = False

    account_id: Mapped[Id] = mapped_column(
        ForeignKey("identity_account.id"), primary_key=True, autoincrement=False
    )
    hash: Mapped[Line]
    set_at: Mapped[datetime]


def hash_of(passphrase: str) -> str:
    """The hash to keep; slow by intent, so made before a transaction begins."""
    return HASHER.hash(passphrase)


def is_right(kept: str | None, typed: str) -> bool:
    """Whether `typed` is the passphrase that `kept` is the hash of; as slow where there is none."""
    try:
        HASHER.verify(kept or NOBODYS, typed)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Whether the hash was made with other settings than today's, and is to be made anew at sign-in."""
    return HASHER.check_needs_rehash(kept)


def kept_for(session: Session, account_id: int | None) -> str | None:
    """The hash kept for this account, if it has one."""
    return session.scalar(select(Passphrase.hash).where(Passphrase.account_id == account_id))


def renew(session: Session, account_id: int, kept: str, made: str) -> None:
    """Put a hash with today's settings in place of `kept`, unless another passphrase was chosen meanwhile."""
    session.execute(
        update(Passphrase)
        .where(Passphrase.account_id == account_id, Passphrase.hash == kept)
        .values(hash=made)
    )


def keep(session: Session, account_id: int, made: str, now: datetime) -> None:
    """Keep this hash in place of any other."""
    session.merge(Passphrase(account_id=account_id, hash=made, set_at=now))
