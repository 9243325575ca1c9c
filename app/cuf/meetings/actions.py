"""What else happens when a meeting moves: who came is kept, entries are kept, what agrees is counted."""

from hashlib import sha256

from sqlalchemy import select, update

from app.cuf.meetings.models import Count, Meeting, Tally
from app.cuf.meetings.queries import entries_of, taking_part
from app.cuf.meetings.schemas import HoldForm, Paper, PaperGone, PlanForm, Reason, TallyForm, pairs
from app.cuf.prioritisation.runs import canonical
from app.documents.actions import keep
from app.documents.actions import withdraw as withdraw_document
from app.documents.queries import document_of
from app.kernel.flow import Form
from app.kernel.things import THINGS
from app.kernel.tx import Tx
from app.places.models import Place


def plan(tx: Tx, form: PlanForm) -> Meeting:
    """A meeting of a settlement in its round."""
    one, row = next(
        (one, row) for key, _words, one, row in taking_part(tx.session, tx.actor) if key == form.settlement
    )
    return Meeting(
        title=tx.session.get_one(Place, row.settlement_id).title,
        round_id=one.id,
        settlement_id=row.settlement_id,
        planned_on=form.planned_on,
        place=form.place,
    )


def hold(_tx: Tx, meeting: Meeting, form: HoldForm) -> None:
    """Who came, in numbers, and how they voted."""
    meeting.held_on, meeting.secrecy = form.held_on, form.secrecy.value
    meeting.women, meeting.men, meeting.eligible = form.women, form.men, form.eligible
    meeting.multi_token = form.multi_token


def enter(tx: Tx, form: TallyForm) -> Tally:
    """One person's entry of the sheet, with the digest of what was entered."""
    meeting = tx.session.scalars(select(Meeting).where(Meeting.reference == form.meeting)).one()
    entered = pairs(form.cells)
    return Tally(
        title=meeting.title,
        meeting_id=meeting.id,
        sheet=meeting.sheet,
        entered_by=tx.actor.reference,
        pairs=entered,
        sha256=sha256(canonical(entered)).hexdigest(),
    )


def verify(tx: Tx, meeting: Meeting, _form: Form) -> None:
    """The sheet that two entries agree on."""
    first = entries_of(tx.session, [meeting])[meeting.id][0]
    tx.session.add(Count(meeting_id=meeting.id, sheet=meeting.sheet, tally_id=first.id))


def accept(_tx: Tx, meeting: Meeting, form: Reason) -> None:
    """Why a provisional result may stand (P-32)."""
    meeting.accepted_because = form.reason


def correct(tx: Tx, meeting: Meeting, form: Reason) -> None:
    """A new sheet is entered; the one before stays readable with the reason (P-28)."""
    count = tx.session.scalars(
        select(Count).where(Count.meeting_id == meeting.id, Count.sheet == meeting.sheet)
    ).one()
    count.corrected_because = form.reason
    meeting.sheet += 1
    touch_round(tx, meeting)


def touch_round(tx: Tx, meeting: Meeting, _form: Form | None = None) -> None:
    """Whoever counts the round meanwhile is told that it changed: its count and its sheets exclude each other."""
    tx.session.execute(
        update(THINGS).where(THINGS.c.id == meeting.round_id).values(version=THINGS.c.version + 1)
    )


def attach(tx: Tx, meeting: Meeting, form: Paper) -> None:
    """Keep a paper with the meeting; the same bytes sent again do not double it (R108)."""
    keep(tx, meeting, form.file, purpose=form.purpose.value, title=form.title)


def detach(tx: Tx, meeting: Meeting, form: PaperGone) -> None:
    """Take a paper out of sight."""
    withdraw_document(tx, document_of(tx.session, meeting.id, form.document))
