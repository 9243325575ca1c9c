"""Money: exact amounts, sharing out, exchange, shares of a whole (guarantees 43 and 44)."""

import ast
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel import currencies, money, reading, words
from app.kernel.currencies import CURRENCIES
from app.kernel.money import (
    LARGEST_MINOR,
    CurrencyMismatch,
    Money,
    convert,
    percent_at_least,
    percent_text,
    rate_of,
    share_of,
)

CODES = st.sampled_from(sorted(CURRENCIES))
AMOUNTS = st.builds(Money, st.integers(-LARGEST_MINOR, LARGEST_MINOR), CODES)


def usd(text: str) -> Money:
    return Money.of(text, "USD")


def ugx(text: str) -> Money:
    return Money.of(text, "UGX")


@pytest.mark.parametrize(
    ("exponent", "codes"),
    [
        (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
    ],
)
def test_the_currencies_without_two_decimals_are_those_of_iso_4217(exponent: int, codes: str) -> None:
    found = {code for code, currency in CURRENCIES.items() if currency.exponent == exponent}

    assert found == set(codes.split())


def test_all_other_currencies_have_two_decimals() -> None:
    assert {currency.exponent for currency in CURRENCIES.values()} == {0, 2, 3}


@pytest.mark.parametrize(
    "code",
    [
        "AFN",
        "MGA",
        "IRR",
        "LAK",
        "MMK",
        "SOS",
        "SYP",
        "YER",
        "ALL",
        "LBP",
        "RSD",
        "TZS",
        "XCG",
        "ZWG",
        "SLE",
        "STN",
        "MRU",
    ],
)
def test_currencies_that_display_libraries_show_otherwise_have_two_decimals(code: str) -> None:
    assert CURRENCIES[code].exponent == 2


@pytest.mark.parametrize(
    "code",
    [
        "BGN",
        "HRK",
        "ANG",
        "CUC",
        "SLL",
        "ZWL",
        "STD",
        "MRO",
        "VEF",
        "XAU",
        "XDR",
        "XXX",
        "XTS",
        "CHE",
        "CLF",
        "UYW",
        "XAD",
    ],
)
def test_withdrawn_currencies_funds_metals_and_test_codes_are_unknown(code: str) -> None:
    with pytest.raises(ValueError, match=code):
        Money(1, code)


def test_the_list_is_complete_and_its_names_are_distinct() -> None:
    names = {currency.name for currency in CURRENCIES.values()}

    assert len(CURRENCIES) == len(names) == 155
    assert list(CURRENCIES) == sorted(CURRENCIES)


@pytest.mark.parametrize("minor", [1.0, True, "1", Fraction(1)])
def test_minor_units_are_whole_numbers(minor: object) -> None:
    with pytest.raises(TypeError):
        Money(minor, "USD")  # type: ignore[arg-type]  # what the check is for


@settings(deadline=None)
@given(AMOUNTS)
def test_G43_what_is_written_is_read_back(amount: Money) -> None:
    assert Money.of(amount.decimal_text(), amount.currency) == amount


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (123456, "USD", "1234.56"),
        (5, "USD", "0.05"),
        (-5, "USD", "-0.05"),
        (0, "UGX", "0"),
        (1500, "UGX", "1500"),
        (-1500, "TND", "-1.500"),
    ],
)
def test_plain_text_has_all_the_decimals_of_the_currency(minor: int, currency: str, text: str) -> None:
    assert Money(minor, currency).decimal_text() == text
    assert Money.of(text, currency) == Money(minor, currency)


def test_fewer_decimals_than_the_currency_has_are_read() -> None:
    assert usd("1234.5") == usd("1234.50")
    assert usd("7") == Money(700, "USD")


@pytest.mark.parametrize(
    "text", ["", "1,234", "1e3", "+1", "1.", ".5", " 1", "1\n", "1.234", "٣", "NaN", "--1", "0x1", "1_000"]
)
def test_what_is_not_a_plain_decimal_of_the_currency_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="decimal"):
        usd(text)


