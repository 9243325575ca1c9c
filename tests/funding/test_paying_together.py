"""Many hands at one tranche: it is paid once, never above its amount, whoever comes first (R48, guarantee 36)."""

import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from app.funding.ledger.fsck import fsck
from app.funding.ledger.models import Kind
from app.funding.statements.models import Statement
from app.kernel.actors import Actor, Role
from app.kernel.db import Databases
from app.kernel.errors import Refused, Stale
from app.kernel.trail import fsck as trail
from tests.funding import paying
from tests.funding.fund import OTHER_FINANCE, staff
from tests.funding.paying import FIRST, Award3

WRITERS = 64 if os.environ.get("LASTMILE_THOROUGH") == "1" else 20


@pytest.fixture
def award(house_db: Databases) -> Award3:
    """36,000 US dollars, its first tranche approved."""
    award = paying.running(house_db)
    award.approved()
    return award


def together(award: Award3, shown: list[Statement]) -> int:
    """How many of as many hands as there are statements could record the payment, all begun at one moment."""
    start = Barrier(len(shown))
    tranche = award.tranche()

    def hand(number: int) -> bool:
        start.wait()
        try:
            award.matched(shown[number], tranche, person(number))
        except (Refused, Stale):
            return False
        return True

    with ThreadPoolExecutor(len(shown)) as pool:
        return sum(pool.map(hand, range(len(shown))))


def person(number: int) -> Actor:
    """Somebody of finance who has had no hand in it yet."""
    return staff(f"usr_{100 + number}", Role.FINANCE_OFFICER)


def sound(award: Award3) -> bool:
    with award.databases.read() as session:
        return not fsck(session).differences and not trail.fsck(session.connection(), []).faults


def test_R48_twenty_hands_with_twenty_bank_lines_pay_a_tranche_once(award: Award3) -> None:
    tranche = award.tranche()
    shown = [award.shown(tranche, voucher=f"B-{number}") for number in range(WRITERS)]

    assert together(award, shown) == 1
    assert award.fund.stands(award.award) == {Kind.COMMITTED: 3_600_000 - FIRST, Kind.ADVANCED: FIRST}
    assert len(award.payments()) == 1
    assert sound(award)


def test_R48_twenty_hands_with_one_bank_line_pay_a_tranche_once(award: Award3) -> None:
    shown = award.shown(award.tranche())

    assert together(award, [shown] * WRITERS) == 1
    assert len(award.payments()) == 1
    assert sound(award)


def test_R48_one_bank_line_proves_one_payment_only(award: Award3) -> None:
    shown = award.shown(award.tranche())
    award.matched(shown, award.tranche())
    award.move("bounce", OTHER_FINANCE, paying.back())

    with pytest.raises(Refused, match="has its reason already"):
        award.matched(shown, award.tranche())

    assert award.fund.stands(award.award) == {Kind.COMMITTED: 3_600_000}
