"""What may be known of due-diligence files: one, those of parties, and what their moves are judged by."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, selectinload

from app.documents.models import Document
from app.kernel.actors import Actor, Role, Scope
from app.parties.checks.models import Safeguarding
from app.parties.due_diligence.models import Declaration, DueDiligence, Representative
from app.parties.due_diligence.rules import FileGrounds
from app.parties.due_diligence.schemas import NewFile
from app.parties.models import LegalForm, Member, Party, PartyState, Recognition, Sort
from app.parties.queries import party_named, scopes_of_party, whole_party

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


def scopes_of_file(session: Session, file: DueDiligence) -> frozenset[Scope]:
    """A file stands where its party does."""
    return scopes_of_party(session, whole_party(session, file.party_id))


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


def ground_opening(session: Session, actor: Actor, form: NewFile, now: datetime) -> FileGrounds:
    """What a new file is judged by."""
    party = party_named(session, actor, form.party, now.date())
    if party is None:
        return FileGrounds()
    serving = serving_members(session, [party.id], now.date())[party.id]
    return FileGrounds(name=party.title, serving=frozenset(serving))


def grounds_of(
    session: Session, _actor: Actor, files: Sequence[DueDiligence], now: datetime
) -> dict[int, FileGrounds]:
    """What the moves of these files are judged by, in six queries."""
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
    papers = Counter(session.scalars(_papers_of(files)))
    named = _representatives(session, files)
    return {
        file.id: FileGrounds(
            name=party.title if party.state == PartyState.REGISTERED else None,
            sort=Sort(party.sort),
            legal_form=LegalForm(party.legal_form),
            recognised=party.id in recognised,
            serving=frozenset(serving[party.id]),
            representatives=named[file.id],
            declarations=frozenset(map(Declaration, file.declarations)),
            papers=papers[file.id],
            safeguarded=party.id in safe,
        )
        for file in files
        for party in [parties[file.party_id]]
    }


def _papers_of(files: Sequence[DueDiligence]) -> Select[tuple[int]]:
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
