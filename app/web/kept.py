"""What was typed when a session had ended meanwhile: kept for an hour, shown again after the sign-in."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Index, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel.db import Base, Digest, Prose
from app.web.posted import OURS, Posted

KEPT_FOR = timedelta(hours=1)
MOST = 100_000
"""A form with more characters than this is not kept."""


class KeptForm(Base):
    """The fields of one form, under the digest of the token that leads back to it."""

    __tablename__ = "web_kept_form"
    __trail__ = False
    __table_args__ = (Index("web_kept_form_kept_at_ix", "kept_at"),)

    digest: Mapped[Digest] = mapped_column(primary_key=True)
    path: Mapped[Prose]
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    kept_at: Mapped[datetime]


def keep(session: Session, path: str, posted: Posted, now: datetime) -> str | None:
    """Keep what was typed for this page; gives the token that finds it, or None where there is nothing to keep.

    What is older than an hour goes at the same time. Secrets are never kept: their forms come in through
    `doors.Entering`, which the caller looks for.
    """
    typed = {name: list(values) for name, values in posted.fields.items() if name not in OURS}
    session.execute(delete(KeptForm).where(KeptForm.kept_at < now - KEPT_FOR))
    if not typed or sum(len(value) for values in typed.values() for value in values) > MOST:
        return None
    token = secrets.token_urlsafe(24)
    session.add(KeptForm(digest=_digest(token), path=path, fields=typed, kept_at=now))
    return token


def kept(session: Session, token: str, path: str, now: datetime) -> Posted | None:
    """What was typed for this page, if the token is its own and the hour is not over."""
    found = session.scalars(
        select(KeptForm).where(
            KeptForm.digest == _digest(token), KeptForm.path == path, KeptForm.kept_at >= now - KEPT_FOR
        )
    ).first()
    return None if found is None else Posted(found.fields)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
