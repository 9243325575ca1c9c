"""How an audit begins and ends: planned by a director, begun and closed by its auditors, over by itself (R72)."""

from app.audit.engagements import actions, queries, rules, schemas
from app.audit.engagements.models import ENGAGEMENT_STATES, Engagement, EngagementState
from app.kernel.actors import Office, Role
from app.kernel.flow import Birth, Flow, Move, Sight
from app.kernel.words import _

PLANNED, OPEN, CLOSED, CANCELLED = EngagementState
AUDITOR, APPROVER = frozenset({Role.AUDITOR}), frozenset({Role.APPROVER})
DIRECTOR = frozenset({Office.DIRECTOR})
WATCHING = (Role.AUDITOR, Role.APPROVER, Role.FINANCE_OFFICER, Role.PROGRAMME_OFFICER, Role.CLOCK)

ENGAGEMENTS: Flow[Engagement, rules.EngagementGrounds] = Flow(
    kind="audit.engagement",
    prefix="ENG",
    title=_("audit engagement"),
    path="audit/engagements",
    model=Engagement,
    states=EngagementState,
    words=ENGAGEMENT_STATES,
    births=(
        Birth(
            name="plan", says=_("Plan an engagement"), past=_("planned the engagement"), end=PLANNED, by=APPROVER,
            office=DIRECTOR, form=schemas.PlanForm, does=actions.make_engagement, grounds=queries.planning,
            answers=queries.people_on_offer, tells=(Role.AUDITOR,),
            checks=(
                rules.part_is_known, rules.part_fits_the_basis, rules.days_are_in_order, rules.people_are_auditors,
            ),
        ),
    ),
    moves=(
        Move(
            name="begin", says=_("Begin"), past=_("began the engagement"), start=frozenset({PLANNED}), end=OPEN,
            by=AUDITOR, form=schemas.Note, does=actions.keep_the_last_day, awaited=True,
            needs=(rules.is_named, rules.window_is_open, rules.posts_reach_no_further),
        ),
        Move(
            name="extend", says=_("Extend"), past=_("extended the engagement"),
            start=frozenset({PLANNED, OPEN}), end=None, by=APPROVER, office=DIRECTOR, form=schemas.ExtendForm,
            does=actions.extend, checks=(rules.later_than_before,), tells=(Role.AUDITOR,),
        ),
        Move(
            name="cancel", says=_("Cancel"), past=_("cancelled the engagement"), start=frozenset({PLANNED}),
            end=CANCELLED, by=APPROVER, office=DIRECTOR, form=schemas.Reason, final=True, tells=(Role.AUDITOR,),
        ),
        Move(
            name="close", says=_("Close"), past=_("closed the engagement"), start=frozenset({OPEN}), end=CLOSED,
            by=AUDITOR, form=schemas.Note, needs=(rules.is_named, rules.all_is_finished), awaited=True, final=True,
            tells=(Role.APPROVER,),
        ),
        Move(
            name="run_out", says=_("Run out"), past=_("let the engagement run out"),
            start=frozenset({PLANNED, OPEN}), end=CLOSED, by=frozenset({Role.CLOCK}),
            needs=(rules.last_day_is_over,), final=True, tells=(Role.AUDITOR, Role.APPROVER),
        ),
    ),
    sees={role: Sight(frozenset(EngagementState)) for role in WATCHING},
    scopes=queries.scopes_of_engagement,
    grounds=queries.grounds_of,
    final=frozenset({CLOSED, CANCELLED}),
)  # fmt: skip
