"""What follows from an approval: an award, its money reserved, in the case of the project."""

from sqlalchemy import select

from app.cuf.approval.schemas import Approve
from app.cuf.models import Project
from app.cuf.queries import ground
from app.funding.awards.from_above import reserve
from app.funding.awards.models import Gate
from app.funding.awards.schemas import ConditionLine, Reserve, ShareLine
from app.funding.closure.rules import ACCOUNTABILITY, BENEFICIARIES, HANDED_OVER
from app.kernel.tx import Tx
from app.kernel.words import _
from app.parties.models import Party

AT_THE_END = (
    (HANDED_OVER, _("The works are complete, and the handover is signed.")),
    (ACCOUNTABILITY, _("The accountability meetings that the track asks for are held and verified.")),
    (BENEFICIARIES, _("The number of people served is verified.")),
)
"""What closing a CUF award asks besides its money (R66)."""
FIRST_CASH = _("The community's first cash contribution is on the bank statement.")


def approve(tx: Tx, project: Project, form: Approve) -> None:
    """Reserve the amount in dollars at the submission's rate (R34, R100), for the body that carries it out."""
    grounds = ground(tx.session, tx.actor, [project], tx.now)[project.id]
    approval = grounds.approval
    if approval is None or grounds.policy is None:
        raise LookupError("the rules let a project that is not under appraisal pass")
    decision, parts = approval.decision, approval.decision.parts(form)
    body = tx.session.scalars(select(Party).where(Party.reference == form.executing_body)).one()
    award = reserve(
        tx,
        project,
        Reserve(
            title=project.title,
            instrument=decision.instrument,
            window=decision.window,
            country=min(decision.countries),
            themes=tuple(sorted(decision.themes)),
            places=(project.settlement_id,),
            party=body.id,
            track=decision.track,
            amount=decision.amount.minor,
            currency=project.currency,
            works=True,
            starts_on=form.starts_on,
            ends_on=form.ends_on,
            shares=tuple(ShareLine(allotment=name, amount=part.minor) for name, part in parts),
            conditions=_conditions(cash_is_asked=grounds.policy.cash_share > 0),
        ),
    )
    project.award_id = award.id


def _conditions(*, cash_is_asked: bool) -> tuple[ConditionLine, ...]:
    """R47: where a cash minimum applies, the first of it comes before the first tranche; R66, at the end."""
    ends = tuple(ConditionLine(gate=Gate.CLOSE, code=code, sentence=said) for code, said in AT_THE_END)
    if not cash_is_asked:
        return ends
    return (ConditionLine(gate=Gate.PAY, tranche=1, code="R47", sentence=FIRST_CASH), *ends)
