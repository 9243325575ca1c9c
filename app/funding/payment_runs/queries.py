"""What may be known of payment runs: what may be paid, the runs with their items, and what was ordered but not seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, selectinload

from app.funding.awards.models import Award
from app.funding.models import BOOKS
from app.funding.payment_runs.models import PaymentRun, RunItem, RunState
from app.funding.payment_runs.rules import Gathering, RunGrounds
from app.funding.payment_runs.schemas import Gather
from app.funding.tranches.models import Tranche, TrancheState
from app.kernel.actors import Actor, Role, Scope
from app.kernel.money import Money
from app.kernel.words import Message, _
from app.parties.bank_records.models import BankRecord
from app.parties.standing.queries import standing_of

SEEN_BY = (Role.FINANCE_OFFICER, Role.APPROVER, Role.AUDITOR)


@dataclass(frozen=True)
class Payable:
    """An approved tranche that stands in no run, and the verified account that it goes to."""

    tranche: Tranche
    payee: str
    account: BankRecord | None

    @property
    def money(self) -> Money:
        """What is approved."""
        return Money(self.tranche.requested or self.tranche.amount, BOOKS)


def payable(session: Session, now: datetime) -> list[Payable]:
    """What may be paid, the longest approved first, in a fixed number of queries."""
    in_a_run = exists().where(RunItem.tranche_id == Tranche.id, RunItem.live)
    tranches = session.scalars(
        select(Tranche)
        .where(Tranche.state == TrancheState.APPROVED, ~in_a_run)
        .order_by(Tranche.since, Tranche.id)
    ).all()
    ids = {one.award_id for one in tranches}
    awards = {award.id: award for award in session.scalars(select(Award).where(Award.id.in_(ids)))}
    standings = standing_of(session, {award.party_id for award in awards.values()}, now.date())
    chosen = {
        key: standings[award.party_id].accounts.get(award.currency)
        or standings[award.party_id].accounts.get(BOOKS)
        for key, award in awards.items()
    }
    wanted = {account.id for account in chosen.values() if account is not None}
    records = {one.id: one for one in session.scalars(select(BankRecord).where(BankRecord.id.in_(wanted)))}
    found = []
    for tranche in tranches:
        account = chosen[tranche.award_id]
        found.append(
            Payable(
                tranche,
                standings[awards[tranche.award_id].party_id].name,
                records.get(account.id) if account else None,
            )
        )
    return found


def tranches_on_offer(
    session: Session, _actor: Actor, _run: object, now: datetime
) -> dict[str, list[tuple[str, Message]]]:
    """What may be chosen for a run, in words."""
    return {
        "tranches": [
            (
                one.tranche.reference,
                Message(
                    _("{amount} to {payee} ({title})"),
                    {"amount": one.money, "payee": one.payee, "title": one.tranche.title},
                ),
            )
            for one in payable(session, now)
        ]
    }


def gathering(session: Session, _actor: Actor, _form: Gather, now: datetime) -> Gathering:
    """What a new run is judged by."""
    every = payable(session, now)
    return Gathering(
        now.date(),
        on_offer={one.tranche.reference for one in every},
        without_account=[one.tranche.reference for one in every if one.account is None],
    )


def runs(session: Session, limit: int = 60) -> list[PaymentRun]:
    """The runs with their items, the newest first."""
    statement = select(PaymentRun).options(selectinload(PaymentRun.items)).order_by(PaymentRun.id.desc())
    return list(session.scalars(statement.limit(limit)))


def items_of(session: Session, run_id: int) -> list[tuple[RunItem, Tranche]]:
    """The items of a run with their tranches, in the order in which they were chosen."""
    rows = (
        select(RunItem, Tranche)
        .join(Tranche, Tranche.id == RunItem.tranche_id)
        .where(RunItem.run_id == run_id)
    )
    return [(item, tranche) for item, tranche in session.execute(rows.order_by(RunItem.id))]


def ordered_and_not_seen(session: Session) -> list[tuple[RunItem, Tranche, PaymentRun]]:
    """The exceptions of our side: what was sent and no statement shows, the oldest first."""
    run_ids = select(PaymentRun.id).where(PaymentRun.state == RunState.SENT)
    rows = session.execute(
        select(RunItem, Tranche)
        .join(Tranche, Tranche.id == RunItem.tranche_id)
        .where(RunItem.live, RunItem.run_id.in_(run_ids), Tranche.state == TrancheState.APPROVED)
        .order_by(RunItem.id)
    ).all()
    ids = {item.run_id for item, _tranche in rows}
    named = {run.id: run for run in session.scalars(select(PaymentRun).where(PaymentRun.id.in_(ids)))}
    return [(item, tranche, named[item.run_id]) for item, tranche in rows]


def grounds_of(
    session: Session, _actor: Actor, asked: Sequence[PaymentRun], _now: datetime
) -> dict[int, RunGrounds]:
    """What the moves of these runs are judged by, in one query."""
    found = {run.id: RunGrounds() for run in asked}
    rows = session.execute(
        select(RunItem.run_id, Tranche.reference, Tranche.state)
        .join(Tranche, Tranche.id == RunItem.tranche_id)
        .where(RunItem.run_id.in_(found))
        .order_by(RunItem.id)
    )
    for run_id, reference, state in rows:
        found[run_id].tranches[reference] = TrancheState(state)
    return found


def scopes(_session: Session, _run: PaymentRun) -> frozenset[Scope]:
    """Payments are the whole fund's."""
    return frozenset()
