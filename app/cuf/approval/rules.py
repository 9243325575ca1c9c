"""Why a project may not be approved: whose decision it is, who carries it out, and which money may pay (R30, R34)."""

from app.cuf.approval.schemas import Approve
from app.cuf.proposals.rules import ProjectGrounds
from app.decisions import approvals
from app.kernel.errors import Why, why
from app.kernel.words import _

NOT_NOW = _("It is not up for approval.")


def within_own_limit(grounds: ProjectGrounds) -> Why | None:
    """R30."""
    up = grounds.approval
    return why("R30", NOT_NOW) if up is None else approvals.within_own_limit(up.decision)


def body_is_on_offer(grounds: ProjectGrounds, form: Approve) -> Why | None:
    """The executing body works where the project is."""
    if grounds.approval is not None and form.executing_body in grounds.approval.bodies:
        return None
    return why("", _("Choose who carries it out from those offered."), field="executing_body")


def days_are_in_order(grounds: ProjectGrounds, form: Approve) -> Why | None:
    """An award begins from the day of its approval on, and ends after it began."""
    up = grounds.approval
    return why("", NOT_NOW) if up is None else approvals.days_are_in_order(up.decision, form)


def money_may_pay(grounds: ProjectGrounds, form: Approve) -> Why | None:
    """R34: the allotments chosen, or else those proposed, may pay and have enough."""
    up = grounds.approval
    return why("R34", NOT_NOW) if up is None else approvals.money_may_pay(up.decision, form)
