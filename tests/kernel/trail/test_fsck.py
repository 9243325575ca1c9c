"""fsck: a sound trail has no faults, and each kind of damage is named where it lies."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.kernel.db import Databases
from app.kernel.db import databases as opened
from app.kernel.trail import merkle
from app.kernel.trail.fsck import Report
from tests.databases import Database
from tests.kernel import make as toys
from tests.kernel.cast import chair, forum
from tests.kernel.toy import TOYS, Paint, Toy
from tests.kernel.trail import logs

STEP = 'thing_id, root_id, case_id, kind, move, duty, actor, post, "before", "after", at'


@pytest.fixture
def lent(clone: Callable[[str], Database]) -> Database:
    """A database with toys, whose facts have steps."""
    return clone("toy")


@pytest.fixture
def db(lent: Database) -> Iterator[Databases]:
    """The same, opened as the application opens it."""
    database = opened(lent.url)
    yield database
    database.close()


@pytest.fixture
def toy(db: Databases, tmp_path: Path) -> Toy:
    """A toy that was made and painted (facts 0 and 1), and a checkpoint (fact 2)."""
    made = toys.toy(db)
    toys.moved(db, forum, TOYS, made, "paint", Paint(title="Tap", colour="green"))
    logs.signed(db, logs.signer(tmp_path))
    return made


def report(db: Databases, tmp_path: Path) -> Report:
    return logs.checked(db, logs.signer(tmp_path))


def test_a_sound_trail_has_no_faults_and_is_counted(db: Databases, tmp_path: Path, toy: Toy) -> None:
    toys.moved(db, chair, TOYS, toy, "send")

    found = report(db, tmp_path)

    assert (found.sound, found.facts, found.checkpoints, found.erased) == (True, 4, 1, 0)


def test_an_erased_value_is_counted_and_is_no_fault(
    db: Databases, lent: Database, tmp_path: Path, toy: Toy
) -> None:
    logs.damage(lent, [("UPDATE kernel_secret SET value = NULL, salt = NULL WHERE seq = 1", {})])

    found = report(db, tmp_path)

    assert (found.sound, found.erased) == (True, 3)


def test_a_note_by_a_key_that_is_not_ours_does_not_verify(db: Databases, tmp_path: Path, toy: Toy) -> None:
    found = logs.checked(db, logs.signer(tmp_path, seed=2))

    assert [fault.partition(":")[0] for fault in found.faults] == ["a checkpoint's note does not verify"]


DAMAGE: dict[str, tuple[str, dict[str, Any], list[str]]] = {
    "a record's bytes": (
        "UPDATE kernel_fact SET record = :raw WHERE seq = 1",
        {"raw": b"{}"},
        ["fact 1 is not what its leaf hash says", "fact 1 does not read: $: not the fields of a record"],
    ),
    "a leaf hash": (
        "UPDATE kernel_fact SET leaf_hash = :leaf WHERE seq = 1",
        {"leaf": bytes(32)},
        ["fact 1 is not what its leaf hash says"],
    ),
    "a fact gone": (
        "DELETE FROM kernel_fact WHERE seq = 1",
        {},
        ["fact 2 stands where 1 should", "the head counts 3 facts, there are 2", "step 1 has no fact"],
    ),
    "a fact filed elsewhere": (
        "UPDATE kernel_fact SET stream = 'system' WHERE seq = 1",
        {},
        ["fact 1 is filed under system, not under its stream thing/100"],
    ),
    "a step's actor": (
        "UPDATE kernel_step SET actor = 'usr_9' WHERE seq = 1",
        {},
        ["step 1 is not what its fact says"],
    ),
    "a step's moment": (
        "UPDATE kernel_step SET at = :at WHERE seq = 1",
        {"at": "2026-07-01 00:00:00.000000+00:00"},
        ["step 1 is not what its fact says"],
    ),
    "a step gone": (
        "DELETE FROM kernel_step WHERE seq = 1",
        {},
        ["fact 1 and its step disagree that there is one"],
    ),
    "a step too many": (
        f"INSERT INTO kernel_step (seq, {STEP}) SELECT 2, {STEP} FROM kernel_step WHERE seq = 1",  # noqa: S608 - names of ours
        {},
        ["fact 2 and its step disagree that there is one"],
    ),
    "a stream's count": (
        "UPDATE kernel_stream SET count = 7 WHERE stream = 'thing/100'",
        {},
        ["stream thing/100 is not what its facts say"],
    ),
    "a stream's last": (
        "UPDATE kernel_stream SET last = :last WHERE stream = 'thing/100'",
        {"last": bytes(32)},
        ["stream thing/100 is not what its facts say"],
    ),
    "a stream gone": (
        "DELETE FROM kernel_stream WHERE stream = 'thing/100'",
        {},
        ["stream thing/100 is not what its facts say"],
    ),
    "a stream without facts": (
        "INSERT INTO kernel_stream (stream, count, last) VALUES ('thing/7', 1, :last)",
        {"last": bytes(32)},
        ["stream thing/7 is not what its facts say"],
    ),
    "a secret's value": (
        "UPDATE kernel_secret SET value = '\"pink\"' WHERE seq = 1 AND field = 'changes.0.after.colour'",
        {},
        ["secret 1 changes.0.after.colour does not open its commitment"],
    ),
    "a secret that is no value": (
        "UPDATE kernel_secret SET value = 'pink' WHERE seq = 1 AND field = 'changes.0.after.colour'",
        {},
        ["secret 1 changes.0.after.colour does not open its commitment"],
    ),
    "a secret's salt": (
        "UPDATE kernel_secret SET salt = :salt WHERE seq = 1 AND field = 'changes.0.after.colour'",
        {"salt": bytes(32)},
        ["secret 1 changes.0.after.colour does not open its commitment"],
    ),
    "a salt too short": (
        "UPDATE kernel_secret SET salt = :salt WHERE seq = 1 AND field = 'changes.0.after.colour'",
        {"salt": b"salt"},
        ["secret 1 changes.0.after.colour does not open its commitment"],
    ),
    "a secret gone": (
        "DELETE FROM kernel_secret WHERE seq = 1 AND field = 'form'",
        {},
        ["secret 1 form does not open its commitment"],
    ),
    "a secret too many": (
        "INSERT INTO kernel_secret (seq, field, salt, value) VALUES (2, 'form', :salt, '1')",
        {"salt": bytes(32)},
        ["secret 2 form opens nothing"],
    ),
    "the head's size": (
        "UPDATE kernel_head SET size = 4, frontier = :frontier",
        {"frontier": bytes(32)},
        ["the head counts 4 facts, there are 3"],
    ),
    "the head's frontier": (
        "UPDATE kernel_head SET frontier = :frontier",
        {"frontier": bytes(64)},
        ["the head's frontier is not that of the facts"],
    ),
    "a frontier that does not fit": (
        "UPDATE kernel_head SET frontier = :frontier",
        {"frontier": b"short"},
        ["the head does not read: 5 bytes are no frontier of 3 leaves"],
    ),
    "no head": (
        "DELETE FROM kernel_head",
        {},
        ["the head does not read: No row was found when one was required"],
    ),
    "another origin": (
        "UPDATE kernel_head SET origin = 'other.invalid/trail'",
        {},
        [f"fact {seq} says it is {seq} of test.invalid/trail" for seq in range(3)],
    ),
    "a tile beyond the tree": (
        'INSERT INTO kernel_tile (level, "index", hashes) VALUES (0, 0, :hashes)',
        {"hashes": bytes(32 * 256)},
        ["tile 0/0 is not that of the facts"],
    ),
    "a checkpoint's note": (
        "UPDATE kernel_checkpoint SET note = 'gone'",
        {},
        ["a checkpoint's note does not verify: "],
    ),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_each_kind_of_damage_is_named(
    db: Databases, lent: Database, tmp_path: Path, toy: Toy, engine_kind: str, name: str
) -> None:
    statement, values, named = DAMAGE[name]
    if engine_kind == "postgresql":
        logs.damage_schema(lent, "ALTER TABLE kernel_step DROP CONSTRAINT kernel_step_seq_fkey")
    logs.damage(lent, [(statement, values)])

    faults = report(db, tmp_path).faults

    assert toy.id == 100
    for fault in named:
        assert any(found.startswith(fault) for found in faults), faults
    if len(named) == 1:
        assert len(faults) == len(named), faults


def body_of(db: Databases, seq: int) -> dict[str, Any]:
    return dict(logs.read(db)[seq].body)


def replaced(db: Databases, place: int, **changes: Any) -> tuple[str, dict[str, Any]]:
    """The statement that puts a canonical record with these changes in a fact's place, leaf hash and all."""
    record = logs.read(db)[place]
    raw = type(record)(**{**vars(record), **changes}).to_bytes()
    statement = "UPDATE kernel_fact SET record = :raw, leaf_hash = :leaf WHERE seq = :seq"
    return statement, {"raw": raw, "leaf": merkle.leaf_hash(raw), "seq": place}


