"""Reports for tests: an active award with money advanced, lines with papers, and every step in one line."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.documents.schemas import ReceivedFile
from app.funding.awards.models import Award
from app.funding.awards.queries import shares_of
from app.funding.ledger.actions import Entry, post
from app.funding.ledger.models import Kind
from app.funding.ledger.queries import account_of
from app.funding.ledger.rules import Leg, transfer
from app.funding.reports.flow import REPORTS
from app.funding.reports.models import Report
from app.funding.reports.queries import whole_report
from app.funding.reports.schemas import ExpenseForm, PaperForm, Review, Write
from app.kernel.actors import Actor
from app.kernel.flow import Form, fire
from app.kernel.money import Money
from tests.funding import giving
from tests.funding.awarding import Fund
from tests.funding.fund import FINANCE, OTHER_FINANCE, moving
from tests.places.world import NOW

STARTS, ENDS = date(2026, 1, 1), date(2026, 12, 31)
SPENT = (("9250000", "2026-02-10"), ("18600000", "2026-03-10"), ("22400000", "2026-04-10"))
"""The worked example of the exchange: what was spent, and when."""
RATES = (("2026-01-01", "3700"), ("2026-02-01", "3720"), ("2026-03-01", "3750"), ("2026-04-01", "3800"))
RECEIVED = "53280000"


def paper(text: str) -> ReceivedFile:
    """A file of plain text, as it comes from the store."""
    content = text.encode()
    return ReceivedFile(f"{text}.txt", "text/plain", hashlib.sha256(content).hexdigest(), len(content))


def line(amount: str = "9250000", day: str = "2026-02-10", currency: str = "UGX", **more: Any) -> ExpenseForm:
    """Cement from a shop, of a day of 2026."""
    told: dict[str, Any] = {
        "budget_line": "Materials",
        "cost": "goods",
        "proof": "invoice",
        "document_number": f"INV-{amount}",
        "document_on": day,
        "delivered_on": day,
        "payee": "Hardware shop",
        "description": "Cement",
        "amount": Money.of(amount, currency).minor,
    }
    return ExpenseForm.model_validate(told | more)


@dataclass
class Desk:
    """One award, active, its first tranche advanced; reports go through here."""

    fund: Fund
    award: Award

    def report(self, kind: str = "financial", tranche: int | None = 1) -> Report:
        """The report of this kind for this tranche."""
        with self.fund.databases.read() as session:
            asked = select(Report).where(Report.award_id == self.award.id, Report.kind_of == kind)
            return (
                session.scalars(asked.where(Report.tranche == tranche).order_by(Report.id)).first()
                or Report()
            )

    def move(
        self,
        report: Report,
        name: str,
        form: Form | None = None,
        actor: Actor | None = None,
        now: datetime = NOW,
    ) -> Report:
        """The report after one move, by the grantee unless somebody else is named."""
        with moving(self.fund.databases, actor or self.fund.grantee, now) as tx:
            found = tx.session.get_one(Report, report.id)
            return fire(tx, REPORTS, found, name, form or giving.asked(REPORTS, name))

    def review(self, report: Report, number: int, verdict: str = "accepted", **more: Any) -> Report:
        """What finance says of a line."""
        form = Review.model_validate({"line": number, "verdict": verdict, **more})
        return self.move(report, "review", form, FINANCE)

    def written(self, **more: Any) -> Report:
        """The financial report of the first tranche, begun, its account closed in April."""
        report = self.report()
        self.move(report, "start")
        told = {"closes_on": "2026-04-30", "received": Money.of(RECEIVED, "UGX").minor}
        return self.move(report, "write", Write.model_validate(told | more))

    def entered(self, report: Report, form: ExpenseForm, number: int, text: str = "") -> Report:
        """One more line with its paper."""
        self.move(report, "enter", form)
        with_paper = PaperForm(
            file=paper(text or f"invoice {report.id}-{number}"), title="Invoice", line=number
        )
        return self.move(report, "attach", with_paper)

    def filled(self, **more: Any) -> Report:
        """The same report with the three lines of the worked example."""
        report = self.written(**more)
        for number, (amount, day) in enumerate(SPENT, 1):
            self.entered(report, line(amount, day), number)
        return report

    def submitted(self) -> Report:
        """The same, submitted."""
        return self.move(self.filled(), "submit")

    def whole(self, report: Report) -> Report:
        """The report with its lines."""
        with self.fund.databases.read() as session:
            return whole_report(session, report.id)


def desk_on(
    fund: Fund, method: str = "monthly", currency: str = "UGX", advanced: int = 1_440_000, **more: Any
) -> Desk:
    """An award of 36,000 since January, with 14,400 advanced, and the rates of the example."""
    fund.month_of(date(2026, 4, 1))
    for since, per_usd in RATES:
        giving.rate(fund.databases, "UGX", per_usd, effective_on=since)
    return another_desk(fund, method, currency, advanced, **more)


def another_desk(
    fund: Fund, method: str = "monthly", currency: str = "UGX", advanced: int = 1_440_000, **more: Any
) -> Desk:
    """One more such award of the same fund."""
    award = fund.reserved(currency=currency, starts_on=STARTS, ends_on=ENDS, **more)
    award = fund.active(fund.prepared(award, fx_method=method))
    advance(fund, award, advanced)
    return Desk(fund, award)


def advance(fund: Fund, award: Award, minor: int, name: str = "advance") -> None:
    """So much of what is committed is paid to the grantee, in proportion over the shares."""
    with moving(fund.databases, OTHER_FINANCE) as tx:
        legs: list[Leg] = []
        paying = shares_of(tx.session, [award.id])[award.id]
        for one, part in zip(
            paying, Money(minor, "USD").share([one.share.amount for one in paying]), strict=True
        ):
            committed, advanced = (
                account_of(tx.session, one.share.holder, kind, "USD")
                for kind in (Kind.COMMITTED, Kind.ADVANCED)
            )
            legs += transfer(committed, advanced, part.minor)
        post(tx, Entry(f"test/{award.id}/{name}", "advance", NOW.date(), legs))
        tx.tell("funding.test_advanced", "test/1")
