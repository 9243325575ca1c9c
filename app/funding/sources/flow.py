"""How money comes in and is set aside: sources, their contributions, allotments and charges, two people at each."""

from app.funding.sources import actions, grounds, queries, rules, schemas
from app.funding.sources.models import (
    ALLOTMENT_STATES,
    CHARGE_STATES,
    CONTRIBUTION_STATES,
    SOURCE_STATES,
    Allotment,
    AllotmentState,
    Charge,
    ChargeState,
    Contribution,
    ContributionState,
    Source,
    SourceState,
)
from app.kernel.actors import Duty, Role
from app.kernel.flow import Birth, Flow, Move, Sight
from app.kernel.words import _

FINANCE = frozenset({Role.FINANCE_OFFICER})
APPROVER = frozenset({Role.APPROVER})
SECOND = FINANCE | APPROVER
UNDER_AN_OPEN_SOURCE = (rules.source_is_open,)

SOURCES: Flow[Source, rules.SourceGrounds] = Flow(
    kind="funding.source",
    prefix="SRC",
    title=_("source of money"),
    path="funding/sources",
    model=Source,
    states=SourceState,
    words=SOURCE_STATES,
    births=(
        Birth(
            name="register", says=_("Register a source"), past=_("registered the source"),
            end=SourceState.DRAFT, by=FINANCE, duty=Duty.CERTIFIES, form=schemas.SourceForm,
            does=actions.make_source, grounds=grounds.registering, answers=queries.source_answers,
            checks=(rules.code_is_free, rules.donor_is_known, rules.countries_are_known),
        ),
    ),
    moves=(
        Move(
            name="correct", says=_("Correct"), past=_("corrected the earmark"),
            start=frozenset({SourceState.DRAFT}), end=None, by=FINANCE, duty=Duty.CERTIFIES,
            form=schemas.EarmarkForm, does=actions.correct, answers=queries.earmark_answers,
            checks=(rules.countries_are_known,),
        ),
        Move(
            name="open", says=_("Open the source"), past=_("opened the source"),
            start=frozenset({SourceState.DRAFT}), end=SourceState.OPEN, by=APPROVER, duty=Duty.APPROVES,
            form=schemas.Note, does=actions.open_accounts, needs=(rules.has_a_contribution,), awaited=True,
            sensitive=True, tells=(Role.FINANCE_OFFICER,),
            hint=_("Compare code, donor, currency and earmark with the agreement: they stay as they are."),
        ),
        Move(
            name="close", says=_("Close the source"), past=_("closed the source"),
            start=frozenset({SourceState.OPEN}), end=SourceState.CLOSED, by=APPROVER, form=schemas.Reason,
            needs=(rules.no_money_is_left, rules.nothing_is_waiting), sensitive=True, final=True,
        ),
    ),
    sees={role: Sight(frozenset(SourceState)) for role in queries.SEEN_BY},
    scopes=queries.scopes_of_source,
    grounds=grounds.source_grounds,
    final=frozenset({SourceState.CLOSED}),
    currency=lambda source: source.currency,
)  # fmt: skip

PLEDGED, SIGNED = ContributionState.PLEDGED, ContributionState.SIGNED
RECEIPT_ENTERED, RECEIVED = ContributionState.ENTERED, ContributionState.RECEIVED

CONTRIBUTIONS: Flow[Contribution, rules.Within] = Flow(
    kind="funding.contribution",
    prefix="CON",
    title=_("contribution"),
    path="funding/contributions",
    model=Contribution,
    states=ContributionState,
    words=CONTRIBUTION_STATES,
    births=(
        Birth(
            name="pledge", says=_("Enter a pledge"), past=_("entered the pledge"), end=PLEDGED, by=FINANCE,
            form=schemas.PledgeForm, does=actions.make_contribution, grounds=grounds.within_for_birth,
            checks=(rules.source_is_not_closed, rules.pledged_by_today),
        ),
    ),
    moves=(
        Move(
            name="sign", says=_("Enter the signed agreement"), past=_("entered the signed agreement"),
            start=frozenset({PLEDGED}), end=SIGNED, by=FINANCE, form=schemas.SignForm, does=actions.sign,
            checks=(rules.signed_between,), awaited=True,
        ),
        Move(
            name="enter_receipt", says=_("Enter the receipt"), past=_("entered the receipt"),
            start=frozenset({SIGNED}), end=RECEIPT_ENTERED, by=FINANCE, duty=Duty.CERTIFIES,
            form=schemas.ReceiptForm, does=actions.enter_receipt, needs=UNDER_AN_OPEN_SOURCE,
            checks=(rules.received_between,), awaited=True, tells=(Role.APPROVER,),
        ),
        Move(
            name="confirm_receipt", says=_("Confirm the receipt"), past=_("confirmed the receipt"),
            start=frozenset({RECEIPT_ENTERED}), end=RECEIVED, by=SECOND, duty=Duty.APPROVES,
            form=schemas.Note, does=actions.book_receipt, awaited=True, sensitive=True,
            needs=(*UNDER_AN_OPEN_SOURCE, rules.rate_is_confirmed),
            hint=_("Compare day and amount with the bank's paper. It is booked at the rate of that day."),
        ),
        Move(
            name="send_back", says=_("Send the receipt back"), past=_("sent the receipt back"),
            start=frozenset({RECEIPT_ENTERED}), end=SIGNED, by=SECOND, form=schemas.Reason,
            does=actions.take_receipt_back, tells=(Role.FINANCE_OFFICER,),
        ),
        Move(
            name="withdraw", says=_("Withdraw the pledge"), past=_("withdrew the pledge"),
            start=frozenset({PLEDGED, SIGNED}), end=ContributionState.WITHDRAWN, by=FINANCE,
            form=schemas.Reason, final=True,
        ),
        Move(
            name="reverse", says=_("Reverse the receipt"), past=_("reversed the receipt"),
            start=frozenset({RECEIVED}), end=ContributionState.REVERSED, by=APPROVER, duty=Duty.APPROVES,
            form=schemas.Reason, does=actions.reverse_receipt, needs=UNDER_AN_OPEN_SOURCE, sensitive=True,
            final=True, tells=(Role.FINANCE_OFFICER,),
            hint=_("A journal that mirrors the first is posted; both stay."),
        ),
    ),
    sees={role: Sight(frozenset(ContributionState)) for role in queries.FINANCE},
    scopes=queries.scopes_of_part,
    grounds=grounds.within_of,
    final=frozenset({ContributionState.WITHDRAWN, ContributionState.REVERSED}),
    currency=lambda contribution: contribution.currency,
)  # fmt: skip

