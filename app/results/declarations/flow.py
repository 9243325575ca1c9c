"""How a declaration comes to bear on the count: proposed by one person, approved by another, ended on a day."""

from app.kernel.actors import Duty, Role
from app.kernel.flow import Birth, Flow, Move
from app.kernel.words import _
from app.results.declarations import actions, queries, rules, schemas
from app.results.declarations.models import DECLARATION_STATES, Declaration, DeclarationState
from app.results.outputs.schemas import Note, Reason

PROPOSED, APPROVED, ENDED, REJECTED = DeclarationState
RESULTS = frozenset({Role.RESULTS_OFFICER})
SECOND = RESULTS | {Role.APPROVER}

DECLARATIONS: Flow[Declaration, rules.DeclarationGrounds] = Flow(
    kind=queries.KIND,
    prefix="DCL",
    title=_("declaration"),
    path="results/declarations",
    model=Declaration,
    states=DeclarationState,
    words=DECLARATION_STATES,
    births=(
        Birth(
            name="declare", says=_("Declare who is the same, or is not"), past=_("proposed the declaration"),
            end=PROPOSED, by=RESULTS, duty=Duty.AUTHORS, form=schemas.DeclareForm, does=actions.declare,
            grounds=queries.declaring, tells=(Role.APPROVER,),
            checks=(
                rules.one_side_is_known, rules.other_side_is_known, rules.sides_are_two,
                rules.says_what_it_means, rules.is_not_declared_yet,
            ),
        ),
    ),
    moves=(
        Move(
            name="approve", says=_("Approve"), past=_("approved the declaration"), start=frozenset({PROPOSED}),
            end=APPROVED, by=SECOND, duty=Duty.DECIDES, form=Note, awaited=True,
            tells=(Role.RESULTS_OFFICER,),
            hint=_("Look at what it does to the totals, and whether the reason bears it."),
        ),
        Move(
            name="reject", says=_("Reject"), past=_("rejected the declaration"), start=frozenset({PROPOSED}),
            end=REJECTED, by=SECOND, form=Reason, final=True, tells=(Role.RESULTS_OFFICER,),
        ),
        Move(
            name="end", says=_("End it"), past=_("ended the declaration"), start=frozenset({APPROVED}),
            end=ENDED, by=RESULTS, form=schemas.EndForm, does=actions.end,
            checks=(rules.ends_after_it_began,), final=True, tells=(Role.APPROVER,),
        ),
    ),
    sees=queries.SIGHTS,
    scopes=queries.scopes_of_declaration,
    grounds=queries.declaration_grounds,
    final=frozenset({ENDED, REJECTED}),
)  # fmt: skip
