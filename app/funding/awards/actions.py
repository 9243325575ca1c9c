"""What else happens to an award: its money moves on, its terms are fixed, its conditions are met."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from app.funding.awards.models import (
    Agreement,
    Award,
    AwardPlace,
    Block,
    Condition,
    Modality,
    Requirement,
    RequirementKind,
    Risk,
    Share,
    Side,
    Signature,
)
from app.funding.awards.queries import HELD, Paying, shares_of, terms_on
from app.funding.awards.schemas import (
    Learn,
    Meet,
    Reason,
    Reserve,
    Sign,
    SignAsGrantee,
    Stop,
    Waive,
    WaiveRequirement,
)
from app.funding.closure.rules import AUDIT
from app.funding.ledger.actions import Entry, open_account, post
from app.funding.ledger.models import Kind
from app.funding.ledger.queries import account_of
from app.funding.ledger.rules import Leg, transfer
from app.funding.models import BOOKS
from app.funding.reports.from_above import expect_reports
from app.funding.sources.actions import hold_open
from app.funding.sources.models import Allotment
from app.funding.tranches.flow import TRANCHES
from app.funding.tranches.models import Tranche
from app.funding.tranches.schemas import Reason as WhyCancelled
from app.kernel.flow import Form, fire
from app.kernel.tx import Tx
from app.parties.models import Member

# --- Reserving -----------------------------------------------------------------------------------


def make_award(tx: Tx, form: Reserve) -> Award:
    """The award as the instrument's approval describes it; its money is held by `hold`."""
    allotments = {
        allotment.reference: allotment.id
        for allotment in tx.session.scalars(
            select(Allotment).where(Allotment.reference.in_([line.allotment for line in form.shares]))
        )
    }
    until = tx.today + timedelta(days=int(terms_of(tx, form.country)["days_reserved"]))
    return Award(
        title=form.title,
        instrument=form.instrument,
        window=form.window,
        country=form.country,
        themes=[theme.value for theme in form.themes],
        party_id=form.party,
        part_of_id=form.part_of,
        track=form.track,
        amount=form.amount,
        conditional=form.conditional,
        currency=form.currency,
        modality=Modality.ADVANCE,
        risk=Risk.LOW,
        works=form.works,
        starts_on=form.starts_on,
        ends_on=form.ends_on,
        reserved_until=until,
        due_at=end_of(until),
        places=[AwardPlace(place_id=place) for place in form.places],
        shares=[Share(allotment_id=allotments[line.allotment], amount=line.amount) for line in form.shares],
        conditions=[
            Condition(
                tranche=line.tranche, gate=line.gate, code=line.code, sentence=line.sentence, waived=False
            )
            for line in form.conditions
        ],
    )


def terms_of(tx: Tx, country: str) -> Mapping[str, Any]:
    """What is laid down about awards in a country today."""
    return terms_on(tx.session, [country], tx.today)[country]


def end_of(day: date) -> datetime:
    """The moment at which a day is over, in UTC."""
    return datetime.combine(day + timedelta(days=1), time(), UTC)


def hold(tx: Tx, award: Award) -> None:
    """Take the award's money out of its allotments: free becomes reserved (R34); the ledger refuses too much."""
    legs: list[Leg] = []
    for paying in shares_paying(tx, award):
        hold_open(tx, paying.allotment)
        opened = open_share(tx, paying.share, paying.allotment)
        free = account_of(tx.session, paying.allotment.holder, Kind.FREE, BOOKS)
        legs += transfer(free, opened[Kind.RESERVED], paying.share.amount)
    post(tx, Entry(f"award/{award.id}/reserve", "reserve", tx.today, legs))


def open_share(tx: Tx, share: Share, allotment: Allotment) -> dict[Kind, int]:
    """The accounts of a share, one for each stage of its money, all at zero."""
    return {kind: open_account(tx, allotment.source_id, share.holder, kind, BOOKS) for kind in HELD}


def shares_paying(tx: Tx, award: Award) -> list[Paying]:
    """The award's shares, with what of each stands in each stage now."""
    return shares_of(tx.session, [award.id])[award.id]


def give_back(tx: Tx, award: Award, kind: Kind, name: str, reason: str = "") -> None:
    """What of the award's money stands in this stage is free again, in the allotments that it came from."""
    legs: list[Leg] = []
    for paying in shares_paying(tx, award):
        if paying.stages[kind].minor:
            here = account_of(tx.session, paying.share.holder, kind, BOOKS)
            free = account_of(tx.session, paying.allotment.holder, Kind.FREE, BOOKS)
            legs += transfer(here, free, paying.stages[kind].minor)
    if legs:
        post(tx, Entry(f"award/{award.id}/{name}/{award.version}", name, tx.today, legs, reason))


def lapse(tx: Tx, award: Award, _form: Form) -> None:
    """R35: the reservation is released and the plan falls."""
    give_back(tx, award, Kind.RESERVED, "lapse")
    cancel_tranches(tx, award, "The reservation lapsed.")


def release(tx: Tx, award: Award, form: Reason) -> None:
    """The same before its time, by hand."""
    give_back(tx, award, Kind.RESERVED, "release", form.reason)
    cancel_tranches(tx, award, form.reason)


