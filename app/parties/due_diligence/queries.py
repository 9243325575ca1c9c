"""What may be known of due-diligence files: one, those of parties, and what their moves are judged by."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.orm import Session, aliased, selectinload

from app.documents.models import Document
from app.kernel.actors import Actor, Role
from app.kernel.words import _
from app.parties.checks.models import Outcome, Safeguarding, Screening
from app.parties.due_diligence.models import Declaration, DueDiligence, FileState, Representative
from app.parties.due_diligence.rules import FileGrounds
from app.parties.due_diligence.schemas import NewFile
from app.parties.models import LegalForm, Member, Party, PartyState, Recognition, Sort
from app.parties.policy import terms_on
from app.parties.queries import parties_seen, party_named

KIND = "parties.due_diligence"
PAPER = "due_diligence"
SEEN_BY = frozenset(
    {Role.PROGRAMME_OFFICER, Role.APPROVER, Role.FINANCE_OFFICER, Role.SAFEGUARDS, Role.AUDITOR}
)
"""Who reads what is known of a party: the fund's own people, not the party itself."""


def whole_file(session: Session, file_id: int) -> DueDiligence:
    """The file with its representatives."""
    statement = (
        select(DueDiligence)
        .where(DueDiligence.id == file_id)
        .options(selectinload(DueDiligence.representatives))
    )
    return session.scalars(statement).one()


def serving_members(session: Session, party_ids: Collection[int], day: date) -> dict[int, dict[int, str]]:
    """Who serves in these parties on this day: by party, the members' names by key."""
    rows = session.execute(
        select(Member.party_id, Member.id, Member.name)
        .where(
            Member.party_id.in_(party_ids),
            Member.joined_on <= day,
            or_(Member.left_on.is_(None), Member.left_on >= day),
        )
        .order_by(Member.id)
    )
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for party_id, member_id, name in rows:
        found[party_id][member_id] = name
    return found


def member_answers(
    session: Session, _actor: Actor, file: DueDiligence, now: datetime
) -> Mapping[str, Sequence[tuple[str, str]]]:
    """The members who may be named as representatives."""
    return member_answers_of(session, file.party_id, now.date())


def member_answers_of(session: Session, party_id: int, day: date) -> Mapping[str, Sequence[tuple[str, str]]]:
    """The same for a party that has no file yet."""
    serving = serving_members(session, [party_id], day)[party_id]
    return {"representatives": [(str(key), name) for key, name in serving.items()]}


# --- Grounds -------------------------------------------------------------------------------------


def party_of_form(session: Session, actor: Actor, form: NewFile, now: datetime) -> Party:
    """Whose file it is."""
    return party_named(session, actor, form.party, now.date())


def ground_opening(session: Session, actor: Actor, form: NewFile, now: datetime) -> FileGrounds:
    """What a new file is judged by."""
    party = party_of_form(session, actor, form, now)
    serving = serving_members(session, [party.id], now.date())[party.id]
    return FileGrounds(name=party.title, serving=frozenset(serving), today=now.date())


def grounds_of(
    session: Session, _actor: Actor, files: Sequence[DueDiligence], now: datetime
) -> dict[int, FileGrounds]:
    """What the moves of these files are judged by, in eight queries."""
    today = now.date()
    ids = {file.party_id for file in files}
    parties = {one.id: one for one in session.scalars(select(Party).where(Party.id.in_(ids)))}
    serving = serving_members(session, ids, today)
    recognised = set(session.scalars(select(Recognition.party_id).where(Recognition.party_id.in_(ids))))
    safe = set(
        session.scalars(
            select(Safeguarding.party_id).where(
                Safeguarding.party_id.in_(ids), Safeguarding.expires_on >= today
            )
        )
    )
    found: dict[int, str] = dict(session.execute(_outcomes(ids)).all())
    terms = terms_on(session, today)
    papers: Counter[int] = Counter(session.scalars(_papers_of(files)))
    named = _representatives(session, files)
    return {
        file.id: FileGrounds(
            name=party.title,
            registered=party.state == PartyState.REGISTERED,
            sort=Sort(party.sort),
            legal_form=LegalForm(party.legal_form),
            recognised=party.id in recognised,
            serving=frozenset(serving[party.id]),
            representatives=named[file.id],
            declarations=frozenset(map(Declaration, file.declarations)),
            papers=papers[file.id],
            safeguarded=party.id in safe,
            found=Outcome(found[party.id]) if party.id in found else None,
            today=today,
            terms=terms,
        )
        for file in files
        for party in [parties[file.party_id]]
    }


