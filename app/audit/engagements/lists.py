"""The list of engagements: its columns, for the page and for files."""

from app.audit.engagements.flow import ENGAGEMENTS
from app.audit.engagements.models import BASIS_NAMES, ENGAGEMENT_STATES, Basis, Engagement, EngagementState
from app.kernel.listing import Listing
from app.kernel.words import Message, _
from app.web.lists import Column, Table, Tag, Way

COLOURS = {
    EngagementState.PLANNED: "yellow",
    EngagementState.OPEN: "green",
    EngagementState.CLOSED: "grey",
    EngagementState.CANCELLED: "grey",
}

ENGAGEMENT_LIST: Table[Engagement, None] = Table(
    title=_("Audit engagements, the latest first"),
    listing=Listing(ENGAGEMENTS),
    columns=(
        Column(_("Engagement"), lambda one, _around: Way(f"/{ENGAGEMENTS.path}/{one.reference}", one.title)),
        Column(_("Reference"), lambda one, _around: one.reference),
        Column(_("Basis"), lambda one, _around: Message(BASIS_NAMES[Basis(one.basis)])),
        Column(_("From"), lambda one, _around: one.opens_on),
        Column(_("Until"), lambda one, _around: one.closes_on),
        Column(
            _("State"),
            lambda one, _around: Tag(
                ENGAGEMENT_STATES[EngagementState(one.state)], COLOURS[EngagementState(one.state)]
            ),
        ),
    ),
    around=lambda _session, _engagements: None,
    empty=_("No engagement is planned."),
)
