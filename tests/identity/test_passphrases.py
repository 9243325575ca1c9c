"""Passphrases: guarantee 56's parameters, and what a new one may be."""

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from app.identity import passphrases, rules


def test_56_passphrases_are_argon2id_with_19_mebibytes_two_passes_and_one_lane() -> None:
    made = extract_parameters(passphrases.hash_of("seven blue buckets"))

    assert made.type is Type.ID
    assert made.memory_cost >= 19 * 1024
    assert made.time_cost >= 2
    assert made.parallelism >= 1


def test_59_nobodys_hash_costs_what_everybodys_costs() -> None:
    assert extract_parameters(passphrases.NOBODYS) == extract_parameters(passphrases.hash_of("any"))


def test_two_hashes_of_one_passphrase_differ() -> None:
    assert passphrases.hash_of("seven blue buckets") != passphrases.hash_of("seven blue buckets")


def test_only_the_passphrase_itself_is_right() -> None:
    kept = passphrases.hash_of("seven blue buckets")

    assert passphrases.is_right(kept, "seven blue buckets")
    assert not passphrases.is_right(kept, "seven blue bucket")
    assert not passphrases.is_right(None, "seven blue buckets")
    assert not passphrases.is_right("no hash at all", "seven blue buckets")


def test_a_hash_with_weaker_settings_is_outdated() -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash("seven blue buckets")

    assert passphrases.is_outdated(weak)
    assert not passphrases.is_outdated(passphrases.hash_of("seven blue buckets"))


@pytest.mark.parametrize(
    "typed", ["seven blue buckets", "ÉÈ ça ira là-bas", "x1" * 64, "   spaced   ", "12345679 8"]
)
def test_a_passphrase_needs_nothing_but_length(typed: str) -> None:
    assert rules.passphrase_faults(typed, typed, ["Somebody"]) == []


@pytest.mark.parametrize(
    ("typed", "again", "field"),
    [
        ("short", "short", "passphrase"),
        ("x1" * 65, "x1" * 65, "passphrase"),
        ("Password123", "Password123", "passphrase"),
        ("zzzzzzzzzz", "zzzzzzzzzz", "passphrase"),
        ("Forum Officer", "Forum Officer", "passphrase"),
        ("+256772123456", "+256772123456", "passphrase"),
        ("seven blue buckets", "seven blue bucket", "again"),
    ],
)
def test_a_passphrase_that_anyone_would_guess_is_refused(typed: str, again: str, field: str) -> None:
    faults = rules.passphrase_faults(typed, again, ["forum officer", "+256772123456"])

    assert [fault.field for fault in faults] == [field]


def test_every_fault_of_a_passphrase_is_named_at_once() -> None:
    faults = rules.passphrase_faults("1111", "2222", [])

    assert len(faults) == 3


def test_the_list_of_common_ones_has_none_that_length_refuses_already() -> None:
    assert len(rules.COMMON) > 300
    assert not [word for word in rules.COMMON if len(word) < rules.SHORTEST]
