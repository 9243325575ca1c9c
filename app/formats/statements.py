"""What a bank's statement and a host's payment list say, whatever the file: one account, its lines, its balances."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.formats.amounts import currency_in, day_in, money_in
from app.formats.faults import Faults, unreadable
from app.formats.tables import read_table
from app.kernel.money import Money
from app.kernel.words import _


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One movement of money: below zero where it left the account, above where it came in.

    `reference` is what the payer gave it (the end-to-end identification), `voucher` the bank's or host's own number.
    `returned` marks money that came back, or a booking undone.
    """

    line: int
    booked_on: date
    money: Money
    reference: str = ""
    voucher: str = ""
    name: str = ""
    account: str = ""
    text: str = ""
    returned: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """The movements of one account; `opening` and `closing` where the file says them."""

    account: str
    number: str
    lines: Sequence[StatementLine]
    opening: Money | None = None
    closing: Money | None = None


CSV_COLUMNS = {
    "date": ("booking date", "booked on", "value date"),
    "amount": (),
    "currency": ("ccy",),
    "reference": ("end to end id", "end-to-end id", "payment reference"),
    "voucher": ("bank reference", "transaction id"),
    "name": ("counterparty", "payee", "beneficiary"),
    "account": ("counterparty account", "iban", "beneficiary account"),
    "text": ("description", "details", "narrative"),
}
"""The bank's table: money that left the account has a minus."""
HOST_COLUMNS = {
    "voucher": ("voucher no", "voucher number"),
    "date": ("payment date", "paid on"),
    "payee": ("name", "beneficiary"),
    "amount": (),
    "currency": ("ccy",),
    "reference": ("payment reference",),
    "account": ("payee account",),
}
"""The host's list of what it has paid: amounts have no sign, but those that came back have a minus."""


def read_statement_table(content: bytes) -> Statement:
    """A bank statement as CSV; Unreadable names every row that does not read."""
    lines, faults = [], Faults()
    for row in read_table(content, CSV_COLUMNS, ("date", "amount", "currency")):
        with faults.kept():
            money = money_in(row.line, row.must("amount"), currency_in(row.line, row.must("currency")))
            _must_be_something(row.line, money)
            lines.append(
                StatementLine(
                    row.line,
                    day_in(row.line, row.must("date")),
                    money,
                    row["reference"],
                    row["voucher"],
                    row["name"],
                    row["account"],
                    row["text"],
                )
            )
    faults.settle()
    return Statement("", "", _not_empty(lines))


def read_host_list(content: bytes) -> Statement:
    """The host's payment list as CSV: voucher, date, payee, amount, currency, reference."""
    lines, faults = [], Faults()
    for row in read_table(content, HOST_COLUMNS, ("voucher", "date", "payee", "amount", "currency")):
        with faults.kept():
            paid = money_in(row.line, row.must("amount"), currency_in(row.line, row.must("currency")))
            _must_be_something(row.line, paid)
            lines.append(
                StatementLine(
                    row.line,
                    day_in(row.line, row.must("date")),
                    -paid,
                    row["reference"],
                    row.must("voucher"),
                    row.must("payee"),
                    row["account"],
                    returned=paid.minor < 0,
                )
            )
    faults.settle()
    return Statement("", "", _not_empty(lines))


def _must_be_something(line: int, money: Money) -> None:
    if money.minor == 0:
        raise unreadable(line, _("The amount is zero. Leave the row out."))


def _not_empty(lines: Sequence[StatementLine]) -> Sequence[StatementLine]:
    if not lines:
        raise unreadable(1, _("There is no payment in this table."))
    return tuple(lines)
