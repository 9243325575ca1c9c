"""What else happens at the end of an award: its balance is computed, comes back, or is written off."""

from datetime import date, timedelta

from sqlalchemy import select

from app.funding.awards.actions import cancel_tranches, give_back, shares_paying, terms_of
from app.funding.awards.models import Award
from app.funding.awards.queries import Paying
from app.funding.closure.models import Settlement, Settling
from app.funding.closure.schemas import Receipt, StartClosing
from app.funding.ledger.actions import Entry, post
from app.funding.ledger.models import Kind
from app.funding.ledger.queries import account_of
from app.funding.ledger.rules import Leg, transfer
from app.funding.models import BOOKS
from app.kernel.flow import Form
from app.kernel.money import Money
from app.kernel.tx import Tx

NO_LONGER = "The award is being closed."


def start(tx: Tx, award: Award, _form: StartClosing) -> None:
    """No further tranche is paid: what is committed and not paid is free again."""
    cancel_tranches(tx, award, NO_LONGER)
    give_back(tx, award, Kind.COMMITTED, "release_unpaid")


def demand(tx: Tx, award: Award, _form: Form) -> None:
    """R67: all that is advanced and not accounted for is asked back, within the policy's days."""
    days = int(terms_of(tx, award.country)["refund_days"])
    left = sum(paying.stages[Kind.ADVANCED].minor for paying in shares_paying(tx, award))
    _settle(tx, award, Settling.DEMAND, left, due_on=tx.today + timedelta(days=days))


def receive(tx: Tx, award: Award, form: Receipt) -> None:
    """R67: what came back is cash again and free again, at the sources that it came from."""
    _settle(tx, award, Settling.RECEIPT, form.amount, on=form.received_on, proof=form.proof)
    legs: list[Leg] = []
    for paying, part in _in_parts(tx, award, form.amount):
        advanced = account_of(tx.session, paying.share.holder, Kind.ADVANCED, BOOKS)
        free = account_of(tx.session, paying.allotment.holder, Kind.FREE, BOOKS)
        cash, paid_out = (
            account_of(tx.session, paying.source.holder, kind, BOOKS) for kind in (Kind.CASH, Kind.PAID_OUT)
        )
        legs += (*transfer(advanced, free, part), *transfer(cash, paid_out, part))
    post(tx, Entry(f"award/{award.id}/refund/{award.version}", "refund", form.received_on, legs, form.proof))


def propose_write_off(tx: Tx, award: Award, _form: Form) -> None:
    """R67: what is left, to be confirmed by the programme manager."""
    left = sum(paying.stages[Kind.ADVANCED].minor for paying in shares_paying(tx, award))
    _settle(tx, award, Settling.WRITE_OFF, left, confirmed=False)


def write_off(tx: Tx, award: Award, _form: Form) -> None:
    """R67: what is left counts as spent, by a journal that says why."""
    proposal = tx.session.scalars(
        select(Settlement).where(
            Settlement.award_id == award.id,
            Settlement.kind == Settling.WRITE_OFF,
            Settlement.confirmed_at.is_(None),
        )
    ).one()
    proposal.confirmed_at = tx.now
    legs: list[Leg] = []
    for paying, part in _in_parts(tx, award, proposal.amount):
        advanced, liquidated = (
            account_of(tx.session, paying.share.holder, kind, BOOKS)
            for kind in (Kind.ADVANCED, Kind.LIQUIDATED)
        )
        legs += transfer(advanced, liquidated, part)
    post(tx, Entry(f"award/{award.id}/write-off/{proposal.id}", "write_off", tx.today, legs))


def _in_parts(tx: Tx, award: Award, minor: int) -> list[tuple[Paying, int]]:
    """An amount shared over the shares as they have it advanced, exactly."""
    paying = [one for one in shares_paying(tx, award) if one.stages[Kind.ADVANCED].minor]
    parts = Money(minor, BOOKS).share([one.stages[Kind.ADVANCED].minor for one in paying])
    return [(one, part.minor) for one, part in zip(paying, parts, strict=True) if part.minor]


def _settle(
    tx: Tx,
    award: Award,
    kind: Settling,
    minor: int,
    *,
    confirmed: bool = True,
    on: date | None = None,
    due_on: date | None = None,
    proof: str | None = None,
) -> None:
    tx.session.add(
        Settlement(
            award_id=award.id,
            kind=kind,
            amount=minor,
            on=on or tx.today,
            due_on=due_on,
            proof=proof,
            entered_by=tx.actor.reference,
            confirmed_at=tx.now if confirmed else None,
        )
    )
