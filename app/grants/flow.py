"""The first half of a grant: which moves, from where, by whom (DOMAIN 3.3)."""

from app.grants import actions, queries, rules, schemas
from app.grants.models import STATE_WORDS, Grant, State
from app.kernel.actors import Duty, Office, Role
from app.kernel.flow import Birth, Flow, Move, Sight
from app.kernel.flow.lead import lead_moves
from app.kernel.words import _

APPLICANT = frozenset({Role.APPLICANT})
CERTIFIER = frozenset({Office.CERTIFIER})
OFFICER = frozenset({Role.PROGRAMME_OFFICER})
APPROVER = frozenset({Role.APPROVER})
MEMBER = frozenset({Role.MEMBER})
CLOCK = frozenset({Role.CLOCK})

WRITTEN = frozenset({State.DRAFT, State.RETURNED})
DECIDING = frozenset({State.APPRAISED, State.NO_OBJECTION, State.CONDITIONAL})
FINAL = frozenset({State.INELIGIBLE, State.REJECTED, State.LAPSED, State.WITHDRAWN, State.APPROVED})
OPEN = frozenset(State) - FINAL
OUT = frozenset(State) - {State.IDEA, State.DRAFT, State.READY}
MEMBERS_SEE = frozenset({State.NO_OBJECTION, State.CONDITIONAL, State.APPROVED, State.REJECTED, State.LAPSED})
PARTNER_IS_FIT = (
    rules.organisation_is_registered,
    rules.due_diligence_is_done,
    rules.screening_is_fresh,
    rules.safeguarding_is_assessed,
)
READY_RULES = (
    rules.every_question_is_answered,
    rules.something_is_asked,
    rules.months_are_within_the_limit,
    rules.plan_fits_the_months,
)