def test_a_record_that_fits_its_leaf_hash_but_not_its_place_is_named(
    db: Databases, lent: Database, tmp_path: Path, toy: Toy
) -> None:
    logs.damage(lent, [replaced(db, 1, stream_prev="00" * 32)])

    faults = report(db, tmp_path).faults

    assert f"fact 1 does not follow the last of its stream thing/{toy.id}" in faults
    assert "the head's frontier is not that of the facts" in faults
    assert "checkpoint 3 was signed over another tree" in faults


def test_a_record_whose_number_is_another_s_is_named(
    db: Databases, lent: Database, tmp_path: Path, toy: Toy
) -> None:
    logs.damage(lent, [replaced(db, 1, seq=5)])

    assert "fact 1 says it is 5 of test.invalid/trail" in report(db, tmp_path).faults
    assert toy.id == 100


def test_a_record_that_tells_only_part_of_its_step_is_named(
    db: Databases, lent: Database, tmp_path: Path, toy: Toy
) -> None:
    body = body_of(db, 1)
    del body["post"]
    logs.damage(lent, [replaced(db, 1, body=body)])

    assert "step 1 is not what its fact says" in report(db, tmp_path).faults
    assert json.dumps(body)
    assert toy.id == 100


def test_a_full_tile_that_was_altered_is_named(db: Databases, lent: Database, tmp_path: Path) -> None:
    signer = logs.signer(tmp_path)
    logs.fill(db, 256)
    logs.signed(db, signer)
    sound = logs.checked(db, signer)
    with logs.owning(lent) as connection:
        connection.execute(text("UPDATE kernel_tile SET hashes = :hashes"), {"hashes": bytes(32 * 256)})

    altered = logs.checked(db, signer)

    assert (sound.faults, altered.faults) == ([], ["tile 0/0 is not that of the facts"])
