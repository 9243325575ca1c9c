"""Reading the UN's operational rates of exchange, as published in XML and as CSV (DOMAIN 7).

One list has a row per currency and country, so that the euro and the CFA franc stand in it many times; a file may
hold several effective dates. Units are those of the currency for one US dollar.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from app.formats.amounts import day_in
from app.formats.elements import Element, read_xml
from app.formats.faults import Fault, Faults, Unreadable, unreadable
from app.formats.tables import read_table
from app.kernel.currencies import CURRENCIES
from app.kernel.words import Message, _

DOLLAR = "USD"
DATASET, ROW = "UN_OPERATIONAL_RATES_DATASET", "UN_OPERATIONAL_RATES"
COLUMNS = {
    "code": ("f_curr_code", "currency code", "abbreviation", "currency abbreviation"),
    "effective date": ("eff_date", "effective_date", "date"),
    "rate": ("exchange rate", "rate to usd"),
}
_CODE = re.compile(r"[A-Z]{3}")
_RATE = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,10})?|[0-9]{1,12}(?:\.[0-9]{1,10})?")


class PublishedRate(NamedTuple):
    """What one US dollar costs from a day on: `per_usd` is the plain decimal as published."""

    currency: str
    effective_on: date
    per_usd: str


@dataclass(frozen=True, slots=True)
class RateList:
    """What a file says: each currency's rate from each effective date, in order of both.

    `unknown` are the codes that are no active currency of ISO 4217: nobody can be paid in them, so their rates are
    left out, and whoever imports is told so.
    """

    rates: tuple[PublishedRate, ...]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Told:
    line: int
    currency: str
    effective_on: str
    rate: str


def read_un_rates(content: bytes) -> RateList:
    """The rates of a file; Unreadable names every fault.

    The same rate for several countries is one rate; two different ones from one day are a fault, and so is a dollar
    that does not cost a dollar.
    """
    is_xml = content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    faults = Faults()
    found: dict[tuple[str, date], str] = {}
    for told in _from_xml(read_xml(content)) if is_xml else _from_table(content):
        with faults.kept():
            rate = _rate(told)
            known = found.setdefault((rate.currency, rate.effective_on), rate.per_usd)
            if Fraction(known) != Fraction(rate.per_usd):
                raise _two_rates(told, rate, known)
    faults.settle()
    if not found:
        raise unreadable(1, _("There is no rate in this file."))
    rates = (PublishedRate(*key, per_usd) for key, per_usd in sorted(found.items()))
    return RateList(
        tuple(rate for rate in rates if rate.currency in CURRENCIES and rate.currency != DOLLAR),
        tuple(sorted({currency for currency, _day in found} - CURRENCIES.keys())),
    )


def _from_xml(root: Element) -> Iterator[_Told]:
    if root.name != DATASET:
        raise unreadable(root.line, _("This is not the UN's list of rates. Download it again as XML or CSV."))
    for row in root.all(ROW):
        yield _Told(row.line, row.said("f_curr_code"), row.said("eff_date"), row.said("rate"))


def _from_table(content: bytes) -> Iterable[_Told]:
    for row in read_table(content, COLUMNS, tuple(COLUMNS)):
        yield _Told(row.line, row["code"], row["effective date"], row["rate"])


def _rate(told: _Told) -> PublishedRate:
    """One row's rate, or everything that is wrong with the row."""
    faults = Faults()
    rate = told.rate.replace(",", "") if _RATE.fullmatch(told.rate) else "0"
    if not _CODE.fullmatch(told.currency):
        text = _("“{text}” is no currency. Write its code of three letters, such as USD.")
        faults.found.append(Fault(told.line, Message(text, {"text": told.currency})))
    if Fraction(rate) == 0 or (told.currency == DOLLAR and Fraction(rate) != 1):
        text = _("“{text}” is no rate of {currency}. Download the list again.")
        values = {"text": told.rate, "currency": told.currency}
        faults.found.append(Fault(told.line, Message(text, values)))
    with faults.kept():
        effective_on = day_in(told.line, told.effective_on)
    faults.settle()
    return PublishedRate(told.currency, effective_on, rate)


def _two_rates(told: _Told, rate: PublishedRate, known: str) -> Unreadable:
    return unreadable(
        told.line,
        _("{currency} has two rates from {day}: {one} and {other}. Ask for the list anew."),
        currency=rate.currency,
        day=rate.effective_on,
        one=known,
        other=rate.per_usd,
    )
