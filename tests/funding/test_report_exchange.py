"""What spending comes to in the books: the worked example by both methods, and that every account sums to its pool."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.funding.awards.models import FxMethod
from app.funding.reports.exchange import Pool, account
from app.kernel.money import Money, rate_of

POOL = Pool(Money.of("53280000", "UGX"), Money.of("14400", "USD"))
SPENT = [Money.of(amount, "UGX") for amount in ("9250000", "18600000", "22400000")]
RATES = [rate_of(rate) for rate in ("3720", "3750", "3800")]
NOTHING = Money.zero("USD")


def test_R58_R59_the_worked_example_by_the_monthly_rate() -> None:
    found = account(FxMethod.MONTHLY, POOL, SPENT, RATES, rate_of("3800"))

    assert [one.decimal_text() for one in found.lines] == ["2486.56", "4960.00", "5894.74"]
    assert found.spent == Money.of("13341.30", "USD")
    assert found.left_local == Money.of("3030000", "UGX")
    assert (found.left, found.difference) == (Money.of("797.37", "USD"), Money.of("261.33", "USD"))


def test_R58_the_worked_example_by_the_receipt_rate() -> None:
    found = account(FxMethod.RECEIPT, POOL, SPENT, RATES, rate_of("3800"))

    assert (found.spent, found.left) == (Money.of("13581.08", "USD"), Money.of("818.92", "USD"))
    assert found.difference == NOTHING


@pytest.mark.parametrize(
    "pool", [Pool(Money.zero("UGX"), NOTHING), Pool(Money.zero("UGX"), Money(100, "USD"))]
)
def test_an_empty_pool_has_no_rate_and_is_counted_at_the_last_days(pool: Pool) -> None:
    found = account(FxMethod.RECEIPT, pool, [], [], rate_of("3800"))

    assert pool.rate is None
    assert (found.spent, found.left) == (NOTHING, pool.booked)


amounts = st.integers(0, 10**12)
rates = st.fractions(Fraction(1, 100), 10_000)


@given(amounts, amounts, st.lists(st.tuples(amounts, rates), max_size=8), rates, st.sampled_from(FxMethod))
def test_R61_what_is_spent_left_and_lost_is_always_the_whole_pool(
    local: int, booked: int, lines: list[tuple[int, Fraction]], closing: Fraction, method: FxMethod
) -> None:
    pool = Pool(Money(local, "UGX"), Money(booked, "USD"))
    spent = [Money(minor, "UGX") for minor, _rate in lines]

    found = account(method, pool, spent, [rate for _minor, rate in lines], closing)

    assert found.spent + found.left + found.difference == pool.booked
    assert sum(found.lines, start=NOTHING) == found.spent
    assert found.left_local + sum(spent, start=Money.zero("UGX")) == pool.local
