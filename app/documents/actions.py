"""What a move may do with documents: keep one, renew it, withdraw it. Called from the owner's move only."""

from app.documents.models import Document, Version
from app.documents.queries import same_document
from app.documents.schemas import ReceivedFile
from app.kernel.things import Thing
from app.kernel.tx import Tx


def keep(tx: Tx, owner: Thing, received: ReceivedFile, *, purpose: str, title: str) -> Document:
    """A new document of `owner`. The same bytes sent again for the same purpose do not double it (R108)."""
    again = same_document(tx.session, owner.id, purpose, received.as_sent)
    if again is not None:
        return again
    document = Document(
        owner_id=owner.id,
        purpose=purpose,
        title=title,
        current_number=1,
        versions=[_version(tx, received, 1)],
    )
    tx.session.add(document)
    tx.session.flush()
    return document


def renew(tx: Tx, document: Document, received: ReceivedFile) -> Version:
    """A new version of a document, which counts from now on; the same bytes sent again are no new one."""
    before = document.current
    if (before.original_sha256 or before.sha256) == received.as_sent:
        return before
    version = _version(tx, received, max(version.number for version in document.versions) + 1)
    document.versions.append(version)
    document.current_number = version.number
    tx.session.flush()
    return version


def withdraw(tx: Tx, document: Document) -> None:
    """Take a document out of sight; its rows and bytes stay as long as they must (R71)."""
    document.withdrawn_at = document.withdrawn_at or tx.now


def _version(tx: Tx, received: ReceivedFile, number: int) -> Version:
    return Version(
        number=number,
        sha256=received.sha256,
        size=received.size,
        media_type=received.media_type,
        file_name=received.file_name,
        kept_at=tx.now,
        kept_by=tx.actor.reference,
        taken_at=received.taken.at,
        taken_zoned=received.taken.zoned,
        latitude=received.taken.latitude,
        longitude=received.taken.longitude,
        original_sha256=received.original_sha256,
    )
