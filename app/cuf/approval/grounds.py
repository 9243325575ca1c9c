"""What the approval of a project is judged by."""

from dataclasses import dataclass, field

from app.decisions.approvals import Approval


@dataclass(frozen=True)
class ApprovalGrounds:
    """The decision by amount, in US dollars at the rate of the submission (R100), and who may carry it out."""

    decision: Approval
    bodies: frozenset[str] = field(default_factory=frozenset)
    """The references of the parties that may carry it out."""
