"""Checking the ledger whole: every balance from the legs, and again from the trail's facts alone (R60)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.funding.ledger.queries import ACCOUNTS, BALANCES, JOURNALS, LEGS
from app.kernel.trail import log
from app.kernel.trail.record import Record

Sums = Mapping[str, tuple[int, int]]
"""Debits and credits of each account, by its code."""
NOTHING = (0, 0)


@dataclass
class Report:
    """What was read, and every difference in words for the operator."""

    accounts: int = 0
    journals: int = 0
    differences: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.differences


@dataclass
class _Told:
    """What the facts say: the sums of each account, and the key of each journal."""

    sums: dict[str, tuple[int, int]] = field(default_factory=lambda: defaultdict(lambda: NOTHING))
    journals: dict[int, str] = field(default_factory=dict)


def fsck(session: Session) -> Report:
    """Rebuild every balance twice and compare; nothing is mended."""
    balances, legs, told = _balances(session), _legs(session), _told(session)
    report = Report(accounts=len(balances))
    journals = {
        row.id: row for row in session.execute(select(JOURNALS.c.id, JOURNALS.c.key, JOURNALS.c.posted))
    }
    report.journals = len(journals)
    report.differences += _differences(balances, legs, "its legs make")
    report.differences += _differences(balances, told.sums, "the trail makes")
    report.differences += _unbalanced(session)
    for key, row in journals.items():
        if not row.posted:
            report.differences.append(f"journal {key} ({row.key}) is still a draft")
        if told.journals.pop(key, None) != row.key:
            report.differences.append(f"journal {key} ({row.key}) is in no fact")
    report.differences += [
        f"journal {key} ({name}) is on the trail only" for key, name in told.journals.items()
    ]
    return report


def _balances(session: Session) -> Sums:
    rows = session.execute(
        select(ACCOUNTS.c.code, BALANCES.c.debits, BALANCES.c.credits).outerjoin(
            BALANCES, BALANCES.c.account_id == ACCOUNTS.c.id
        )
    )
    return {code: (debited or 0, credited or 0) for code, debited, credited in rows}


def _legs(session: Session) -> Sums:
    rows = session.execute(
        select(ACCOUNTS.c.code, func.sum(LEGS.c.debit), func.sum(LEGS.c.credit))
        .join(LEGS, LEGS.c.account_id == ACCOUNTS.c.id)
        .group_by(ACCOUNTS.c.code)
    )
    return {code: (int(debited), int(credited)) for code, debited, credited in rows}


def _told(session: Session) -> _Told:
    told = _Told()
    for _seq, raw, _leaf in log.records(session.connection()):
        for journal in Record.from_bytes(raw).body.get("journals", ()):
            _retell(told, journal)
    return told


def _retell(told: _Told, journal: Mapping[str, Any]) -> None:
    told.journals[journal["id"]] = journal["key"]
    for leg in journal["legs"]:
        debited, credited = told.sums[leg["code"]]
        told.sums[leg["code"]] = (debited + int(leg["debit"]), credited + int(leg["credit"]))


def _differences(balances: Sums, made: Sums, by: str) -> Iterator[str]:
    for code in sorted({*balances, *made}):
        stands, should = balances.get(code, NOTHING), made.get(code, NOTHING)
        if stands != should:
            yield (
                f"{code} stands at {stands[0]} debit and {stands[1]} credit,"
                f" but {by} {should[0]} and {should[1]}"
            )


def _unbalanced(session: Session) -> Iterator[str]:
    rows = session.execute(
        select(LEGS.c.journal_id, ACCOUNTS.c.currency, func.sum(LEGS.c.debit - LEGS.c.credit))
        .join(ACCOUNTS, ACCOUNTS.c.id == LEGS.c.account_id)
        .group_by(LEGS.c.journal_id, ACCOUNTS.c.currency)
        .having(func.sum(LEGS.c.debit) != func.sum(LEGS.c.credit))
    )
    for journal, currency, difference in rows:
        yield f"journal {journal} is out of balance by {difference} in {currency}"
