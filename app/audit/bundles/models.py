"""What a bundle is once it was asked for: whose, for what, and the file that was made."""

from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Code, Digest, Id
from app.kernel.things import Thing
from app.kernel.words import _


class BundleState(StrEnum):
    """The worker makes what was asked for, or says that it could not."""

    ASKED = "ASKED"
    READY = "READY"
    FAILED = "FAILED"


BUNDLE_STATES: dict[StrEnum, str] = {
    BundleState.ASKED: _("being made"),
    BundleState.READY: _("ready"),
    BundleState.FAILED: _("could not be made"),
}


class Bundle(Thing):
    """A bundle for the person who asked; its digest and sizes stand here, and so on the trail, once it is made."""

    __tablename__ = "audit_bundle"
    __mapper_args__ = {"polymorphic_identity": "audit.bundle"}

    id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)
    asked_by: Mapped[Code]
    sha256: Mapped[Digest | None]
    size: Mapped[Id | None]
    facts: Mapped[Id | None]
    rows: Mapped[Id | None]
    documents: Mapped[Id | None]

    @property
    def file_name(self) -> str:
        """What its file is called."""
        return f"{self.reference}.zip"
