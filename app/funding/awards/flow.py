"""The life of an award, from the approval that reserves its money onwards (DOMAIN 3.1)."""

from app.funding.awards import actions, grounds, papers, preparing, queries, rules, schemas
from app.funding.awards.models import AWARD_STATES, Award, AwardState
from app.funding.closure import rules as closure
from app.funding.closure.moves import CLOSING_MOVES
from app.kernel.actors import Duty, Office, Role
from app.kernel.flow import Birth, Flow, Move, Sight
from app.kernel.words import _

APPROVED, PREPARED, SIGNED_BY_GRANTEE = AwardState.APPROVED, AwardState.PREPARED, AwardState.SIGNED_BY_GRANTEE
SIGNED, ACTIVE, SUSPENDED = AwardState.SIGNED, AwardState.ACTIVE, AwardState.SUSPENDED
LAPSED, TERMINATED = AwardState.LAPSED, AwardState.TERMINATED
UNSIGNED = frozenset({APPROVED, PREPARED, SIGNED_BY_GRANTEE})
FINAL = frozenset({LAPSED})
OPEN = frozenset(AwardState) - {LAPSED, AwardState.CLOSED, AwardState.REOPENING}

OFFICER = frozenset({Role.PROGRAMME_OFFICER})
APPROVER = frozenset({Role.APPROVER})
GRANTEE = frozenset({Role.APPLICANT})
WATCHING = frozenset(
    {
        Role.PROGRAMME_OFFICER,
        Role.FINANCE_OFFICER,
        Role.APPROVER,
        Role.RESULTS_OFFICER,
        Role.MUNICIPAL_TEAM,
        Role.SAFEGUARDS,
        Role.MEMBER,
        Role.AUDITOR,
        Role.APPLICANT,
        Role.FORUM,
    }
)
LEARNING = WATCHING - {Role.MEMBER}
"""Whose moves elsewhere may meet a condition of an award, or stop its payments."""

