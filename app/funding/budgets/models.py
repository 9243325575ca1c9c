"""What a budget is: the award's amount by lines, which counts from its approval until a later one is approved."""

from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Base, Id, Line, Minor
from app.kernel.things import Thing
from app.kernel.words import _


class BudgetState(StrEnum):
    """Of the approved budgets of an award the newest counts; a revision is a new budget."""

    PROPOSED = "PROPOSED"
    APPROVED = "APPROVED"
    WITHDRAWN = "WITHDRAWN"


BUDGET_STATES: dict[StrEnum, str] = {
    BudgetState.PROPOSED: _("to be approved"),
    BudgetState.APPROVED: _("approved"),
    BudgetState.WITHDRAWN: _("withdrawn"),
}


class Budget(Thing):
    """One budget of an award, a part of it; its lines sum to the award's amount."""

    __tablename__ = "funding_budget"
    __table_args__: Any = (Index("funding_budget_award_ix", "award_id"),)
    __mapper_args__ = {"polymorphic_identity": "funding.budget"}

    id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)
    award_id: Mapped[Id] = mapped_column(ForeignKey("funding_award.id"))

    lines: Mapped[list["BudgetLine"]] = relationship(lazy="raise_on_sql", order_by="BudgetLine.id")


class BudgetLine(Base):
    """What so much of the award is for, in the books' currency; its name is what expenses are entered under."""

    __tablename__ = "funding_budget_line"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        Index("funding_budget_line_budget_ix", "budget_id"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    budget_id: Mapped[Id] = mapped_column(ForeignKey("funding_budget.id"))
    name: Mapped[Line]
    amount: Mapped[Minor]


def bare(name: str) -> str:
    """A line's name as it is compared: capitals and spaces make no other line."""
    return " ".join(name.split()).casefold()
