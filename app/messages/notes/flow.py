"""Notes: who writes which kind, and who reads it. There are no moves: what is written stays."""

from typing import Any

from app.kernel.actors import Role
from app.kernel.flow import Birth, Flow, Sight
from app.kernel.words import _
from app.messages.notes import actions, queries, rules
from app.messages.notes.models import NOTE_STATES, Note, NoteState, Side
from app.messages.notes.schemas import NoteForm

INTERNAL, SENT, ANSWERED = NoteState
WRITERS = frozenset(
    {
        Role.MUNICIPAL_TEAM,
        Role.SAFEGUARDS,
        Role.PROGRAMME_OFFICER,
        Role.RESULTS_OFFICER,
        Role.FINANCE_OFFICER,
        Role.APPROVER,
    }
)
SHARED = frozenset({SENT, ANSWERED})
BESIDE_THE_FORUM = Sight(SHARED, only=lambda _actor: queries.of_side(Side.FORUM))

NOTES: Flow[Note, Any] = Flow(
    kind="messages.note",
    prefix="NTE",
    title=_("Note"),
    path="correspondence",
    model=Note,
    states=NoteState,
    words=NOTE_STATES,
    final=frozenset(NoteState),
    scopes=queries.scopes_of_note,
    grounds=lambda _session, _actor, notes, _now: {note.id: None for note in notes},
    sees={
        **{role: Sight(frozenset(NoteState)) for role in WRITERS | {Role.AUDITOR}},
        Role.FORUM: BESIDE_THE_FORUM,
        Role.FACILITATOR: BESIDE_THE_FORUM,
        Role.TECHNICAL_HELPER: BESIDE_THE_FORUM,
        Role.APPLICANT: Sight(SHARED, only=lambda _actor: queries.of_side(Side.APPLICANT)),
    },
    births=(
        Birth(
            name="note",
            says=_("Write an internal note"),
            past=_("wrote an internal note"),
            end=INTERNAL,
            by=WRITERS,
            form=NoteForm,
            grounds=queries.ground,
            checks=(rules.record_takes_notes,),
            does=actions.keep,
        ),
        Birth(
            name="send",
            says=_("Write to the applicant or forum"),
            past=_("wrote to the applicant or forum"),
            end=SENT,
            by=WRITERS,
            form=NoteForm,
            grounds=queries.ground,
            checks=(rules.record_takes_notes,),
            does=actions.send,
        ),
        Birth(
            name="answer",
            says=_("Answer"),
            past=_("answered"),
            end=ANSWERED,
            by=frozenset({Role.FORUM, Role.APPLICANT}),
            form=NoteForm,
            grounds=queries.ground,
            checks=(rules.record_takes_notes, rules.something_was_sent),
            does=actions.answer,
        ),
    ),
    moves=(),
)