AWARDS: Flow[Award, rules.AwardGrounds] = Flow(
    kind="funding.award",
    prefix="AWD",
    title=_("award"),
    path="funding/awards",
    model=Award,
    states=AwardState,
    words=AWARD_STATES,
    final=FINAL,
    sees={role: Sight(frozenset(AwardState)) for role in WATCHING | {Role.CLOCK}},
    scopes=queries.scopes_of_award,
    grounds=grounds.grounds_of,
    countries=lambda _session, awards: {award.id: award.country for award in awards},
    births=(
        Birth(
            name="reserve", says=_("Reserve the money"), past=_("reserved the money"), end=APPROVED,
            by=APPROVER, form=schemas.Reserve, does=actions.make_award, inner=True,
            tells=(Role.PROGRAMME_OFFICER, Role.APPLICANT),
        ),
    ),
    moves=(
        Move(
            name="prepare", says=_("Prepare the agreement"), past=_("prepared the agreement"),
            start=frozenset({APPROVED}), end=PREPARED, by=OFFICER, duty=Duty.CERTIFIES,
            form=schemas.Prepare, does=preparing.prepare, awaited=True, tells=(Role.APPLICANT,),
            needs=(rules.reservation_stands, rules.table_is_set), answers=grounds.bodies_on_offer,
            checks=(rules.percentages_make_the_whole, rules.co_signer_is_on_offer),
            hint=_("Tranches, reports, visits and audit follow from risk, amount and duration."),
        ),
        Move(
            name="revise", says=_("Take the draft back"), past=_("took the draft of the agreement back"),
            start=frozenset({PREPARED, SIGNED_BY_GRANTEE}), end=APPROVED, by=OFFICER, form=schemas.Reason,
            does=preparing.revise, tells=(Role.APPLICANT,),
            hint=_("The agreement is prepared anew, and both sign anew."),
        ),
        Move(
            name="sign_as_grantee", says=_("Sign for the grantee"), past=_("signed for the grantee"),
            start=frozenset({PREPARED}), end=SIGNED_BY_GRANTEE, by=GRANTEE,
            office=frozenset({Office.CERTIFIER}), form=schemas.SignAsGrantee, does=actions.sign_as_grantee,
            answers=grounds.representatives_on_offer,
            needs=(
                rules.reservation_stands, rules.tranches_make_the_award, rules.party_is_known,
                rules.party_is_screened, rules.account_is_verified, rules.conditions_of_signature_are_met,
            ),
            checks=(rules.signed_by_today, rules.representative_signs, rules.co_signatory_is_named),
            awaited=True, sensitive=True, tells=(Role.APPROVER, Role.PROGRAMME_OFFICER),
            hint=_("Read the agreement first: amount, tranches, reports, and what happens with money not spent."),
        ),
        Move(
            name="sign", says=_("Sign for the host"), past=_("signed for the host"),
            start=frozenset({SIGNED_BY_GRANTEE}), end=SIGNED, by=APPROVER,
            office=frozenset({Office.HOST_AUTHORITY}), duty=Duty.APPROVES, form=schemas.Sign,
            does=actions.sign,
            needs=(
                rules.reservation_stands, rules.tranches_make_the_award, rules.party_is_known,
                rules.party_is_screened, rules.account_is_verified, rules.conditions_of_signature_are_met,
            ),
            checks=(rules.signed_by_today,), awaited=True, sensitive=True, final=True,
            tells=(Role.APPLICANT, Role.PROGRAMME_OFFICER, Role.FINANCE_OFFICER),
            hint=_("With this the money is committed and the agreement stays as it is."),
        ),
        Move(
            name="activate", says=_("Make it active"), past=_("made the award active"),
            start=frozenset({SIGNED}), end=ACTIVE, by=OFFICER, does=actions.activate, awaited=True,
            needs=(rules.has_begun, rules.preconditions_are_met), tells=(Role.APPLICANT,),
        ),
        Move(
            name="suspend", says=_("Suspend"), past=_("suspended the award"),
            start=frozenset({ACTIVE}), end=SUSPENDED, by=APPROVER, form=schemas.Reason, sensitive=True,
            tells=(Role.APPLICANT, Role.PROGRAMME_OFFICER, Role.FINANCE_OFFICER),
            hint=_("No money is paid until it is resumed."),
        ),
        Move(
            name="resume", says=_("Resume"), past=_("resumed the award"),
            start=frozenset({SUSPENDED}), end=ACTIVE, by=APPROVER, form=schemas.Reason,
            does=actions.keep_the_end, awaited=True, sensitive=True,
            tells=(Role.APPLICANT, Role.PROGRAMME_OFFICER, Role.FINANCE_OFFICER),
        ),
        Move(
            name="terminate", says=_("Terminate"), past=_("terminated the award"),
            start=frozenset({SIGNED, ACTIVE, SUSPENDED}), end=TERMINATED, by=APPROVER, form=schemas.Reason,
            does=actions.terminate, needs=(closure.no_payment_is_on_its_way,), sensitive=True, final=True,
            tells=(Role.APPLICANT, Role.PROGRAMME_OFFICER, Role.FINANCE_OFFICER),
            hint=_("What is not paid yet is free again for others."),
        ),
        Move(
            name="release", says=_("Release the reservation"), past=_("released the reservation"),
            start=UNSIGNED, end=LAPSED, by=APPROVER, form=schemas.Reason, does=actions.release,
            sensitive=True, final=True, tells=(Role.APPLICANT, Role.PROGRAMME_OFFICER),
            hint=_("The money is free again for others, before its time."),
        ),
        Move(
            name="lapse", says=_("Lapse"), past=_("let the reservation lapse"),
            start=UNSIGNED, end=LAPSED, by=frozenset({Role.CLOCK}), needs=(rules.reservation_is_over,),
            does=actions.lapse, final=True, tells=(Role.APPLICANT, Role.PROGRAMME_OFFICER, Role.APPROVER),
        ),
        Move(
            name="attach", says=_("Add a signed paper"), past=_("added a signed paper"),
            start=frozenset(AwardState) - {APPROVED, LAPSED}, end=None, by=OFFICER | GRANTEE,
            form=papers.Paper, does=papers.attach,
            hint=_("The signed agreement or a letter about it. It is kept with its fingerprint and cannot be changed."),
        ),
        *CLOSING_MOVES,
        Move(
            name="meet", says=_("Tick off a condition"), past=_("ticked off a condition"),
            start=OPEN, end=None, by=OFFICER, form=schemas.Meet, does=actions.meet,
            needs=(rules.a_condition_is_open,), checks=(rules.condition_is_open, rules.is_not_measured),
            answers=grounds.open_conditions_on_offer,
        ),
        Move(
            name="measure", says=_("Confirm measured progress"), past=_("confirmed the measured progress"),
            start=OPEN, end=None, by=frozenset({Role.MUNICIPAL_TEAM}), duty=Duty.VERIFIES,
            form=schemas.Meet, does=actions.meet, needs=(rules.progress_is_awaited,),
            checks=(rules.condition_is_open, rules.is_measured), answers=grounds.measures_on_offer,
        ),
        Move(
            name="waive", says=_("Waive a condition"), past=_("waived a condition"),
            start=OPEN, end=None, by=APPROVER, office=frozenset({Office.PROGRAMME_MANAGER}),
            form=schemas.Waive, does=actions.waive, needs=(rules.a_condition_is_open,),
            checks=(rules.condition_is_open,), answers=grounds.open_conditions_on_offer, sensitive=True,
            tells=(Role.PROGRAMME_OFFICER,),
        ),
        Move(
            name="waive_requirement", says=_("Waive a report, visit or audit"),
            past=_("waived a report, visit or audit"), start=frozenset({PREPARED, SIGNED_BY_GRANTEE}),
            end=None, by=APPROVER, office=frozenset({Office.PROGRAMME_MANAGER}),
            form=schemas.WaiveRequirement, does=actions.waive_requirement,
            checks=(rules.requirement_is_owed,), answers=grounds.owed_on_offer, sensitive=True,
            tells=(Role.PROGRAMME_OFFICER, Role.APPLICANT),
        ),
        Move(
            name="learn", says=_("Note that a condition is met"), past=_("noted that a condition is met"),
            start=OPEN, end=None, by=LEARNING, form=schemas.Learn, does=actions.learn, inner=True,
        ),
        Move(
            name="block", says=_("Stop payments"), past=_("stopped payments"),
            start=OPEN, end=None, by=LEARNING, form=schemas.Stop, does=actions.block, inner=True,
            tells=(Role.FINANCE_OFFICER, Role.PROGRAMME_OFFICER),
        ),
        Move(
            name="unblock", says=_("Let payments go on"), past=_("let payments go on"),
            start=OPEN, end=None, by=LEARNING, form=schemas.Stop, does=actions.unblock, inner=True,
            tells=(Role.FINANCE_OFFICER, Role.PROGRAMME_OFFICER),
        ),
    ),
)  # fmt: skip
