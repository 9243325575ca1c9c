"""What else happens to a payment run: it takes its tranches, is written out, and lets them go."""

from sqlalchemy import select

from app.formats.pain001 import BankAccount, PaymentOrder, Transfer, write_pain001
from app.formats.payment_sheet import Requested, write_payment_sheet
from app.funding.payment_runs.models import PaymentRun, RunItem, Way
from app.funding.payment_runs.queries import payable
from app.funding.payment_runs.schemas import Gather
from app.funding.tranches.models import Tranche
from app.kernel.flow import Form
from app.kernel.things import THINGS
from app.kernel.tx import Tx


def make_run(tx: Tx, form: Gather) -> PaymentRun:
    """The chosen tranches, each with the account that it goes to now; the database keeps each in one run."""
    tx.session.execute(
        select(THINGS.c.id).where(THINGS.c.kind == "funding.payment_run").with_for_update()
    ).all()
    by_reference = {one.tranche.reference: one for one in payable(tx.session, tx.now)}
    items = []
    for reference in form.tranches:
        one = by_reference[reference]
        if one.account is None:
            raise LookupError(f"the checks let {reference} without an account pass")
        items.append(
            RunItem(
                tranche_id=one.tranche.id,
                amount=one.money.minor,
                payee=one.account.holder,
                institution=one.account.institution,
                account=one.account.number,
                live=True,
            )
        )
    return PaymentRun(
        title=f"{form.pay_on.isoformat()} · {len(items)}",
        way=form.way.value,
        pay_on=form.pay_on,
        payer=form.payer,
        account=form.account,
        bic=form.bic,
        items=items,
    )


def send(tx: Tx, run: PaymentRun, _form: Form) -> None:
    """From now on it can be written out, always the same."""
    run.sent_at = tx.now


def let_go(tx: Tx, run: PaymentRun, _form: Form) -> None:
    """Its tranches may stand in another run."""
    for item in tx.session.scalars(select(RunItem).where(RunItem.run_id == run.id, RunItem.live)).all():
        item.live = False


# --- Written out ---------------------------------------------------------------------------------


def written(run: PaymentRun, items: list[tuple[RunItem, Tranche]]) -> tuple[str, str, bytes]:
    """The file of a run that was sent: its name, its media type and its bytes, the same each time."""
    if run.sent_at is None:
        raise LookupError("a run is written out when it is sent")
    if run.way == Way.HOST:
        rows = [
            Requested(
                tranche.reference,
                run.pay_on,
                item.payee,
                item.institution,
                item.account,
                item.money,
                tranche.title,
            )
            for item, tranche in items
        ]
        return f"{run.reference}.csv", "text/csv", write_payment_sheet(rows)
    order = PaymentOrder(
        run.reference,
        run.sent_at,
        run.pay_on,
        BankAccount(run.payer, run.account, run.bic),
        [
            Transfer(tranche.reference, item.money, BankAccount(item.payee, item.account), tranche.title)
            for item, tranche in items
        ],
    )
    return f"{run.reference}.xml", "application/xml", write_pain001(order)
