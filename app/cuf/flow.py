"""The whole process of the Community Upgrading Fund, as far as it stands: which moves, from where, by whom."""

from app.cuf import actions, queries, rules
from app.cuf.approval import queries as approving
from app.cuf.approval import rules as approval
from app.cuf.approval.actions import approve
from app.cuf.approval.schemas import Approve
from app.cuf.models import STATE_WORDS, Project, State
from app.cuf.papers import Paper, PaperGone, attach, detach
from app.cuf.proposals.rules import ProjectGrounds
from app.cuf.proposals.schemas import Sections
from app.cuf.schemas import Copy, Need, Reason, Return
from app.kernel.actors import Duty, Office, Role
from app.kernel.flow import Birth, Flow, Move, Sight
from app.kernel.flow.lead import lead_moves
from app.kernel.words import _
from app.places.queries import scopes_of_place

FORUM = frozenset({Role.FORUM})
WRITERS = frozenset({Role.FORUM, Role.FACILITATOR, Role.TECHNICAL_HELPER})
MUNICIPAL_TEAM = frozenset({Role.MUNICIPAL_TEAM})
DRAFTS = frozenset({State.PROPOSED, State.RETURNED})
WAITS_FOR_A_ROUND = frozenset({State.IDENTIFIED, State.WAITLISTED})
MUNICIPAL_FORUM = frozenset({Role.MUNICIPAL_FORUM})
OUT = frozenset({State.SUBMITTED, State.RETURNED, State.UNDER_APPRAISAL, State.WITHDRAWN})
APPROVER = frozenset({Role.APPROVER})
DECIDED = frozenset({State.APPROVED, State.REJECTED})
GONE = DECIDED | {State.WITHDRAWN}

