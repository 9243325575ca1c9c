"""What stands against a move of a statement: pure sentences."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from app.funding.models import BOOKS
from app.funding.statements.schemas import Explain, Match
from app.kernel.errors import Why, why
from app.kernel.words import _


@dataclass(frozen=True)
class Reading:
    """What a new statement is judged by: how many of its lines no other has brought."""

    new: int = 1


@dataclass(frozen=True)
class StatementGrounds:
    """What the moves of a statement are judged by: its lines by key, those still open, those in another
    currency than the books', those that prove a payment or its coming back.
    """

    lines: AbstractSet[int] = frozenset()
    open: AbstractSet[int] = frozenset()
    foreign: AbstractSet[int] = frozenset()
    paid: AbstractSet[int] = frozenset()


def has_a_new_line(reading: Reading, _form: object) -> Why | None:
    """A movement is here once, whichever file brings it."""
    if reading.new:
        return None
    return why("", _("Every line of this statement was read before, from another file."), field="file")


def is_a_line_of_it(grounds: StatementGrounds, form: Explain | Match) -> Why | None:
    """A move about a line names one of this statement."""
    if form.line in grounds.lines:
        return None
    return why("", _("This statement has no such line."), field="line")


def is_no_payment(grounds: StatementGrounds, form: Explain) -> Why | None:
    """A line that proves a payment is explained by that."""
    if form.line not in grounds.paid:
        return None
    return why("", _("This line is the proof of a payment. Take the payment back first."), field="line")


def line_is_open(grounds: StatementGrounds, form: Match) -> Why | None:
    """R48: a line proves one payment."""
    if form.line in grounds.open or form.line not in grounds.lines:
        return None
    return why("R48", _("This line has its reason already."), field="line")


def is_in_the_books_currency(grounds: StatementGrounds, form: Match) -> Why | None:
    """Tranches are paid in the books' currency; a line in another needs the bank's advice in it."""
    if form.line not in grounds.foreign:
        return None
    return why(
        "",
        _("The line is not in {currency}. Match the line of the account in {currency}."),
        currency=BOOKS,
        field="line",
    )


def nothing_is_open(grounds: StatementGrounds) -> Why | None:
    """Every movement is somebody's payment, or explained."""
    if not grounds.open:
        return None
    return why(
        "",
        _("Lines without a payment or an explanation: {count}. Match or explain each of them first."),
        count=len(grounds.open),
    )


def proves_nothing(grounds: StatementGrounds) -> Why | None:
    """R70: what proves a payment stays."""
    if not grounds.paid:
        return None
    return why("R70", _("Payments are proved by its lines, so it stays. Take those payments back first."))
