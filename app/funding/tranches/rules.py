"""What stands against a move of a tranche: pure sentences over grounds (R30, R44-R49, R70)."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.funding.authority import Authority, within_limit
from app.funding.awards.models import AWARD_STATES, AwardState
from app.funding.models import BOOKS
from app.funding.tranches.models import TrancheState
from app.funding.tranches.policy import DEFAULTS, Terms, read_terms
from app.funding.tranches.schemas import Back, Proof, Receipt, Request
from app.kernel.errors import Why, why
from app.kernel.money import Money, share_of
from app.kernel.words import Message, _

NOTHING = Money.zero(BOOKS)
RUNNING = frozenset({AwardState.ACTIVE, AwardState.ENDED})
UNPAID = frozenset(
    {
        TrancheState.PLANNED,
        TrancheState.REQUESTED,
        TrancheState.RETURNED,
        TrancheState.VERIFIED,
        TrancheState.CERTIFIED,
        TrancheState.APPROVED,
        TrancheState.PROOF_ENTERED,
        TrancheState.HELD,
    }
)


@dataclass(frozen=True)
class Earlier:
    """A tranche with a smaller number: where it stands, what was paid of it and what is accounted for."""

    number: int
    state: TrancheState
    paid: Money = NOTHING
    accounted: Money = NOTHING


@dataclass(frozen=True)
class Person:
    """Who looks at it: who they are, what they may decide, and which money posts they hold here."""

    reference: str = ""
    authority: Authority = field(default_factory=Authority)
    approves: bool = False


@dataclass(frozen=True)
class TrancheGrounds:
    """What the moves of a tranche are judged by; amounts in the books' currency."""

    award: AwardState
    today: date
    ends_on: date
    amount: Money
    award_amount: Money
    requested: Money | None = None
    paid: Money = NOTHING
    """What was paid of this tranche and stands."""
    paid_in_all: Money = NOTHING
    """The same of the whole award."""
    paid_on: date | None = None
    accounted: Money = NOTHING
    earlier: Sequence[Earlier] = ()
    reports_missing: Sequence[str] = ()
    """The reports about the tranche before that are not accepted yet, in words."""
    open: Sequence[str] = ()
    """The conditions of payment that are not met."""
    blocks: Sequence[str] = ()
    against_the_payee: Sequence[Why] = ()
    """What stands against paying this party, as its own file says (R37, R39)."""
    people: AbstractSet[str] = frozenset()
    """Who verified, certified, approved, or entered the proof of, this request."""
    certified_by: AbstractSet[str] = frozenset()
    proof_by: str = ""
    held_by: str = ""
    person: Person = field(default_factory=Person)
    terms: Terms = field(default_factory=lambda: read_terms(DEFAULTS))

    @property
    def due(self) -> Money:
        """What is to be paid: what was asked for."""
        return self.requested or self.amount


# --- Before money moves --------------------------------------------------------------------------


def award_is_running(grounds: TrancheGrounds) -> Why | None:
    """R44: no payment before the award is signed and active, or while it is suspended or ended."""
    if grounds.award in RUNNING:
        return None
    return why("R44", _("The award is not active: {state}."), state=Message(AWARD_STATES[grounds.award]))


def award_has_not_ended(grounds: TrancheGrounds) -> Why | None:
    """R44: payments end some days after the award's end."""
    last = grounds.ends_on + timedelta(days=grounds.terms.days_after_end)
    if grounds.today <= last:
        return None
    return why("R44", _("Payments of this award ended on {day}."), day=last)


def nothing_stops_payment(grounds: TrancheGrounds) -> Why | None:
    """R44: works stopped, a red finding, a hold of the host."""
    if not grounds.blocks:
        return None
    return why("R44", _("Payments are stopped: {reason}"), reason=grounds.blocks[0])


def conditions_of_payment_are_met(grounds: TrancheGrounds) -> Why | None:
    """R46, R47: measured progress, the first cash on the statement, and what else the award asks for."""
    if not grounds.open:
        return None
    rest = len(grounds.open) - 1
    if not rest:
        return why("R46", _("Not met yet: {condition}"), condition=Message(grounds.open[0]))
    return why(
        "R46",
        _("Not met yet: {condition} And {rest} more; the award's checklist names them."),
        condition=Message(grounds.open[0]),
        rest=rest,
    )


def earlier_tranches_are_paid(grounds: TrancheGrounds) -> Why | None:
    """R45: tranches are asked for one after the other."""
    unpaid = next((one for one in grounds.earlier if one.state in UNPAID), None)
    if unpaid is None:
        return None
    return why("R45", _("Tranche {number} comes first; it is not paid yet."), number=unpaid.number)


def earlier_reports_are_accepted(grounds: TrancheGrounds) -> Why | None:
    """R45: what the agreement asks for about the tranche before is accepted."""
    if not grounds.reports_missing:
        return None
    return why(
        "R45",
        _("Not accepted yet for tranche {number}: {report}."),
        number=grounds.earlier[-1].number,
        report=Message(grounds.reports_missing[0]),
    )


def earlier_money_is_accounted_for(grounds: TrancheGrounds) -> Why | None:
    """R45: a share of all receipts is accounted for."""
    paid = sum((one.paid for one in grounds.earlier), start=NOTHING)
    accounted = sum((one.accounted for one in grounds.earlier), start=NOTHING)
    if paid == NOTHING or share_of(accounted, paid) >= grounds.terms.spent:
        return None
    return why(
        "R45",
        _("{percent} of what was received must be accounted for first: {accounted} of {paid} is."),
        percent=grounds.terms.spent,
        accounted=accounted,
        paid=paid,
    )


