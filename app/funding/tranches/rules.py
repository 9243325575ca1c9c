"""What stands against a move of a tranche: pure sentences over grounds."""

from dataclasses import dataclass

from app.funding.awards.models import AwardState


@dataclass(frozen=True)
class TrancheGrounds:
    """What the moves of a tranche are judged by."""

    award: AwardState
