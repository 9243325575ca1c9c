"""Checkpoints: signed only over a tree that extends the last one signed, with full tiles and the streams' heads."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from app.kernel.db import Databases
from app.kernel.db import databases as opened
from app.kernel.trail import heads, merkle
from app.kernel.trail.append import Fact, append
from app.kernel.trail.checkpoints import checkpoint, notes, tiles_of
from app.kernel.trail.note import verify
from app.kernel.trail.signer import WillNotSign
from tests.databases import Database
from tests.kernel.trail import logs


def stored(db: Databases) -> list[str]:
    with db.read() as session:
        return notes(session.connection())


def tiles(db: Databases) -> list[tuple[int, int]]:
    with db.read() as session:
        rows = session.execute(text('SELECT level, "index" FROM kernel_tile ORDER BY level, "index"'))
        return [(level, index) for level, index in rows]


def test_a_checkpoint_signs_all_there_is_and_tells_the_heads_first(db: Databases, tmp_path: Path) -> None:
    signer = logs.signer(tmp_path)
    logs.fill(db, 5)

    note = logs.signed(db, signer)

    records = logs.assert_valid(db, 6, signer)
    signed = verify(note, (signer.vkey,))
    leaves = [merkle.leaf_hash(record.to_bytes()) for record in records]
    assert (signed.origin, signed.size) == (logs.ORIGIN, 6)
    assert signed.root == merkle.root(merkle.of_leaves(leaves), 6)
    assert (records[5].kind, records[5].stream, records[5].actor) == (heads.KIND, "system", "sys_clock")
    assert records[5].body["streams"] == 3
    assert stored(db) == [note]
    assert logs.checked(db, signer).checkpoints == 1


def test_the_heads_told_prove_how_far_each_stream_had_come(db: Databases, tmp_path: Path) -> None:
    logs.fill(db, 5)
    records = logs.read(db)
    known = [
        heads.Head(stream, count, merkle.leaf_hash(records[last].to_bytes()))
        for stream, count, last in (("grant/g0", 2, 3), ("grant/g1", 2, 4), ("grant/g2", 1, 2))
    ]

    logs.signed(db, logs.signer(tmp_path))

    told = logs.read(db)[5].body
    for head in known:
        heads.verify(head, *heads.place(known, head.stream), told)


def test_nothing_new_is_not_signed_again(db: Databases, tmp_path: Path) -> None:
    signer = logs.signer(tmp_path)
    nothing_yet = checkpoint(db, signer, logs.NOW)
    logs.write(db, 0)
    logs.signed(db, signer)

    again = checkpoint(db, signer, logs.NOW)

    assert (nothing_yet, again) == (None, None)
    assert len(logs.read(db)) == 2


def test_each_checkpoint_extends_the_one_before(db: Databases, tmp_path: Path) -> None:
    signer = logs.signer(tmp_path)
    sizes = []
    for count in (1, 3, 7):
        logs.fill(db, count)
        sizes.append(verify(logs.signed(db, signer), (signer.vkey,)).size)

    assert sizes == [2, 6, 14]
    assert logs.checked(db, signer).faults == []


def test_full_tiles_are_written_once_and_proofs_are_read_from_them(db: Databases, tmp_path: Path) -> None:
    signer = logs.signer(tmp_path)
    logs.fill(db, 300)
    logs.signed(db, signer)
    first = tiles(db)
    logs.fill(db, 250)
    logs.signed(db, signer)

    records = logs.assert_valid(db, 552, signer)

    leaves = [merkle.leaf_hash(record.to_bytes()) for record in records]
    with db.read() as session:
        nodes = merkle.of_tiles(tiles_of(session.connection()))
        path = merkle.inclusion_path(nodes, 17, 552)
    merkle.verify_inclusion(leaves[17], 17, 552, path, merkle.root(merkle.of_leaves(leaves), 552))
    assert (first, tiles(db)) == ([(0, 0)], [(0, 0), (0, 1)])
    assert logs.checked(db, signer).faults == []


def rewrite(db: Databases, lent: Database, place: int) -> None:
    """What somebody who holds the database does: one fact altered, and everything after it made to fit."""
    records = logs.read(db)
    records[place] = replace(records[place], body={**records[place].body, "number": 999})
    with logs.owning(lent) as connection:
        logs.unguarded(connection)
        for table in ("kernel_secret", "kernel_stream", "kernel_fact"):
            connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - names of ours
        connection.execute(text("UPDATE kernel_head SET size = 0, frontier = :none"), {"none": b""})
        for record in records:
            fact = Fact(record.kind, record.stream, record.actor, record.body)
            append(connection, [fact], record.at, record.req)


@pytest.mark.parametrize("place", [0, 2, 4])
def test_a_rewrite_that_fits_in_itself_is_not_signed_and_is_seen_against_every_later_checkpoint(
    db: Databases, lent: Database, tmp_path: Path, place: int
) -> None:
    signer = logs.signer(tmp_path)
    for count in (2, 2, 2):
        logs.fill(db, count)
        logs.signed(db, signer)

    rewrite(db, lent, place)
    logs.write(db, 77)

    with pytest.raises(WillNotSign, match="does not extend"):
        checkpoint(db, signer, logs.NOW)
    against = [fault for fault in logs.checked(db, signer).faults if "another tree" in fault]
    assert against == [
        f"checkpoint {size} was signed over another tree" for size in (3, 6, 9) if size > place
    ]
    assert len(stored(db)) == 3


def test_a_restored_older_backup_is_not_signed(
    db: Databases, clone: Callable[[str], Database], tmp_path: Path
) -> None:
    signer = logs.signer(tmp_path)
    logs.fill(db, 5)
    logs.signed(db, signer)
    older = opened(clone("founded").url)
    logs.fill(older, 2)

    with pytest.raises(WillNotSign, match="smaller"):
        checkpoint(older, signer, logs.NOW)

    assert stored(older) == []
    older.close()


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        ("DELETE FROM kernel_fact WHERE seq = 7", {}),
        ("DELETE FROM kernel_fact WHERE seq = 3", {}),
        ("UPDATE kernel_fact SET leaf_hash = :leaf WHERE seq = 3", {"leaf": bytes(32)}),
        ("UPDATE kernel_head SET frontier = :frontier", {"frontier": bytes(32)}),
    ],
    ids=[
        "the last fact is gone",
        "an older fact is gone",
        "a leaf hash is altered",
        "the frontier is altered",
    ],
)
def test_facts_that_do_not_make_the_head_s_tree_are_not_signed(
    db: Databases, lent: Database, tmp_path: Path, statement: str, values: dict[str, bytes]
) -> None:
    signer = logs.signer(tmp_path)
    logs.fill(db, 5)
    logs.signed(db, signer)
    logs.fill(db, 2)
    logs.damage(lent, [(statement, values)])
    saved = (tmp_path / "last.note").read_text()

    with pytest.raises(WillNotSign, match="do not make the tree"):
        checkpoint(db, signer, logs.NOW)

    assert (tmp_path / "last.note").read_text() == saved
    assert len(stored(db)) == 1


def test_a_checkpoint_lost_between_signing_and_storing_is_made_good_by_the_next(
    db: Databases, lent: Database, tmp_path: Path
) -> None:
    signer = logs.signer(tmp_path)
    logs.fill(db, 5)
    lost = logs.signed(db, signer)
    with logs.owning(lent) as connection:
        connection.execute(text("DELETE FROM kernel_checkpoint"))

    note = logs.signed(db, signer)

    assert note != lost
    assert verify(note, (signer.vkey,)).size == 7
    assert logs.checked(db, signer).faults == []