def payee_is_screened(grounds: TrancheGrounds) -> Why | None:
    """R39: the party's screening is young enough and found nobody."""
    return next((reason for reason in grounds.against_the_payee if reason.rule == "R39"), None)


def payee_has_an_account(grounds: TrancheGrounds) -> Why | None:
    """R37: the party's own account is verified, and has cooled."""
    return next((reason for reason in grounds.against_the_payee if reason.rule == "R37"), None)


def payee_stands(grounds: TrancheGrounds) -> Why | None:
    """Whatever else the party's file says against paying it."""
    return next((reason for reason in grounds.against_the_payee if reason.rule not in {"R37", "R39"}), None)


def asks_at_most_the_tranche(grounds: TrancheGrounds, form: Request) -> Why | None:
    """R48: a request is at most the tranche."""
    asked = Money(form.amount, BOOKS)
    if asked <= grounds.amount:
        return None
    return why(
        "R48",
        _("{asked} is more than the tranche: {amount}."),
        asked=asked,
        amount=grounds.amount,
        field="amount",
    )


def within_the_award(grounds: TrancheGrounds) -> Why | None:
    """R48: all that is paid is at most the award."""
    after = grounds.paid_in_all + grounds.due
    if after <= grounds.award_amount:
        return None
    return why(
        "R48",
        _("With {due} the award would have paid {after} of {award}."),
        due=grounds.due,
        after=after,
        award=grounds.award_amount,
    )


def within_the_limit(grounds: TrancheGrounds) -> Why | None:
    """R30: the approver's limit reaches the amount; above it, it is another office's."""
    return within_limit(grounds.person.authority, grounds.due)


# --- Paying --------------------------------------------------------------------------------------


def pays_what_was_approved(grounds: TrancheGrounds, form: Proof) -> Why | None:
    """R48: the bank's amount is the approved one, to the cent."""
    paid = Money(form.amount, BOOKS)
    if paid == grounds.due:
        return None
    return why(
        "R48",
        _("{due} is approved, but {paid} was paid. Find out why before it is recorded."),
        due=grounds.due,
        paid=paid,
        field="amount",
    )


def paid_by_today(grounds: TrancheGrounds, form: Proof) -> Why | None:
    """A payment is recorded when it was made."""
    if form.paid_on <= grounds.today:
        return None
    return why("", _("This day is still to come."), field="paid_on")


def enough_people(grounds: TrancheGrounds) -> Why | None:
    """R49: besides the requester so many different people, whoever records it among them."""
    needed = grounds.terms.people_for(grounds.due)
    there = len(grounds.people | {grounds.person.reference})
    if there >= needed:
        return None
    return why(
        "R49",
        _(
            "Besides the requester {needed} different people are needed, with you it is {there}. Someone else must."
        ),
        needed=needed,
        there=there,
    )


def certifier_needs_a_bank_line(grounds: TrancheGrounds) -> Why | None:
    """R49: whoever certified may record the payment only where a statement proves it."""
    if grounds.person.reference not in grounds.certified_by:
        return None
    return why(
        "R49", _("You certified it: match it to a line of a statement, or let someone else enter the proof.")
    )


def confirmed_by_another(grounds: TrancheGrounds) -> Why | None:
    """R49: who enters a proof does not confirm it."""
    if grounds.proof_by != grounds.person.reference:
        return None
    return why("R49", _("You entered the proof; someone else confirms it."))


# --- After it is paid ----------------------------------------------------------------------------


def received_after_payment(grounds: TrancheGrounds, form: Receipt) -> Why | None:
    """Money comes on or after the day on which it left, and by today."""
    if form.received_on > grounds.today:
        return why("", _("This day is still to come."), field="received_on")
    if grounds.paid_on is not None and form.received_on < grounds.paid_on:
        return why(
            "",
            _("It was paid on {day}; it cannot have come before."),
            day=grounds.paid_on,
            field="received_on",
        )
    return None


def all_is_accounted_for(grounds: TrancheGrounds) -> Why | None:
    """R61: a tranche is settled when all of it is accounted for."""
    left = grounds.paid - grounds.accounted
    if left == NOTHING:
        return None
    return why("R61", _("{left} is not accounted for yet."), left=left)


def nothing_is_accounted_for(grounds: TrancheGrounds) -> Why | None:
    """R61: what is spent does not come back as if it had not been; the rest is refunded at closure."""
    if grounds.accounted == NOTHING:
        return None
    return why(
        "R61",
        _("{accounted} of it is accounted for already. What is left is refunded when the award closes."),
        accounted=grounds.accounted,
    )


def back_by_today(grounds: TrancheGrounds, form: Back) -> Why | None:
    """Money is back when the bank shows it, after it was paid."""
    if form.back_on > grounds.today:
        return why("", _("This day is still to come."), field="back_on")
    if grounds.paid_on is not None and form.back_on < grounds.paid_on:
        return why(
            "", _("It was paid on {day}; it cannot have come before."), day=grounds.paid_on, field="back_on"
        )
    return None


def released_by_who_held(grounds: TrancheGrounds) -> Why | None:
    """A hold is released by who placed it, or by an approver (DOMAIN 3.1)."""
    if grounds.person.approves or grounds.person.reference == grounds.held_by:
        return None
    return why("", _("Who held it releases it, or an approver."))
