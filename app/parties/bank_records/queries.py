"""What may be known of accounts: whose they are, which count, which are shared, and who reads a whole number."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, selectinload

from app.documents.models import Document
from app.kernel.actors import Actor, Role
from app.kernel.things import Step
from app.parties.bank_records.models import BankRecord, BankRecordState, Keeper
from app.parties.bank_records.rules import BankGrounds
from app.parties.bank_records.schemas import BankRecordForm
from app.parties.models import Party, PartyState
from app.parties.queries import party_named

KIND = "parties.bank_record"
LETTER = "bank_letter"
STANDING = (BankRecordState.PROPOSED, BankRecordState.VERIFIED)
VERIFIERS = frozenset({Role.FINANCE_OFFICER, Role.APPROVER})


def whole_record(session: Session, record_id: int) -> BankRecord:
    """The record with its signatories."""
    statement = (
        select(BankRecord).where(BankRecord.id == record_id).options(selectinload(BankRecord.signatories))
    )
    return session.scalars(statement).one()


def counting(records: Sequence[BankRecord]) -> dict[tuple[int, str], BankRecord]:
    """By party and currency the verified record that counts: the one verified last."""
    verified = (record for record in records if record.state == BankRecordState.VERIFIED)
    return {
        (record.party_id, record.currency): record
        for record in sorted(verified, key=lambda record: (record.since, record.id))
    }


def sees_number(session: Session, actor: Actor, record: BankRecord) -> bool:
    """Whether this person reads the whole number: finance, who has to verify it, and who has verified it."""
    if Role.FINANCE_OFFICER in actor.roles:
        return True
    if record.state == BankRecordState.PROPOSED:
        return bool(actor.roles & VERIFIERS)
    verified = select(Step.seq).where(
        Step.thing_id == record.id, Step.move == "verify", Step.actor == actor.reference
    )
    return session.scalars(verified.limit(1)).first() is not None


def records_of(session: Session, party_id: int) -> list[BankRecord]:
    """The accounts of a party that its reader has found, the newest first."""
    statement = select(BankRecord).where(BankRecord.party_id == party_id)
    return list(session.scalars(statement.order_by(BankRecord.id.desc())))


@dataclass(frozen=True)
class Shared:
    """An account number that stands at several parties."""

    number: str
    records: Sequence[tuple[BankRecord, str]]


def shared_numbers(session: Session) -> list[Shared]:
    """The exceptions: every number at more than one party, of records proposed or verified, with the parties' names."""
    party, one = aliased(Party, flat=True), aliased(BankRecord, flat=True)
    several = (
        select(one.compact)
        .where(one.state.in_(STANDING))
        .group_by(one.compact)
        .having(func.count(one.party_id.distinct()) > 1)
    )
    rows = session.execute(
        select(BankRecord, party.title)
        .join(party, party.id == BankRecord.party_id)
        .where(BankRecord.compact.in_(several), BankRecord.state.in_(STANDING))
        .order_by(BankRecord.compact, BankRecord.id)
    )
    found: dict[str, list[tuple[BankRecord, str]]] = defaultdict(list)
    for record, title in rows:
        found[record.compact].append((record, title))
    return [Shared(number, records) for number, records in found.items()]


# --- Grounds -------------------------------------------------------------------------------------


def party_of_form(session: Session, actor: Actor, form: BankRecordForm, now: datetime) -> Party:
    """Whose account it is."""
    return party_named(session, actor, form.party, now.date())


def ground_proposal(session: Session, actor: Actor, form: BankRecordForm, now: datetime) -> BankGrounds:
    """What a new account is judged by."""
    return BankGrounds(party=party_of_form(session, actor, form, now).title)


def grounds_of(
    session: Session, _actor: Actor, records: Sequence[BankRecord], _now: datetime
) -> dict[int, BankGrounds]:
    """What the moves of these records are judged by, in three queries."""
    ids = [record.id for record in records]
    names = _names(session, {record.party_id for record in records})
    letters = Counter(
        session.scalars(
            select(Document.owner_id).where(
                Document.owner_id.in_(ids), Document.purpose == LETTER, Document.withdrawn_at.is_(None)
            )
        )
    )
    shared = _shared_with(session, records)
    return {
        record.id: BankGrounds(
            party=names.get(record.party_id, ""),
            holder=record.holder,
            keeper=Keeper(record.keeper),
            looked_up=record.looked_up or "",
            letters=letters[record.id],
            shared_with=tuple(sorted(shared[record.compact] - {names.get(record.party_id, "")})),
        )
        for record in records
    }


def _names(session: Session, party_ids: Collection[int]) -> dict[int, str]:
    rows = session.execute(
        select(Party.id, Party.title).where(Party.id.in_(party_ids), Party.state == PartyState.REGISTERED)
    )
    return dict(rows.all())


def _shared_with(session: Session, records: Sequence[BankRecord]) -> dict[str, set[str]]:
    party = aliased(Party, flat=True)
    rows = session.execute(
        select(BankRecord.compact, party.title)
        .join(party, party.id == BankRecord.party_id)
        .where(
            BankRecord.compact.in_({record.compact for record in records}),
            BankRecord.state.in_(STANDING),
        )
    )
    found: dict[str, set[str]] = defaultdict(set)
    for number, title in rows:
        found[number].add(title)
    return found
