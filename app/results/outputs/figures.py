"""What results tell an award: that whom it serves is known, so that it may close (R66)."""

from sqlalchemy import select

from app.funding.awards.flow import AWARDS
from app.funding.awards.from_above import meet
from app.funding.awards.models import Award, Condition
from app.funding.closure.rules import BENEFICIARIES
from app.kernel.tx import Tx
from app.results.outputs.models import Output
from app.results.outputs.queries import without_figure


def figure_is_known(tx: Tx, output: Output, evidence: str) -> None:
    """Meet the award's condition when this was the last of its outputs without a figure; `evidence` shows it."""
    if output.award_id is None:
        return
    others = [
        one for one in without_figure(tx.session, [output.award_id])[output.award_id] if one is not output
    ]
    waiting = select(Condition.id).where(
        Condition.award_id == output.award_id, Condition.code == BENEFICIARIES, Condition.met_at.is_(None)
    )
    award = tx.session.get_one(Award, output.award_id)
    runs = AWARDS.state(award) in AWARDS.move("learn").start
    if runs and not others and tx.session.scalars(waiting).first() is not None:
        meet(tx, award.id, BENEFICIARIES, evidence)
