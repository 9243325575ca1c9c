"""Why a project may not be approved: whose decision it is, who carries it out, and which money may pay (R30, R34)."""

from datetime import date

from app.cuf.approval.grounds import ApprovalGrounds
from app.cuf.approval.schemas import Approve
from app.cuf.proposals.rules import ProjectGrounds
from app.funding.authority import within_limit
from app.funding.awards.models import Modality, Risk
from app.funding.awards.schedule import Asked, schedule
from app.funding.awards.shares import Parts, chosen, proposed
from app.funding.models import BOOKS, Instrument, Window
from app.funding.sources.matching import Match, Want, matches
from app.kernel.errors import Why, why
from app.kernel.money import Money
from app.kernel.words import _

NOT_NOW = _("It is not up for approval.")


def within_own_limit(grounds: ProjectGrounds) -> Why | None:
    """R30."""
    approval = grounds.approval
    return why("R30", NOT_NOW) if approval is None else within_limit(approval.authority, approval.amount)


def body_is_on_offer(grounds: ProjectGrounds, form: Approve) -> Why | None:
    """The executing body works where the project is."""
    if grounds.approval is not None and form.executing_body in grounds.approval.bodies:
        return None
    return why("", _("Choose who carries it out from those offered."), field="executing_body")


def days_are_in_order(grounds: ProjectGrounds, form: Approve) -> Why | None:
    """An award begins from the day of its approval on, and ends after it began."""
    if grounds.today <= form.starts_on < form.ends_on:
        return None
    return why("", _("It begins today or later, and ends after it began."), field="ends_on")


def money_may_pay(grounds: ProjectGrounds, form: Approve) -> Why | None:
    """R34: the allotments chosen, or else those proposed, may pay and have enough."""
    if grounds.approval is None:
        return why("R34", NOT_NOW)
    if not form.shares:
        found = proposed(judged(grounds.approval, form), grounds.approval.amount)
        return found if isinstance(found, Why) else None
    return chosen(judged(grounds.approval, form), grounds.approval.amount, typed(form))


def typed(form: Approve) -> Parts:
    """The parts as they were typed."""
    return tuple((line.allotment, Money(line.amount, BOOKS)) for line in form.shares)


def judged(approval: ApprovalGrounds, form: Approve) -> tuple[Match, ...]:
    """Every allotment with each reason against it, for the award that this form describes."""
    return matches(approval.offerings, want(approval, form))


def want(approval: ApprovalGrounds, form: Approve) -> Want:
    """What the award asks of its money; its last tranche as the table plans it."""
    return Want(
        countries=frozenset({approval.country}),
        themes=approval.themes,
        instrument=Instrument.CUF,
        window=Window.COUNTRY,
        last_on=_last_on(approval, form),
        ends_on=form.ends_on,
        days_after=approval.days_after,
    )


def _last_on(approval: ApprovalGrounds, form: Approve) -> date:
    if approval.table is None or form.starts_on >= form.ends_on:
        return form.ends_on
    asked = Asked(approval.amount, approval.track, Risk.LOW, Modality.ADVANCE, form.starts_on, form.ends_on)
    return schedule(approval.table, asked).last_on or form.ends_on