def cancel_tranches(tx: Tx, award: Award, reason: str) -> None:
    """Every tranche that may still be cancelled is, each by a fact of its own."""
    states = TRANCHES.by_name["cancel"].start
    standing = select(Tranche).where(Tranche.award_id == award.id, Tranche.state.in_(states))
    for tranche in tx.session.scalars(standing.order_by(Tranche.number)).all():
        fire(tx, TRANCHES, tranche, "cancel", WhyCancelled(reason=reason))


# --- The signatures ------------------------------------------------------------------------------


def sign_as_grantee(tx: Tx, award: Award, form: SignAsGrantee) -> None:
    """The grantee's signature, with that of the registered body beside it; the host's is still to come."""
    award.due_at = end_of(award.reserved_until)
    signatory = tx.session.get_one(Member, form.signatory)
    _signed(tx, award, Side.GRANTEE, signatory.name, form.signed_on)
    if award.co_signer_id is not None:
        _signed(tx, award, Side.CO_SIGNER, form.co_signatory, form.signed_on)


def sign(tx: Tx, award: Award, form: Sign) -> None:
    """The host's signature makes the promise: what is reserved is committed (R34, R35)."""
    _signed(tx, award, Side.HOST, form.signatory, form.signed_on)
    legs: list[Leg] = []
    for paying in shares_paying(tx, award):
        reserved, committed = (
            account_of(tx.session, paying.share.holder, kind, BOOKS)
            for kind in (Kind.RESERVED, Kind.COMMITTED)
        )
        legs += transfer(reserved, committed, paying.share.amount)
    post(tx, Entry(f"award/{award.id}/commit", "commit", tx.today, legs))


def _signed(tx: Tx, award: Award, side: Side, signatory: str, signed_on: date) -> None:
    agreement = tx.session.scalars(
        select(Agreement).where(Agreement.award_id == award.id).order_by(Agreement.number.desc()).limit(1)
    ).one()
    tx.session.add(
        Signature(
            agreement_id=agreement.id,
            side=side,
            signatory=signatory,
            signed_on=signed_on,
            signed_by=tx.actor.reference,
        )
    )


# --- Beginning and ending ------------------------------------------------------------------------


def keep_the_end(_tx: Tx, award: Award, _form: Form) -> None:
    """While it is active, its end is what it waits for."""
    award.due_at = end_of(award.ends_on)


def activate(tx: Tx, award: Award, form: Form) -> None:
    """It runs until its end, and what the agreement asks to be reported is due from now on (R41)."""
    keep_the_end(tx, award, form)
    expect_reports(tx, award)


def terminate(tx: Tx, award: Award, form: Reason) -> None:
    """What is committed and not paid is free again, and no tranche is paid any more."""
    cancel_tranches(tx, award, form.reason)
    give_back(tx, award, Kind.COMMITTED, "terminate", form.reason)


# --- Conditions and blocks -----------------------------------------------------------------------


def meet(tx: Tx, award: Award, form: Meet) -> None:
    """The condition is met, and what shows it is kept."""
    settle_condition(tx, award, form.condition, form.evidence, waived=False)


def waive(tx: Tx, award: Award, form: Waive) -> None:
    """The condition need not be met; why stands in place of the evidence."""
    settle_condition(tx, award, form.condition, form.reason, waived=True)


def settle_condition(tx: Tx, award: Award, key: int, evidence: str, *, waived: bool) -> None:
    """One open condition is met, or waived, with what shows it or why."""
    condition = tx.session.scalars(
        select(Condition).where(
            Condition.id == key, Condition.award_id == award.id, Condition.met_at.is_(None)
        )
    ).one()
    condition.met_at, condition.met_by = tx.now, tx.actor.reference
    condition.evidence, condition.waived = evidence, waived


def learn(tx: Tx, award: Award, form: Learn) -> None:
    """Every open condition of this code, for this tranche if one is named, is met by what was learnt."""
    wanted = select(Condition.id).where(
        Condition.award_id == award.id, Condition.code == form.code, Condition.met_at.is_(None)
    )
    if form.tranche is not None:
        wanted = wanted.where(Condition.tranche == form.tranche)
    for key in tx.session.scalars(wanted.order_by(Condition.id)).all():
        settle_condition(tx, award, key, form.evidence, waived=False)


def block(tx: Tx, award: Award, form: Stop) -> None:
    """No tranche is paid until it is lifted."""
    tx.session.add(
        Block(
            award_id=award.id,
            kind=form.kind,
            reason=form.reason,
            placed_at=tx.now,
            placed_by=tx.actor.reference,
        )
    )


def unblock(tx: Tx, award: Award, form: Stop) -> None:
    """Every block of this kind is lifted."""
    standing = select(Block).where(
        Block.award_id == award.id, Block.kind == form.kind, Block.lifted_at.is_(None)
    )
    for placed in tx.session.scalars(standing):
        placed.lifted_at, placed.lifted_by = tx.now, tx.actor.reference


def waive_requirement(tx: Tx, award: Award, form: WaiveRequirement) -> None:
    """R41: it need not be; with an audit falls what closing asks of it (R68)."""
    requirement = tx.session.get_one(Requirement, form.requirement)
    requirement.waived_at, requirement.waived_by = tx.now, tx.actor.reference
    requirement.waiver = form.reason
    if requirement.kind == RequirementKind.AUDIT:
        wanted = select(Condition.id).where(
            Condition.award_id == award.id, Condition.code == AUDIT, Condition.met_at.is_(None)
        )
        for key in tx.session.scalars(wanted).all():
            settle_condition(tx, award, key, form.reason, waived=True)
