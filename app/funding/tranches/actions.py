"""What else happens to a tranche: it is planned, asked for, paid, accounted for; its money moves with it."""

from datetime import date
from itertools import pairwise

from sqlalchemy import func, select

from app.funding.awards.models import Award, Modality, Share
from app.funding.awards.shares import draws
from app.funding.ledger.actions import Entry, post, reverse
from app.funding.ledger.models import Kind
from app.funding.ledger.queries import account_of, journal_of
from app.funding.ledger.rules import Leg, transfer
from app.funding.models import BOOKS
from app.funding.sources.models import Allotment, Source
from app.funding.tranches.models import Payment, Tranche, TrancheState
from app.funding.tranches.queries import payments_of, standing_payments, tranches_of
from app.funding.tranches.schemas import Back, Note, Plan, Proof, Reason, Receipt, Request
from app.kernel.money import Money
from app.kernel.tx import Tx


def make_tranche(tx: Tx, form: Plan) -> Tranche:
    """A part of the award, named by its number."""
    award = tx.session.get_one(Award, form.award)
    return Tranche(
        title=f"{award.title} · {form.number}",
        award_id=form.award,
        number=form.number,
        percent=form.percent,
        amount=form.amount,
        due_on=form.due_on,
        currency=award.currency,
    )


def ask(_tx: Tx, tranche: Tranche, form: Request) -> None:
    """What the grantee asks for."""
    tranche.requested = form.amount


# --- Paying --------------------------------------------------------------------------------------


def enter_proof(tx: Tx, tranche: Tranche, form: Proof) -> None:
    """What shows that it was paid, to be looked at by a second person; no money has moved in the books."""
    _payment(tx, tranche, form)


def strike_proof(tx: Tx, tranche: Tranche, form: Reason) -> None:
    """The proof shows no payment: it stays, struck out."""
    payment = payments_of(tx.session, tranche.id)[-1]
    payment.undone_at, payment.undone = tx.now, form.reason


def confirm_proof(tx: Tx, tranche: Tranche, _form: Note) -> None:
    """A second person has seen the proof: the money has left."""
    _book(tx, tranche, payments_of(tx.session, tranche.id)[-1])


def pay(tx: Tx, tranche: Tranche, form: Proof) -> None:
    """A line of a statement shows the payment: the money has left."""
    _book(tx, tranche, _payment(tx, tranche, form))


def _payment(tx: Tx, tranche: Tranche, form: Proof) -> Payment:
    """The next payment of the tranche; the database lets one stand (R48)."""
    last = tx.session.scalar(select(func.max(Payment.number)).where(Payment.tranche_id == tranche.id))
    payment = Payment(
        tranche_id=tranche.id,
        number=(last or 0) + 1,
        amount=form.amount,
        paid_on=form.paid_on,
        proof=form.proof,
        entered_by=tx.actor.reference,
    )
    tx.session.add(payment)
    tx.session.flush()
    return payment


def _book(tx: Tx, tranche: Tranche, payment: Payment) -> None:
    """Committed money becomes an advance, and cash of each source is paid out; where no advance arises, spent."""
    award = tx.session.get_one(Award, tranche.award_id)
    payment.confirmed_at = tx.now
    legs: list[Leg] = []
    for share, source, part in _parts(tx, tranche, payment.money):
        stages = [Kind.COMMITTED, Kind.ADVANCED]
        if award.modality != Modality.ADVANCE:
            stages.append(Kind.LIQUIDATED)
        accounts = [account_of(tx.session, share.holder, kind, BOOKS) for kind in stages]
        for here, there in pairwise(accounts):
            legs += transfer(here, there, part.minor)
        cash, out = (
            account_of(tx.session, source.holder, kind, BOOKS) for kind in (Kind.CASH, Kind.PAID_OUT)
        )
        legs += transfer(out, cash, part.minor)
    post(tx, Entry(payment.key, "pay", payment.paid_on, legs))


def _parts(tx: Tx, tranche: Tranche, money: Money) -> list[tuple[Share, Source, Money]]:
    """What each share of the award gives of an amount of this tranche; exact, those that give nothing left out."""
    rows = tx.session.execute(
        select(Share, Allotment.source_id)
        .join(Allotment, Allotment.id == Share.allotment_id)
        .where(Share.award_id == tranche.award_id)
        .order_by(Share.id)
    ).all()
    sources = {key: tx.session.get_one(Source, key) for _share, key in rows}
    live = [one for one in tranches_of(tx.session, tranche.award_id) if one.state != TrancheState.CANCELLED]
    drawn = draws(
        [Money(share.amount, BOOKS) for share, _key in rows], [Money(one.amount, BOOKS) for one in live]
    )
    whole = drawn[[one.id for one in live].index(tranche.id)]
    parts = money.share([part.minor for part in whole])
    return [(share, sources[key], part) for (share, key), part in zip(rows, parts, strict=True) if part.minor]


# --- After it is paid ----------------------------------------------------------------------------


def acknowledge(_tx: Tx, tranche: Tranche, form: Receipt) -> None:
    """What the grantee says has come, in its own currency."""
    tranche.received_on, tranche.received = form.received_on, form.received


def undo(tx: Tx, tranche: Tranche, form: Back) -> None:
    """The money is back: the payment's journal is mirrored, once (R70)."""
    _undo(tx, tranche, form.proof, form.back_on)


def _undo(tx: Tx, tranche: Tranche, reason: str, back_on: date) -> None:
    payment = standing_payments(tx.session, [tranche.id])[tranche.id]
    payment.undone_at, payment.undone = tx.now, reason
    tranche.received = tranche.received_on = None
    reverse(tx, journal_of(tx.session, payment.key), reason, back_on)
