"""What stands against a payment run: pure sentences."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date

from app.funding.payment_runs.models import Way
from app.funding.payment_runs.schemas import Gather
from app.funding.tranches.models import TrancheState
from app.kernel.errors import Why, why
from app.kernel.words import _


@dataclass(frozen=True)
class Gathering:
    """What a new run is judged by: the tranches on offer by reference, and those whose payee has no account."""

    today: date
    on_offer: AbstractSet[str] = frozenset()
    without_account: Sequence[str] = ()


@dataclass(frozen=True)
class RunGrounds:
    """What the moves of a run are judged by: the state of each of its tranches, by reference."""

    tranches: dict[str, TrancheState] = field(default_factory=dict)

    def those(self, *, paid: bool) -> list[str]:
        """The tranches that are, or are not, seen paid."""
        unpaid = {TrancheState.APPROVED, TrancheState.PROOF_ENTERED, TrancheState.HELD}
        return [reference for reference, state in self.tranches.items() if (state not in unpaid) is paid]


def chosen_are_approved(gathering: Gathering, form: Gather) -> Why | None:
    """R48: a run holds approved tranches that stand in no other run, each once."""
    if set(form.tranches) <= gathering.on_offer and len(set(form.tranches)) == len(form.tranches):
        return None
    return why(
        "R48",
        _("Choose among the approved tranches that stand in no other run, each once."),
        field="tranches",
    )


def payees_have_accounts(gathering: Gathering, form: Gather) -> Why | None:
    """R37: money goes to a verified account."""
    missing = [one for one in gathering.without_account if one in form.tranches]
    if not missing:
        return None
    return why(
        "R37",
        _("No verified account for {tranches}. Have it verified first."),
        tranches=", ".join(missing),
        field="tranches",
    )


def pays_from_today_on(gathering: Gathering, form: Gather) -> Why | None:
    """An order is for today or later."""
    if form.pay_on >= gathering.today:
        return None
    return why("", _("This day is over."), field="pay_on")


def order_names_the_account(_gathering: Gathering, form: Gather) -> Why | None:
    """A bank needs to know from which account, and whose it is."""
    if form.way is Way.HOST or (form.account and form.payer):
        return None
    return why(
        "", _("Name the account that pays and its holder."), field="account" if form.payer else "payer"
    )


def all_are_still_approved(grounds: RunGrounds) -> Why | None:
    """R44: what was held or stopped since is not ordered."""
    other = [reference for reference, state in grounds.tranches.items() if state is not TrancheState.APPROVED]
    if not other:
        return None
    return why(
        "R44",
        _("{tranches} may not be paid now. Cancel this run and draw up another."),
        tranches=", ".join(other),
    )


def all_are_seen_paid(grounds: RunGrounds) -> Why | None:
    """A run is settled when statements show every payment of it."""
    unpaid = grounds.those(paid=False)
    if not unpaid:
        return None
    return why(
        "",
        _("No statement shows these yet: {tranches}. Match their lines first."),
        tranches=", ".join(unpaid),
    )
