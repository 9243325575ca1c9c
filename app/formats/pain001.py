"""Writing ISO 20022 pain.001.001.09, an order to a bank to pay: the same order gives the same bytes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from unicodedata import normalize
from xml.sax.saxutils import escape

from app.kernel.money import Money

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
LONGEST_NAME, LONGEST_TEXT, LONGEST_ID = 140, 140, 35
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_BIC = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
_UNSENDABLE = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")
NINETY_SEVEN = 97


@dataclass(frozen=True, slots=True)
class BankAccount:
    """An account: an IBAN where the number is one, else the bank's own number; `bic` where the bank has one."""

    holder: str
    number: str
    bic: str = ""

    @property
    def is_iban(self) -> bool:
        """Whether the number is an IBAN, its check digits right (ISO 13616)."""
        number = self.number.replace(" ", "").upper()
        if not _IBAN.fullmatch(number):
            return False
        return int("".join(str(int(letter, 36)) for letter in number[4:] + number[:4])) % NINETY_SEVEN == 1


@dataclass(frozen=True, slots=True)
class Transfer:
    """One payment: `reference` comes back on the statement as the end-to-end identification."""

    reference: str
    money: Money
    payee: BankAccount
    text: str


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """Payments in one currency from one account on one day."""

    reference: str
    made_at: datetime
    pay_on: date
    payer: BankAccount
    transfers: Sequence[Transfer]


def write_pain001(order: PaymentOrder) -> bytes:
    """The order as a bank takes it, in UTF-8 with the letters that every bank passes on.

    ValueError where there is nothing to pay, an amount is not above zero, currencies mix or a reference stands twice.
    """
    _must_be_sound(order)
    total = sum((one.money for one in order.transfers[1:]), start=order.transfers[0].money).decimal_text()
    count = str(len(order.transfers))
    made_at = order.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")
    header = (
        _element("MsgId", _id(order.reference)),
        _element("CreDtTm", made_at),
        _element("NbOfTxs", count),
        _element("CtrlSum", total),
        _nested("InitgPty", _element("Nm", _name(order.payer.holder))),
    )
    instruction = (
        _element("PmtInfId", _id(order.reference)),
        _element("PmtMtd", "TRF"),
        _element("NbOfTxs", count),
        _element("CtrlSum", total),
        _nested("ReqdExctnDt", _element("Dt", order.pay_on.isoformat())),
        _nested("Dbtr", _element("Nm", _name(order.payer.holder))),
        _account("DbtrAcct", order.payer),
        _agent("DbtrAgt", order.payer),
        *(_transfer(one) for one in order.transfers),
    )
    body = _nested("CstmrCdtTrfInitn", _nested("GrpHdr", *header), _nested("PmtInf", *instruction))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{NAMESPACE}">{body}</Document>\n'.encode()
    )


def sendable(text: str) -> str:
    """The text in the letters that every bank passes on: accents dropped, other letters as full stops."""
    plain = "".join(letter for letter in normalize("NFKD", text) if not "\u0300" <= letter <= "\u036f")
    return re.sub(r"\s+", " ", _UNSENDABLE.sub(".", plain)).strip()


def _must_be_sound(order: PaymentOrder) -> None:
    transfers = order.transfers
    if not transfers or any(one.money.minor <= 0 for one in transfers):
        raise ValueError("an order pays something to somebody")
    if len({one.money.currency for one in transfers}) > 1:
        raise ValueError("an order is in one currency")
    if len({_id(one.reference) for one in transfers}) != len(transfers):
        raise ValueError("each payment has a reference of its own")


def _transfer(transfer: Transfer) -> str:
    money = transfer.money
    return _nested(
        "CdtTrfTxInf",
        _nested("PmtId", _element("EndToEndId", _id(transfer.reference))),
        _nested("Amt", f'<InstdAmt Ccy="{money.currency}">{money.decimal_text()}</InstdAmt>'),
        _agent("CdtrAgt", transfer.payee) if transfer.payee.bic else "",
        _nested("Cdtr", _element("Nm", _name(transfer.payee.holder))),
        _account("CdtrAcct", transfer.payee),
        _nested("RmtInf", _element("Ustrd", sendable(transfer.text)[:LONGEST_TEXT] or "-")),
    )


def _account(name: str, account: BankAccount) -> str:
    if account.is_iban:
        number = _element("IBAN", account.number.replace(" ", "").upper())
    else:
        number = _nested("Othr", _element("Id", sendable(account.number)[: LONGEST_ID - 1]))
    return _nested(name, _nested("Id", number))


def _agent(name: str, account: BankAccount) -> str:
    bic = account.bic.replace(" ", "").upper()
    known = _element("BICFI", bic) if _BIC.fullmatch(bic) else _nested("Othr", _element("Id", "NOTPROVIDED"))
    return _nested(name, _nested("FinInstnId", known))


def _name(text: str) -> str:
    return sendable(text)[:LONGEST_NAME]


def _id(text: str) -> str:
    return sendable(text)[:LONGEST_ID]


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>"


def _nested(name: str, *parts: str) -> str:
    return f"<{name}>{''.join(parts)}</{name}>"
