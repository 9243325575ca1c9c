"""What the approval of a project is judged by."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.funding.authority import Authority
from app.funding.awards.schedule import Table
from app.funding.models import Theme, Track
from app.funding.sources.matching import Offering
from app.kernel.money import Money


@dataclass(frozen=True)
class ApprovalGrounds:
    """The amount asked for, in US dollars at the rate of the submission (R100), and what stands around it."""

    country: str
    themes: frozenset[Theme]
    amount: Money
    track: Track
    authority: Authority
    days_after: int
    table: Table | None = None
    bodies: frozenset[str] = field(default_factory=frozenset)
    """The references of the parties that may carry it out."""
    offerings: Sequence[Offering] = ()
