"""Reading ISO 20022 camt.053, a bank's statement, in its versions and in the shapes that banks give it.

Versions differ where a name or a status moved one element down (Cdtr/Nm became Cdtr/Pty/Nm, Sts became Sts/Cd);
banks differ in how much of a batch they tell. Both are read by looking in either place.
"""

import re
from collections.abc import Iterator, Sequence

from app.formats.amounts import currency_in, day_in, money_in
from app.formats.elements import Element, read_xml
from app.formats.faults import Faults, unreadable
from app.formats.statements import Statement, StatementLine
from app.kernel.money import Money
from app.kernel.words import _

NAMESPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.[0-9]{2}")
BOOKED = "BOOK"
NOT_PROVIDED = "NOTPROVIDED"
SIGNS = {"CRDT": 1, "DBIT": -1}


def read_camt053(content: bytes) -> tuple[Statement, ...]:
    """The statements of a file, booked entries only; Unreadable names every element that does not read.

    A batch is told line by line where its parts sum to the entry, and as one line where they do not. Where opening
    and closing balance are both given, the entries must lead from one to the other.
    """
    root = read_xml(content)
    if not NAMESPACE.fullmatch(root.namespace):
        raise unreadable(
            root.line, _("This is no camt.053 file. Ask the bank for its statement in camt.053.")
        )
    faults, statements = Faults(), []
    for told in root.must("BkToCstmrStmt").all("Stmt"):
        with faults.kept():
            statements.append(_statement(told))
    faults.settle()
    if not statements:
        raise unreadable(root.line, _("There is no statement in this file."))
    return tuple(statements)


def _statement(told: Element) -> Statement:
    faults = Faults()
    lines: list[StatementLine] = []
    for entry in told.all("Ntry"):
        with faults.kept():
            if entry.said("Sts/Cd", "Sts") in {"", BOOKED}:
                lines += _lines(entry)
    faults.settle()
    statement = Statement(
        account=told.must("Acct").said("Id/IBAN", "Id/Othr/Id"),
        number=told.said("ElctrncSeqNb", "LglSeqNb", "Id"),
        lines=tuple(lines),
        opening=_balance(told, "OPBD", "PRCD"),
        closing=_balance(told, "CLBD"),
    )
    _must_add_up(told, statement)
    return statement


def _balance(told: Element, *codes: str) -> Money | None:
    found = {balance.said("Tp/CdOrPrtry/Cd"): balance for balance in told.all("Bal")}
    return next((_signed(found[code]) for code in codes if code in found), None)


def _must_add_up(told: Element, statement: Statement) -> None:
    opening, closing = statement.opening, statement.closing
    if opening is None or closing is None:
        return
    reached = sum((one.money for one in statement.lines), start=opening)
    if reached != closing:
        text = _(
            "The entries lead from {opening} to {reached}, but the statement closes with {closing}. "
            "Ask the bank for a whole file."
        )
        raise unreadable(told.line, text, opening=opening, reached=reached, closing=closing)


def _signed(told: Element) -> Money:
    """The amount of an entry, a balance or a part of a batch, below zero where it is a debit."""
    indicator = told.must("CdtDbtInd")
    if indicator.text not in SIGNS:
        raise unreadable(indicator.line, _("“{text}” is neither CRDT nor DBIT."), text=indicator.text)
    return _amount(told.must("Amt")).times(SIGNS[indicator.text])


def _amount(told: Element) -> Money:
    return money_in(told.line, told.text, currency_in(told.line, told.attributes.get("Ccy", "")))


def _lines(entry: Element) -> Iterator[StatementLine]:
    whole = _signed(entry)
    details = list(entry.all("NtryDtls/TxDtls"))
    parts = _parts(details, whole)
    if parts is None:
        yield _line(entry, details[0] if len(details) == 1 else Element("TxDtls", "", entry.line), whole)
        return
    for detail, money in zip(details, parts, strict=True):
        yield _line(entry, detail, money)


def _parts(details: Sequence[Element], whole: Money) -> list[Money] | None:
    """What each part of a batch came to; None where the bank does not say it, or not so that it sums."""
    told = [detail.one("Amt", "AmtDtls/TxAmt/Amt") for detail in details]
    if len(details) < 2 or None in told:  # noqa: PLR2004  # one part is no batch
        return None
    sign = -1 if whole.minor < 0 else 1
    parts = [_amount(amount).times(sign) for amount in told if amount is not None]
    if {part.currency for part in parts} != {whole.currency}:
        return None
    return parts if sum(parts, start=Money.zero(whole.currency)) == whole else None


def _line(entry: Element, detail: Element, money: Money) -> StatementLine:
    other = "Cdtr" if money.minor < 0 else "Dbtr"
    day = entry.must("BookgDt", "ValDt").must("Dt", "DtTm")
    return StatementLine(
        line=detail.line,
        booked_on=day_in(day.line, day.text),
        money=money,
        reference=_reference(entry, detail),
        voucher=detail.said("Refs/AcctSvcrRef") or entry.said("AcctSvcrRef", "NtryRef"),
        name=detail.said(f"RltdPties/{other}/Pty/Nm", f"RltdPties/{other}/Nm", f"RltdPties/Ultmt{other}/Nm"),
        account=detail.said(f"RltdPties/{other}Acct/Id/IBAN", f"RltdPties/{other}Acct/Id/Othr/Id"),
        text=_text(entry, detail),
        returned=entry.said("RvslInd") in {"true", "1"} or detail.one("RtrInf") is not None,
    )


def _reference(entry: Element, detail: Element) -> str:
    """What the payer called it: the end-to-end identification, else the instruction's, else the batch's."""
    batch = entry.one("NtryDtls/Btch") or Element("Btch", "", entry.line)
    told = (
        *(detail.said(f"Refs/{name}") for name in ("EndToEndId", "InstrId", "PmtInfId")),
        batch.said("PmtInfId"),
    )
    return next((one for one in told if one and one != NOT_PROVIDED), "")


def _text(entry: Element, detail: Element) -> str:
    told = [
        *(one.text for one in detail.all("RmtInf/Ustrd")),
        detail.said("RmtInf/Strd/CdtrRefInf/Ref"),
        detail.said("AddtlTxInf") or entry.said("AddtlNtryInf"),
    ]
    return " ".join(filter(None, told))
