"""What instruments, works, results and audit do to an award inside moves of their own."""

from app.funding.awards.actions import hold
from app.funding.awards.flow import AWARDS
from app.funding.awards.models import Award
from app.funding.awards.schemas import Learn, Reserve, Stop
from app.kernel.flow import begin, fire
from app.kernel.things import Thing
from app.kernel.tx import Tx


def reserve(tx: Tx, parent: Thing, form: Reserve) -> Award:
    """The award that an approval makes, in the case of `parent`, its money reserved.

    Amounts are in minor units of the books' currency. Refused (R34) where an allotment has not enough free.
    """
    award = begin(tx, AWARDS, "reserve", form, parent=parent)
    hold(tx, award)
    return award


def meet(tx: Tx, award_id: int, code: str, evidence: str, tranche: int | None = None) -> None:
    """Every open condition of this code, for one tranche or for all, is met, with what shows it."""
    award = tx.session.get_one(Award, award_id)
    fire(tx, AWARDS, award, "learn", Learn(code=code, evidence=evidence, tranche=tranche))


def place_block(tx: Tx, award_id: int, kind: str, reason: str) -> None:
    """No tranche of the award is paid until `lift_block` of the same kind."""
    fire(tx, AWARDS, tx.session.get_one(Award, award_id), "block", Stop(kind=kind, reason=reason))


def lift_block(tx: Tx, award_id: int, kind: str, reason: str) -> None:
    """Every block of this kind is lifted."""
    fire(tx, AWARDS, tx.session.get_one(Award, award_id), "unblock", Stop(kind=kind, reason=reason))
