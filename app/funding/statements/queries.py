"""What may be known of statements: those read, their lines, and the exceptions."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, selectinload

from app.formats.statements import Statement as Told
from app.funding.awards.models import Award
from app.funding.models import BOOKS
from app.funding.statements.matching import Candidate, Movement, Suggestion, suggestions
from app.funding.statements.models import Statement, StatementLine, StatementState
from app.funding.statements.rules import Reading, StatementGrounds
from app.funding.statements.schemas import BankForm, HostForm
from app.funding.tranches.models import Payment, Tranche, TrancheState
from app.funding.tranches.queries import standing_payments
from app.kernel.actors import Actor, Role, Scope
from app.kernel.errors import NotFound, why
from app.kernel.money import Money
from app.kernel.trail.canonical import dump
from app.kernel.words import _
from app.parties.models import Party

NO_LINE = _("This statement has no such line.")
STILL_OPEN = (StatementLine.payment_id.is_(None), StatementLine.explained.is_(None))
SEEN_BY = (Role.FINANCE_OFFICER, Role.APPROVER, Role.AUDITOR)


def statements_read(session: Session, limit: int = 60) -> list[Statement]:
    """The statements with their lines, the newest first."""
    statement = select(Statement).options(selectinload(Statement.lines)).order_by(Statement.id.desc())
    return list(session.scalars(statement.limit(limit)))


def lines_of(session: Session, statement: Statement) -> list[StatementLine]:
    """The lines of one statement, in the file's order."""
    rows = select(StatementLine).where(StatementLine.statement_id == statement.id)
    return list(session.scalars(rows.order_by(StatementLine.id)))


def line_of(session: Session, statement: Statement, key: int) -> StatementLine:
    """One line of a statement that its reader has found; NotFound of another's."""
    rows = select(StatementLine).where(StatementLine.statement_id == statement.id, StatementLine.id == key)
    found = session.scalars(rows).first()
    if found is None:
        raise NotFound([why("", NO_LINE)])
    return found


def exceptions(session: Session, limit: int = 200) -> list[StatementLine]:
    """The lines that nobody has matched or explained, the oldest first, with their statements."""
    rows = (
        select(StatementLine)
        .join(StatementLine.statement)
        .where(Statement.state != StatementState.WITHDRAWN, *STILL_OPEN)
        .options(selectinload(StatementLine.statement))
    )
    return list(session.scalars(rows.order_by(StatementLine.booked_on, StatementLine.id).limit(limit)))


def candidates(session: Session) -> list[Candidate]:
    """Every tranche whose payment, or whose return, a line may show; two queries."""
    waiting = {TrancheState.APPROVED, TrancheState.PAID, TrancheState.RECALLED}
    tranches = session.scalars(select(Tranche).where(Tranche.state.in_(waiting)).order_by(Tranche.id)).all()
    payments = standing_payments(session, [one.id for one in tranches])
    names = _payees(session, [one.award_id for one in tranches])
    return [
        Candidate(one.reference, one.title, names[one.award_id], _awaits(one, payments.get(one.id)))
        for one in tranches
    ]


def _awaits(tranche: Tranche, payment: Payment | None) -> Money:
    return Money(payment.amount if payment else -(tranche.requested or tranche.amount), BOOKS)


def _payees(session: Session, award_ids: Sequence[int]) -> dict[int, str]:
    party = aliased(Party, flat=True)
    rows = session.execute(
        select(Award.id, party.title).join(party, party.id == Award.party_id).where(Award.id.in_(award_ids))
    )
    return dict(rows.all())


def suggested(session: Session, lines: Sequence[StatementLine]) -> dict[int, Sequence[Suggestion]]:
    """For each open line the tranches it may be about, the surest first."""
    of_all = candidates(session)
    return {
        line.id: suggestions(
            Movement(line.money, f"{line.reference} {line.voucher} {line.text}", line.name), of_all
        )
        for line in lines
        if line.is_open
    }


def tranches_proved(session: Session, lines: Sequence[StatementLine]) -> dict[int, Tranche]:
    """For each line that proves a payment, or its coming back, the tranche; one query."""
    ids = {line.payment_id for line in lines if line.payment_id is not None}
    rows = session.execute(
        select(Payment.id, Tranche).join(Tranche, Tranche.id == Payment.tranche_id).where(Payment.id.in_(ids))
    )
    tranches = dict(rows.all())
    return {line.id: tranches[line.payment_id] for line in lines if line.payment_id in tranches}


def of_file(session: Session, sha256: str) -> list[str]:
    """The references of the statements that this very file was read as, unless withdrawn."""
    statement = select(Statement.reference).where(
        Statement.sha256 == sha256, Statement.state != StatementState.WITHDRAWN
    )
    return list(session.scalars(statement.order_by(Statement.id)))


def digests(account: str, told: Told) -> list[str]:
    """For each line the SHA-256 of all that it says; two alike in one file are told apart by their order."""
    seen: Counter[str] = Counter()
    found = []
    for one in told.lines:
        said = [
            account,
            one.booked_on.isoformat(),
            str(one.money.minor),
            one.money.currency,
            one.reference,
            one.voucher,
            one.name,
            one.text,
        ]
        alike = hashlib.sha256(dump(said)).hexdigest()
        seen[alike] += 1
        found.append(hashlib.sha256(dump([alike, seen[alike]])).hexdigest())
    return found


def known_digests(session: Session, wanted: Sequence[str]) -> set[str]:
    """Those of these lines that some statement has brought already."""
    rows = session.scalars(select(StatementLine.digest).where(StatementLine.digest.in_(wanted)))
    return set(filter(None, rows))


def account_in(form: BankForm | HostForm) -> str:
    """Which account it is: as the file says, else as was typed; the host's own list needs none."""
    return form.told.account or (form.account if isinstance(form, BankForm) else "")


def reading(session: Session, _actor: Actor, form: BankForm | HostForm, _now: datetime) -> Reading:
    """What a new statement is judged by."""
    wanted = digests(account_in(form), form.told)
    new = len(set(wanted) - known_digests(session, wanted)) if wanted else 1
    return Reading(new=new)


def grounds_of(
    session: Session, _actor: Actor, statements: Sequence[Statement], _now: datetime
) -> dict[int, StatementGrounds]:
    """What the moves of these statements are judged by, in one query."""
    ids = [one.id for one in statements]
    found: dict[int, list[StatementLine]] = {key: [] for key in ids}
    for line in session.scalars(select(StatementLine).where(StatementLine.statement_id.in_(ids))):
        found[line.statement_id].append(line)
    return {
        key: StatementGrounds(
            lines={line.id for line in lines},
            open={line.id for line in lines if line.is_open},
            foreign={line.id for line in lines if line.currency != BOOKS},
            paid={line.id for line in lines if line.payment_id is not None},
        )
        for key, lines in found.items()
    }


def scopes(_session: Session, _statement: Statement) -> frozenset[Scope]:
    """The bank is the whole fund's."""
    return frozenset()
