"""Any order of postings, repeats, reversals and closings, against a model in plain Python (guarantees 37 to 42, 46)."""

import os
from collections import Counter
from datetime import date
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.funding.ledger.actions import Entry, post, reverse
from app.funding.ledger.fsck import fsck
from app.funding.ledger.models import STAGES, Kind
from app.funding.ledger.queries import journal_of, sums_of_funds
from app.funding.ledger.rules import transfer
from app.funding.periods.flow import PERIODS
from app.funding.periods.models import Period
from app.kernel.db import Databases
from app.kernel.errors import Refused
from app.kernel.flow import Form, fire
from app.kernel.trail import log
from tests.funding import fund
from tests.funding.fund import APPROVER, FINANCE, moving

THOROUGH = os.environ.get("LASTMILE_THOROUGH") == "1"
RUNS, STEPS = (500, 60) if THOROUGH else (20, 12)
NEIGHBOURS = tuple(pair for one, other in pairwise(STAGES[:-1]) for pair in ((one, other), (other, one)))
MONTHS = tuple(date(2026, month, 1) for month in range(1, 6))


class Books(RuleBasedStateMachine):
    """Dictionaries say what should stand where; the ledger must agree after every step."""

    database: Databases
    fund_id: int
    at: dict[Kind, int]
    months: dict[date, Period]
    numbers = 0

    def __init__(self) -> None:
        super().__init__()
        with self.database.read() as session:
            self.stands = Counter(
                {
                    kind: money.minor
                    for (kind, _), money in sums_of_funds(session, [self.fund_id])[self.fund_id].items()
                }
            )
            self.facts = log.head(session.connection())[1].size
        self.posted: dict[str, tuple[Kind, Kind, int]] = {}
        self.reversed: set[str] = set()

    def _post(self, entry: Entry, debited: Kind, credited: Kind, minor: int) -> bool:
        try:
            with moving(self.database) as tx:
                post(tx, entry)
                tx.tell("funding.test_posted", "test/1")
        except Refused:
            return False
        self._move(debited, credited, minor)
        self.facts += 1
        return True

    def _move(self, debited: Kind, credited: Kind, minor: int) -> None:
        for kind, change in ((debited, minor), (credited, -minor)):
            self.stands[kind] += change if kind is Kind.CASH else -change

    def _entry(self, debited: Kind, credited: Kind, minor: int, day: date) -> Entry:
        type(self).numbers += 1
        legs = transfer(self.at[debited], self.at[credited], minor)
        return Entry(f"m/{self.numbers}", "test", day, legs)

    @initialize(minor=st.integers(1, 10_000))
    def receive(self, minor: int) -> None:
        entry = self._entry(Kind.CASH, Kind.UNALLOTTED, minor, fund.TODAY)
        assert self._post(entry, Kind.CASH, Kind.UNALLOTTED, minor)
        self.posted[entry.key] = (Kind.CASH, Kind.UNALLOTTED, minor)

    @rule(pair=st.sampled_from(NEIGHBOURS), minor=st.integers(1, 4_000), day=st.sampled_from(MONTHS))
    def transfer(self, pair: tuple[Kind, Kind], minor: int, day: date) -> None:
        entry = self._entry(*pair, minor, day)
        enough = self.stands[pair[0]] >= minor

        assert self._post(entry, *pair, minor) is enough
        if enough:
            self.posted[entry.key] = (*pair, minor)

    @precondition(lambda self: self.posted)
    @rule(data=st.data())
    def repeat(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(sorted(self.posted)))
        with self.database.read() as session:
            stored = journal_of(session, key)
        again = Entry(key, stored.kind, stored.effective_on, stored.legs, stored.reason)

        with moving(self.database) as tx:
            assert post(tx, again).repeated

    @precondition(lambda self: len(self.posted) > len(self.reversed))
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(sorted(set(self.posted) - self.reversed)))
        debited, credited, minor = self.posted[key]
        back = self.stands[debited] if debited is Kind.CASH else minor
        enough = min(back, self.stands[credited]) >= minor
        with self.database.read() as session:
            original = journal_of(session, key)
        try:
            with moving(self.database) as tx:
                reverse(tx, original, "mended", fund.TODAY)
                tx.tell("funding.test_reversed", "test/1")
        except Refused:
            assert not enough
            return
        assert enough
        self._move(credited, debited, minor)
        self.reversed.add(key)
        self.facts += 1

    @rule()
    def close_the_oldest_month(self) -> None:
        """A closed month takes nothing more, so that what belongs to it is booked in today's."""
        oldest = min(self.months, default=None)
        if oldest is None:
            return
        period = self.months.pop(oldest)
        for actor, move in ((FINANCE, "start_closing"), (APPROVER, "close")):
            with moving(self.database, actor) as tx:
                form: Form = PERIODS.by_name[move].form()
                fire(tx, PERIODS, tx.session.get_one(Period, period.id), move, form)
            self.facts += 1

    @invariant()
    def balances_are_the_models(self) -> None:
        with self.database.read() as session:
            sums = sums_of_funds(session, [self.fund_id])[self.fund_id]
            assert {kind: sums[kind, "USD"].minor for kind in Kind} == {
                kind: self.stands[kind] for kind in Kind
            }
            assert min(self.stands.values()) >= 0
            assert sum(self.stands[kind] for kind in STAGES) == self.stands[Kind.CASH]
            assert log.head(session.connection())[1].size == self.facts

    def teardown(self) -> None:
        with self.database.read() as session:
            assert fsck(session).differences == []


def test_the_ledger_agrees_with_a_model_in_plain_python(house_db: Databases) -> None:
    today = fund.month(house_db)
    kept: dict[str, Any] = {
        "database": house_db,
        "fund_id": today.id,
        "at": fund.accounts(house_db, today.id),
        "months": {first: fund.month(house_db, f"{first:%Y-%m}") for first in MONTHS},
    }
    machine = type("BooksHere", (Books,), kept)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
