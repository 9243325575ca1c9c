"""What else happens to a tranche: it is planned with its award."""

from app.funding.tranches.models import Tranche
from app.funding.tranches.schemas import Plan
from app.kernel.tx import Tx


def make_tranche(_tx: Tx, form: Plan) -> Tranche:
    """A part of the award, named by its number."""
    return Tranche(
        title=str(form.number),
        award_id=form.award,
        number=form.number,
        percent=form.percent,
        amount=form.amount,
        due_on=form.due_on,
    )
