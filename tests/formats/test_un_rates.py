"""The reader of the UN's operational rates of exchange."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.formats.faults import Unreadable
from app.formats.un_rates import PublishedRate, RateList, read_un_rates
from tests.formats.bank_files import UN_CSV, UN_XML

JUNE, MID_JUNE = date(2026, 6, 1), date(2026, 6, 15)


def faults_of(content: bytes) -> list[tuple[int, str]]:
    with pytest.raises(Unreadable) as refused:
        read_un_rates(content)
    return [(fault.line, fault.said.id) for fault in refused.value.faults]


@pytest.mark.parametrize("content", [UN_XML, UN_CSV], ids=["xml", "csv"])
def test_both_forms_say_the_same_each_currency_once_a_day(content: bytes) -> None:
    assert read_un_rates(content) == RateList(
        (
            PublishedRate("EUR", JUNE, "0.920"),
            PublishedRate("KZT", JUNE, "510.5"),
            PublishedRate("UGX", JUNE, "3720"),
            PublishedRate("UGX", MID_JUNE, "3750"),
        ),
        unknown=("QQQ",),
    )


def test_two_rates_of_one_currency_from_one_day_are_a_fault() -> None:
    ((line, said),) = faults_of(UN_XML.replace(b">0.92<", b">0.93<"))

    assert line == 5
    assert "has two rates" in said


def test_a_row_without_its_currency_names_the_line() -> None:
    ((line, said),) = faults_of(UN_CSV.replace(b"UGX,01", b",01"))

    assert line == 5
    assert "is no currency" in said


def test_all_faults_are_told_at_once() -> None:
    content = UN_CSV.replace(b"510.5", b"-1").replace(
        b"FRANCE,Euro,EUR,01/Jun/2026", b"FRANCE,Euro,EUR,31/Jun/2026"
    )

    assert [line for line, _said in faults_of(content)] == [2, 4]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<a/>", "not the UN's list"),
        (b"<UN_OPERATIONAL_RATES_DATASET/>", "no rate"),
        (UN_XML.replace(b"<rate>1<", b"<rate>1.1<"), "is no rate"),
        (UN_XML.replace(b"<rate>3720<", b"<rate>0<"), "is no rate"),
        (b"Country,Rate\nX,1\n", "There is no column"),
    ],
)
def test_what_is_no_list_of_rates_is_refused(content: bytes, said: str) -> None:
    assert said in faults_of(content)[0][1]


@given(st.binary(max_size=200))
@settings(max_examples=200)
def test_no_bytes_do_anything_but_read_or_be_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        read_un_rates(content)


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(["EUR", "UGX", "XOF"]), st.dates(date(2000, 1, 1), date(2099, 1, 1))),
        st.decimals("0.001", "99999", places=3).filter(bool),
        min_size=1,
        max_size=20,
    ),
    st.randoms(),
)
@settings(max_examples=50)
def test_however_often_a_currency_is_repeated_it_has_one_rate_a_day(
    told: dict[tuple[str, date], object], random: object
) -> None:
    rows = [f"{currency},{day},{rate}" for (currency, day), rate in told.items()] * 3
    random.shuffle(rows)  # type: ignore[attr-defined]  # a random.Random by nature

    found = read_un_rates("\n".join(["Code,Date,Rate", *rows]).encode()).rates

    assert {(one.currency, one.effective_on): one.per_usd for one in found} == {
        key: str(rate) for key, rate in told.items()
    }
    assert list(found) == sorted(found)