CUF_PROJECT: Flow[Project, ProjectGrounds] = Flow(
    kind="cuf.project",
    prefix="CUF",
    title=_("CUF project"),
    path="cuf/projects",
    model=Project,
    states=State,
    words=STATE_WORDS,
    final=GONE,
    scopes=lambda session, project: scopes_of_place(session, project.settlement_id),
    grounds=queries.ground,
    currency=lambda project: project.currency,
    countries=queries.countries_of_projects,
    sees={
        Role.FORUM: Sight(frozenset(State)),
        Role.FACILITATOR: Sight(frozenset(State)),
        Role.TECHNICAL_HELPER: Sight(frozenset(State) - WAITS_FOR_A_ROUND),
        Role.MUNICIPAL_FORUM: Sight(WAITS_FOR_A_ROUND | {State.PRIORITISED}),
        Role.MUNICIPAL_TEAM: Sight(OUT | DECIDED, only=queries.was_submitted),
        Role.PROGRAMME_OFFICER: Sight(OUT | DECIDED, only=queries.was_submitted),
        Role.APPROVER: Sight(DECIDED | {State.UNDER_APPRAISAL}),
        Role.AUDITOR: Sight(OUT | DECIDED, only=queries.was_submitted),
    },
    births=(
        Birth(
            name="name",
            says=_("Name a need"),
            past=_("named a need"),
            end=State.IDENTIFIED,
            by=FORUM,
            duty=Duty.AUTHORS,
            form=Need,
            grounds=queries.ground_need,
            checks=(
                rules.settlement_is_known,
                rules.settlement_has_a_profile,
                rules.country_is_eligible,
                rules.country_has_terms,
            ),
            does=actions.name_need,
            answers=queries.answers_for_need,
        ),
        Birth(
            name="copy",
            says=_("Begin from an earlier proposal"),
            past=_("began a proposal from an earlier one"),
            end=State.PROPOSED,
            by=FORUM,
            duty=Duty.AUTHORS,
            form=Copy,
            grounds=queries.ground_copy,
            checks=(rules.source_is_known,),
            does=actions.copy_proposal,
            answers=queries.answers_for_copy,
        ),
    ),
    moves=(
        Move(
            name="prioritise",
            says=_("Choose it"),
            past=_("chose the need in its round"),
            start=WAITS_FOR_A_ROUND,
            end=State.PRIORITISED,
            by=MUNICIPAL_FORUM,
            needs=(rules.round_has_chosen,),
            tells=(Role.FORUM, Role.TECHNICAL_HELPER),
        ),
        Move(
            name="waitlist",
            says=_("Put it on the waiting list"),
            past=_("put the need on the waiting list"),
            start=frozenset({State.IDENTIFIED}),
            end=State.WAITLISTED,
            by=MUNICIPAL_FORUM,
            needs=(rules.round_lets_it_wait,),
            tells=(Role.FORUM,),
        ),
        Move(
            name="propose",
            says=_("Write the proposal"),
            past=_("began the proposal"),
            start=frozenset({State.IDENTIFIED, State.PRIORITISED}),
            end=State.PROPOSED,
            by=FORUM,
            duty=Duty.AUTHORS,
            needs=(rules.settlement_has_a_profile, rules.country_has_terms, rules.no_round_decides_on_it),
            does=actions.start_proposal,
            awaited=True,
        ),
        Move(
            name="save",
            says=_("Save the page"),
            past=_("saved a page of the proposal"),
            start=DRAFTS,
            end=None,
            by=WRITERS,
            duty=Duty.AUTHORS,
            form=Sections,
            checks=(rules.sections_are_open,),
            does=actions.save_sections,
        ),
        Move(
            name="attach",
            says=_("Add a document"),
            past=_("added a document"),
            start=frozenset(State) - WAITS_FOR_A_ROUND - GONE,
            end=None,
            by=WRITERS | MUNICIPAL_TEAM,
            form=Paper,
            does=attach,
        ),
        Move(
            name="detach",
            says=_("Withdraw a document"),
            past=_("withdrew a document"),
            start=DRAFTS,
            end=None,
            by=WRITERS,
            form=PaperGone,
            does=detach,
        ),
        Move(
            name="finish",
            says=_("Finish and ask for the certificate"),
            past=_("finished the proposal"),
            hint=_("The chair or treasurer then looks at it and sends it, or hands it back to you."),
            start=DRAFTS,
            end=State.READY,
            by=FORUM,
            duty=Duty.AUTHORS,
            needs=(*rules.READY_RULES, rules.corrections_are_made),
            tells=(Role.FORUM,),
            awaited=True,
        ),
        Move(
            name="certify",
            says=_("Certify and submit"),
            past=_("certified and submitted the proposal"),
            hint=_(
                "With this you say that the settlement stands behind the proposal. It goes to the municipal team."
            ),
            start=frozenset({State.READY}),
            end=State.SUBMITTED,
            by=FORUM,
            office=frozenset({Office.CERTIFIER}),
            duty=Duty.CERTIFIES,
            needs=rules.READY_RULES,
            does=actions.submit,
            tells=(Role.FORUM, Role.MUNICIPAL_TEAM),
            awaited=True,
            final=True,
        ),
        Move(
            name="decline",
            says=_("Hand it back to the writers"),
            past=_("handed the proposal back to its writers"),
            start=frozenset({State.READY}),
            end=State.PROPOSED,
            by=FORUM,
            office=frozenset({Office.CERTIFIER}),
            duty=Duty.CERTIFIES,
            form=Reason,
            tells=(Role.FORUM,),
            awaited=True,
        ),
        Move(
            name="return",
            says=_("Return for corrections"),
            past=_("returned the proposal for corrections"),
            hint=_("The forum sees each correction beside its section; the other sections stay locked."),
            start=frozenset({State.SUBMITTED}),
            end=State.RETURNED,
            by=MUNICIPAL_TEAM,
            duty=Duty.APPRAISES,
            form=Return,
            checks=(rules.second_return_has_a_meeting, rules.meeting_is_past),
            does=actions.give_back,
            tells=(Role.FORUM, Role.TECHNICAL_HELPER),
            awaited=True,
        ),
        Move(
            name="accept",
            says=_("Accept for appraisal"),
            past=_("accepted the proposal for appraisal"),
            start=frozenset({State.SUBMITTED}),
            end=State.UNDER_APPRAISAL,
            by=MUNICIPAL_TEAM,
            duty=Duty.APPRAISES,
            needs=(rules.country_is_eligible,),
            tells=(Role.FORUM,),
            awaited=True,
        ),
        Move(
            name="approve",
            says=_("Approve"),
            past=_("approved the project"),
            start=frozenset({State.UNDER_APPRAISAL}),
            end=State.APPROVED,
            by=APPROVER,
            duty=Duty.DECIDES,
            form=Approve,
            needs=(rules.country_is_eligible, approval.within_own_limit),
            checks=(approval.body_is_on_offer, approval.days_are_in_order, approval.money_may_pay),
            does=approve,
            answers=approving.answers,
            tells=(Role.FORUM, Role.MUNICIPAL_TEAM, Role.PROGRAMME_OFFICER),
            awaited=True,
            sensitive=True,
            final=True,
        ),
        Move(
            name="reject",
            says=_("Reject"),
            past=_("rejected the project"),
            hint=_(
                "The forum reads your reason. Say what would change the decision, and what it may do now."
            ),
            start=frozenset({State.UNDER_APPRAISAL}),
            end=State.REJECTED,
            by=APPROVER,
            duty=Duty.DECIDES,
            form=Reason,
            tells=(Role.FORUM, Role.MUNICIPAL_TEAM, Role.PROGRAMME_OFFICER),
            sensitive=True,
            final=True,
        ),
        Move(
            name="drop",
            says=_("Give it up"),
            past=_("gave up the project"),
            start=frozenset(State) - OUT - DECIDED,
            end=State.WITHDRAWN,
            by=FORUM,
            form=Reason,
            tells=(Role.FORUM,),
            final=True,
        ),
        Move(
            name="withdraw",
            says=_("Withdraw"),
            past=_("withdrew the project"),
            start=OUT - {State.WITHDRAWN},
            end=State.WITHDRAWN,
            by=FORUM,
            form=Reason,
            tells=(Role.FORUM, Role.MUNICIPAL_TEAM),
            final=True,
        ),
        *lead_moves(FORUM | MUNICIPAL_TEAM, frozenset(State) - GONE),
    ),
)
