"""How an award is amended: proposed, approved within a limit, signed where it weighs, in force (R63-R65, R113)."""

from functools import partial

from app.funding.amendments import actions, queries, rules, schemas
from app.funding.amendments.models import AMENDMENT_STATES, Amendment, AmendmentState
from app.funding.awards.flow import AWARDS, WATCHING
from app.funding.awards.schemas import Note, Reason
from app.kernel.actors import Duty, Office, Role
from app.kernel.flow import Birth, Flow, Move, Sight
from app.kernel.words import _

PROPOSED, APPROVED, SIGNED_BY_GRANTEE = (
    AmendmentState.PROPOSED,
    AmendmentState.APPROVED,
    AmendmentState.SIGNED_BY_GRANTEE,
)
IN_FORCE, REJECTED, WITHDRAWN = (
    AmendmentState.IN_FORCE,
    AmendmentState.REJECTED,
    AmendmentState.WITHDRAWN,
)
PROPOSING = frozenset({Role.PROGRAMME_OFFICER, Role.APPLICANT})
APPROVER = frozenset({Role.APPROVER})
TOLD = (Role.APPLICANT, Role.PROGRAMME_OFFICER, Role.FINANCE_OFFICER)
MAY_BE_APPROVED = (
    rules.award_is_running, rules.within_own_limit, rules.country_may_benefit, rules.money_may_pay,
    rules.sources_last,
)  # fmt: skip

AMENDMENTS: Flow[Amendment, rules.AmendmentGrounds] = Flow(
    kind="funding.amendment",
    prefix="AMD",
    title=_("amendment"),
    path="funding/amendments",
    model=Amendment,
    states=AmendmentState,
    words=AMENDMENT_STATES,
    part=True,
    births=(
        Birth(
            name="propose", says=_("Propose an amendment"), past=_("proposed the amendment"), end=PROPOSED,
            by=PROPOSING, duty=Duty.CERTIFIES, form=schemas.Propose, does=actions.make_amendment,
            under=partial(queries.award_named, AWARDS), grounds=queries.ground_proposal,
            checks=(
                rules.award_is_running, rules.one_at_a_time, rules.end_is_asked_in_time,
                rules.total_makes_sense, rules.lines_say_how_much,
            ),
            tells=(Role.APPROVER, Role.PROGRAMME_OFFICER, Role.APPLICANT),
        ),
    ),
    moves=(
        Move(
            name="approve", says=_("Approve the amendment"), past=_("approved the amendment"),
            start=frozenset({PROPOSED}), end=APPROVED, by=APPROVER, duty=Duty.APPROVES, form=Note,
            does=actions.approve, needs=(*MAY_BE_APPROVED, rules.needs_signatures), awaited=True,
            sensitive=True, tells=TOLD, hint=_("Both sides then sign; what is added is reserved now."),
        ),
        Move(
            name="accept", says=_("Put it in force"), past=_("put the amendment in force"),
            start=frozenset({PROPOSED}), end=IN_FORCE, by=APPROVER, duty=Duty.APPROVES, form=Note,
            needs=(*MAY_BE_APPROVED, rules.needs_no_signatures), awaited=True, sensitive=True, final=True,
            tells=TOLD,
        ),
        Move(
            name="reject", says=_("Reject the amendment"), past=_("rejected the amendment"),
            start=frozenset({PROPOSED}), end=REJECTED, by=APPROVER, form=Reason, final=True, tells=TOLD,
        ),
        Move(
            name="sign_as_grantee", says=_("Sign for the grantee"), past=_("signed for the grantee"),
            start=frozenset({APPROVED}), end=SIGNED_BY_GRANTEE, by=frozenset({Role.APPLICANT}),
            office=frozenset({Office.CERTIFIER}), form=Note, needs=(rules.award_is_running,), awaited=True,
            sensitive=True, tells=(Role.APPROVER, Role.PROGRAMME_OFFICER),
        ),
        Move(
            name="sign", says=_("Sign for the host"), past=_("signed for the host"),
            start=frozenset({SIGNED_BY_GRANTEE}), end=IN_FORCE, by=APPROVER,
            office=frozenset({Office.HOST_AUTHORITY}), form=Note, does=actions.put_in_force,
            needs=(rules.award_is_running,), awaited=True, sensitive=True, final=True, tells=TOLD,
            hint=_("With this the award says the new; commitment and tranches follow."),
        ),
        Move(
            name="withdraw", says=_("Withdraw the amendment"), past=_("withdrew the amendment"),
            start=frozenset({PROPOSED, APPROVED, SIGNED_BY_GRANTEE}), end=WITHDRAWN, by=PROPOSING,
            form=Reason, does=actions.drop, final=True, tells=TOLD,
        ),
    ),
    sees={role: Sight(frozenset(AmendmentState)) for role in WATCHING},
    scopes=lambda _session, _amendment: frozenset(),
    grounds=queries.grounds_of,
    final=frozenset({IN_FORCE, REJECTED, WITHDRAWN}),
)  # fmt: skip
