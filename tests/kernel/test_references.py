"""References: what is written is read back, and slips are noticed."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel.references import _DAMM, BadReference, parse_reference, reference


@settings(deadline=None)
@given(st.from_regex(r"[A-Z]{2,6}", fullmatch=True), st.integers(1, 10**12 - 1))
def test_what_is_written_is_read_back(prefix: str, number: int) -> None:
    assert parse_reference(reference(prefix, number)) == (prefix, number)


def test_the_check_digit_is_that_of_the_published_example() -> None:
    assert reference("CUF", 572) == "CUF-5724"


@pytest.mark.parametrize(
    "text",
    [
        "CUF-5724",
        "cuf-5724",
        " Cuf 5724 ",
        "CUF5724",
        "C U F - 5 7 2 4",
        "CUF–5724",
        "CUF−5724",
        "CUF-٥٧٢٤",
        "\u200fCUF\u00a05724\u200e",
    ],
)
def test_case_spaces_dashes_and_scripts_are_forgiven(text: str) -> None:
    assert parse_reference(text) == ("CUF", 572)


def test_no_single_wrong_digit_passes() -> None:
    for number in range(1, 3000):
        digits = reference("CUF", number).removeprefix("CUF-")
        slips = {
            digits[:at] + wrong + digits[at + 1 :]
            for at, right in enumerate(digits)
            for wrong in "0123456789"
            if wrong != right
        }

        assert not [slip for slip in slips if reads(slip)], number


def test_no_two_neighbouring_digits_exchanged_pass() -> None:
    for number in range(1, 3000):
        digits = reference("CUF", number).removeprefix("CUF-")
        slips = {
            digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :] for at in range(len(digits) - 1)
        } - {digits}

        assert not [slip for slip in slips if reads(slip)], number


def test_the_check_notices_both_slips_in_numbers_of_any_length() -> None:
    digits = range(10)

    assert all(sorted(row) == list(digits) for row in _DAMM)
    assert all(sorted(column) == list(digits) for column in zip(*_DAMM, strict=True))
    assert all(
        _DAMM[_DAMM[before][one]][other] != _DAMM[_DAMM[before][other]][one]
        for before in digits
        for one, other in combinations(digits, 2)
    )


def test_a_digit_that_does_not_fit_is_told_with_how_to_mend_it() -> None:
    with pytest.raises(BadReference, match="last digit does not fit") as refusal:
        parse_reference("cuf 5742")

    assert refusal.value.message.values == {"text": "CUF-5742"}
    assert "Compare every digit" in refusal.value.message.id


@pytest.mark.parametrize(
    "text", ["", "CUF", "5724", "CUF-", "CUF--5724", "CUF-57a4", "C-5724", "CUF-4", "CUF_5724"]
)
def test_another_shape_is_told_with_an_example(text: str) -> None:
    with pytest.raises(BadReference, match="is not a reference") as refusal:
        parse_reference(text)

    assert refusal.value.message.values == {"text": text, "example": reference("CUF", 104)}


def test_nothing_has_the_number_zero() -> None:
    with pytest.raises(BadReference):
        parse_reference("CUF-00")


@pytest.mark.parametrize(
    ("prefix", "number"), [("cuf", 1), ("C", 1), ("CUF", 0), ("CUF", -1), ("CUF2", 1), ("CUF", 10**12)]
)
def test_only_capitals_and_numbers_above_zero_make_a_reference(prefix: str, number: int) -> None:
    with pytest.raises(ValueError, match="capitals"):
        reference(prefix, number)


def reads(digits: str) -> bool:
    try:
        parse_reference(f"CUF-{digits}")
    except BadReference:
        return False
    return True
