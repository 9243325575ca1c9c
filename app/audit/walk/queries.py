"""What the walk stands on: the award that something leads to, and the acts of its case and of its money."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.audit.findings.models import STANDING, Finding
from app.audit.registers.money import HOLDER, SHARES
from app.audit.registers.register import Asked
from app.audit.walk.chain import Act, Found, chain_of
from app.funding.awards.models import Award
from app.funding.awards.queries import Sheet, sheet_of
from app.funding.ledger.queries import ACCOUNTS, JOURNALS, LEGS
from app.funding.sources.models import Contribution, ContributionState
from app.kernel.errors import NotFound, why
from app.kernel.references import BadReference, parse_reference, reference
from app.kernel.things import THINGS, Thing
from app.kernel.trail.append import SECRETS, STEPS
from app.kernel.words import _

NOTHING_LEADS = _("{typed} leads to no award that you may see.")


@dataclass(frozen=True)
class Posting:
    """A journal that moved the award's money."""

    key: str
    kind: str
    effective_on: date
    minor: int
    currency: str


@dataclass(frozen=True)
class Walk:
    """All that the page of a walk shows; `explained` are the numbers of acts that went on against a warning."""

    sheet: Sheet
    chain: Sequence[Found]
    things: Mapping[int, Thing]
    postings: Sequence[Posting]
    findings: Sequence[Finding]
    explained: frozenset[int]


def award_behind(session: Session, asked: Asked, typed: str) -> Award:
    """The award that a reference or a journal's key leads to; NotFound where it is none of theirs."""
    award_id = _of_reference(session, asked, typed) or _of_journal(session, typed)
    found = session.scalars(select(Award).where(Award.id == award_id, asked.seen)).first()
    if found is None:
        raise NotFound([why("", NOTHING_LEADS, typed=typed)])
    return found


def _of_reference(session: Session, asked: Asked, typed: str) -> int | None:
    """The award itself, or the one in the case of what carries this reference."""
    try:
        named = reference(*parse_reference(typed))
    except BadReference:
        return None
    case = select(THINGS.c.case_id).where(THINGS.c.reference == named, asked.seen).scalar_subquery()
    awards = select(Award.id).where(or_(Award.reference == named, Award.case_id == case))
    return session.scalars(awards.order_by(Award.reference != named, Award.id).limit(1)).first()


def _of_journal(session: Session, key: str) -> int | None:
    return session.scalars(
        select(SHARES.c.award_id)
        .join_from(JOURNALS, LEGS, LEGS.c.journal_id == JOURNALS.c.id)
        .join(ACCOUNTS, ACCOUNTS.c.id == LEGS.c.account_id)
        .join(SHARES, ACCOUNTS.c.holder == HOLDER)
        .where(JOURNALS.c.key == key)
        .limit(1)
    ).first()


def walk_of(session: Session, asked: Asked, award: Award) -> Walk:
    """The walk of an award, in a fixed number of queries."""
    sheet = sheet_of(session, award)
    acts = _acts(session, asked, award, sheet)
    keys = {act.thing for act in acts}
    return Walk(
        sheet=sheet,
        chain=chain_of(acts),
        things={thing.id: thing for thing in session.scalars(select(Thing).where(Thing.id.in_(keys)))},
        postings=_postings(session, sheet),
        findings=list(
            session.scalars(
                select(Finding)
                .where(Finding.award_id == award.id, Finding.state.in_(STANDING))
                .order_by(Finding.id)
            )
        ),
        explained=frozenset(
            session.scalars(
                select(SECRETS.c.seq).where(
                    SECRETS.c.seq.in_([act.seq for act in acts]), SECRETS.c.field == "explanation"
                )
            )
        ),
    )


def _acts(session: Session, asked: Asked, award: Award, sheet: Sheet) -> list[Act]:
    """The acts of the award's case, and of the allotments and contributions that its money comes from."""
    allotments = {one.allotment.id for one in sheet.paying}
    contributions = select(Contribution.id).where(
        Contribution.source_id.in_({one.source.id for one in sheet.paying}),
        Contribution.state == ContributionState.RECEIVED,
    )
    columns = STEPS.c
    rows = session.execute(
        select(
            columns.seq, columns.at, columns.thing_id, columns.kind, columns.move, columns.duty, columns.actor
        )
        .join_from(STEPS, THINGS, THINGS.c.id == columns.thing_id)
        .where(
            or_(
                columns.case_id == award.case_id,
                columns.thing_id.in_(allotments),
                columns.thing_id.in_(contributions),
            ),
            asked.seen,
        )
        .order_by(columns.seq)
    )
    return [Act(*row) for row in rows]


def _postings(session: Session, sheet: Sheet) -> list[Posting]:
    """What moved the award's money, in the ledger's order: each leg on an account of its shares that grew it."""
    holders = [one.share.holder for one in sheet.paying]
    rows = session.execute(
        select(JOURNALS.c.key, ACCOUNTS.c.kind, JOURNALS.c.effective_on, LEGS.c.credit, ACCOUNTS.c.currency)
        .join_from(JOURNALS, LEGS, LEGS.c.journal_id == JOURNALS.c.id)
        .join(ACCOUNTS, ACCOUNTS.c.id == LEGS.c.account_id)
        .where(ACCOUNTS.c.holder.in_(holders), LEGS.c.credit > 0)
        .order_by(JOURNALS.c.id, LEGS.c.number)
    )
    return [Posting(*row) for row in rows]
