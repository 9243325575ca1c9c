"""Many hands at one fund: it is drained to exactly zero, while a naive way of doing it overspends (guarantee 36)."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select, update

from app.funding.ledger.fsck import fsck
from app.funding.ledger.models import Balance, Kind
from app.kernel.db import Databases
from app.kernel.errors import Refused
from tests.funding import fund
from tests.funding.fund import moved, posted, stands

CLIENTS = 64 if os.environ.get("LASTMILE_THOROUGH") == "1" else 8
FUND, PAYMENT = 700, 7


@pytest.fixture
def at(house_db: Databases) -> dict[Kind, int]:
    """A fund of 7.00."""
    at = fund.accounts(house_db, fund.month(house_db).id)
    posted(house_db, moved("receipt", at[Kind.CASH], at[Kind.FREE], FUND))
    return at


def together(clients: int, act: Callable[[int], int]) -> int:
    """The sum of what each client's own loop gives, all begun at one moment."""
    start = Barrier(clients)

    def client(number: int) -> int:
        start.wait()
        return act(number)

    with ThreadPoolExecutor(clients) as pool:
        return sum(pool.map(client, range(clients)))


def test_R34_parallel_payments_drain_a_fund_to_exactly_zero(house_db: Databases, at: dict[Kind, int]) -> None:
    def pay_until_refused(client: int) -> int:
        paid = 0
        while True:
            try:
                posted(house_db, moved(f"{client}/{paid}", at[Kind.FREE], at[Kind.RESERVED], PAYMENT))
            except Refused:
                return paid
            paid += 1

    payments = together(CLIENTS, pay_until_refused)

    assert payments == FUND // PAYMENT
    assert (stands(house_db, Kind.FREE), stands(house_db, Kind.RESERVED)) == (0, FUND)
    with house_db.read() as session:
        assert fsck(session).differences == []


def test_R34_reading_first_and_writing_after_overspends(house_db: Databases, at: dict[Kind, int]) -> None:
    """The naive way, so that the test before this one is known to be able to fail."""
    free = at[Kind.FREE]
    read_all = Barrier(CLIENTS)

    def pay(_client: int) -> int:
        with house_db.read() as session:
            left = (
                session.scalar(select(Balance.credits - Balance.debits).where(Balance.account_id == free))
                or 0
            )
        read_all.wait()
        if left < FUND:
            return 0
        with house_db.write() as session:
            session.execute(update(Balance).where(Balance.account_id == free).values(debits=FUND))
        return FUND

    paid = together(CLIENTS, pay)

    assert paid == CLIENTS * FUND > FUND


def test_one_request_repeated_a_hundred_times_in_parallel_has_one_effect(
    house_db: Databases, at: dict[Kind, int]
) -> None:
    def ask(_client: int) -> int:
        return not posted(house_db, moved("once", at[Kind.FREE], at[Kind.RESERVED], PAYMENT))[1]

    with ThreadPoolExecutor(CLIENTS) as pool:
        effects = sum(pool.map(ask, range(100)))

    assert effects == 1
    assert stands(house_db, Kind.RESERVED) == PAYMENT
    with house_db.read() as session:
        assert fsck(session).differences == []


def test_opposite_transfers_do_not_wait_for_each_other_forever(
    house_db: Databases, at: dict[Kind, int]
) -> None:
    posted(house_db, moved("half", at[Kind.FREE], at[Kind.RESERVED], FUND // 2))

    def go(client: int) -> int:
        here, there = (at[Kind.FREE], at[Kind.RESERVED])[:: 1 if client % 2 else -1]
        return sum(not posted(house_db, moved(f"{client}/{turn}", here, there, 1))[1] for turn in range(10))

    assert together(CLIENTS, go) == CLIENTS * 10
    assert (stands(house_db, Kind.FREE), stands(house_db, Kind.RESERVED)) == (FUND // 2, FUND // 2)
