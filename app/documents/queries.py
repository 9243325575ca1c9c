"""What there is and who may see it: a document is seen by those who see the thing it belongs to."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, contains_eager, selectinload

from app.documents.models import Document, Version
from app.kernel.actors import Actor
from app.kernel.errors import NotFound, why
from app.kernel.flow import AnyFlow, seen_by
from app.kernel.things import THINGS
from app.kernel.words import _

GONE = _("There is no such document that you may see.")


def documents_of(session: Session, thing_id: int) -> list[Document]:
    """The documents of a thing that its reader has found, oldest first, with their versions."""
    return list(
        session.scalars(
            select(Document)
            .where(Document.owner_id == thing_id, Document.withdrawn_at.is_(None))
            .options(selectinload(Document.versions))
            .order_by(Document.id)
        )
    )


def document_of(session: Session, thing_id: int, document_id: int) -> Document:
    """One document of a thing that its reader has found, with its versions; NotFound of another thing's."""
    found = session.scalars(
        select(Document)
        .where(Document.id == document_id, Document.owner_id == thing_id, Document.withdrawn_at.is_(None))
        .options(selectinload(Document.versions))
    ).first()
    if found is None:
        raise NotFound([why("", GONE)])
    return found


def find_version(
    session: Session,
    actor: Actor,
    flows: Sequence[AnyFlow],
    document_id: int,
    number: int,
    now: datetime,
) -> Version:
    """One version with its document, where the actor sees the owner through one of `flows`; else NotFound."""
    found = session.scalars(
        select(Version)
        .join(Version.document)
        .join(THINGS, THINGS.c.id == Document.owner_id)
        .where(
            Version.document_id == document_id,
            Version.number == number,
            Document.withdrawn_at.is_(None),
            seen_by(actor, flows, now.date()),
        )
        .options(contains_eager(Version.document))
    ).first()
    if found is None:
        raise NotFound([why("", GONE)])
    return found


def same_document(session: Session, thing_id: int, purpose: str, as_sent: str) -> Document | None:
    """The thing's document of this purpose whose current version came from the very same bytes, or None."""
    return session.scalars(
        select(Document)
        .join(Document.versions)
        .where(
            Document.owner_id == thing_id,
            Document.purpose == purpose,
            Document.withdrawn_at.is_(None),
            Version.number == Document.current_number,
            func.coalesce(Version.original_sha256, Version.sha256) == as_sent,
        )
        .options(selectinload(Document.versions))
        .limit(1)
    ).first()


def named(session: Session, digests: Collection[str]) -> set[str]:
    """Those of `digests` that some version names, withdrawn or not."""
    rows = session.execute(
        select(Version.sha256, Version.original_sha256).where(
            or_(Version.sha256.in_(digests), Version.original_sha256.in_(digests))
        )
    )
    return {digest for row in rows for digest in row if digest} & set(digests)
