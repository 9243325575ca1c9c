"""What else happens to a statement: its lines are kept, and each is given its reason."""

from sqlalchemy import select

from app.formats.statements import StatementLine as Movement
from app.funding.statements.models import Issuer, Statement, StatementLine
from app.funding.statements.queries import account_in, digests, known_digests, lines_of
from app.funding.statements.schemas import BankForm, Explain, HostForm
from app.kernel.flow import Form
from app.kernel.things import THINGS
from app.kernel.tx import Tx

LONGEST = 400


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
    line = next(one for one in lines_of(tx.session, statement) if one.id == form.line)
    line.explained, line.explained_at = form.reason, tx.now


def withdraw(tx: Tx, statement: Statement, _form: Form) -> None:
    """The lines stay to be seen, and may be read again from another file."""
    for line in lines_of(tx.session, statement):
        line.digest = None
