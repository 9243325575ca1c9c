"""A small fund for tests: people of finance, open months, a donor's source with money, accounts and postings."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from app.funding.ledger.actions import Entry, open_account, post
from app.funding.ledger.models import Kind
from app.funding.ledger.queries import standing
from app.funding.ledger.rules import transfer
from app.funding.periods.flow import PERIODS
from app.funding.periods.models import Period
from app.funding.periods.schemas import PeriodForm
from app.kernel.actors import EVERYWHERE, Actor, Office, Post, Role
from app.kernel.db import Databases
from app.kernel.flow import begin
from app.kernel.tx import Tx, writing
from tests.places.world import NOW, PLUGS

TODAY = NOW.date()


def staff(person: str, role: Role, office: Office | None = None) -> Actor:
    """Somebody with one post over everything, signed in a moment ago."""
    return Actor(person, frozenset({Post(role, EVERYWHERE, office=office)}), fresh=True)


FINANCE = staff("usr_11", Role.FINANCE_OFFICER)
OTHER_FINANCE = staff("usr_12", Role.FINANCE_OFFICER)
APPROVER = staff("usr_13", Role.APPROVER, Office.DIRECTOR)
AUDITOR = staff("usr_14", Role.AUDITOR)


@contextmanager
def moving(databases: Databases, actor: Actor = FINANCE, now: datetime = NOW) -> Iterator[Tx]:
    """One writing transaction."""
    with writing(databases, PLUGS, actor, now, "req-test") as tx:
        yield tx


def month(databases: Databases, name: str = "2026-06") -> Period:
    """An open month."""
    with moving(databases) as tx:
        return begin(tx, PERIODS, "open", PeriodForm(month=name))


def accounts(
    databases: Databases, fund_id: int, currency: str = "USD", holder: str = "test/1"
) -> dict[Kind, int]:
    """An account of each kind, all at zero."""
    with moving(databases) as tx:
        opened = {kind: open_account(tx, fund_id, holder, kind, currency) for kind in Kind}
        tx.tell("funding.test_opened", "test/1")
    return opened


def posted(
    databases: Databases, entry: Entry, actor: Actor = FINANCE, now: datetime = NOW
) -> tuple[int, bool]:
    """The journal's key and whether it stood there, posted and told of in a transaction of its own."""
    with moving(databases, actor, now) as tx:
        done = post(tx, entry)
        if not done.repeated:
            tx.tell("funding.test_posted", "test/1")
    return done.journal, done.repeated


def moved(key: str, debited: int, credited: int, minor: int, **more: Any) -> Entry:
    """An entry of two legs that takes effect today."""
    return Entry(
        **{
            "key": key,
            "kind": "test",
            "effective_on": TODAY,
            "legs": transfer(debited, credited, minor),
            **more,
        }
    )


def stands(database: Databases, kind: Kind, holder: str = "test/1") -> int:
    """What stands on an account of a holder, in cents."""
    with database.read() as session:
        return standing(session, [holder], kind, "USD")[holder].minor
