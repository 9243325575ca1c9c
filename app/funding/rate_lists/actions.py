"""What else happens to a list of rates: its file is kept, and all that is new in it enters the books at once."""

from sqlalchemy import select

from app.funding.rate_lists.models import ListedRate, RateList
from app.funding.rate_lists.queries import compared
from app.funding.rate_lists.rules import Standing
from app.funding.rate_lists.schemas import Import, ListForm
from app.funding.rates.flow import RATES
from app.funding.rates.schemas import RateForm
from app.kernel.flow import begin
from app.kernel.things import THINGS
from app.kernel.tx import Tx
from app.kernel.words import _

SOURCE = _("UN operational rates of exchange")


def make_list(_tx: Tx, form: ListForm) -> RateList:
    """The file as it was read."""
    published = form.published
    return RateList(
        title=form.file.file_name,
        file_name=form.file.file_name,
        sha256=form.file.sha256,
        unknown=", ".join(published.unknown)[:400],
        rates=[ListedRate(**rate._asdict()) for rate in published.rates],
    )


def import_rates(tx: Tx, rates: RateList, _form: Import) -> None:
    """Every rate that is new becomes a rate of the books, confirmed; all of them or none (R58).

    Two imports follow each other: the second sees what the first has brought.
    """
    tx.session.execute(select(THINGS.c.id).where(THINGS.c.kind == rates.kind).with_for_update()).all()
    source = f"{SOURCE}, {rates.file_name}"
    for one in compared(tx.session, [rates.id])[rates.id]:
        if one.standing is Standing.NEW:
            form = RateForm(
                currency=one.currency, per_usd=one.per_usd, effective_on=one.effective_on, source=source[:200]
            )
            begin(tx, RATES, "list", form, parent=rates)
