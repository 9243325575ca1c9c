"""Why not: what may be asked before a note is written."""

from dataclasses import dataclass

from app.kernel.errors import Why, why
from app.kernel.words import _
from app.messages.notes.schemas import NoteForm


@dataclass(frozen=True)
class NoteGrounds:
    """What a note's rules look at: whether its record takes notes, and whether anything was sent about it."""

    takes_notes: bool
    was_sent: bool


def record_takes_notes(grounds: NoteGrounds, _form: NoteForm) -> Why | None:
    if grounds.takes_notes:
        return None
    return why("", _("Notes are written on projects, parties and awards."), field="about")


def something_was_sent(grounds: NoteGrounds, _form: NoteForm) -> Why | None:
    if grounds.was_sent:
        return None
    return why(
        "", _("Nobody has written to you about this yet, so there is nothing to answer."), field="text"
    )
