"""What else happens to a statement: its lines are kept, and each is given its reason."""

from sqlalchemy import select

from app.formats.statements import StatementLine as Movement
from app.funding.statements.models import Issuer, Statement, StatementLine
from app.funding.statements.queries import account_in, digests, known_digests, lines_of
from app.funding.statements.schemas import BankForm, Explain, HostForm, Match
from app.funding.tranches.flow import TRANCHES
from app.funding.tranches.models import TrancheState
from app.funding.tranches.queries import standing_payments
from app.funding.tranches.schemas import Back, Proof
from app.kernel.errors import Refused, why
from app.kernel.flow import Form, find, fire
from app.kernel.things import THINGS
from app.kernel.tx import Tx
from app.kernel.words import _

LONGEST, LONGEST_PROOF = 400, 200
NOT_THE_PAYMENT = _("This tranche has no payment of just this amount that could have come back.")


def make_bank_statement(tx: Tx, form: BankForm) -> Statement:
    """What the bank says."""
    return _statement(tx, Issuer.BANK, form)


def make_host_list(tx: Tx, form: HostForm) -> Statement:
    """What the host says."""
    return _statement(tx, Issuer.HOST, form)


def _statement(tx: Tx, issuer: Issuer, form: BankForm | HostForm) -> Statement:
    """The statement with every line that no other has brought; two readings follow each other."""
    tx.session.execute(
        select(THINGS.c.id).where(THINGS.c.kind == "funding.statement").with_for_update()
    ).all()
    told, account = form.told, account_in(form)
    wanted = digests(account, told)
    known = known_digests(tx.session, wanted)
    lines = [
        _line(digest, one) for digest, one in zip(wanted, told.lines, strict=True) if digest not in known
    ]
    balance = told.opening or told.closing
    return Statement(
        title=" ".join(filter(None, (account, told.number))) or form.file.file_name,
        issuer=issuer.value,
        account=account,
        number=told.number,
        file_name=form.file.file_name,
        sha256=form.file.sha256,
        currency=balance.currency if balance else None,
        opening=told.opening.minor if told.opening else None,
        closing=told.closing.minor if told.closing else None,
        repeated=len(told.lines) - len(lines),
        lines=lines,
    )


def _line(digest: str, told: Movement) -> StatementLine:
    return StatementLine(
        line=told.line,
        booked_on=told.booked_on,
        amount=told.money.minor,
        currency=told.money.currency,
        reference=told.reference[:LONGEST],
        voucher=told.voucher[:LONGEST],
        name=told.name[:LONGEST],
        account=told.account[:LONGEST],
        text=told.text[:LONGEST],
        returned=told.returned,
        digest=digest,
    )


def explain(tx: Tx, statement: Statement, form: Explain) -> None:
    """Somebody says what a line is that is no payment of an award."""
    line = _line_named(tx, statement, form.line)
    line.explained, line.explained_at = form.reason, tx.now


def match(tx: Tx, statement: Statement, form: Match) -> None:
    """Money that left is the tranche's payment; money that came is its payment that came back."""
    line = _line_named(tx, statement, form.line)
    tranche = find(tx.session, tx.actor, TRANCHES, form.tranche, tx.now)
    proof = " ".join(filter(None, (statement.title, line.voucher or line.reference)))[:LONGEST_PROOF]
    if line.amount < 0:
        fire(tx, TRANCHES, tranche, "pay", Proof(paid_on=line.booked_on, amount=-line.amount, proof=proof))
        line.payment_id = standing_payments(tx.session, [tranche.id])[tranche.id].id
        return
    payment = standing_payments(tx.session, [tranche.id]).get(tranche.id)
    if payment is None or payment.amount != line.amount:
        raise Refused([why("R48", NOT_THE_PAYMENT, field="tranche")])
    name = "get_back" if tranche.state == TrancheState.RECALLED else "bounce"
    fire(tx, TRANCHES, tranche, name, Back(back_on=line.booked_on, proof=proof))
    line.payment_id = payment.id


def _line_named(tx: Tx, statement: Statement, key: int) -> StatementLine:
    return next(one for one in lines_of(tx.session, statement) if one.id == key)


def withdraw(tx: Tx, statement: Statement, _form: Form) -> None:
    """The lines stay to be seen, and may be read again from another file."""
    for line in lines_of(tx.session, statement):
        line.digest = None