def _outcomes(party_ids: Collection[int]) -> Select[int, str]:
    """What each screening of these parties found, the newest last."""
    return (
        select(Screening.party_id, Screening.outcome)
        .where(Screening.party_id.in_(party_ids))
        .order_by(Screening.screened_on, Screening.id)
    )


def _papers_of(files: Sequence[DueDiligence]) -> Select[int]:
    return select(Document.owner_id).where(
        Document.owner_id.in_([file.id for file in files]),
        Document.purpose == PAPER,
        Document.withdrawn_at.is_(None),
    )


def _representatives(session: Session, files: Sequence[DueDiligence]) -> dict[int, frozenset[int]]:
    rows = session.execute(
        select(Representative.file_id, Representative.member_id).where(
            Representative.file_id.in_([file.id for file in files])
        )
    )
    found: dict[int, set[int]] = {file.id: set() for file in files}
    for file_id, member_id in rows:
        found[file_id].add(member_id)
    return {file_id: frozenset(members) for file_id, members in found.items()}


# --- Lists ---------------------------------------------------------------------------------------


def files_of(session: Session, party_id: int) -> list[DueDiligence]:
    """The files of a party that its reader has found, the newest first."""
    statement = select(DueDiligence).where(DueDiligence.party_id == party_id)
    return list(session.scalars(statement.order_by(DueDiligence.id.desc())))


def screenings_of(session: Session, party_id: int) -> list[Screening]:
    """The screenings of a party, the newest first."""
    statement = select(Screening).where(Screening.party_id == party_id)
    return list(session.scalars(statement.order_by(Screening.screened_on.desc(), Screening.id.desc())))


def safeguardings_of(session: Session, party_id: int) -> list[Safeguarding]:
    """The safeguarding assessments of a party, the newest first."""
    statement = select(Safeguarding).where(Safeguarding.party_id == party_id)
    return list(session.scalars(statement.order_by(Safeguarding.assessed_on.desc(), Safeguarding.id.desc())))


class Check(StrEnum):
    """What of a party ends on a day."""

    FILE = "file"
    SAFEGUARDING = "safeguarding"


CHECKS: dict[Check, str] = {
    Check.FILE: _("due-diligence file"),
    Check.SAFEGUARDING: _("safeguarding assessment"),
}


@dataclass(frozen=True)
class Ending:
    """A check of a party that has ended, or ends within the terms' days."""

    party: Party
    check: Check
    expires_on: date


MOST_ENDINGS = 200


def ending_soon(session: Session, actor: Actor, today: date) -> list[Ending]:
    """What ends soonest, or has ended and was not renewed, of the registered parties that this person sees."""
    last = today + timedelta(days=terms_on(session, today).soon_days)
    found = [
        Ending(party, check, day)
        for check, model, counts in (
            (Check.FILE, DueDiligence, DueDiligence.state == FileState.APPROVED),
            (Check.SAFEGUARDING, Safeguarding, true()),
        )
        for party, day in session.execute(_last_days(actor, today, model, counts, last))
    ]
    return sorted(found, key=lambda ending: (ending.expires_on, ending.party.title, ending.check))


def _last_days(
    actor: Actor,
    today: date,
    model: type[DueDiligence | Safeguarding],
    counts: ColumnElement[bool],
    last: date,
) -> Select[Party, date]:
    day = func.max(model.expires_on)
    newest = (
        select(model.party_id, day.label("day")).where(counts).group_by(model.party_id).having(day <= last)
    )
    ends = newest.subquery()
    party = aliased(Party, flat=True)
    return (
        select(party, ends.c.day)
        .join(ends, ends.c.party_id == party.id)
        .where(
            party.id.in_(select(Party.id).where(parties_seen(actor, today))),
            party.state == PartyState.REGISTERED,
        )
        .order_by(ends.c.day, party.id)
        .limit(MOST_ENDINGS)
    )
