"""What else happens when a grant moves: rows written, time set running, and the award that an approval makes."""

from datetime import datetime, time, timedelta

from sqlalchemy import func, select

from app.funding.awards.from_above import reserve
from app.funding.awards.schemas import Reserve, ShareLine
from app.funding.models import BOOKS, Instrument
from app.grants.models import Answer, Assessment, Grant, GrantCondition, GrantSubmission, MemberAnswer
from app.grants.policy import policy_on
from app.grants.queries import country_of_grant, ground, proposal_of
from app.grants.schemas import Appraise, Approve, Conditions, Deliver, Idea, Proposal, Reason, ShowMet
from app.kernel.flow import Form
from app.kernel.tx import Tx
from app.kernel.working_days import calendar_of
from app.parties.models import Party
from app.places.models import Place


def make_grant(tx: Tx, form: Idea) -> Grant:
    """An idea of an organisation; the largest theme first (R03)."""
    party = tx.session.scalars(select(Party).where(Party.reference == form.party)).one()
    themes = sorted(form.themes, key=lambda line: (-line.percent, line.theme))
    return Grant(
        title=form.title,
        party_id=party.id,
        window=form.window,
        countries=sorted(set(form.countries)),
        themes=[{"theme": line.theme.value, "percent": line.percent} for line in themes],
        route=form.route,
        justification=form.justification or None,
        summary=form.summary,
    )


def save(_tx: Tx, grant: Grant, form: Proposal) -> None:
    """The proposal as it goes."""
    grant.proposal = form.model_dump(mode="json")
    grant.amount = form.asked


def submit(tx: Tx, grant: Grant, _form: Form) -> None:
    """The proposal as it goes out is kept."""
    earlier = tx.session.scalar(
        select(func.count()).select_from(GrantSubmission).where(GrantSubmission.grant_id == grant.id)
    )
    content = proposal_of(grant).model_dump(mode="json")
    number = (earlier or 0) + 1
    tx.session.add(GrantSubmission(grant_id=grant.id, number=number, submitted_on=tx.today, content=content))


def appraise(tx: Tx, grant: Grant, form: Appraise) -> None:
    """What was found stays beside what was decided."""
    tx.session.add(
        Assessment(
            grant_id=grant.id, found_by=tx.actor.reference, found_on=tx.today, **form.model_dump(mode="json")
        )
    )


# --- No-objection (R33) --------------------------------------------------------------------------


def ask_members(tx: Tx, grant: Grant, form: Deliver) -> None:
    """The members' working days begin with the delivery; when they are over, silence is recorded."""
    days = policy_on(tx.session, tx.today).no_objection_working_days
    calendar = calendar_of(tx.session, country_of_grant(tx.session, [grant])[grant.id], tx.today)
    grant.no_objection_until = calendar.after(form.delivered_on, days)
    grant.due_at = datetime.combine(grant.no_objection_until + timedelta(days=1), time(), tx.now.tzinfo)


def agree(tx: Tx, grant: Grant, _form: Form) -> None:
    """A member has no objection."""
    _answer(tx, grant, Answer.NO_OBJECTION, None)


def object_(tx: Tx, grant: Grant, form: Reason) -> None:
    """A member objects."""
    _answer(tx, grant, Answer.OBJECTION, form.reason)


def withdraw_objection(tx: Tx, grant: Grant, form: Reason) -> None:
    """The objection stands no longer."""
    _answer(tx, grant, Answer.WITHDRAWN, form.reason)


def overrule(tx: Tx, grant: Grant, form: Reason) -> None:
    """The objection stands, and the grant may go on."""
    _answer(tx, grant, Answer.OVERRULED, form.reason)


def note_silence(tx: Tx, grant: Grant, _form: Form) -> None:
    """Nobody answered in time."""
    _answer(tx, grant, Answer.NONE, None)
    grant.due_at = None


def _answer(tx: Tx, grant: Grant, answer: Answer, reason: str | None) -> None:
    tx.session.add(
        MemberAnswer(
            grant_id=grant.id,
            answer=answer,
            reason=reason,
            answered_by=tx.actor.reference,
            answered_on=tx.today,
        )
    )


# --- Decision ------------------------------------------------------------------------------------


def set_conditions(tx: Tx, grant: Grant, form: Conditions) -> None:
    """What must be so, and until when (DOMAIN 3.2, Exits)."""
    tx.session.add_all(GrantCondition(grant_id=grant.id, sentence=line.sentence) for line in form.conditions)
    days = policy_on(tx.session, tx.today).conditions_days
    grant.due_at = tx.now + timedelta(days=days)


def show_met(tx: Tx, grant: Grant, form: ShowMet) -> None:
    """A condition is met, with what shows it."""
    condition = tx.session.scalars(
        select(GrantCondition).where(GrantCondition.grant_id == grant.id, GrantCondition.id == form.condition)
    ).one()
    condition.met_on, condition.evidence = tx.today, form.evidence


def approve(tx: Tx, grant: Grant, form: Approve) -> None:
    """The amount is reserved and the award begins, in the grant's case (R34)."""
    approval = ground(tx.session, tx.actor, [grant], tx.now)[grant.id].approval
    if approval is None:
        raise LookupError("the rules let a grant that is not up for approval pass")
    parts = approval.parts(form)
    countries = tx.session.scalars(select(Place.id).where(Place.iso3.in_(grant.countries)).order_by(Place.id))
    award = reserve(
        tx,
        grant,
        Reserve(
            title=grant.title,
            instrument=Instrument.GRANT,
            window=approval.window,
            country=grant.countries[0],
            themes=tuple(sorted(approval.themes)),
            places=tuple(countries),
            party=grant.party_id,
            track=approval.track,
            amount=approval.amount.minor,
            currency=BOOKS,
            starts_on=form.starts_on,
            ends_on=form.ends_on,
            shares=tuple(ShareLine(allotment=name, amount=part.minor) for name, part in parts),
        ),
    )
    grant.award_id = award.id
