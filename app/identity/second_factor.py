"""The second factor: time-based codes (RFC 6238) that work once each, and spare codes for a lost telephone."""

import base64
import hashlib
import hmac
from datetime import datetime
from unicodedata import decimal

import pyotp
from sqlalchemy import ForeignKey, delete, exists, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.identity.one_time import digest_of, new_code
from app.identity.sealing import is_sealed, opened, seal
from app.kernel.db import Base, Digest, Id, Line

STEP_SECONDS = 30
EITHER_SIDE = 1
RECOVERY_CODES = 10
ISSUER = "Lastmile"


class SecondFactor(Base):
    """The secret shared with somebody's telephone, sealed for this account, and the last step that was used."""

    __tablename__ = "identity_second_factor"
    __trail__ = False

    account_id: Mapped[Id] = mapped_column(
        ForeignKey("identity_account.id"), primary_key=True, autoincrement=False
    )
    secret: Mapped[Line]
    last_step: Mapped[int]
    enrolled_at: Mapped[datetime]


class RecoveryCode(Base):
    """One spare code, good once."""

    __tablename__ = "identity_recovery_code"
    __trail__ = False

    account_id: Mapped[Id] = mapped_column(
        ForeignKey("identity_account.id"), primary_key=True, autoincrement=False
    )
    digest: Mapped[Digest] = mapped_column(primary_key=True)
    used_at: Mapped[datetime | None]


def secret_for(key: bytes, session_secret: str) -> str:
    """The secret offered to this very session: the same each time it is asked, kept nowhere until enrolled."""
    made = hmac.new(key, f"second factor\0{session_secret}".encode(), hashlib.sha256).digest()
    return base64.b32encode(made[:20]).decode()


def address_of(secret: str, name: str) -> str:
    """What a telephone reads from the picture (otpauth)."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def step_of(secret: str, typed: str, now: datetime) -> int | None:
    """The step whose code this is, among the current one and its neighbours; None if it is none of theirs."""
    code = "".join(str(decimal(character)) for character in typed if character.isdecimal())
    current = int(now.timestamp()) // STEP_SECONDS
    generator = pyotp.TOTP(secret)
    steps = range(current - EITHER_SIDE, current + EITHER_SIDE + 1)
    return next((step for step in steps if hmac.compare_digest(generator.generate_otp(step), code)), None)


def is_enrolled(session: Session, account_id: int) -> bool:
    """Whether this account has a second factor."""
    return bool(session.scalar(select(exists().where(SecondFactor.account_id == account_id))))


def enrol(session: Session, account_id: int, key: bytes, secret: str, step: int, now: datetime) -> None:
    """Keep the factor sealed under the installation's `key`, the step that proved it already used."""
    kept = seal(key, _place(account_id), secret)
    session.merge(SecondFactor(account_id=account_id, secret=kept, last_step=step, enrolled_at=now))


def use(session: Session, account_id: int, key: bytes, typed: str, now: datetime) -> bool:
    """Whether this is a code of now that was not used before; from now on it is.

    The step moves forward by a conditional update, so that of two who show the same code one comes in.
    A secret that does not open under `key` fits no code: recovery codes still let its person in.
    """
    kept = session.scalar(select(SecondFactor.secret).where(SecondFactor.account_id == account_id))
    secret = _secret(key, account_id, kept) if kept else None
    step = step_of(secret, typed, now) if secret else None
    if secret is None or step is None:
        return False
    done = session.execute(
        update(SecondFactor)
        .where(SecondFactor.account_id == account_id, SecondFactor.last_step < step)
        .values(last_step=step, secret=seal(key, _place(account_id), secret))
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]  # a cursor result by nature


def _place(account_id: int) -> str:
    return f"second factor of {account_id}"


def _secret(key: bytes, account_id: int, kept: str) -> str | None:
    """The secret in base32; before it was sealed it stood as it is."""
    return opened(key, _place(account_id), kept) if is_sealed(kept) else kept


def seal_what_stands_readable(session: Session, key: bytes) -> int:
    """Seal every secret that was kept before secrets were; gives how many there were."""
    readable = [one for one in session.scalars(select(SecondFactor)) if not is_sealed(one.secret)]
    for one in readable:
        one.secret = seal(key, _place(one.account_id), one.secret)
    return len(readable)


def conditions(session: Session, key: bytes) -> tuple[int, int]:
    """How many secrets stand readable in the database, and how many do not open under `key`."""
    kept = session.execute(select(SecondFactor.account_id, SecondFactor.secret)).all()
    readable = [secret for _account, secret in kept if not is_sealed(secret)]
    shut = [account for account, secret in kept if _secret(key, account, secret) is None]
    return len(readable), len(shut)


def renew_recovery_codes(session: Session, account_id: int) -> list[str]:
    """Ten new spare codes in place of the old ones, the only time that they can be read."""
    codes = [new_code() for _number in range(RECOVERY_CODES)]
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    session.add_all(RecoveryCode(account_id=account_id, digest=digest_of(code)) for code in codes)
    return codes


def use_recovery_code(session: Session, account_id: int, typed: str, now: datetime) -> bool:
    """Whether this is one of the account's unused spare codes; from now on it is used."""
    done = session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account_id,
            RecoveryCode.digest == digest_of(typed),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]  # a cursor result by nature


def unused_recovery_codes(session: Session, account_id: int) -> int:
    """How many spare codes are left."""
    count = select(func.count()).where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    return session.scalar(count) or 0


def withdraw(session: Session, account_id: int) -> None:
    """Forget the factor and its spare codes."""
    for model in (SecondFactor, RecoveryCode):
        session.execute(delete(model).where(model.account_id == account_id))
