"""What else happens when an award is amended: money is reserved, committed or freed; the award says the new."""

from fractions import Fraction

from sqlalchemy import select

from app.funding.amendments.models import Amendment, AmendmentKind
from app.funding.amendments.queries import grounds_of
from app.funding.amendments.rules import MONEY, parts_of
from app.funding.amendments.schemas import Propose
from app.funding.awards.actions import end_of, open_share, shares_paying
from app.funding.awards.models import Award, Share
from app.funding.awards.queries import Paying
from app.funding.awards.schedule import Instalment
from app.funding.ledger.actions import Entry, post
from app.funding.ledger.models import Kind
from app.funding.ledger.queries import account_of
from app.funding.ledger.rules import Leg, transfer
from app.funding.models import BOOKS
from app.funding.sources.actions import hold_open
from app.funding.sources.models import Allotment
from app.funding.tranches.flow import TRANCHES
from app.funding.tranches.models import Tranche, TrancheState
from app.funding.tranches.schemas import Plan
from app.funding.tranches.schemas import Reason as WhyCancelled
from app.kernel.errors import Refused, Why
from app.kernel.flow import Form, begin, fire
from app.kernel.money import Money
from app.kernel.tx import Tx

HUNDRED = Fraction(100)


def make_amendment(tx: Tx, form: Propose) -> Amendment:
    """The change, with what the award says before it and would say after it."""
    award = tx.session.scalars(select(Award).where(Award.reference == form.award)).one()
    before = {
        "ends_on": award.ends_on.isoformat(),
        "amount": award.amount,
        "conditional": award.conditional,
    }
    after = dict(before)
    if form.sort is AmendmentKind.END and form.ends_on is not None:
        after["ends_on"] = form.ends_on.isoformat()
    if form.sort in MONEY and form.amount is not None:
        after["amount"] = form.amount
    if form.sort is AmendmentKind.FIRM_UP and form.amount is not None:
        after["conditional"] = award.conditional - (form.amount - award.amount)
    return Amendment(
        title=award.title,
        award_id=award.id,
        sort=form.sort,
        ends_on=form.ends_on if form.sort is AmendmentKind.END else None,
        amount=form.amount if form.sort in MONEY else None,
        moved=form.moved or None if form.sort is AmendmentKind.BUDGET else None,
        reason=form.reason,
        before=before,
        after=after,
        shares=[],
    )


def approve(tx: Tx, amendment: Amendment, _form: Form) -> None:
    """What is added is reserved (R34); the ledger refuses too much."""
    grounds = grounds_of(tx.session, tx.actor, [amendment], tx.now)[amendment.id]
    if not grounds.added.minor:
        return
    parts = parts_of(grounds)
    if isinstance(parts, Why):
        raise Refused([parts])
    legs: list[Leg] = []
    for reference, part in parts:
        allotment = tx.session.scalars(select(Allotment).where(Allotment.reference == reference)).one()
        hold_open(tx, allotment)
        share = _share_of(tx, amendment.award_id, allotment)
        free = account_of(tx.session, allotment.holder, Kind.FREE, BOOKS)
        legs += transfer(free, account_of(tx.session, share.holder, Kind.RESERVED, BOOKS), part.minor)
    amendment.shares = [[reference, part.minor] for reference, part in parts]
    post(tx, Entry(f"amendment/{amendment.id}/reserve", "reserve", tx.today, legs))


def _share_of(tx: Tx, award_id: int, allotment: Allotment) -> Share:
    """The award's share of an allotment; a new one where it has none."""
    known = tx.session.scalars(
        select(Share).where(Share.award_id == award_id, Share.allotment_id == allotment.id)
    ).first()
    if known is not None:
        return known
    share = Share(award_id=award_id, allotment_id=allotment.id, amount=0)
    tx.session.add(share)
    tx.session.flush()
    open_share(tx, share, allotment)
    return share


def drop(tx: Tx, amendment: Amendment, _form: Form) -> None:
    """What was reserved for it is free again."""
    legs: list[Leg] = []
    for paying in _taking(tx, amendment):
        minor = paying.stages[Kind.RESERVED].minor
        reserved = account_of(tx.session, paying.share.holder, Kind.RESERVED, BOOKS)
        free = account_of(tx.session, paying.allotment.holder, Kind.FREE, BOOKS)
        legs += transfer(reserved, free, minor)
    if legs:
        post(tx, Entry(f"amendment/{amendment.id}/drop", "release", tx.today, legs))


