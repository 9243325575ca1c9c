"""What else happens when a note is written: it is kept as it is, and the other side is told."""

from app.kernel.actors import Role
from app.kernel.outbox import tell
from app.kernel.things import Thing, scopes_of
from app.kernel.tx import Tx
from app.kernel.words import _
from app.messages.notes.models import Note, Side
from app.messages.notes.queries import SIDES, record_named, senders
from app.messages.notes.schemas import NoteForm

WROTE = _("wrote to you")
ANSWERED = _("answered you")
ROLES = {Side.FORUM: Role.FORUM, Side.APPLICANT: Role.APPLICANT}


def keep(tx: Tx, form: NoteForm) -> Note:
    """A note on its record, under the record's title."""
    return _note(tx, _record(tx, form), form)


def send(tx: Tx, form: NoteForm) -> Note:
    """A text to the other side, who are told of it with a link to the record."""
    record = _record(tx, form)
    scopes = scopes_of(tx.session, [record.root_id])[record.root_id]
    people = tx.plugs.people_for(tx.session, ROLES[SIDES[record.kind]], scopes)
    _tell(tx, record, set(people), WROTE)
    return _note(tx, record, form)


def answer(tx: Tx, form: NoteForm) -> Note:
    """An answer, of which those who wrote and whoever leads the record are told."""
    record = _record(tx, form)
    _tell(tx, record, senders(tx.session, record) | ({record.lead} if record.lead else set()), ANSWERED)
    return _note(tx, record, form)


def _record(tx: Tx, form: NoteForm) -> Thing:
    record = record_named(tx.session, form.about)
    if record is None:
        raise LookupError("the birth's checks let a note pass that is about nothing")
    return record


def _note(tx: Tx, record: Thing, form: NoteForm) -> Note:
    return Note(
        title=record.title,
        about_id=record.id,
        side=SIDES[record.kind].value,
        text=form.text,
        written_by=tx.actor.reference,
    )


def _tell(tx: Tx, record: Thing, people: set[str] | frozenset[str], text: str) -> None:
    values = {"who": tx.actor.reference, "title": record.title, "reference": record.reference}
    tell(tx.session, people - {tx.actor.reference}, record.id, text, values, tx.now)
