"""What may be seen of meetings and of the entries of their sheets, and what their moves are judged by."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from app.cuf.meetings.models import Count, Meeting, MeetingState, Tally, TallyState
from app.cuf.meetings.rules import Entry, MeetingGrounds, PlanGrounds, TallyGrounds
from app.cuf.meetings.schemas import PlanForm, TallyForm
from app.cuf.meetings.sheets import Voting
from app.cuf.prioritisation.women import WomensMechanism
from app.cuf.rounds.count import voting_of
from app.cuf.rounds.models import Option, Round, RoundSettlement, RoundState
from app.documents.models import Document
from app.kernel.actors import Actor, Role, Scope
from app.kernel.db import table_of
from app.kernel.flow import AnyFlow, seen_by
from app.kernel.paging import PAGE, Position, newest_first
from app.kernel.references import BadReference, parse_reference, reference
from app.kernel.things import THINGS, Step, within
from app.places.models import Place
from app.places.queries import scopes_of_place

AGREED = (MeetingState.VERIFIED, MeetingState.LOCKED)
KEEPERS = (Role.FORUM, Role.FACILITATOR, Role.MUNICIPAL_TEAM, Role.PROGRAMME_OFFICER)
"""The roles that plan meetings and enter sheets."""


def own_entry_or_agreed(actor: Actor) -> ColumnElement[bool]:
    """True of the entries that this person made, and of all once two agree: until then nobody sees another's
    (P-25, P-27)."""
    tally, meeting, header = table_of(Tally).c, table_of(Meeting).c, THINGS.alias().c
    return exists().where(
        tally.id == THINGS.c.id,
        meeting.id == tally.meeting_id,
        header.id == meeting.id,
        or_(
            tally.entered_by == actor.reference,
            header.state.in_(AGREED),
            meeting.sheet > tally.sheet,
        ),
    )


def scopes_of_tally(session: Session, tally: Tally) -> frozenset[Scope]:
    """An entry stands where its meeting does."""
    return scopes_of_place(session, session.get_one(Meeting, tally.meeting_id).settlement_id)


# --- Choices --------------------------------------------------------------------------------------


def taking_part(session: Session, actor: Actor) -> list[tuple[str, str, Round, RoundSettlement]]:
    """The frozen rounds' settlements that this person acts for: a key, words, the round and its settlement."""
    place = aliased(Place, flat=True)
    rows = session.execute(
        select(Round, RoundSettlement, place.title)
        .join(RoundSettlement, RoundSettlement.round_id == Round.id)
        .join(place, place.id == RoundSettlement.settlement_id)
        .where(Round.state == RoundState.FROZEN, _acts_for(actor))
        .order_by(Round.id, RoundSettlement.code)
    )
    return [(f"{one.reference}-{row.code}", f"{one.title}: {name}", one, row) for one, row, name in rows]


def _acts_for(actor: Actor) -> ColumnElement[bool]:
    posts = actor.holds(KEEPERS)
    return RoundSettlement.settlement_id.in_(select(THINGS.c.id).where(within(posts)))


def answers_for_plan(
    session: Session, actor: Actor, _thing: None, _now: datetime
) -> dict[str, list[tuple[str, str]]]:
    """The rounds and settlements to choose from."""
    return {"settlement": [(key, words) for key, words, _one, _row in taking_part(session, actor)]}


def planning(session: Session, actor: Actor, form: PlanForm, now: datetime) -> PlanGrounds:
    """What a new meeting is judged by."""
    for key, _words, one, _row in taking_part(session, actor):
        if key == form.settlement:
            return PlanGrounds(choice_known=True, round_state=RoundState(one.state), today=now.date())
    return PlanGrounds(choice_known=False, round_state=None, today=now.date())


# --- Meetings -------------------------------------------------------------------------------------


def meeting_kept_by(session: Session, actor: Actor, typed: str) -> Meeting | None:
    """The meeting of this reference, as people write references, if its sheet is this person's to enter."""
    try:
        prefix, number = parse_reference(typed)
    except BadReference:
        return None
    mine = within(actor.holds(KEEPERS))
    return session.scalars(
        select(Meeting).where(Meeting.reference == reference(prefix, number), mine)
    ).first()


def meetings_seen_by(
    session: Session, actor: Actor, flow: AnyFlow, now: datetime, after: Position | None = None
) -> list[Meeting]:
    """The meetings this person may see, newest first, one more than a page holds."""
    beyond, order = newest_first(after)
    statement = select(Meeting).where(seen_by(actor, [flow], now.date()), *beyond)
    return list(session.scalars(statement.order_by(*order).limit(PAGE + 1)))


def meetings_of(session: Session, round_id: int) -> list[Meeting]:
    """The meetings of a round that its reader has found, in the order they were planned."""
    return list(session.scalars(select(Meeting).where(Meeting.round_id == round_id).order_by(Meeting.id)))


def votings_of(session: Session, meetings: Sequence[Meeting]) -> dict[int, Voting]:
    """What each meeting votes on and how, as its round froze it."""
    rounds = {
        one.id: one
        for one in session.scalars(select(Round).where(Round.id.in_({row.round_id for row in meetings})))
    }
    letters = {
        (round_id, settlement_id): code
        for round_id, settlement_id, code in session.execute(
            select(RoundSettlement.round_id, RoundSettlement.settlement_id, RoundSettlement.code).where(
                RoundSettlement.round_id.in_(rounds)
            )
        )
    }
    options: defaultdict[int, list[Option]] = defaultdict(list)
    for option in session.scalars(
        select(Option).where(Option.round_id.in_(rounds)).order_by(Option.settlement_code, Option.number)
    ):
        options[option.round_id].append(option)
    return {
        row.id: voting_of(
            rounds[row.round_id], options[row.round_id], letters[row.round_id, row.settlement_id]
        )
        for row in meetings
    }


