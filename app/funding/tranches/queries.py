"""What may be known of tranches: those of an award, and what their moves are judged by."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.funding.awards.models import Award, AwardState
from app.funding.tranches.models import Tranche
from app.funding.tranches.rules import TrancheGrounds
from app.kernel.actors import Actor


def tranches_of(session: Session, award_id: int) -> list[Tranche]:
    """Every tranche of an award, by number; those cancelled with an earlier draft first."""
    statement = select(Tranche).where(Tranche.award_id == award_id)
    return list(session.scalars(statement.order_by(Tranche.number, Tranche.id)))


def grounds_of(
    session: Session, _actor: Actor, tranches: Sequence[Tranche], _now: datetime
) -> dict[int, TrancheGrounds]:
    """What the moves of these tranches are judged by."""
    ids = {tranche.award_id for tranche in tranches}
    states = {award.id: award.state for award in session.scalars(select(Award).where(Award.id.in_(ids)))}
    return {tranche.id: TrancheGrounds(AwardState(states[tranche.award_id])) for tranche in tranches}
