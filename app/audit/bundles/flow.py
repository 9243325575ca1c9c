"""How a bundle is asked for by an auditor and made by the worker; both are facts (R72)."""

from app.audit.bundles import actions, queries, schemas
from app.audit.bundles.models import BUNDLE_STATES, Bundle, BundleState
from app.kernel.actors import Role
from app.kernel.flow import Birth, Flow, Move, Sight
from app.kernel.words import _

ASKED, READY, FAILED = BundleState
AUDITOR = frozenset({Role.AUDITOR})
SEES = Sight(frozenset(BundleState), only=queries.own)

BUNDLES: Flow[Bundle, None] = Flow(
    kind="audit.bundle",
    prefix="BUN",
    title=_("audit bundle"),
    path="audit/bundles",
    model=Bundle,
    states=BundleState,
    words=BUNDLE_STATES,
    births=(
        Birth(
            name="ask", says=_("Ask for a bundle"), past=_("asked for the bundle"), end=ASKED, by=AUDITOR,
            form=schemas.AskForm, does=actions.make_bundle, sensitive=True,
            hint=_(
                "All that you may see: the trail, its proofs, the registers, the texts and the documents, in one"
                " file that can be verified without us. Making it takes a while; asking is on the trail."
            ),
        ),
    ),
    moves=(
        Move(
            name="finish", says=_("Finish the bundle"), past=_("was sent the bundle that was made"), inner=True,
            start=frozenset({ASKED}), end=READY, by=AUDITOR, form=schemas.Finished,
            does=actions.note_what_was_made, tells=(Role.AUDITOR,), final=True,
        ),
        Move(
            name="fail", says=_("Give the bundle up"), past=_("gave the bundle up"),
            start=frozenset({ASKED}), end=FAILED, by=AUDITOR | {Role.CLOCK}, tells=(Role.AUDITOR,), final=True,
            hint=_("Nothing is lost: it can be asked for again."),
        ),
    ),
    sees={Role.AUDITOR: SEES, Role.CLOCK: SEES},
    scopes=queries.scopes,
    grounds=queries.no_grounds,
    final=frozenset({READY, FAILED}),
)  # fmt: skip
