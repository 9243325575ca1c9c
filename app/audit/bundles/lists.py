"""The list of bundles: its columns, for the page and for files."""

from app.audit.bundles.flow import BUNDLES
from app.audit.bundles.models import BUNDLE_STATES, Bundle, BundleState
from app.kernel.listing import Listing
from app.kernel.words import _
from app.web.lists import Column, Table, Tag, Way

COLOURS = {BundleState.ASKED: "yellow", BundleState.READY: "green", BundleState.FAILED: "red"}

BUNDLE_LIST: Table[Bundle, None] = Table(
    title=_("Bundles, the latest first"),
    listing=Listing(BUNDLES),
    columns=(
        Column(_("What for"), lambda one, _around: Way(f"/{BUNDLES.path}/{one.reference}", one.title)),
        Column(_("Reference"), lambda one, _around: one.reference),
        Column(
            _("State"),
            lambda one, _around: Tag(BUNDLE_STATES[BundleState(one.state)], COLOURS[BundleState(one.state)]),
        ),
        Column(_("Since"), lambda one, _around: one.since.date()),
    ),
    around=lambda _session, _bundles: None,
    empty=_("You have asked for no bundle yet."),
)
