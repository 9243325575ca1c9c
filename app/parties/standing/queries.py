"""Where parties stand: everything about many of them in a fixed number of queries."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.parties.bank_records.models import BankRecord, BankRecordState, Keeper
from app.parties.bank_records.queries import counting
from app.parties.checks.models import Outcome, Rating, Safeguarding, Screening
from app.parties.due_diligence.models import DueDiligence, FileState, Risk
from app.parties.due_diligence.queries import serving_members
from app.parties.models import LegalForm, Party, PartyState, Recognition, Sort
from app.parties.policy import terms_on
from app.parties.standing.rules import Account, ApprovedFile, LastSafeguarding, LastScreening, Standing

R = TypeVar("R", DueDiligence, Screening, Safeguarding)


def standing_of(session: Session, party_ids: Collection[int], today: date) -> Mapping[int, Standing]:
    """Where each of these parties stands on a day, in a fixed number of queries; a key that is no party's is left out."""
    terms = terms_on(session, today)
    parties = session.scalars(select(Party).where(Party.id.in_(party_ids))).all()
    recognised = set(session.scalars(select(Recognition.party_id).where(Recognition.party_id.in_(party_ids))))
    serving = serving_members(session, party_ids, today)
    files = _files(session, party_ids, serving)
    screenings = _screenings(session, party_ids, today)
    safeguardings = _safeguardings(session, party_ids, today)
    accounts = _accounts(session, party_ids)
    return {
        party.id: Standing(
            party_id=party.id,
            name=party.title,
            sort=Sort(party.sort),
            legal_form=LegalForm(party.legal_form),
            today=today,
            terms=terms,
            registered=party.state == PartyState.REGISTERED,
            recognised=party.id in recognised,
            file=files.get(party.id),
            screening=screenings.get(party.id),
            safeguarding=safeguardings.get(party.id),
            accounts=accounts.get(party.id, {}),
        )
        for party in parties
    }


def _last(rows: Iterable[R]) -> dict[int, R]:
    """The last row of each party, of rows in order."""
    return {row.party_id: row for row in rows}


def _files(
    session: Session, party_ids: Collection[int], serving: Mapping[int, Mapping[int, str]]
) -> dict[int, ApprovedFile]:
    rows = session.scalars(
        select(DueDiligence)
        .where(DueDiligence.party_id.in_(party_ids), DueDiligence.state == FileState.APPROVED)
        .options(selectinload(DueDiligence.representatives))
        .order_by(DueDiligence.expires_on, DueDiligence.id)
    )
    return {
        party_id: ApprovedFile(
            reference=file.reference,
            expires_on=file.expires_on,
            risk=Risk(file.risk) if file.risk else None,
            representatives={
                one.member_id: serving[party_id][one.member_id]
                for one in file.representatives
                if one.member_id in serving[party_id]
            },
        )
        for party_id, file in _last(rows).items()
        if file.expires_on is not None
    }


def _screenings(session: Session, party_ids: Collection[int], today: date) -> dict[int, LastScreening]:
    rows = session.scalars(
        select(Screening)
        .where(Screening.party_id.in_(party_ids), Screening.screened_on <= today)
        .order_by(Screening.screened_on, Screening.id)
    )
    return {
        party_id: LastScreening(row.screened_on, Outcome(row.outcome))
        for party_id, row in _last(rows).items()
    }


def _safeguardings(session: Session, party_ids: Collection[int], today: date) -> dict[int, LastSafeguarding]:
    rows = session.scalars(
        select(Safeguarding)
        .where(Safeguarding.party_id.in_(party_ids), Safeguarding.assessed_on <= today)
        .order_by(Safeguarding.assessed_on, Safeguarding.id)
    )
    return {
        party_id: LastSafeguarding(row.assessed_on, Rating(row.rating), row.expires_on)
        for party_id, row in _last(rows).items()
    }


def _accounts(session: Session, party_ids: Collection[int]) -> dict[int, dict[str, Account]]:
    rows = session.scalars(
        select(BankRecord).where(
            BankRecord.party_id.in_(party_ids), BankRecord.state == BankRecordState.VERIFIED
        )
    ).all()
    found: dict[int, dict[str, Account]] = {}
    for (party_id, currency), record in counting(rows).items():
        if record.usable_from is not None:
            found.setdefault(party_id, {})[currency] = Account(
                id=record.id,
                reference=record.reference,
                keeper=Keeper(record.keeper),
                holder=record.holder,
                masked=record.masked,
                usable_from=record.usable_from,
            )
    return found
