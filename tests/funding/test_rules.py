"""The rules of the ledger and of sources by themselves: no database, no clock."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.funding.ledger.models import KIND_NAMES, STAGES, Kind
from app.funding.ledger.rules import (
    Leg,
    Month,
    each_currency_balances,
    each_leg_has_one_side,
    falls_short,
    mirrored,
    period_takes,
    says_why,
    transfer,
)
from app.funding.sources.picture import picture
from app.funding.sources.queries import in_the_books
from app.kernel.currencies import CURRENCIES
from app.kernel.money import Money, convert, rate_of

JUNE = Month(1, date(2026, 6, 1), date(2026, 6, 30), is_open=True)
AMOUNTS = st.integers(1, 10**12)


@given(st.lists(AMOUNTS, min_size=1, max_size=6))
def test_R70_a_mirror_undoes_a_journal_exactly(amounts: list[int]) -> None:
    legs = [leg for number, minor in enumerate(amounts) for leg in transfer(number, number + 1, minor)]

    both = [*legs, *mirrored(legs)]

    for account in range(len(amounts) + 1):
        assert sum(leg.debit - leg.credit for leg in both if leg.account == account) == 0
    assert mirrored(mirrored(legs)) == tuple(legs)


@given(st.lists(st.tuples(st.sampled_from([1, 2]), AMOUNTS), min_size=1, max_size=6), st.data())
def test_R60_a_journal_balances_in_each_currency_or_says_by_how_much(
    parts: list[tuple[int, int]], data: st.DataObject
) -> None:
    currencies = {1: "USD", 2: "JPY"}
    legs = [leg for account, minor in parts for leg in transfer(account, account, minor)]
    off = data.draw(st.integers(1, 9))

    assert each_currency_balances(legs, currencies) is None
    reason = each_currency_balances([*legs, Leg(2, debit=off)], currencies)
    assert reason is not None
    assert reason.text.values == {"difference": Money(off, "JPY")}


@pytest.mark.parametrize(("debit", "credit"), [(0, 0), (1, 1), (-1, 0), (0, -1), (2**53, 0)])
def test_a_leg_is_a_debit_or_a_credit_above_zero(debit: int, credit: int) -> None:
    assert each_leg_has_one_side([Leg(1, debit, credit), Leg(2, credit=1)]) is not None
    assert each_leg_has_one_side(transfer(1, 2, 2**53 - 1)) is None


@pytest.mark.parametrize(
    ("month", "effective_on", "says"),
    [
        (JUNE, date(2026, 6, 30), None),
        (JUNE, date(2026, 5, 1), None),
        (JUNE, date(2026, 7, 1), "It belongs to"),
        (JUNE._replace(is_open=False), date(2026, 6, 1), "is closed"),
        (None, date(2026, 6, 1), "no accounting period"),
    ],
)
def test_a_journal_is_booked_in_an_open_period_not_before_its_day(
    month: Month | None, effective_on: date, says: str | None
) -> None:
    reason = period_takes(month, date(2026, 6, 1), effective_on)

    assert (reason is None) is (says is None)
    assert says is None or (reason is not None and says in reason.text.id)


def test_R34_the_sentence_names_what_is_there_and_what_is_asked() -> None:
    reason = falls_short(Kind.FREE, Money(5, "USD"), Money(7, "USD"))

    assert reason.rule == "R34"
    assert {"available", "asked", "account"} == reason.text.values.keys()


@pytest.mark.parametrize(("reason", "is_there"), [("Twice", True), (" ", False)])
def test_R70_a_correction_gives_its_reason(reason: str, is_there: bool) -> None:
    assert (says_why(reason) is None) is is_there


@given(AMOUNTS, st.integers(1, 10**7), st.sampled_from(sorted(CURRENCIES)))
def test_R96_what_is_booked_differs_from_the_exact_amount_by_at_most_half_a_cent(
    minor: int, thousandths: int, currency: str
) -> None:
    money, rate = Money(minor, currency), rate_of(f"{thousandths // 1000}.{thousandths % 1000:03}")

    booked = convert(money, rate, "USD")

    exact = Fraction(minor, 10 ** CURRENCIES[currency].exponent) / rate * 100
    assert abs(booked.minor - exact) <= Fraction(1, 2)


def test_every_kind_of_account_has_its_name() -> None:
    assert set(KIND_NAMES) == set(Kind)


@given(st.lists(st.integers(0, 10**9), min_size=len(STAGES), max_size=len(STAGES)))
def test_the_picture_adds_up_to_what_was_received(amounts: list[int]) -> None:
    stages = in_the_books(
        {(kind, "USD"): Money(minor, "USD") for kind, minor in zip(STAGES, amounts, strict=True)}
    )

    drawn = picture(stages)

    if drawn is None:
        assert sum(amounts) == 0
        return
    assert drawn.whole.minor == sum(amounts)
    assert [bar.money.minor for bar in drawn.bars] == amounts
    assert all(
        before.x + before.width == bar.x for before, bar in zip(drawn.bars, drawn.bars[1:], strict=False)
    )
    assert drawn.bars[-1].x + drawn.bars[-1].width == drawn.width
