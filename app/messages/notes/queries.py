"""Notes on a record, as this person may see them, and what they may write."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from app.kernel.actors import Actor, Scope
from app.kernel.db import table_of
from app.kernel.flow import AnyFlow, Birth, seen_by
from app.kernel.flow.offers import entitling
from app.kernel.references import BadReference, parse_reference, reference
from app.kernel.things import THINGS, Thing, scopes_of
from app.messages.notes.models import Note, NoteState, Side
from app.messages.notes.rules import NoteGrounds
from app.messages.notes.schemas import NoteForm, NoteOut

SIDES: Mapping[str, Side] = {
    "cuf.project": Side.FORUM,
    "parties.party": Side.APPLICANT,
    "funding.award": Side.APPLICANT,
}
"""The kinds of records that take notes, and who is on the other side of each."""


def record_named(session: Session, typed: str) -> Thing | None:
    """The record of this reference that takes notes."""
    try:
        named = reference(*parse_reference(typed))
    except BadReference:
        return None
    return session.scalars(select(Thing).where(Thing.reference == named, Thing.kind.in_(SIDES))).first()


def about(session: Session, note: Note) -> Thing:
    """The record that a note is about."""
    return session.scalars(select(Thing).where(Thing.id == note.about_id)).one()


def ground(session: Session, _actor: Actor, form: NoteForm, _now: datetime) -> NoteGrounds:
    """What may be asked about the record before a note on it is written."""
    record = record_named(session, form.about)
    return NoteGrounds(record is not None, record is not None and bool(senders(session, record)))


def senders(session: Session, record: Thing) -> frozenset[str]:
    """Those who have written to the other side about this record."""
    sent = select(Note.written_by).where(Note.about_id == record.id, Note.state == NoteState.SENT)
    return frozenset(session.scalars(sent))


def scopes_of_note(session: Session, note: Note) -> Iterable[Scope]:
    """Those of the record that it is about."""
    root = session.scalars(select(THINGS.c.root_id).where(THINGS.c.id == note.about_id)).one()
    return scopes_of(session, [root])[root]


def of_side(side: Side) -> ColumnElement[bool]:
    """True of the notes on records that have this other side."""
    notes = table_of(Note).alias()
    return exists().where(notes.c.id == THINGS.c.id, notes.c.side == side)


@dataclass(frozen=True)
class Panel:
    """The notes on a record that this person sees, the newest first, and what they may write."""

    reference: str
    notes: Sequence[Note]
    births: tuple[Birth, ...]

    @property
    def writers(self) -> set[str]:
        return {note.written_by for note in self.notes}


def panel(session: Session, actor: Actor, flow: AnyFlow, record: Thing, now: datetime) -> Panel:
    """What the record's page shows of its notes."""
    rows = session.scalars(
        select(Note)
        .where(Note.about_id == record.id, seen_by(actor, [flow], now.date()))
        .order_by(Note.id.desc())
    ).all()
    scopes = scopes_of(session, [record.root_id])[record.root_id]
    sent = any(note.state == NoteState.SENT for note in rows)
    return Panel(
        reference=record.reference,
        notes=rows,
        births=tuple(
            birth
            for birth in flow.births
            if entitling(actor, birth, scopes, now) and (sent or birth.end != NoteState.ANSWERED)
        ),
    )


def described(session: Session, notes: Sequence[Note]) -> dict[int, NoteOut]:
    """What the API says of each of these notes, in one query."""
    keys = {note.about_id for note in notes}
    rows = session.execute(select(THINGS.c.id, THINGS.c.reference).where(THINGS.c.id.in_(keys)))
    about = dict(rows.all())
    return {
        note.id: NoteOut(about=about[note.about_id], text=note.text, written_by=note.written_by)
        for note in notes
    }
