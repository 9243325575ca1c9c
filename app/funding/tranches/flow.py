"""How a tranche comes to be: planned with its award, cancelled with it."""

from app.funding.tranches import actions, queries, schemas
from app.funding.tranches.models import TRANCHE_STATES, Tranche, TrancheState
from app.funding.tranches.rules import TrancheGrounds
from app.kernel.actors import Role
from app.kernel.flow import Birth, Flow, Move, Sight
from app.kernel.words import _

PLANNED, CANCELLED = TrancheState
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

TRANCHES: Flow[Tranche, TrancheGrounds] = Flow(
    kind="funding.tranche",
    prefix="TRN",
    title=_("tranche"),
    path="funding/tranches",
    model=Tranche,
    states=TrancheState,
    words=TRANCHE_STATES,
    part=True,
    births=(
        Birth(
            name="plan", says=_("Plan a tranche"), past=_("planned the tranche"), end=PLANNED, inner=True,
            by=frozenset({Role.PROGRAMME_OFFICER, Role.APPROVER}), form=schemas.Plan,
            does=actions.make_tranche,
        ),
    ),
    moves=(
        Move(
            name="cancel", says=_("Cancel the tranche"), past=_("cancelled the tranche"), inner=True,
            start=frozenset({PLANNED}), end=CANCELLED, by=ENDING, form=schemas.Reason, final=True,
        ),
    ),
    sees={role: Sight(frozenset(TrancheState)) for role in WATCHING},
    scopes=lambda _session, _tranche: frozenset(),
    grounds=queries.grounds_of,
    final=frozenset({CANCELLED}),
)  # fmt: skip