GRANTS: Flow[Grant, rules.GrantGrounds] = Flow(
    kind="grants.grant",
    prefix="GRA",
    title=_("grant"),
    path="grants",
    model=Grant,
    states=State,
    words=STATE_WORDS,
    final=FINAL,
    scopes=queries.scopes_of_grant,
    grounds=queries.ground,
    countries=queries.country_of_grant,
    sees={
        Role.APPLICANT: Sight(frozenset(State)),
        Role.PROGRAMME_OFFICER: Sight(frozenset(State)),
        Role.SAFEGUARDS: Sight(OUT),
        Role.APPROVER: Sight(OUT),
        Role.FINANCE_OFFICER: Sight(OUT),
        Role.MEMBER: Sight(MEMBERS_SEE),
        Role.AUDITOR: Sight(OUT),
        Role.CLOCK: Sight(frozenset({State.NO_OBJECTION, State.CONDITIONAL})),
    },
    births=(
        Birth(
            name="idea", says=_("Enter an idea"), past=_("entered the idea"), end=State.IDEA,
            by=OFFICER | APPLICANT, form=schemas.Idea, does=actions.make_grant,
            grounds=queries.grounds_for_idea, answers=queries.answers_for_idea,
            checks=(
                rules.organisation_is_known, rules.countries_may_benefit, rules.window_fits_the_countries,
                rules.themes_make_the_whole, rules.direct_award_is_justified,
            ),
            tells=(Role.PROGRAMME_OFFICER, Role.APPLICANT),
        ),
    ),
    moves=(
        Move(
            name="ask", says=_("Ask for the proposal"), past=_("asked for the proposal"),
            start=frozenset({State.IDEA}), end=State.DRAFT, by=OFFICER, awaited=True,
            needs=(rules.countries_still_benefit, rules.organisation_is_registered),
            tells=(Role.APPLICANT,),
        ),
        Move(
            name="save", says=_("Write the proposal"), past=_("saved the proposal"), start=WRITTEN, end=None,
            by=APPLICANT, duty=Duty.AUTHORS, form=schemas.Proposal, does=actions.save,
        ),
        Move(
            name="finish", says=_("Finish and ask for the certificate"), past=_("finished the proposal"),
            start=WRITTEN, end=State.READY, by=APPLICANT, duty=Duty.AUTHORS, needs=READY_RULES, awaited=True,
            tells=(Role.APPLICANT,), hint=_("A legal representative then looks at it and sends it."),
        ),
        Move(
            name="certify", says=_("Certify and submit"), past=_("certified and submitted the proposal"),
            start=frozenset({State.READY}), end=State.SUBMITTED, by=APPLICANT, office=CERTIFIER,
            duty=Duty.CERTIFIES, needs=READY_RULES, does=actions.submit, awaited=True, final=True,
            tells=(Role.PROGRAMME_OFFICER, Role.APPLICANT),
            hint=_("With this you say that the organisation stands behind the proposal."),
        ),
        Move(
            name="hand_back", says=_("Hand it back to the writers"),
            past=_("handed the proposal back to its writers"), start=frozenset({State.READY}),
            end=State.DRAFT, by=APPLICANT, office=CERTIFIER, duty=Duty.CERTIFIES, form=schemas.Reason,
            awaited=True, tells=(Role.APPLICANT,),
        ),
        Move(
            name="return", says=_("Return for corrections"), past=_("returned the proposal for corrections"),
            start=frozenset({State.SUBMITTED, State.DUE_DILIGENCE}), end=State.RETURNED, by=OFFICER,
            form=schemas.Reason, tells=(Role.APPLICANT,), awaited=True,
        ),
        Move(
            name="admit", says=_("Find it eligible"), past=_("found it eligible"),
            start=frozenset({State.SUBMITTED}), end=State.DUE_DILIGENCE, by=OFFICER, awaited=True,
            needs=(rules.countries_still_benefit, rules.organisation_is_registered), tells=(Role.APPLICANT,),
        ),
        Move(
            name="refuse", says=_("Find it not eligible"), past=_("found it not eligible"),
            start=frozenset({State.SUBMITTED}), end=State.INELIGIBLE, by=OFFICER, form=schemas.Reason,
            awaited=True, final=True, tells=(Role.APPLICANT,),
        ),
        Move(
            name="appraise", says=_("Appraise"), past=_("appraised it"),
            start=frozenset({State.DUE_DILIGENCE}), end=State.APPRAISED, by=OFFICER, duty=Duty.APPRAISES,
            form=schemas.Appraise, does=actions.appraise, awaited=True,
            needs=(rules.countries_still_benefit, *PARTNER_IS_FIT), tells=(Role.APPROVER,),
        ),
        Move(
            name="deliver", says=_("Deliver it to the members"), past=_("delivered it to the members"),
            start=frozenset({State.APPRAISED}), end=State.NO_OBJECTION, by=OFFICER, form=schemas.Deliver,
            does=actions.ask_members, checks=(rules.delivered_by_today,), awaited=True,
            tells=(Role.MEMBER, Role.APPROVER), hint=_("Their working days begin with the delivery."),
        ),
        Move(
            name="agree", says=_("Say that there is no objection"), past=_("had no objection"),
            start=frozenset({State.NO_OBJECTION}), end=None, by=MEMBER, does=actions.agree, awaited=True,
            tells=(Role.PROGRAMME_OFFICER, Role.APPROVER),
        ),
        Move(
            name="object", says=_("Object"), past=_("objected"), start=frozenset({State.NO_OBJECTION}),
            end=None, by=MEMBER, form=schemas.Reason, does=actions.object_, awaited=True,
            tells=(Role.PROGRAMME_OFFICER, Role.APPROVER),
            hint=_("Nothing goes on until you withdraw it or it is overruled."),
        ),
        Move(
            name="withdraw_objection", says=_("Withdraw the objection"), past=_("withdrew the objection"),
            start=frozenset({State.NO_OBJECTION}), end=None, by=MEMBER, form=schemas.Reason,
            does=actions.withdraw_objection, needs=(rules.somebody_objects,),
            tells=(Role.PROGRAMME_OFFICER, Role.APPROVER),
        ),
        Move(
            name="overrule", says=_("Overrule the objection"), past=_("overruled the objection"),
            start=frozenset({State.NO_OBJECTION}), end=None, by=APPROVER,
            office=frozenset({Office.DIRECTOR}), form=schemas.Reason, does=actions.overrule,
            needs=(rules.somebody_objects,), sensitive=True, tells=(Role.MEMBER, Role.PROGRAMME_OFFICER),
        ),
        Move(
            name="note_silence", says=_("Note that nobody answered"), past=_("noted that nobody answered"),
            start=frozenset({State.NO_OBJECTION}), end=None, by=CLOCK, needs=(rules.time_is_over,),
            does=actions.note_silence, tells=(Role.PROGRAMME_OFFICER, Role.APPROVER),
        ),
        Move(
            name="approve", says=_("Approve"), past=_("approved the grant"),
            start=frozenset({State.NO_OBJECTION, State.CONDITIONAL}), end=State.APPROVED, by=APPROVER,
            duty=Duty.DECIDES, form=schemas.Approve, does=actions.approve, answers=queries.money_on_offer,
            needs=(
                rules.within_own_limit, rules.countries_still_benefit, *PARTNER_IS_FIT,
                rules.nobody_objects, rules.members_were_heard, rules.conditions_are_met,
            ),
            checks=(rules.days_are_in_order, rules.money_may_pay), awaited=True, sensitive=True, final=True,
            tells=(Role.APPLICANT, Role.PROGRAMME_OFFICER, Role.FINANCE_OFFICER),
            hint=_("The amount is reserved, and the award begins."),
        ),
        Move(
            name="approve_on_conditions", says=_("Approve on conditions"), past=_("approved it on conditions"),
            start=frozenset({State.NO_OBJECTION}), end=State.CONDITIONAL, by=APPROVER, duty=Duty.DECIDES,
            form=schemas.Conditions, does=actions.set_conditions, sensitive=True, awaited=True,
            needs=(rules.within_own_limit, rules.nobody_objects, rules.members_were_heard),
            tells=(Role.APPLICANT, Role.PROGRAMME_OFFICER),
            hint=_("It lapses unless each is shown met in time."),
        ),
        Move(
            name="show_met", says=_("Show that a condition is met"), past=_("showed that a condition is met"),
            start=frozenset({State.CONDITIONAL}), end=None, by=OFFICER, form=schemas.ShowMet,
            does=actions.show_met, checks=(rules.condition_is_open,), answers=queries.conditions_on_offer,
            awaited=True, tells=(Role.APPROVER,),
        ),
        Move(
            name="reject", says=_("Reject"), past=_("rejected the grant"), start=DECIDING,
            end=State.REJECTED, by=APPROVER, duty=Duty.DECIDES, form=schemas.Reason, sensitive=True,
            awaited=True, final=True, tells=(Role.APPLICANT, Role.PROGRAMME_OFFICER),
        ),
        Move(
            name="lapse", says=_("Lapse"), past=_("let the conditional approval lapse"),
            start=frozenset({State.CONDITIONAL}), end=State.LAPSED, by=CLOCK, final=True,
            tells=(Role.APPLICANT, Role.PROGRAMME_OFFICER, Role.APPROVER),
        ),
        Move(
            name="withdraw", says=_("Withdraw"), past=_("withdrew the grant"), start=OPEN,
            end=State.WITHDRAWN, by=APPLICANT, office=CERTIFIER, form=schemas.Reason, final=True,
            tells=(Role.PROGRAMME_OFFICER, Role.APPLICANT),
        ),
        *lead_moves(OFFICER, OPEN),
    ),
)  # fmt: skip
