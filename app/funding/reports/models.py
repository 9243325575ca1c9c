"""What a report is: what was done, what was spent line by line with its papers, and what the review said of it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.documents.models import Fingerprint
from app.kernel.db import Base, Code, Digest, Id, Line, Minor, Prose
from app.kernel.things import Thing
from app.kernel.words import _


class ReportState(StrEnum):
    """Where a report stands (DOMAIN 3.1); that it is overdue is computed, never stored."""

    DUE = "DUE"
    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    RETURNED = "RETURNED"
    ACCEPTED = "ACCEPTED"
    ACCEPTED_WITH_DISALLOWANCE = "ACCEPTED_WITH_DISALLOWANCE"
    REJECTED = "REJECTED"


REPORT_STATES: dict[StrEnum, str] = {
    ReportState.DUE: _("due"),
    ReportState.DRAFT: _("being written"),
    ReportState.SUBMITTED: _("submitted"),
    ReportState.RETURNED: _("returned"),
    ReportState.ACCEPTED: _("accepted"),
    ReportState.ACCEPTED_WITH_DISALLOWANCE: _("accepted, part of it disallowed"),
    ReportState.REJECTED: _("rejected"),
}
OWED = frozenset({ReportState.DUE, ReportState.DRAFT, ReportState.RETURNED})
"""The states in which it is the grantee's turn, and a report may be overdue."""
COUNTED = frozenset({ReportState.ACCEPTED, ReportState.ACCEPTED_WITH_DISALLOWANCE})
"""The states in which its spending counts."""


class Report(Thing):
    """One report of an award, a part of it. `kind_of` is what the agreement asks for; a narrative has no spending.

    `received` is what reached the grantee's account in the period and `left` what of all that remains, in minor
    units of the award's `currency`. The others are in the books' currency and fixed when it is accepted: what
    stood in the pool = spent + disallowed + left_booked + difference, which above zero is a loss by exchange (R59).
    """

    __tablename__ = "funding_report"
    __table_args__: Any = (
        CheckConstraint("received >= 0", name="received"),
        Index("funding_report_award_ix", "award_id", "due_on"),
    )
    __mapper_args__ = {"polymorphic_identity": "funding.report"}

    id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)
    award_id: Mapped[Id] = mapped_column(ForeignKey("funding_award.id"))
    requirement_id: Mapped[Id] = mapped_column(ForeignKey("funding_requirement.id"), unique=True)
    kind_of: Mapped[Code]
    tranche: Mapped[int | None]
    due_on: Mapped[date]
    currency: Mapped[Code]
    done: Mapped[Prose | None]
    closes_on: Mapped[date | None]
    received: Mapped[Minor]
    spent: Mapped[Minor | None]
    disallowed: Mapped[Minor | None]
    left: Mapped[Minor | None]
    left_booked: Mapped[Minor | None]
    difference: Mapped[Minor | None]

    lines: Mapped[list["Expense"]] = relationship(lazy="raise_on_sql", order_by="Expense.number")

    @property
    def holder(self) -> str:
        """What its journals are kept under."""
        return f"report/{self.id}"


class Cost(StrEnum):
    """What kind of cost a line is; the last ones are never paid from the fund (R57)."""

    GOODS = "goods"
    WORKS = "works"
    SERVICES = "services"
    LABOUR = "labour"
    TRAVEL = "travel"
    BANK_FEES = "bank_fees"
    INDIRECT = "indirect"
    FINES = "fines"
    ALCOHOL = "alcohol"
    OFFICIALS = "officials"
    DEBTS = "debts"


COSTS: dict[Cost, str] = {
    Cost.GOODS: _("goods and materials"),
    Cost.WORKS: _("works"),
    Cost.SERVICES: _("services"),
    Cost.LABOUR: _("labour"),
    Cost.TRAVEL: _("travel"),
    Cost.BANK_FEES: _("fees of bank or operator"),
    Cost.INDIRECT: _("indirect cost"),
    Cost.FINES: _("fines and penalties"),
    Cost.ALCOHOL: _("alcohol and entertainment"),
    Cost.OFFICIALS: _("pay of public officials"),
    Cost.DEBTS: _("debts and losses"),
}


class Proof(StrEnum):
    """What paper proves a line."""

    INVOICE = "invoice"
    VOUCHER = "voucher"


PROOFS: dict[Proof, str] = {
    Proof.INVOICE: _("invoice, receipt or muster roll"),
    Proof.VOUCHER: _("voucher signed by the seller and two members"),
}


class Verdict(StrEnum):
    """What the review says of a line."""

    OPEN = "open"
    ACCEPTED = "accepted"
    QUERIED = "queried"
    DISALLOWED = "disallowed"


VERDICTS: dict[Verdict, str] = {
    Verdict.OPEN: _("not looked at yet"),
    Verdict.ACCEPTED: _("accepted"),
    Verdict.QUERIED: _("queried"),
    Verdict.DISALLOWED: _("disallowed"),
}


class Expense(Base):
    """One line of spending, in minor units of the report's currency; `booked` in the books' once it is accepted.

    `disallowed` is the part of the amount that the fund does not bear. A line is taken out, never deleted.
    """

    __tablename__ = "funding_expense"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("disallowed BETWEEN 0 AND amount", name="disallowed"),
        Index("funding_expense_report_ix", "report_id", "number"),
        Index("funding_expense_key_ix", "key"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    report_id: Mapped[Id] = mapped_column(ForeignKey("funding_report.id"))
    number: Mapped[int]
    budget_line: Mapped[Line]
    cost: Mapped[Code]
    proof: Mapped[Code]
    document_number: Mapped[Line]
    document_on: Mapped[date]
    delivered_on: Mapped[date]
    payee: Mapped[Line]
    description: Mapped[Line]
    amount: Mapped[Minor]
    key: Mapped[Fingerprint]
    """What makes it the same cost as another: payee, document's number, day, amount (R52)."""
    verdict: Mapped[Code]
    remark: Mapped[Prose | None]
    disallowed: Mapped[Minor]
    rate: Mapped[Code | None]
    booked: Mapped[Minor | None]
    cleared_at: Mapped[datetime | None]
    clearance: Mapped[Line | None]
    taken_out_at: Mapped[datetime | None]

    papers: Mapped[list["ExpensePaper"]] = relationship(
        lazy="raise_on_sql", order_by="ExpensePaper.document_id"
    )


class ExpensePaper(Base):
    """A document that proves a line; one document may prove several lines of one report."""

    __tablename__ = "funding_expense_paper"
    __table_args__ = (Index("funding_expense_paper_sha256_ix", "sha256"),)

    expense_id: Mapped[Id] = mapped_column(ForeignKey("funding_expense.id"), primary_key=True)
    document_id: Mapped[Id] = mapped_column(ForeignKey("documents_document.id"), primary_key=True)
    sha256: Mapped[Fingerprint]
    """Of the bytes as they were sent."""


class Claim(Base):
    """That a cost or a file is claimed by one line and no other anywhere, until finance clears the second (R52)."""

    __tablename__ = "funding_claim"
    __trail__ = False

    digest: Mapped[Digest] = mapped_column(primary_key=True)
    expense_id: Mapped[Id] = mapped_column(ForeignKey("funding_expense.id"))