def _taking(tx: Tx, amendment: Amendment) -> list[Paying]:
    award = tx.session.get_one(Award, amendment.award_id)
    return [one for one in shares_paying(tx, award) if one.stages[Kind.RESERVED].minor]


def put_in_force(tx: Tx, amendment: Amendment, _form: Form) -> None:
    """The award says the new; commitment and plan follow (R63)."""
    award = tx.session.get_one(Award, amendment.award_id)
    if amendment.ends_on is not None:
        award.ends_on, award.due_at = amendment.ends_on, end_of(amendment.ends_on)
    if amendment.amount is None:
        return
    more = amendment.amount - award.amount
    award.amount, award.conditional = amendment.amount, int(amendment.after["conditional"])
    if more > 0:
        _commit_more(tx, amendment)
        _plan_more(tx, award, more)
    else:
        _commit_less(tx, award, amendment, -more)
        _plan_less(tx, award, -more)
    _percents(tx, award)


def _commit_more(tx: Tx, amendment: Amendment) -> None:
    legs: list[Leg] = []
    for paying in _taking(tx, amendment):
        minor = paying.stages[Kind.RESERVED].minor
        reserved, committed = (
            account_of(tx.session, paying.share.holder, kind, BOOKS)
            for kind in (Kind.RESERVED, Kind.COMMITTED)
        )
        legs += transfer(reserved, committed, minor)
        paying.share.amount += minor
    post(tx, Entry(f"amendment/{amendment.id}/commit", "commit", tx.today, legs))


def _commit_less(tx: Tx, award: Award, amendment: Amendment, less: int) -> None:
    """Freed in proportion to what each share still has committed."""
    paying = [one for one in shares_paying(tx, award) if one.stages[Kind.COMMITTED].minor]
    parts = Money(less, BOOKS).share([one.stages[Kind.COMMITTED].minor for one in paying])
    legs: list[Leg] = []
    for one, part in zip(paying, parts, strict=True):
        if part.minor:
            committed = account_of(tx.session, one.share.holder, Kind.COMMITTED, BOOKS)
            free = account_of(tx.session, one.allotment.holder, Kind.FREE, BOOKS)
            legs += transfer(committed, free, part.minor)
            one.share.amount -= part.minor
    post(tx, Entry(f"amendment/{amendment.id}/free", "release", tx.today, legs))


# --- The plan ------------------------------------------------------------------------------------


def _live(tx: Tx, award: Award) -> list[Tranche]:
    rows = select(Tranche).where(Tranche.award_id == award.id, Tranche.state != TrancheState.CANCELLED)
    return list(tx.session.scalars(rows.order_by(Tranche.number, Tranche.id)))


def _plan_more(tx: Tx, award: Award, more: int) -> None:
    """What is added is one more tranche, due with the last one."""
    live = _live(tx, award)
    planned = Plan(
        award=award.id,
        number=max((one.number for one in live), default=0) + 1,
        percent="0",
        amount=more,
        due_on=max((one.due_on for one in live), default=award.starts_on),
    )
    begin(tx, TRANCHES, "plan", planned, parent=award)


def _plan_less(tx: Tx, award: Award, less: int) -> None:
    """What is taken away comes off the last planned tranches."""
    planned = [one for one in _live(tx, award) if one.state == TrancheState.PLANNED]
    for tranche in reversed(planned):
        part = min(tranche.amount, less)
        less -= part
        if part == tranche.amount:
            fire(tx, TRANCHES, tranche, "cancel", WhyCancelled(reason="The award was amended."))
        elif part:
            tranche.amount -= part
    tx.session.flush()


def _percents(tx: Tx, award: Award) -> None:
    """Each tranche's part of the new total; the last takes the rounding (R40)."""
    live, left = _live(tx, award), HUNDRED
    for tranche in live:
        exact = HUNDRED * tranche.amount / award.amount
        percent = left if tranche is live[-1] else Fraction(round(exact * 100), 100)
        left -= percent
        told = Instalment(tranche.number, percent, Money(tranche.amount, BOOKS), tranche.due_on)
        tranche.percent = told.percent_text
    tx.session.flush()
