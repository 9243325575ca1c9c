"""What a tranche's state means to whoever waits for the money: a plain sentence for each, and how far it has come."""

from collections.abc import Mapping
from enum import StrEnum

from app.funding.tranches.models import TrancheState
from app.kernel.words import _

MEANS: Mapping[StrEnum, str] = {
    TrancheState.PLANNED: _(
        "This money is planned. The grantee asks for it when the next part of the work needs it."
    ),
    TrancheState.REQUESTED: _("It was asked for. The programme officer looks at what has been done so far."),
    TrancheState.RETURNED: _(
        "Something must be corrected. The reason stands below; after that it is asked for again."
    ),
    TrancheState.VERIFIED: _("The work was looked at. Finance now looks at papers and budget."),
    TrancheState.CERTIFIED: _("Papers and budget are in order. The payment waits for its approval."),
    TrancheState.APPROVED: _("It is approved. Finance pays it now."),
    TrancheState.PROOF_ENTERED: _("Finance says that it was paid; a second person checks the proof."),
    TrancheState.PAID: _(
        "The money has left. When it is in the account, the grantee confirms that it has come."
    ),
    TrancheState.ACKNOWLEDGED: _(
        "It was received. Every receipt is kept, and what is spent is accounted for."
    ),
    TrancheState.LIQUIDATED: _("All of it is accounted for. Nothing more is to be done about it."),
    TrancheState.HELD: _("It is held for now. The reason stands below; nobody needs to ask again."),
    TrancheState.RECALLED: _("The money is asked back. The reason stands below."),
    TrancheState.CANCELLED: _("It will not be paid."),
}
WAY = (
    (_("Asked for"), TrancheState.REQUESTED),
    (_("Work looked at"), TrancheState.VERIFIED),
    (_("Papers looked at"), TrancheState.CERTIFIED),
    (_("Approved"), TrancheState.APPROVED),
    (_("Paid"), TrancheState.PAID),
    (_("Received"), TrancheState.ACKNOWLEDGED),
    (_("Accounted for"), TrancheState.LIQUIDATED),
)
"""The steps of the way, and the state in which each is done."""
_ORDER = [state for _says, state in WAY]


def steps_done(state: TrancheState) -> int:
    """How many steps of the way are behind it: none before it is asked for, nor when it is off the way."""
    if state is TrancheState.PROOF_ENTERED:
        return _ORDER.index(TrancheState.APPROVED) + 1
    return _ORDER.index(state) + 1 if state in _ORDER else 0
