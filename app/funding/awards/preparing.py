"""Preparing the agreement: terms fixed, tranches and reports planned, a draft that says all of it; or taken back."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import chain

from sqlalchemy import func, select

from app.funding.awards.actions import cancel_tranches, end_of, settle_condition
from app.funding.awards.agreement import TEMPLATE, content_of, digest_of
from app.funding.awards.grounds import grounds_of
from app.funding.awards.models import (
    Agreement,
    Award,
    Condition,
    FxMethod,
    Gate,
    Requirement,
    RequirementKind,
)
from app.funding.awards.rules import MEASURED
from app.funding.awards.schedule import Schedule, schedule
from app.funding.awards.schemas import Prepare, Reason
from app.funding.closure.rules import AUDIT
from app.funding.tranches.flow import TRANCHES
from app.funding.tranches.schemas import Plan
from app.kernel.flow import begin
from app.kernel.tx import Tx
from app.kernel.words import _
from app.parties.models import Party

PROGRESS = _("The works have reached the progress planned before this tranche, as measured.")
AUDITED = _("The audit report is in, and its findings are closed, or accepted with an owner and a date.")
OF_THE_DRAFT = (MEASURED, AUDIT, "")
"""The codes of conditions that come with a draft of the agreement, and fall with it."""


def prepare(tx: Tx, award: Award, form: Prepare) -> None:
    """Fix the terms, plan the tranches and what is owed, and draft the agreement (R40, R41, R43)."""
    award.modality, award.risk, award.fx_method = form.modality, form.risk, FxMethod(form.fx_method)
    award.due_at = end_of(award.reserved_until)
    award.co_signer_id = tx.session.scalar(select(Party.id).where(Party.reference == form.co_signer))
    plan = _plan(tx, award, form)
    tx.session.add_all(chain(_preconditions(award, form), _of_the_plan(award, plan)))
    tx.session.flush()
    number = _draft(tx, award, plan)
    tx.session.add_all(
        Requirement(
            award_id=award.id, agreement=number, kind=owed.kind, tranche=owed.tranche, due_on=owed.due_on
        )
        for owed in plan.owed
    )
    tx.session.flush()
    for one in plan.tranches:
        planned = Plan(
            award=award.id,
            number=one.number,
            percent=one.percent_text,
            amount=one.amount.minor,
            due_on=one.due_on,
        )
        begin(tx, TRANCHES, "plan", planned, parent=award)


def _plan(tx: Tx, award: Award, form: Prepare) -> Schedule:
    grounds = grounds_of(tx.session, tx.actor, [award], tx.now)[award.id]
    if grounds.table is None:
        raise LookupError("the rules let an award without a table pass")
    typed = [Fraction(line.percent) for line in form.tranches]
    return schedule(grounds.table, grounds.asked(form.risk, form.modality), typed)


def _preconditions(award: Award, form: Prepare) -> Iterator[Condition]:
    for line in form.preconditions:
        yield _condition(award, Gate.ACTIVATE, "", line.sentence)


def _of_the_plan(award: Award, plan: Schedule) -> Iterator[Condition]:
    """R46: measured progress before each later tranche of works. R68: an audit of its own before closing."""
    if award.works:
        for one in plan.tranches[1:]:
            yield _condition(award, Gate.PAY, MEASURED, PROGRESS, one.number)
    if any(owed.kind is RequirementKind.AUDIT for owed in plan.owed):
        yield _condition(award, Gate.CLOSE, AUDIT, AUDITED)


def _condition(award: Award, gate: Gate, code: str, sentence: str, tranche: int | None = None) -> Condition:
    return Condition(
        award_id=award.id, gate=gate, code=code, sentence=sentence, tranche=tranche, waived=False
    )


def _draft(tx: Tx, award: Award, plan: Schedule) -> int:
    """The next draft's number; all that it says is kept with it, whatever changes later (R42)."""
    number = (
        1
        + tx.session.scalars(
            select(func.coalesce(func.max(Agreement.number), 0)).where(Agreement.award_id == award.id)
        ).one()
    )
    content = content_of(
        award,
        plan,
        _standing(tx, award),
        number=number,
        grantee=tx.session.get_one(Party, award.party_id).title,
        co_signer=None if award.co_signer_id is None else tx.session.get_one(Party, award.co_signer_id).title,
        prepared_on=tx.today,
    )
    tx.session.add(_agreement(award, number, content, tx.today))
    return number


def _standing(tx: Tx, award: Award) -> list[Condition]:
    rows = select(Condition).where(Condition.award_id == award.id, Condition.met_at.is_(None))
    return list(tx.session.scalars(rows.order_by(Condition.id)))


def _agreement(award: Award, number: int, content: dict[str, object], today: date) -> Agreement:
    return Agreement(
        award_id=award.id,
        number=number,
        template=TEMPLATE,
        prepared_on=today,
        content=content,
        digest=digest_of(TEMPLATE, content),
    )


def revise(tx: Tx, award: Award, form: Reason) -> None:
    """The draft is taken back before both have signed; the next one has its own plan."""
    award.due_at = end_of(award.reserved_until)
    cancel_tranches(tx, award, form.reason)
    fallen = select(Condition.id).where(
        Condition.award_id == award.id, Condition.code.in_(OF_THE_DRAFT), Condition.met_at.is_(None)
    )
    for key in tx.session.scalars(fallen.order_by(Condition.id)).all():
        settle_condition(tx, award, key, form.reason, waived=True)
