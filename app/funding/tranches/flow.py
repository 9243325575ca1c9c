"""The life of a tranche: planned, requested, checked by three, paid with proof, received and accounted for."""

from app.funding.models import BOOKS
from app.funding.tranches import actions, queries, rules, schemas
from app.funding.tranches.models import TRANCHE_STATES, Tranche, TrancheState
from app.kernel.actors import Duty, Role
from app.kernel.flow import Birth, Flow, Move, Sight
from app.kernel.words import _

PLANNED, REQUESTED, RETURNED = TrancheState.PLANNED, TrancheState.REQUESTED, TrancheState.RETURNED
VERIFIED, CERTIFIED, APPROVED = TrancheState.VERIFIED, TrancheState.CERTIFIED, TrancheState.APPROVED
PROOF_ENTERED, PAID, ACKNOWLEDGED = TrancheState.PROOF_ENTERED, TrancheState.PAID, TrancheState.ACKNOWLEDGED
LIQUIDATED, HELD = TrancheState.LIQUIDATED, TrancheState.HELD
RECALLED, CANCELLED = TrancheState.RECALLED, TrancheState.CANCELLED
BEFORE_PAYMENT = frozenset({PLANNED, REQUESTED, RETURNED, VERIFIED, CERTIFIED, APPROVED})

GRANTEE = frozenset({Role.APPLICANT})
OFFICER = frozenset({Role.PROGRAMME_OFFICER})
FINANCE = frozenset({Role.FINANCE_OFFICER})
APPROVER = frozenset({Role.APPROVER})
SECOND = FINANCE | APPROVER
WATCHING = (
    Role.PROGRAMME_OFFICER,
    Role.FINANCE_OFFICER,
    Role.APPROVER,
    Role.AUDITOR,
    Role.RESULTS_OFFICER,
    Role.MUNICIPAL_TEAM,
    Role.MEMBER,
    Role.APPLICANT,
    Role.FORUM,
    Role.CLOCK,
)
ENDING = frozenset({Role.PROGRAMME_OFFICER, Role.FINANCE_OFFICER, Role.APPROVER, Role.CLOCK})
MAY_BE_PAID = (
    rules.award_is_running,
    rules.award_has_not_ended,
    rules.nothing_stops_payment,
    rules.conditions_of_payment_are_met,
    rules.payee_stands,
    rules.payee_is_screened,
    rules.payee_has_an_account,
    rules.within_the_award,
)

