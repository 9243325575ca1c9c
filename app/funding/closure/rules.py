"""What stands against ending an award: pure sentences over its grounds (R66-R69)."""

from collections.abc import Callable, Sequence

from app.funding.awards.models import Gate
from app.funding.awards.rules import NOTHING, AwardGrounds
from app.funding.closure.schemas import Receipt
from app.funding.ledger.models import Kind
from app.funding.models import BOOKS
from app.kernel.errors import Why, why
from app.kernel.money import Money
from app.kernel.words import Message, _

HANDED_OVER, ACCOUNTABILITY, BENEFICIARIES, AUDIT = "handed_over", "accountability", "beneficiaries", "audit"
"""The codes of the conditions of closing that rooms above meet (R66, R68)."""
KNOWN = frozenset({HANDED_OVER, ACCOUNTABILITY, BENEFICIARIES, AUDIT})
AT_REST = frozenset({"PLANNED", "CANCELLED", "ACKNOWLEDGED", "LIQUIDATED"})
"""The states of tranches for which nothing is asked."""
MOVING = frozenset({"PROOF_ENTERED", "PAID", "RECALLED"})
"""The states in which a tranche's money is on its way, there or back."""


# --- Completing ----------------------------------------------------------------------------------


def is_over(grounds: AwardGrounds) -> Why | None:
    """The clock ends an award when its last day has passed."""
    if grounds.today > grounds.ends_on:
        return None
    return why("", _("It runs until {day}."), day=grounds.ends_on)


def nothing_is_asked_for(grounds: AwardGrounds) -> Why | None:
    """What was asked for is paid and received, or sent back, first."""
    asked = sum(state not in AT_REST for state in grounds.tranche_states)
    if not asked:
        return None
    return why("", _("{n} tranches are asked for: finish them or send them back first."), n=asked)


def no_payment_is_on_its_way(grounds: AwardGrounds) -> Why | None:
    """What is paid has come in, or is back, first."""
    moving = sum(state in MOVING for state in grounds.tranche_states)
    if not moving:
        return None
    return why("", _("{n} payments are on their way: wait until they have come in or are back."), n=moving)


def something_was_paid(grounds: AwardGrounds) -> Why | None:
    """An award of which nothing was paid is terminated, not completed."""
    if grounds.advanced + grounds.liquidated > NOTHING:
        return None
    return why("", _("Nothing was paid. Terminate it instead."))


# --- Settling the balance ------------------------------------------------------------------------


def something_is_advanced(grounds: AwardGrounds) -> Why | None:
    """There is a balance to settle."""
    return None if grounds.advanced > NOTHING else why("R67", _("No advance is left to settle."))


def nothing_is_demanded(grounds: AwardGrounds) -> Why | None:
    """R67: a balance is asked back once."""
    if grounds.demanded_until is None:
        return None
    return why("R67", _("It was asked back already, until {day}."), day=grounds.demanded_until)


def refund_is_demanded(grounds: AwardGrounds) -> Why | None:
    """R67: what comes back was asked back."""
    return why("R67", _("Ask it back first.")) if grounds.demanded_until is None else None


def refund_is_owed(grounds: AwardGrounds, form: Receipt) -> Why | None:
    """No more comes back than was advanced."""
    if Money(form.amount, BOOKS) <= grounds.advanced:
        return None
    return why("R67", _("Only {advanced} is still advanced."), advanced=grounds.advanced, field="amount")


def received_by_today(grounds: AwardGrounds, form: Receipt) -> Why | None:
    """A receipt is entered when the money is there."""
    if form.received_on <= grounds.today:
        return None
    return why("", _("This day is still to come."), field="received_on")


def little_is_left(grounds: AwardGrounds) -> Why | None:
    """R67: only a small balance may be written off; exactly the limit may."""
    if grounds.advanced <= grounds.write_off_most:
        return None
    return why(
        "R67",
        _("{advanced} is still advanced; at most {most} may be written off. Ask it back."),
        advanced=grounds.advanced,
        most=grounds.write_off_most,
    )


def no_write_off_waits(grounds: AwardGrounds) -> Why | None:
    """One proposal at a time."""
    return why("R67", _("A write-off waits to be confirmed.")) if grounds.write_off is not None else None


def write_off_waits(grounds: AwardGrounds) -> Why | None:
    """There is a proposal to confirm."""
    return why("R67", _("No write-off is proposed.")) if grounds.write_off is None else None


# --- Closing -------------------------------------------------------------------------------------


def advances_are_settled(grounds: AwardGrounds) -> Why | None:
    """R66: advances zero, refunds in."""
    if grounds.advanced == NOTHING:
        return None
    return why("R66", _("{advanced} is advanced and not accounted for."), advanced=grounds.advanced)


def nothing_is_committed(grounds: AwardGrounds) -> Why | None:
    """R66: what was not paid is free again."""
    committed = grounds.stages.get(Kind.COMMITTED, NOTHING)
    if committed == NOTHING:
        return None
    return why("R66", _("{committed} is still committed."), committed=committed)


def works_are_handed_over(grounds: AwardGrounds) -> Why | None:
    """R66: works complete, handover signed."""
    return _open(grounds, HANDED_OVER, "R66")


def accounts_were_given(grounds: AwardGrounds) -> Why | None:
    """R66: the accountability meetings that the track asks for are held and verified."""
    return _open(grounds, ACCOUNTABILITY, "R66")


def people_served_are_verified(grounds: AwardGrounds) -> Why | None:
    """R66: the beneficiary figure is verified."""
    return _open(grounds, BENEFICIARIES, "R66")


def audit_is_settled(grounds: AwardGrounds) -> Why | None:
    """R68: where an audit is due, its report is in and its findings are closed or accepted with an owner."""
    return _open(grounds, AUDIT, "R68")


def other_conditions_are_met(grounds: AwardGrounds) -> Why | None:
    """Whatever else must be so before closing."""
    found = [one for one in grounds.open if one.gate is Gate.CLOSE and one.code not in KNOWN]
    if not found:
        return None
    return why("R66", _("Not met yet: {condition}"), condition=Message(found[0].sentence))


def _open(grounds: AwardGrounds, code: str, rule: str) -> Why | None:
    found = [one for one in grounds.open if one.gate is Gate.CLOSE and one.code == code]
    return why(rule, _("Not met yet: {condition}"), condition=Message(found[0].sentence)) if found else None


def nothing_stops_it(grounds: AwardGrounds) -> Why | None:
    """R66: findings are closed, grievances settled and holds lifted; a hold says no more than its words."""
    if not grounds.blocks:
        return None
    return why("R66", _("It is held: {reason}"), reason=grounds.blocks[0])


Mend = tuple[Callable[[AwardGrounds], Why | None], str]
MENDS: Sequence[Mend] = (
    (advances_are_settled, "demand_refund"),
    (nothing_is_committed, ""),
    (works_are_handed_over, "meet"),
    (accounts_were_given, "meet"),
    (people_served_are_verified, "meet"),
    (audit_is_settled, "meet"),
    (other_conditions_are_met, "meet"),
    (nothing_stops_it, ""),
)
"""What closing asks, each with the move that mends it ("": it is mended elsewhere)."""
CLOSING_RULES = tuple(rule for rule, _mend in MENDS)


def open_reasons(grounds: AwardGrounds) -> list[tuple[Why, str]]:
    """Every reason against closing at once, each with the move that mends it."""
    return [(reason, mend) for rule, mend in MENDS if (reason := rule(grounds)) is not None]
