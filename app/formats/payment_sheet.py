"""Writing a payment request sheet for the host: a CSV that any spreadsheet opens and none takes for a formula."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from io import StringIO

from app.kernel.money import Money

COLUMNS = ("reference", "pay on", "payee", "institution", "account", "amount", "currency", "for")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Requested:
    """One payment that the host is asked for; the reference comes back on its list."""

    reference: str
    pay_on: date
    payee: str
    institution: str
    account: str
    money: Money
    text: str


def write_payment_sheet(payments: Iterable[Requested]) -> bytes:
    """The sheet in UTF-8 with a byte order mark, as spreadsheets want it; the same payments give the same bytes."""
    sheet = StringIO(newline="")
    writer = csv.writer(sheet)
    writer.writerow(COLUMNS)
    for one in payments:
        cells = (one.reference, one.pay_on.isoformat(), one.payee, one.institution, one.account)
        amount = (one.money.decimal_text(), one.money.currency)
        writer.writerow([*map(_plain, cells), *amount, _plain(one.text)])
    return sheet.getvalue().encode("utf-8-sig")


def _plain(cell: str) -> str:
    """A cell that no spreadsheet runs: one that looks like a formula begins with an apostrophe."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
