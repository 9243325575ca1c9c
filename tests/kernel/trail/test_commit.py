"""Commitments open to one value in one field with one salt, and hide it from everyone else."""

from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.kernel.trail import commit
from app.kernel.trail.canonical import Unfit

SALT = bytes(range(32))
TEXTS = some.text(some.characters(exclude_categories=["Cs"]), max_size=20)
OPENINGS = some.tuples(TEXTS, TEXTS, some.binary(min_size=32, max_size=32))


def test_a_commitment_can_be_recomputed_by_hand() -> None:
    by_hand = sha256(b"lastmile-pii/1\x00" + SALT + b'{"field":"after.name","value":"A"}').digest()

    assert commit.commitment("after.name", "A", SALT) == by_hand


@given(OPENINGS, OPENINGS)
def test_G23_a_commitment_opens_only_to_its_value_field_and_salt(
    made: tuple[str, str, bytes], other: tuple[str, str, bytes]
) -> None:
    (field, value, salt), (other_field, other_value, other_salt) = made, other

    digest = commit.commitment(field, value, salt)

    assert commit.opens(digest, field, value, salt)
    assert commit.opens(digest, other_field, value, salt) == (other_field == field)
    assert commit.opens(digest, field, other_value, salt) == (other_value == value)
    assert commit.opens(digest, field, value, other_salt) == (other_salt == salt)


@given(TEXTS, TEXTS)
def test_G23_swapped_fields_and_values_do_not_open(one: str, other: str) -> None:
    digest = commit.commitment(one, other, SALT)

    assert commit.opens(digest, other, one, SALT) == (one == other)


def test_G22_without_its_salt_a_commitment_cannot_be_guessed() -> None:
    salt = commit.new_salt()
    digest = commit.commitment("sex", "f", salt)

    guesses = [
        commit.commitment("sex", value, guess) for value in ("f", "m", "") for guess in (bytes(32), SALT)
    ]

    assert digest not in guesses
    assert commit.new_salt() != salt


@pytest.mark.parametrize("salt", [b"", bytes(31), bytes(33)])
def test_a_salt_of_another_length_is_refused(salt: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        commit.commitment("a", "b", salt)
    with pytest.raises(ValueError, match="32 bytes"):
        commit.document_digest([b""], salt)


def test_a_value_outside_the_profile_cannot_be_committed_to() -> None:
    with pytest.raises(Unfit):
        commit.commitment("a", 1.5, SALT)


def test_a_document_digest_is_plain_or_salted_and_the_same_in_any_chunks() -> None:
    content = b"lines of a receipt" * 10

    assert commit.document_digest([content]) == sha256(content).digest()
    assert commit.document_digest([content[:7], content[7:]], SALT) == (
        sha256(b"lastmile-doc/1\x00" + SALT + content).digest()
    )


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"a": commit.mark(SALT)}, ["a"]),
        ({"a": {"b": [1, commit.mark(SALT), {"c": commit.mark(SALT)}]}}, ["a.b.1", "a.b.2.c"]),
        ({"a": commit.mark(SALT, commit.DOCUMENT), "b": commit.mark(SALT, commit.PLAIN_DOCUMENT)}, ["a"]),
        ({"a": {"commitment": "5000"}, "b": {"document": {"commitment": SALT.hex()}}}, ["b.document"]),
        ({"a": {"commitment": SALT.hex().upper()}, "b": {"document": 5}}, []),
        ({"a": "commitment", "b": {"commitment": "x", "c": 1}}, []),
    ],
)
def test_the_marks_of_a_body_are_found_with_their_fields(body: dict[str, Any], fields: list[str]) -> None:
    found = list(commit.marks(body))

    assert found == [(field, SALT) for field in fields]
