"""The record of a fact: exactly its fields, exactly its bytes."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from app.kernel.trail import canonical
from app.kernel.trail.canonical import Unfit
from app.kernel.trail.record import Record
from tests.kernel.trail import make

FIRST = Record(
    at=make.START, actor="usr_a1", body={"amount": "1000"}, kind="funding.tranche.release", log=make.ORIGIN,
    req="r-1", seq=0, stream="grant/g1", stream_prev="", stream_seq=0,
)  # fmt: skip
LATER = replace(FIRST, seq=7, stream_seq=2, stream_prev="ab" * 32)


def test_a_record_is_written_in_canonical_bytes_and_read_back() -> None:
    written = LATER.to_bytes()

    assert written.decode() == (
        '{"actor":"usr_a1","at":"2026-03-01T08:30:00.000000Z","body":{"amount":"1000"},'
        '"kind":"funding.tranche.release","log":"fund.example.org/trail","req":"r-1","seq":7,'
        f'"stream":"grant/g1","stream_prev":"{"ab" * 32}","stream_seq":2,"v":1}}'
    )
    assert Record.from_bytes(written) == LATER


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("actor", ""), ("actor", "amina"), ("actor", 1), ("actor", "usr_a1\n"),
        ("kind", "release"), ("kind", "Funding.release"), ("kind", "funding..release"),
        ("log", ""), ("log", "fund.example.org"), ("log", "Fund.example.org/trail"), ("log", "a b/trail"),
        ("req", ""), ("req", "a b"), ("req", "é"), ("req", "x" * 201),
        ("stream", ""), ("stream", "grant/"), ("stream", "grant/a/b"), ("stream", "Grant/a"),
        ("stream_prev", "AB" * 32), ("stream_prev", "ab"), ("stream_prev", None),
        ("seq", True), ("seq", -1), ("seq", 1), ("seq", 2**53), ("stream_seq", 8), ("stream_seq", "2"),
        ("v", 2), ("v", True), ("body", []), ("body", None),
    ],
)  # fmt: skip
def test_what_no_record_may_hold_is_refused(field: str, value: Any) -> None:
    changed: dict[str, Any] = {field: value}

    with pytest.raises(Unfit, match=r"\$\.(seq|stream_seq)" if "seq" in field else rf"\$\.{field}"):
        replace(LATER, **changed)


def test_only_a_streams_first_record_has_none_before_it() -> None:
    with pytest.raises(Unfit):
        replace(FIRST, stream_prev="ab" * 32)
    with pytest.raises(Unfit):
        replace(LATER, stream_prev="")


def test_the_first_of_a_stream_may_stand_anywhere_in_the_trail() -> None:
    assert replace(FIRST, seq=9).stream_prev == ""


def test_a_moment_without_a_zone_is_not_written() -> None:
    with pytest.raises(Unfit):
        replace(FIRST, at=datetime(2026, 3, 1)).to_bytes()  # noqa: DTZ001 - the case under test


@pytest.mark.parametrize("body", [{"amount": 1.5}, {"Amount": "1"}, {"amount": "\ud800"}])
def test_a_body_outside_the_profile_is_not_written(body: dict[str, Any]) -> None:
    with pytest.raises(Unfit, match=r"^\$\.body"):
        replace(FIRST, body=body).to_bytes()


@pytest.mark.parametrize(
    "change", [{"extra": 1}, {"at": 5}, {"at": "2026-03-01T08:30:00Z"}, {"seq": "7"}, {"stream_seq": None}]
)
def test_bytes_of_another_shape_are_no_record(change: dict[str, Any]) -> None:
    value = canonical.load(LATER.to_bytes()) | change

    with pytest.raises(Unfit):
        Record.from_bytes(canonical.dump(value))


@pytest.mark.parametrize(
    "name", ["actor", "at", "body", "kind", "log", "req", "seq", "stream", "stream_prev", "v"]
)
def test_bytes_that_lack_a_field_are_no_record(name: str) -> None:
    value = canonical.load(LATER.to_bytes())
    del value[name]

    with pytest.raises(Unfit):
        Record.from_bytes(canonical.dump(value))


@pytest.mark.parametrize("data", [b"[]", b"1", b"{}", b'"text"'])
def test_other_values_are_no_record(data: bytes) -> None:
    with pytest.raises(Unfit):
        Record.from_bytes(data)


def test_G6_every_altered_bit_changes_the_record_or_stops_it_from_reading() -> None:
    written = LATER.to_bytes()

    for bit in range(8 * len(written)):
        altered = bytearray(written)
        altered[bit // 8] ^= 1 << bit % 8
        try:
            read = Record.from_bytes(bytes(altered))
        except Unfit:
            continue
        assert read != LATER
