"""What a note is: a text on a record, for those inside or for those whom the record is about."""

from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Code, Id, Prose
from app.kernel.things import Thing
from app.kernel.words import _


class NoteState(StrEnum):
    """Whom a note is for. It stays as it was written."""

    INTERNAL = "INTERNAL"
    SENT = "SENT"
    ANSWERED = "ANSWERED"


NOTE_STATES: dict[NoteState, str] = {
    NoteState.INTERNAL: _("internal note"),
    NoteState.SENT: _("to the applicant or forum"),
    NoteState.ANSWERED: _("from the applicant or forum"),
}


class Side(StrEnum):
    """Who is on the other side of a record."""

    FORUM = "forum"
    APPLICANT = "applicant"


class Note(Thing):
    """One text about another thing, whose title and scopes it shares."""

    __tablename__ = "messages_note"
    __table_args__ = (Index("messages_note_about_ix", "about_id"),)
    id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)
    about_id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"))
    side: Mapped[Code]
    text: Mapped[Prose]
    written_by: Mapped[Code]

    __mapper_args__ = {
        "polymorphic_identity": "messages.note",
        "inherit_condition": id == Thing.id,  # noqa: A003 - the column: two keys lead to the header
    }