PROPOSED, ALLOTTED = AllotmentState.PROPOSED, AllotmentState.ALLOTTED

ALLOTMENTS: Flow[Allotment, rules.Within] = Flow(
    kind="funding.allotment",
    prefix="ALT",
    title=_("allotment"),
    path="funding/allotments",
    model=Allotment,
    states=AllotmentState,
    words=ALLOTMENT_STATES,
    births=(
        Birth(
            name="allot", says=_("Propose an allotment"), past=_("proposed the allotment"), end=PROPOSED,
            by=FINANCE, duty=Duty.CERTIFIES, form=schemas.AllotForm, does=actions.make_allotment,
            grounds=grounds.within_for_birth, tells=(Role.APPROVER,),
            checks=(
                rules.new_where_the_source_is_open, rules.has_a_purpose, rules.purpose_is_within_the_earmark,
            ),
        ),
    ),
    moves=(
        Move(
            name="confirm", says=_("Confirm the allotment"), past=_("confirmed the allotment"),
            start=frozenset({PROPOSED}), end=ALLOTTED, by=APPROVER, duty=Duty.APPROVES, form=schemas.Note,
            does=actions.allot, needs=(*UNDER_AN_OPEN_SOURCE, rules.enough_is_unallotted), awaited=True,
            sensitive=True,
        ),
        Move(
            name="withdraw", says=_("Withdraw the proposal"), past=_("withdrew the proposal"),
            start=frozenset({PROPOSED}), end=AllotmentState.WITHDRAWN, by=SECOND, form=schemas.Reason,
            final=True,
        ),
        Move(
            name="take_back", says=_("Take money back"), past=_("took money back"),
            start=frozenset({ALLOTTED}), end=None, by=FINANCE, form=schemas.TakeBackForm,
            does=actions.take_back, needs=UNDER_AN_OPEN_SOURCE, checks=(rules.enough_is_free,),
            tells=(Role.APPROVER,), hint=_("What is free in it returns to the source."),
        ),
        Move(
            name="close", says=_("Close the allotment"), past=_("closed the allotment"),
            start=frozenset({ALLOTTED}), end=AllotmentState.CLOSED, by=FINANCE, form=schemas.Reason,
            needs=(rules.nothing_is_free,), final=True,
        ),
    ),
    sees={role: Sight(frozenset(AllotmentState)) for role in queries.FINANCE},
    scopes=queries.scopes_of_part,
    grounds=grounds.within_of,
    final=frozenset({AllotmentState.CLOSED, AllotmentState.WITHDRAWN}),
)  # fmt: skip

CHARGES: Flow[Charge, rules.Within] = Flow(
    kind="funding.charge",
    prefix="CHG",
    title=_("charge"),
    path="funding/charges",
    model=Charge,
    states=ChargeState,
    words=CHARGE_STATES,
    births=(
        Birth(
            name="charge", says=_("Enter a charge"), past=_("entered the charge"), end=ChargeState.ENTERED,
            by=FINANCE, duty=Duty.CERTIFIES, form=schemas.ChargeForm, does=actions.make_charge,
            grounds=grounds.within_for_birth,
            checks=(rules.new_where_the_source_is_open, rules.charged_by_today, rules.voucher_is_new),
        ),
    ),
    moves=(
        Move(
            name="confirm", says=_("Confirm the charge"), past=_("confirmed the charge"),
            start=frozenset({ChargeState.ENTERED}), end=ChargeState.POSTED, by=SECOND, duty=Duty.APPROVES,
            form=schemas.Note, does=actions.book_charge, awaited=True,
            needs=(*UNDER_AN_OPEN_SOURCE, rules.enough_is_unallotted),
        ),
        Move(
            name="withdraw", says=_("Withdraw the charge"), past=_("withdrew the charge"),
            start=frozenset({ChargeState.ENTERED}), end=ChargeState.WITHDRAWN, by=SECOND,
            form=schemas.Reason, final=True,
        ),
        Move(
            name="reverse", says=_("Reverse the charge"), past=_("reversed the charge"),
            start=frozenset({ChargeState.POSTED}), end=ChargeState.REVERSED, by=APPROVER,
            duty=Duty.APPROVES, form=schemas.Reason, does=actions.reverse_charge,
            needs=UNDER_AN_OPEN_SOURCE, sensitive=True, final=True,
            hint=_("A journal that mirrors the first is posted; both stay."),
        ),
    ),
    sees={role: Sight(frozenset(ChargeState)) for role in queries.FINANCE},
    scopes=queries.scopes_of_part,
    grounds=grounds.within_of,
    final=frozenset({ChargeState.WITHDRAWN, ChargeState.REVERSED}),
)  # fmt: skip

FLOWS = (SOURCES, CONTRIBUTIONS, ALLOTMENTS, CHARGES)
