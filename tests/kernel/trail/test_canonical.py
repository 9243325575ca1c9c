"""Profile 1: one spelling for each value, and no spelling for what lies outside."""

import json
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as some

from app.kernel.trail.canonical import DEEPEST, Unfit, dump, load, moment, read_moment
from tests.kernel.trail import make


def test_G4_generated_values_are_spelt_as_rfc8785_spells_them_and_read_back() -> None:
    dice = make.dice(4)

    for _ in range(make.sample(2_000, 20_000)):
        value = make.value(dice)

        written = dump(value)

        assert written == rfc8785.dumps(value)
        assert load(written) == value
        assert dump(load(written)) == written
        assert b"\n" not in written


def test_G4_another_writer_with_sorted_keys_gives_the_same_bytes() -> None:
    value = {"b_2": [1, "é\u2028", None], "b": '\x1f\x7f/"\\', "a10": {"z": True}, "a_": -3, "a1": "2"}

    written = dump(value)

    assert written == (
        b'{"a1":"2","a10":{"z":true},"a_":-3,"b":"\\u001f\x7f/\\"\\\\","b_2":[1,"\xc3\xa9\xe2\x80\xa8",null]}'
    )


def test_tuples_and_text_enumerations_are_written_as_what_they_stand_for() -> None:
    colour = StrEnum("colour", {"RED": "red"})

    written = dump({"pair": (1, colour["RED"])})

    assert written == b'{"pair":[1,"red"]}'


@pytest.mark.parametrize(
    ("value", "path"),
    [
        (1.0, "$: "),
        ({"a": [0, 1e400]}, "$.a[1]: "),
        ({"a": float("nan")}, "$.a: "),
        (2**53, "$: "),
        ({"a": {"b": -(2**53)}}, "$.a.b: "),
        ({"A": 1}, "$: "),
        ({"é": 1}, "$: "),
        ({"": 1}, "$: "),
        ({"a b": 1}, "$: "),
        ({"a\n": 1}, "$: "),
        ({"١": 1}, "$: "),
        ({1: 1}, "$: "),
        ([{"a": "\ud800"}], "$[0].a: "),
        ({"a": b"bytes"}, "$.a: "),
        ({"a": {1, 2}}, "$.a: "),
        ({"a": datetime(2026, 1, 1, tzinfo=UTC)}, "$.a: "),
    ],
)  # fmt: skip
def test_G5_values_outside_the_profile_are_refused_with_their_path(value: Any, path: str) -> None:
    with pytest.raises(Unfit) as refusal:
        dump(value)

    assert str(refusal.value).startswith(path)


@pytest.mark.parametrize(
    "data",
    [
        b"1.0", b"1e3", b"-0", b"01", b"+1", b"NaN", b"Infinity", b"-Infinity", b"9007199254740992",
        b"1" * 5_000, b'{"a":1,"a":1}', b'{"b":1,"a":2}', b'{"a": 1}', b' {"a":1}', b'{"a":1}\n',
        b'{"A":1}', b'{"\\u0061":1}', b'"\\ud800"', b'"\\u0041"', b'"\\u000A"', b'"\\u001F"', b'"\\/"',
        b'"\xff"', b'"\xed\xa0\x80"', b"\xef\xbb\xbf1", b'"\x01"', b"", b"{", b"'a'", b'{"a":1,}',
        b"[" * 100_000, b'{"a":' * 50 + b"1" + b"}" * 50, b"\xfe\xff\x001",
    ],
)  # fmt: skip
def test_G5_bytes_outside_the_profile_are_refused(data: bytes) -> None:
    with pytest.raises(Unfit):
        load(data)


def test_G5_a_repeated_key_is_named() -> None:
    with pytest.raises(Unfit, match=r"\$\.\.b: the key stands twice"):
        load(b'{"a":{"b":1,"c":2,"b":3}}')


def test_nesting_is_bounded_at_the_same_depth_for_writer_and_reader() -> None:
    deepest = b"[" * DEEPEST + b"1" + b"]" * DEEPEST

    assert dump(load(deepest)) == deepest
    for deeper in (b"[" + deepest + b"]", b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1)):
        with pytest.raises(Unfit):
            load(deeper)


@given(some.binary(max_size=60) | some.text(max_size=60).map(lambda text: json.dumps(text).encode()))
def test_G5_whatever_is_read_is_spelt_so(data: bytes) -> None:
    try:
        value = load(data)
    except Unfit:
        return

    assert dump(value) == data


def test_G5_no_altered_byte_reads_as_the_same_value() -> None:
    dice = make.dice(5)
    for _ in range(make.sample(300, 3_000)):
        value = {"a": make.value(dice), "b": make.value(dice)}
        altered = bytearray(dump(value))
        altered[dice.randrange(len(altered))] ^= 1 << dice.randrange(8)

        try:
            read = load(bytes(altered))
        except Unfit:
            continue

        assert dump(read) == altered != dump(value)


def test_a_moment_is_written_in_utc_with_six_digits_and_read_back() -> None:
    at = datetime(2026, 3, 1, 2, 0, 0, 5, tzinfo=timezone(timedelta(hours=5, minutes=30)))

    written = moment(at)

    assert written == "2026-02-28T20:30:00.000005Z"
    assert read_moment(written) == at


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(Unfit):
        moment(datetime(2026, 3, 1))  # noqa: DTZ001 - the case under test


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-28T20:30:00Z", "2026-02-28T20:30:00.000005+00:00", "2026-02-30T20:30:00.000005Z",
        "2026-02-28 20:30:00.000005Z", "2026-02-28T24:30:00.000005Z", "2026-02-28T20:30:00.000005Z\n",
        "٢026-02-28T20:30:00.000005Z",
    ],
)  # fmt: skip
def test_a_moment_spelt_otherwise_is_refused(text: str) -> None:
    with pytest.raises(Unfit):
        read_moment(text)