TRANCHES: Flow[Tranche, rules.TrancheGrounds] = Flow(
    kind="funding.tranche",
    prefix="TRN",
    title=_("tranche"),
    path="funding/tranches",
    model=Tranche,
    states=TrancheState,
    words=TRANCHE_STATES,
    part=True,
    # What the grantee confirms to have received is in its own currency; all else is in the books'.
    currency=lambda tranche: tranche.currency if tranche.state == PAID else BOOKS,
    sees={role: Sight(frozenset(TrancheState)) for role in WATCHING},
    scopes=lambda _session, _tranche: frozenset(),
    grounds=queries.grounds_of,
    final=frozenset({CANCELLED, LIQUIDATED}),
    births=(
        Birth(
            name="plan", says=_("Plan a tranche"), past=_("planned the tranche"), end=PLANNED, inner=True,
            by=frozenset({Role.PROGRAMME_OFFICER, Role.APPROVER}), form=schemas.Plan,
            does=actions.make_tranche,
        ),
    ),
    moves=(
        Move(
            name="request", says=_("Ask for the money"), past=_("asked for the tranche"),
            start=frozenset({PLANNED, RETURNED}), end=REQUESTED, by=GRANTEE, duty=Duty.REQUESTS,
            form=schemas.Request, does=actions.ask, awaited=True, tells=(Role.PROGRAMME_OFFICER,),
            needs=(
                rules.award_is_running, rules.award_has_not_ended, rules.earlier_tranches_are_paid,
                rules.earlier_reports_are_accepted, rules.earlier_money_is_accounted_for,
            ),
            checks=(rules.asks_at_most_the_tranche,),
            hint=_("Four people look at it before it is paid; you read here where it is."),
        ),
        Move(
            name="verify", says=_("Verify the results"), past=_("verified the results"),
            start=frozenset({REQUESTED}), end=VERIFIED, by=OFFICER, duty=Duty.VERIFIES,
            form=schemas.Checked, awaited=True, tells=(Role.FINANCE_OFFICER,),
            needs=(
                rules.award_is_running, rules.earlier_reports_are_accepted,
                rules.earlier_money_is_accounted_for,
            ),
        ),
        Move(
            name="certify", says=_("Certify papers and budget"), past=_("certified papers and budget"),
            start=frozenset({VERIFIED}), end=CERTIFIED, by=FINANCE, duty=Duty.CERTIFIES,
            form=schemas.Checked, needs=MAY_BE_PAID, awaited=True, tells=(Role.APPROVER,),
        ),
        Move(
            name="approve", says=_("Approve the payment"), past=_("approved the payment"),
            start=frozenset({CERTIFIED}), end=APPROVED, by=APPROVER, duty=Duty.APPROVES,
            form=schemas.Note, needs=(*MAY_BE_PAID, rules.within_the_limit), awaited=True, sensitive=True,
            tells=(Role.FINANCE_OFFICER, Role.APPLICANT),
        ),
        Move(
            name="pay", says=_("Record the payment"), past=_("recorded the payment"), inner=True,
            start=frozenset({APPROVED}), end=PAID, by=FINANCE, duty=Duty.PAYS, form=schemas.Proof,
            does=actions.pay, needs=(*MAY_BE_PAID, rules.enough_people),
            checks=(rules.pays_what_was_approved, rules.paid_by_today),
            tells=(Role.APPLICANT, Role.PROGRAMME_OFFICER),
        ),
        Move(
            name="enter_proof", says=_("Enter the proof of payment"), past=_("entered the proof of payment"),
            start=frozenset({APPROVED}), end=PROOF_ENTERED, by=FINANCE, duty=Duty.PAYS,
            form=schemas.Proof, does=actions.enter_proof, awaited=True,
            needs=(*MAY_BE_PAID, rules.certifier_needs_a_bank_line),
            checks=(rules.pays_what_was_approved, rules.paid_by_today),
            hint=_("Only where no statement shows it: a second person must confirm what you enter."),
        ),
        Move(
            name="confirm_proof", says=_("Confirm the payment"), past=_("confirmed the payment"),
            start=frozenset({PROOF_ENTERED}), end=PAID, by=SECOND, form=schemas.Note,
            does=actions.confirm_proof, awaited=True, sensitive=True,
            needs=(*MAY_BE_PAID, rules.confirmed_by_another, rules.enough_people),
            tells=(Role.APPLICANT, Role.PROGRAMME_OFFICER),
            hint=_("Look at the proof itself: day, payee and amount."),
        ),
        Move(
            name="reject_proof", says=_("It proves no payment"), past=_("rejected the proof of payment"),
            start=frozenset({PROOF_ENTERED}), end=APPROVED, by=SECOND, form=schemas.Reason,
            does=actions.strike_proof, tells=(Role.FINANCE_OFFICER,),
        ),
        Move(
            name="acknowledge", says=_("Confirm that the money has come"),
            past=_("confirmed that the money has come"), start=frozenset({PAID}), end=ACKNOWLEDGED,
            by=GRANTEE, form=schemas.Receipt, does=actions.acknowledge, awaited=True,
            checks=(rules.received_after_payment,), tells=(Role.FINANCE_OFFICER,),
        ),
        Move(
            name="liquidate", says=_("Close as accounted for"), past=_("closed the tranche as accounted for"),
            start=frozenset({ACKNOWLEDGED}), end=LIQUIDATED, by=FINANCE, awaited=True, final=True,
            needs=(rules.all_is_accounted_for,), tells=(Role.APPLICANT,),
        ),
        Move(
            name="return", says=_("Return it to be corrected"), past=_("returned the request"),
            start=frozenset({REQUESTED, VERIFIED, CERTIFIED}), end=RETURNED, by=OFFICER | SECOND,
            form=schemas.Reason, tells=(Role.APPLICANT, Role.PROGRAMME_OFFICER),
        ),
        Move(
            name="hold", says=_("Hold it"), past=_("held the tranche"), start=BEFORE_PAYMENT, end=HELD,
            by=OFFICER | SECOND, form=schemas.Reason,
            tells=(Role.APPLICANT, Role.PROGRAMME_OFFICER, Role.FINANCE_OFFICER),
            hint=_("Nothing happens to it until it is released."),
        ),
        Move(
            name="release", says=_("Release it"), past=_("released the tranche"), start=frozenset({HELD}),
            end=None, back=BEFORE_PAYMENT, by=OFFICER | SECOND, form=schemas.Reason, awaited=True,
            needs=(rules.released_by_who_held,), tells=(Role.APPLICANT, Role.FINANCE_OFFICER),
            hint=_("It goes on where it was."),
        ),
        Move(
            name="bounce", says=_("The payment came back"), past=_("noted that the payment came back"),
            start=frozenset({PAID}), end=APPROVED, by=FINANCE, form=schemas.Back, does=actions.undo,
            checks=(rules.back_by_today,), sensitive=True,
            tells=(Role.APPLICANT, Role.PROGRAMME_OFFICER, Role.APPROVER),
            hint=_("The payment's journal is mirrored; both stay. It can be paid again."),
        ),
        Move(
            name="recall", says=_("Ask the money back"), past=_("asked the money back"),
            start=frozenset({PAID, ACKNOWLEDGED}), end=RECALLED, by=APPROVER, form=schemas.Reason,
            needs=(rules.nothing_is_accounted_for,), sensitive=True,
            tells=(Role.APPLICANT, Role.PROGRAMME_OFFICER, Role.FINANCE_OFFICER),
        ),
        Move(
            name="get_back", says=_("The money is back"), past=_("noted that the money is back"),
            start=frozenset({RECALLED}), end=CANCELLED, by=FINANCE, form=schemas.Back,
            does=actions.undo, checks=(rules.back_by_today,), awaited=True, sensitive=True, final=True,
            tells=(Role.APPLICANT, Role.PROGRAMME_OFFICER),
        ),
        Move(
            name="cancel", says=_("Cancel the tranche"), past=_("cancelled the tranche"), inner=True,
            start=BEFORE_PAYMENT | {HELD}, end=CANCELLED, by=ENDING, form=schemas.Reason, final=True,
        ),
    ),
)  # fmt: skip
