"""What a document is: a title and a purpose under its owner, and its numbered versions."""

from datetime import datetime
from typing import Annotated

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.documents.kinds import BY_MEDIA_TYPE, Kind, size_shown
from app.kernel.db import Base, Code, Id, Line
from app.kernel.words import Message

Fingerprint = Annotated[str, mapped_column(String(64))]
"""A file's SHA-256. Not plain: on the trail it is a salted commitment, for a file may be about a person."""


class Document(Base):
    """A file of a thing, for one purpose; it never goes, it is withdrawn."""

    __tablename__ = "documents_document"
    __table_args__ = (Index("documents_document_owner_ix", "owner_id", "purpose"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    owner_id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"))
    purpose: Mapped[Code]
    title: Mapped[Line]
    current_number: Mapped[int]
    withdrawn_at: Mapped[datetime | None]
    versions: Mapped[list["Version"]] = relationship(
        back_populates="document", order_by="Version.number", lazy="raise_on_sql"
    )

    @property
    def current(self) -> "Version":
        """The version that counts."""
        return next(version for version in self.versions if version.number == self.current_number)


class Version(Base):
    """One state of a document: which bytes, under which name, by whom; for a photograph when and where."""

    __tablename__ = "documents_version"
    __table_args__ = (
        Index("documents_version_sha256_ix", "sha256"),
        Index("documents_version_original_sha256_ix", "original_sha256"),
    )

    document_id: Mapped[Id] = mapped_column(ForeignKey("documents_document.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sha256: Mapped[Fingerprint]
    size: Mapped[int]
    media_type: Mapped[Code]
    file_name: Mapped[Line]
    kept_at: Mapped[datetime]
    kept_by: Mapped[Code]
    taken_at: Mapped[datetime | None] = mapped_column(info={"sealed": True})
    taken_zoned: Mapped[bool]
    latitude: Mapped[int | None] = mapped_column(info={"sealed": True})
    longitude: Mapped[int | None] = mapped_column(info={"sealed": True})
    original_sha256: Mapped[Fingerprint | None]
    document: Mapped[Document] = relationship(back_populates="versions", lazy="raise_on_sql")

    @property
    def kind(self) -> Kind:
        """The kind of file it is."""
        return BY_MEDIA_TYPE[self.media_type]

    @property
    def size_shown(self) -> Message:
        """Its size as people read it."""
        return size_shown(self.size)

    @property
    def is_picture(self) -> bool:
        """Whether its bytes are a picture that we drew ourselves, fit to be shown in a page."""
        return self.kind.pillow is not None and self.original_sha256 is not None
