"""Tranches for tests: an active award of 36,000 US dollars in three tranches, each carried to any state in one line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import Any

from sqlalchemy import select

from app.formats.statements import Statement as Told
from app.formats.statements import StatementLine as Movement
from app.funding.awards.models import Award, Requirement
from app.funding.awards.queries import shares_of
from app.funding.ledger.actions import Entry, post
from app.funding.ledger.models import Kind
from app.funding.ledger.queries import account_of
from app.funding.ledger.rules import Leg, transfer
from app.funding.statements.flow import STATEMENTS
from app.funding.statements.models import Statement, StatementLine
from app.funding.statements.queries import lines_of
from app.funding.statements.schemas import BankForm, Match
from app.funding.tranches.flow import TRANCHES
from app.funding.tranches.models import Payment, Tranche
from app.funding.tranches.queries import payments_of, tranches_of
from app.funding.tranches.schemas import Back, Checked, Proof, Receipt, Request
from app.kernel.actors import Actor
from app.kernel.db import Databases
from app.kernel.flow import Form, fire
from app.kernel.money import Money
from tests.funding import awarding, giving
from tests.funding.awarding import MANAGER, OFFICER, Fund
from tests.funding.fund import FINANCE, OTHER_FINANCE, TODAY, moving
from tests.funding.sending import received
from tests.places.world import NOW

NUMBERS = count(1)
FIRST = 1_440_000
"""40 % of 36,000.00."""


@dataclass
class Award3:
    """An award that is running, and its tranches."""

    fund: Fund
    award: Award

    @property
    def databases(self) -> Databases:
        return self.fund.databases

    def tranche(self, number: int = 1) -> Tranche:
        """A tranche as it stands."""
        with self.databases.read() as session:
            return next(one for one in tranches_of(session, self.award.id) if one.number == number)

    def payments(self, number: int = 1) -> list[Payment]:
        """Every payment of a tranche."""
        with self.databases.read() as session:
            return payments_of(session, self.tranche(number).id)

    def move(
        self, name: str, actor: Actor, form: Form | None = None, *, number: int = 1, now: datetime = NOW
    ) -> Tranche:
        """The tranche after one move, committed."""
        with moving(self.databases, actor, now) as tx:
            found = tx.session.get_one(Tranche, self.tranche(number).id)
            return fire(tx, TRANCHES, found, name, form or giving.asked(TRANCHES, name))

    def requested(self, minor: int | None = None, number: int = 1) -> Tranche:
        """Asked for by the group's chair."""
        amount = minor or self.tranche(number).amount
        return self.move(
            "request", self.fund.grantee, Request(amount=amount, purpose="Cement"), number=number
        )

    def certified(self, minor: int | None = None, number: int = 1) -> Tranche:
        """Asked for, verified by the officer, certified by finance."""
        self.requested(minor, number)
        self.move("verify", OFFICER, Checked(checked="Visit of 29 June"), number=number)
        return self.move("certify", FINANCE, Checked(checked="Budget and papers"), number=number)

    def approved(self, minor: int | None = None, number: int = 1) -> Tranche:
        """The same, approved by the programme manager."""
        self.certified(minor, number)
        return self.move("approve", MANAGER, number=number)

    def paid(self, minor: int | None = None, number: int = 1) -> Tranche:
        """The same, and paid as a line of a statement shows."""
        tranche = self.approved(minor, number)
        self.matched(self.shown(tranche), tranche)
        return self.tranche(number)

    def acknowledged(self, minor: int | None = None, number: int = 1) -> Tranche:
        """The same, and received."""
        self.paid(minor, number)
        return self.move("acknowledge", self.fund.grantee, receipt(), number=number)

    def accounted(self, minor: int) -> None:
        """So much of the advance accepted as spent, as an accepted report books it."""
        with moving(self.databases, FINANCE) as tx:
            legs: list[Leg] = []
            shares = shares_of(tx.session, [self.award.id])[self.award.id]
            weights = [one.stages[Kind.ADVANCED].minor for one in shares]
            for one, part in zip(shares, Money(minor, "USD").share(weights), strict=True):
                here, there = (
                    account_of(tx.session, one.share.holder, kind, "USD")
                    for kind in (Kind.ADVANCED, Kind.LIQUIDATED)
                )
                legs += transfer(here, there, part.minor) if part.minor else ()
            post(tx, Entry(f"test/{next(NUMBERS)}", "liquidate", TODAY, legs))
            tx.tell("funding.test_accepted", "test/1")

    def reported(self, number: int = 1) -> None:
        """Nothing more is asked for about a tranche: its reports are waived."""
        with moving(self.databases, MANAGER) as tx:
            asked = select(Requirement).where(
                Requirement.award_id == self.award.id, Requirement.tranche == number
            )
            for one in tx.session.scalars(asked):
                one.waived_at = NOW
            tx.tell("funding.test_waived", "test/1")

    def shown(self, tranche: Tranche, minor: int | None = None, **more: Any) -> Statement:
        """A statement with one line that shows the tranche's payment."""
        amount = -(minor or tranche.requested or tranche.amount)
        return statement(self.databases, amount, reference=tranche.reference, **more)

    def matched(
        self, shown: Statement, tranche: Tranche, actor: Actor = OTHER_FINANCE, now: datetime = NOW
    ) -> Statement:
        """The statement's first line confirmed as the tranche's payment, or as its coming back."""
        with moving(self.databases, actor, now) as tx:
            found = tx.session.get_one(Statement, shown.id)
            line = lines_of(tx.session, found)[0]
            return fire(tx, STATEMENTS, found, "match", Match(line=line.id, tranche=tranche.reference))

    def lines(self, shown: Statement) -> list[StatementLine]:
        """The lines of a statement."""
        with self.databases.read() as session:
            return lines_of(session, shown)


def running(databases: Databases, minors: Sequence[int] = (10_000_000, 5_000_000), **more: Any) -> Award3:
    """An active award of 36,000: 40, 40 and 20 percent, from two allotments."""
    fund = awarding.fund_on(databases, minors)
    told = {"parts": [2_400_000, 1_200_000], **more}
    return Award3(fund, fund.active(fund.prepared(fund.reserved(**told))))


def statement(databases: Databases, minor: int, **more: Any) -> Statement:
    """A bank statement of one line."""
    told = {"booked_on": TODAY, "reference": "", "voucher": "B-77", "name": "Group of the settlement", **more}
    line = Movement(line=1, money=Money(minor, told.pop("currency", "USD")), **told)
    content = repr((minor, told)).encode()
    form = BankForm(file=received(content), told=Told("4711", repr(sorted(told.items()))[:40], (line,)))
    return giving.born(databases, STATEMENTS, "read_bank", form)


def proof(minor: int = FIRST, **more: Any) -> Proof:
    """A debit advice of the tests' day."""
    return Proof.model_validate({"paid_on": TODAY, "amount": minor, "proof": "Debit advice 12", **more})


def receipt(minor: int = 266_400_000, on: date = TODAY) -> Receipt:
    """What came in, in Liberian dollars."""
    return Receipt(received_on=on, received=minor)


def back(on: date = TODAY) -> Back:
    """Money that came back."""
    return Back(back_on=on, proof="Credit advice 13")
