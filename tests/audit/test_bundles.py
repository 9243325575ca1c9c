"""A bundle as the product writes it: it verifies by itself, the same bytes each time, whole or not there."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.audit import verify
from app.audit.bundles.writing import PIECES
from app.kernel.db import Databases
from app.kernel.errors import Refused
from tests.audit import export
from tests.audit.bundling import Desk
from tests.audit.judge import judges_good
from tests.funding import awarding

PAPERS_NOT_KEPT = 3
"""The papers of the fund's parties, whose bytes no store of these tests holds: a bundle names what it lacks."""


@pytest.fixture
def desk(house_db: Databases, tmp_path: Path) -> Desk:
    """The books of a fund with one award that is running, signed twice."""
    fund = awarding.fund_on(house_db)
    desk = Desk(house_db, tmp_path)
    desk.sign()
    fund.active(fund.prepared(fund.reserved(parts=[2_400_000, 1_200_000])))
    desk.sign()
    return desk


def said(capsys: pytest.CaptureFixture[str], folder: Path) -> tuple[int, str]:
    status = verify.main(["all", str(folder)])
    return status, capsys.readouterr().out


def test_the_verifier_in_it_runs_alone_and_finds_it_true(desk: Desk) -> None:
    folder = desk.unpacked()

    run = subprocess.run(
        [sys.executable, "-I", "-S", "verify.py", "all", "."],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (run.returncode, run.stderr) == (0, ""), run.stdout
    assert "registers add up, and their money is that of" in run.stdout
    assert "2 signed checkpoints hold" in run.stdout
    assert judges_good(folder)


def test_the_proofs_in_it_lead_from_the_older_checkpoint_to_the_newest(desk: Desk) -> None:
    folder = desk.unpacked()
    (proof,) = (folder / "proofs").iterdir()
    old = proof.stem.split("-")[0]

    status = verify.main(
        ["--vkey", str(folder / "vkey"), "extend", str(folder / "checkpoints" / f"{old}.txt"), str(proof)]
    )

    assert status == 0


def test_the_same_books_give_the_same_bytes(desk: Desk) -> None:
    one, made = desk.take("one")
    other, again = desk.take("other")

    assert one.read_bytes() == other.read_bytes()
    assert made.facts > 20
    assert made.missing == again.missing
    assert [name.partition("/")[0] for name in made.missing] == ["documents"] * PAPERS_NOT_KEPT


def test_progress_is_told_piece_by_piece(desk: Desk, tmp_path: Path) -> None:
    heard: list[str] = []

    with desk.databases.read() as session:
        desk.write(tmp_path / "b.zip", session, heard.append)

    assert tuple(heard) == PIECES


def test_an_export_that_breaks_leaves_nothing_that_looks_whole(desk: Desk, tmp_path: Path) -> None:
    def fails(piece: str) -> None:
        if piece == "documents":
            raise OSError("the disk is full")

    with desk.databases.read() as session, pytest.raises(OSError, match="full"):
        desk.write(tmp_path / "b.zip", session, fails)

    assert not list(tmp_path.glob("**/*b.zip*"))


def test_a_trail_that_nobody_signed_is_not_bundled(house_db: Databases, tmp_path: Path) -> None:
    awarding.fund_on(house_db)

    with pytest.raises(Refused):
        Desk(house_db, tmp_path).take()


def _row(name: str, change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        path = folder / "registers" / f"{name}.jsonl"
        rows = [json.loads(line) for line in path.read_text().splitlines()]
        change(rows[0])
        path.write_bytes(export.lines(rows))

    return damage


def _drop_first(folder: Path) -> None:
    path = folder / "registers" / "transactions.jsonl"
    rows = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(rows[2:]))
    listed = json.loads((folder / "registers.json").read_text())
    gone = [json.loads(row) for row in rows[:2]]
    told = listed["transactions"]
    told["rows"] -= 2
    for one in told["sums"]:
        one["minor"] = str(int(one["minor"]) - sum(int(row[one["column"]]) for row in gone))
    (folder / "registers.json").write_bytes(export.lines([listed]).rstrip(b"\n"))


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (_row("transactions", lambda row: row.update(debit="1")), "do not make what registers.json says"),
        (_row("transactions", lambda row: row.update(account="share/9/FREE/USD")), "stands otherwise in the register"),
        (_row("transactions", lambda row: row.update(effective_on="2020-01-01")), "stands otherwise in the register"),
        (_row("transactions", lambda row: row.pop("key")), "does not read"),
        (_row("awards", lambda row: row.update(committed="0")), "do not make what registers.json says"),
        (_drop_first, "stands otherwise in the register"),
    ],
)  # fmt: skip
def test_a_register_that_does_not_follow_from_the_facts_is_wrong(
    desk: Desk, damage: Callable[[Path], None], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = desk.unpacked()
    damage(folder)
    export.seal(folder)

    status, told = said(capsys, folder)

    assert (status, words in told) == (1, True), told