def options_at(session: Session, meeting: Meeting) -> dict[str, Option]:
    """The options on this meeting's ballot, in its order (P-06)."""
    on_ballot = votings_of(session, [meeting])[meeting.id].options
    rows = session.scalars(
        select(Option)
        .where(Option.round_id == meeting.round_id)
        .order_by(Option.settlement_code, Option.number)
    )
    return {row.code: row for row in rows if row.code in on_ballot}


def entries_of(session: Session, meetings: Sequence[Meeting]) -> dict[int, list[Tally]]:
    """The standing entries of the sheet that is being entered, in order."""
    sheets = {row.id: row.sheet for row in meetings}
    found: dict[int, list[Tally]] = {key: [] for key in sheets}
    rows = session.scalars(
        select(Tally)
        .where(Tally.meeting_id.in_(sheets), Tally.state == TallyState.ENTERED)
        .order_by(Tally.id)
    )
    for row in rows:
        if row.sheet == sheets[row.meeting_id]:
            found[row.meeting_id].append(row)
    return found


def tallies_seen_by(
    session: Session, actor: Actor, flow: AnyFlow, now: datetime, after: Position | None = None
) -> list[Tally]:
    """The entries this person may see, newest first, one more than a page holds."""
    beyond, order = newest_first(after)
    statement = select(Tally).where(seen_by(actor, [flow], now.date()), *beyond)
    return list(session.scalars(statement.order_by(*order).limit(PAGE + 1)))


def counts_of(session: Session, meeting: Meeting) -> list[tuple[Count, Tally]]:
    """Every sheet that two entries agreed on, the last first (P-28)."""
    rows = session.execute(
        select(Count, Tally)
        .join(Tally, Tally.id == Count.tally_id)
        .where(Count.meeting_id == meeting.id)
        .order_by(Count.sheet.desc())
    )
    return [(count, tally) for count, tally in rows]


# --- Grounds --------------------------------------------------------------------------------------


def meeting_grounds(
    session: Session, actor: Actor, meetings: Sequence[Meeting], now: datetime
) -> dict[int, MeetingGrounds]:
    """What the moves of these meetings are judged by."""
    rounds = {
        one.id: one
        for one in session.scalars(select(Round).where(Round.id.in_({row.round_id for row in meetings})))
    }
    votings, entries = votings_of(session, meetings), entries_of(session, meetings)
    frozen, papers = _frozen_on(session, rounds), _papers(session, [row.id for row in meetings])
    void = _held_before(session, rounds)
    return {
        row.id: MeetingGrounds(
            state=MeetingState(row.state),
            round_state=RoundState(rounds[row.round_id].state),
            frozen_on=frozen.get(row.round_id),
            voting=votings[row.id],
            mechanism=WomensMechanism(rounds[row.round_id].womens_mechanism),
            women_permille=rounds[row.round_id].women_permille,
            women=row.women,
            men=row.men,
            eligible=row.eligible,
            held_before=void[row.round_id, row.settlement_id],
            accepted=row.accepted_because is not None,
            entries=tuple(Entry(entry.entered_by, entry.cells) for entry in entries[row.id]),
            papers=papers[row.id],
            actor=actor.reference,
            today=now.date(),
        )
        for row in meetings
    }


def _frozen_on(session: Session, rounds: Collection[int]) -> dict[int, date]:
    rows = session.execute(
        select(Step.thing_id, Step.at).where(Step.thing_id.in_(rounds), Step.move == "freeze")
    )
    return {key: at.date() for key, at in rows}


def _papers(session: Session, ids: Sequence[int]) -> Mapping[int, set[str]]:
    found: defaultdict[int, set[str]] = defaultdict(set)
    rows = session.execute(
        select(Document.owner_id, Document.purpose).where(
            Document.owner_id.in_(ids), Document.withdrawn_at.is_(None)
        )
    )
    for owner, purpose in rows:
        found[owner].add(purpose)
    return found


def _held_before(session: Session, rounds: Collection[int]) -> Counter[tuple[int, int]]:
    """How many meetings of each settlement were held in a round and do not count (R15)."""
    rows = session.execute(
        select(Meeting.round_id, Meeting.settlement_id).where(
            Meeting.round_id.in_(rounds),
            and_(Meeting.state == MeetingState.VOID, Meeting.held_on.is_not(None)),
        )
    )
    return Counter((round_id, settlement_id) for round_id, settlement_id in rows)


def entering(session: Session, actor: Actor, form: TallyForm, _now: datetime) -> TallyGrounds:
    """What a new entry is judged by."""
    meeting = meeting_kept_by(session, actor, form.meeting)
    if meeting is None:
        return TallyGrounds(meeting_known=False)
    return TallyGrounds(
        meeting_known=True,
        state=MeetingState(meeting.state),
        voting=votings_of(session, [meeting])[meeting.id],
        entered_by=[row.entered_by for row in entries_of(session, [meeting])[meeting.id]],
        actor=actor.reference,
    )


def tally_grounds(
    session: Session, actor: Actor, tallies: Sequence[Tally], _now: datetime
) -> dict[int, TallyGrounds]:
    """What the moves of these entries are judged by."""
    found = session.scalars(select(Meeting).where(Meeting.id.in_({row.meeting_id for row in tallies})))
    states = {meeting.id: meeting.state for meeting in found}
    return {
        row.id: TallyGrounds(
            meeting_known=True,
            state=MeetingState(states[row.meeting_id]),
            mine=row.entered_by == actor.reference,
            actor=actor.reference,
        )
        for row in tallies
    }