@settings(deadline=None)
@given(AMOUNTS, st.integers(-LARGEST_MINOR, LARGEST_MINOR))
def test_adding_and_subtracting_are_exact(amount: Money, minor: int) -> None:
    other = Money(minor, amount.currency)

    assert (amount + other).minor == amount.minor + minor
    assert amount + other - other == amount
    assert amount - other == -(other - amount)


def test_amounts_add_up_from_zero() -> None:
    assert sum([usd("1.10"), usd("2.20")], Money.zero("USD")) == usd("3.30")


def test_amounts_of_one_currency_are_ordered() -> None:
    assert usd("1.00") < usd("1.01") <= usd("1.01")
    assert max(usd("5"), usd("7"), usd("6")) == usd("7")
    assert usd("1") > usd("-1")


def test_currencies_do_not_mix() -> None:
    dollar, euro = usd("1"), Money.of("1", "EUR")

    with pytest.raises(CurrencyMismatch):
        dollar + euro
    with pytest.raises(CurrencyMismatch):
        dollar - euro
    with pytest.raises(CurrencyMismatch):
        assert dollar >= euro
    assert dollar != euro


@pytest.mark.parametrize(
    ("minor", "factor", "product"),
    [
        (5, Fraction(1, 2), 2),
        (15, Fraction(1, 10), 2),
        (25, Fraction(1, 10), 2),
        (-5, Fraction(1, 2), -2),
        (7, 3, 21),
    ],
)
def test_half_a_minor_unit_goes_to_the_even_one(minor: int, factor: Fraction | int, product: int) -> None:
    assert Money(minor, "USD").times(factor) == Money(product, "USD")


def test_factors_weights_and_rates_are_never_floats() -> None:
    with pytest.raises(TypeError):
        usd("1").times(0.5)  # type: ignore[arg-type]  # what the check is for
    with pytest.raises(TypeError):
        usd("1").share([0.5, 0.5])  # type: ignore[list-item]  # what the check is for
    with pytest.raises(TypeError):
        convert(usd("1"), 0.5, "EUR")  # type: ignore[arg-type]  # what the check is for


def assert_shared_out(whole: Money, weights: list[int | Fraction]) -> None:
    parts = whole.share(weights)

    total = Fraction(sum(weights))
    assert sum(parts, Money.zero(whole.currency)) == whole
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.minor - whole.minor * weight / total) < 1
        assert weight or part.minor == 0
    assert (-whole).share(weights) == [-part for part in parts]


WEIGHTS = st.lists(st.integers(0, 10**6) | st.fractions(0, 1, max_denominator=1000), min_size=1, max_size=9)


@settings(deadline=None)
@given(AMOUNTS, WEIGHTS.filter(any))
def test_G44_parts_sum_to_the_whole_and_are_less_than_one_minor_unit_from_exact(
    whole: Money, weights: list[int | Fraction]
) -> None:
    assert_shared_out(whole, weights)


def test_G44_ten_thousand_shares_sum_to_the_whole() -> None:
    chance = Random(44)  # noqa: S311  # cases, not secrets

    for _ in range(10_000):
        whole = Money(chance.randint(-(10 ** chance.randint(1, 18)), 10**9), "USD")
        assert_shared_out(whole, [chance.randint(1, 1000), *(chance.randint(0, 1000) for _ in range(6))])


def test_ties_go_to_the_earlier_and_the_largest_remainder_comes_first() -> None:
    assert usd("1.00").share([1, 1, 1]) == [usd("0.34"), usd("0.33"), usd("0.33")]
    assert usd("0.02").share([1, 1, 1]) == [usd("0.01"), usd("0.01"), usd("0")]
    assert usd("0.10").share([26, 26, 48]) == [usd("0.03"), usd("0.02"), usd("0.05")]
    assert usd("0.10").share([21, 21, 58]) == [usd("0.02"), usd("0.02"), usd("0.06")]


def test_R40_tranches_of_forty_forty_and_twenty_sum_to_the_grant() -> None:
    assert usd("5600.01").share([40, 40, 20]) == [usd("2240.01"), usd("2240.00"), usd("1120.00")]


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1]])
def test_weights_that_share_nothing_out_are_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        usd("1").share(weights)


def test_R58_the_monthly_rate_method_of_the_worked_example_is_right_to_the_cent() -> None:
    spent = [
        convert(ugx(amount), rate_of(rate), "USD")
        for amount, rate in [("9250000", "3720"), ("18600000", "3750"), ("22400000", "3800")]
    ]
    left = convert(ugx("3030000"), rate_of("3800"), "USD")
    loss = usd("14400") - sum(spent, left)

    assert spent == [usd("2486.56"), usd("4960.00"), usd("5894.74")]
    assert sum(spent, Money.zero("USD")) == usd("13341.30")
    assert left == usd("797.37")
    assert loss == usd("261.33")


def test_R58_the_receipt_rate_method_of_the_worked_example_leaves_no_loss() -> None:
    rate = rate_of("3700")

    spent, left = convert(ugx("50250000"), rate, "USD"), convert(ugx("3030000"), rate, "USD")

    assert (spent, left) == (usd("13581.08"), usd("818.92"))
    assert spent + left == usd("14400")
    assert convert(usd("14400"), 1 / rate, "UGX") == ugx("53280000")


def test_exchange_minds_the_decimals_of_both_currencies_and_rounds_half_to_even() -> None:
    assert convert(Money.of("3.105", "TND"), rate_of("3.105"), "USD") == usd("1.00")
    assert convert(ugx("1"), rate_of("200"), "USD") == usd("0.00")
    assert convert(ugx("3"), rate_of("200"), "USD") == usd("0.02")


def test_rates_are_read_exactly() -> None:
    assert rate_of("3720.5") == Fraction(7441, 2)
    assert rate_of("0.1") == Fraction(1, 10)


@pytest.mark.parametrize("text", ["", "0", "0.0", "-1", "1e3", "1/3", "3,720", " 1", "1_0"])
def test_what_is_not_a_rate_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="rate"):
        rate_of(text)


@pytest.mark.parametrize("rate", [Fraction(0), Fraction(-1)])
def test_a_rate_is_above_zero(rate: Fraction) -> None:
    with pytest.raises(ValueError, match="rate"):
        convert(usd("1"), rate, "EUR")


def test_R24_exactly_the_minimum_passes() -> None:
    tenth = Fraction(10, 100)

    assert percent_at_least(usd("605.00"), usd("6050.00"), tenth)
    assert not percent_at_least(usd("604.99"), usd("6050.00"), tenth)
    assert percent_at_least(usd("0"), usd("6050.00"), Fraction(0))


def test_R24_a_share_that_prints_as_the_minimum_but_is_below_it_fails() -> None:
    part, whole = usd("604.99"), usd("6050.00")

    assert percent_text(share_of(part, whole)) == "10.0"
    assert not percent_at_least(part, whole, Fraction(10, 100))


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Fraction(450, 6050), "7.4"),
        (Fraction(745, 10000), "7.5"),
        (Fraction(7449, 100000), "7.4"),
        (Fraction(1), "100.0"),
        (Fraction(0), "0.0"),
        (Fraction(-745, 10000), "-7.5"),
        (Fraction(-1, 10000), "0.0"),
    ],
)
def test_R24_a_share_is_printed_to_one_decimal_half_up(share: Fraction, text: str) -> None:
    assert percent_text(share) == text


def test_a_share_needs_a_whole_above_zero_in_the_same_currency() -> None:
    with pytest.raises(ValueError, match="above zero"):
        share_of(usd("1"), usd("0"))
    with pytest.raises(CurrencyMismatch):
        share_of(usd("1"), Money.of("1", "EUR"))


@pytest.mark.parametrize("module", [currencies, money, reading, words])
def test_G43_no_float_or_decimal_stands_where_money_is_reckoned(module: object) -> None:
    source = ast.parse(Path(str(getattr(module, "__file__", ""))).read_text(encoding="utf-8"))

    names = {node.id for node in ast.walk(source) if isinstance(node, ast.Name)}
    imported = {node.module for node in ast.walk(source) if isinstance(node, ast.ImportFrom)}
    constants = [node.value for node in ast.walk(source) if isinstance(node, ast.Constant)]

    assert not names & {"float", "Decimal"}
    assert "decimal" not in imported
    assert not [value for value in constants if isinstance(value, float)]
