"""The auditor's verifier: it stands alone, and misses nothing that was done to an export."""

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.audit import verify
from app.kernel.trail import canonical, commit, heads, merkle, note
from app.kernel.trail.note import Checkpoint, VerifierKey
from app.kernel.trail.record import Record
from tests.audit import export
from tests.audit.export import Trail
from tests.audit.judge import judges_good
from tests.kernel.trail import make

PROGRAM = Path(verify.__file__)
TRAIL = export.sample()
SIZE = len(TRAIL.records)

ALONE = """
import runpy, sys
def watch(event, details):
    if event.startswith("socket."):
        raise SystemExit(f"reached for {event}")
sys.addaudithook(watch)
sys.argv = sys.argv[1:]
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
finally:
    loaded = {name.split(".")[0] for name in sys.modules} - {"__main__"}
    print("strangers:", sorted(loaded - set(sys.stdlib_module_names)))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return export.write(tmp_path / "export", TRAIL, [5, 12, SIZE])


def said(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    status = verify.main([str(each) for each in arguments])
    return status, capsys.readouterr().out


# ---- As a program ----------------------------------------------------------------------------------------------


def test_G11_it_runs_isolated_with_the_standard_library_alone_and_without_network(folder: Path) -> None:
    command = [sys.executable, "-I", "-S", "-c", ALONE, str(PROGRAM), "all", str(folder)]

    run = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.endswith("VERIFIED\nstrangers: []\n")


@pytest.mark.parametrize(
    ("damage", "status", "words"),
    [
        (lambda _folder: None, 0, "VERIFIED"),
        (
            lambda folder: (folder / "trail.jsonl").write_bytes(b"{}\n"),
            1,
            "WRONG: trail.jsonl: differs from SHA256SUMS",
        ),
        (lambda folder: (folder / "vkey").unlink(), 2, "COULD NOT JUDGE"),
    ],
)
def test_its_exit_status_is_0_1_or_2(
    folder: Path, damage: Callable[[Path], Any], status: int, words: str
) -> None:
    damage(folder)

    run = subprocess.run(
        [sys.executable, "-I", "-S", PROGRAM, "all", folder], capture_output=True, text=True, check=False
    )

    assert run.returncode == status
    assert words in run.stdout


def test_a_question_it_does_not_know_is_not_judged() -> None:
    run = subprocess.run([sys.executable, "-I", "-S", PROGRAM, "guess"], capture_output=True, check=False)

    assert run.returncode == 2


# ---- Full exports ----------------------------------------------------------------------------------------------


def test_a_good_export_is_described(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, words = said(capsys, "all", folder)

    assert status == 0
    assert f"{SIZE} records are canonical, numbered and linked in 4 streams." in words
    assert f"3 signed checkpoints hold; the newest covers {SIZE} records of {make.ORIGIN}." in words
    assert TRAIL.checkpoint(SIZE).root.hex() in words
    assert "Of 4 commitments 2 open correctly, 1 are withheld, 1 are erased." in words
    assert "2 documents are those of their entries." in words
    assert f"Key {make.ORIGIN}+{export.VKEY.key_id.hex()}" in words


def test_records_after_the_newest_checkpoint_are_counted_as_not_proven(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, words = said(capsys, "all", export.write(tmp_path / "export", TRAIL, [SIZE - 4]))

    assert status == 0
    assert "4 records lie after the newest checkpoint and are not yet proven." in words


def test_G22_redactions_tells_what_became_of_each_text(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, words = said(capsys, "redactions", folder)

    assert status == 0
    assert "entry 12 after.name: opens\n" in words
    assert "entry 13 after.name: withheld\n" in words
    assert "entry 14 after.name: erased by entry 15\n" in words
    assert "entry 16 files.0: opens\n" in words
    assert "entry 17" not in words


def test_G22_an_opening_of_an_erased_text_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trail = Trail()
    trail.add_text("to be erased")
    trail.add({"field": "after.name", "seq": 0}, "system", "pii.erased")

    status, words = said(capsys, "all", export.write(tmp_path / "export", trail, [2]))

    assert status == 1
    assert "was erased, yet the export opens it" in words


@pytest.mark.parametrize(
    "body", [{}, {"field": "after.name", "seq": 7}, {"field": "after", "seq": 0}, {"field": [], "seq": True}]
)
def test_an_erasure_of_nothing_is_wrong(
    tmp_path: Path, body: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    trail = Trail()
    trail.add_text("text", shown=False)
    trail.add(body, "system", "pii.erased")

    status, words = said(capsys, "all", export.write(tmp_path / "export", trail, [2]))

    assert status == 1
    assert "erases what is no commitment before it" in words


def test_heads_that_do_not_tell_the_truth_are_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trail = Trail()
    trail.add({"amount": "1"}, "grant/g1")
    trail.add({"amount": "2"}, "grant/g2")
    trail.add(heads.body([trail.streams["grant/g1"]]), "system", heads.KIND)

    status, words = said(capsys, "all", export.write(tmp_path / "export", trail, [3]))

    assert status == 1
    assert "the newest stream.heads: does not tell what the streams were" in words


def test_heads_are_those_of_their_moment_though_streams_grow_on(tmp_path: Path) -> None:
    trail = export.sample()
    trail.add({"amount": "1"}, "grant/g1")
    trail.add({"amount": "1"}, "grant/new")

    assert verify.main(["all", str(export.write(tmp_path / "export", trail, [len(trail.records)]))]) == 0


def test_the_empty_trail_verifies(tmp_path: Path) -> None:
    assert verify.main(["all", str(export.write(tmp_path / "export", Trail(), [0]))]) == 0


@pytest.mark.parametrize("missing", ["trail.jsonl", "vkey", "checkpoints"])
def test_without_trail_key_or_checkpoint_nothing_is_judged(folder: Path, missing: str) -> None:
    (folder / "SHA256SUMS").unlink()
    path = folder / missing
    shutil.rmtree(path) if path.is_dir() else path.unlink()

    assert verify.main(["all", str(folder)]) == 2


def test_a_key_held_is_used_in_place_of_the_export_s(folder: Path, tmp_path: Path) -> None:
    held = tmp_path / "held"
    held.write_text(f"{export.VKEY}\n")
    other = tmp_path / "other"
    other.write_text(f"{VerifierKey.of(make.key(2), make.ORIGIN)}\n")

    assert verify.main(["--vkey", str(held), "all", str(folder)]) == 0
    assert verify.main(["--vkey", str(other), "all", str(folder)]) == 1


def test_G27_both_keys_of_a_rotation_are_taken(folder: Path) -> None:
    new = note.sign(TRAIL.checkpoint(9), make.key(2), make.ORIGIN)
    (folder / "checkpoints" / "9.txt").write_text(new)
    (folder / "vkey").write_text(f"{export.VKEY}\n{VerifierKey.of(make.key(2), make.ORIGIN)}\n")

    assert verify.main(["all", str(export.seal(folder))]) == 0


def test_G10_two_checkpoints_of_one_size_are_a_fork(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fork = Checkpoint(make.ORIGIN, 12, bytes(32))
    (folder / "checkpoints" / "other.txt").write_text(note.sign(fork, export.KEY, make.ORIGIN))

    status, words = said(capsys, "all", export.seal(folder))

    assert status == 1
    assert "FORK: two signed trees of 12 records" in words
    assert TRAIL.checkpoint(12).root.hex() in words


def test_G26_an_export_of_staging_does_not_verify_with_a_production_checkpoint(tmp_path: Path) -> None:
    staging = Trail(log="staging.example.org/trail")
    staging.add({"amount": "1"})
    folder = export.write(tmp_path / "export", staging, [])
    claimed = Checkpoint(make.ORIGIN, 1, staging.checkpoint(1).root)
    (folder / "checkpoints" / "1.txt").write_text(note.sign(claimed, export.KEY, make.ORIGIN))

    assert verify.main(["all", str(export.seal(folder))]) == 1


def test_a_file_outside_the_list_or_missing_from_it_is_wrong(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "extra").write_text("x")
    extra = said(capsys, "all", folder)
    (folder / "extra").unlink()
    (folder / "private.jsonl").unlink()

    assert extra == (1, extra[1])
    assert "not in SHA256SUMS: extra" in extra[1]
    assert said(capsys, "all", folder)[0] == 1


def test_a_document_outside_the_export_is_not_read(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.pdf"
    outside.write_bytes(b"a plan")
    manifest = folder / "documents.jsonl"
    manifest.write_bytes(manifest.read_bytes().replace(b"documents/17.pdf", b"../outside.pdf"))

    assert verify.main(["all", str(export.seal(folder))]) == 1


# ---- What is done to exports -----------------------------------------------------------------------------------


def test_G6_every_altered_bit_is_detected_though_the_list_is_written_anew(folder: Path) -> None:
    dice = make.dice(6)
    small = Trail()
    small.add({"amount": "1"})
    small.add_text("text")
    small.add_document(b"plan", b"s" * 32)
    small.close()
    if make.THOROUGH:
        folder = export.write(folder.parent / "small", small, [4])
    (folder / "SHA256SUMS").unlink()
    bits = [
        (path, bit)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for bit in range(8 * path.stat().st_size)
    ]

    for path, bit in bits if make.THOROUGH else dice.sample(bits, 200):
        whole = path.read_bytes()
        altered = bytearray(whole)
        altered[bit // 8] ^= 1 << bit % 8
        path.write_bytes(altered)

        assert verify.main(["all", str(folder)]) != 0, f"{path.name} bit {bit}"

        path.write_bytes(whole)


def test_G6_an_altered_bit_of_any_file_is_detected_by_the_list(folder: Path) -> None:
    dice = make.dice(66)
    (folder / "README").write_text("What this is.\n")
    export.seal(folder)

    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        whole = path.read_bytes()
        for _ in range(make.sample(6, 60)):
            altered = bytearray(whole)
            altered[dice.randrange(len(whole))] ^= 1 << dice.randrange(8)
            path.write_bytes(altered)

            assert verify.main(["all", str(folder)]) != 0
        path.write_bytes(whole)
    assert verify.main(["all", str(folder)]) == 0


EDITS: list[Callable[[list[bytes], int], list[bytes]]] = [
    lambda lines, at: lines[:at] + lines[at + 1 :],
    lambda lines, at: [*lines[:at], lines[at], *lines[at:]],
    lambda lines, at: [*lines[:at], lines[at - 1], *lines[at:]],
    lambda lines, at: [*lines[: at - 1], lines[at], lines[at - 1], *lines[at + 1 :]],
    lambda lines, at: lines[:at],
    lambda lines, at: [*lines[:at], *lines[at:][::-1]],
]


@pytest.mark.parametrize("edit", EDITS)
def test_G7_removal_doubling_insertion_exchange_truncation_and_reversal_are_detected(
    folder: Path, edit: Callable[[list[bytes], int], list[bytes]]
) -> None:
    trail = folder / "trail.jsonl"
    for at in range(1, SIZE - 1):
        altered = edit(list(TRAIL.records), at)
        trail.write_bytes(b"".join(line + b"\n" for line in altered))

        assert verify.main(["all", str(export.seal(folder))]) == 1


def rewritten(index: int, amount: str) -> Trail:
    """What someone with the database and the key makes of the trail: one amount changed, all after it rebuilt."""
    trail = Trail()
    for seq, record in enumerate(TRAIL.records):
        fact = json.loads(record)
        body = fact["body"] | {"amount": amount} if seq == index else fact["body"]
        if fact["kind"] == heads.KIND:
            body = heads.body(trail.streams.values())
        trail.add(body, fact["stream"], fact["kind"])
    return trail


@pytest.mark.parametrize("index", [0, 4, 11])
def test_G8_a_rewrite_with_database_and_key_is_detected_by_every_checkpoint_held_that_covers_it(
    index: int, tmp_path: Path
) -> None:
    new = export.write(tmp_path / "new", rewritten(index, "9999999"), [SIZE])
    held = tmp_path / "held.txt"
    (tmp_path / "vkey").write_text(f"{export.VKEY}\n")

    assert verify.main(["all", str(new)]) == 0
    for size in range(1, SIZE + 1):
        held.write_text(TRAIL.note(size))
        assert verify.main(["extend", str(held), str(new)]) == (1 if size > index else 0)


def drop_a_checkpoint(folder: Path, dice: random.Random) -> None:
    dice.choice(notes_of(folder)).unlink()


def edit_the_records(folder: Path, dice: random.Random) -> None:
    records = (folder / "trail.jsonl").read_bytes().split(b"\n")[:-1]
    write_records(folder, dice.choice(EDITS)(records, dice.randrange(1, SIZE - 1)))


def rebuild_from_a_changed_amount(folder: Path, dice: random.Random) -> None:
    write_records(folder, rewritten(dice.randrange(SIZE - 1), str(dice.randrange(10**6))).records)


def put_another_checkpoint(folder: Path, dice: random.Random) -> None:
    dice.choice(notes_of(folder)).write_text(TRAIL.note(dice.randrange(1, SIZE + 1)))


def sign_with_another_key(folder: Path, dice: random.Random) -> None:
    dice.choice(notes_of(folder)).write_text(note.sign(TRAIL.checkpoint(7), make.key(2), make.ORIGIN))


def withhold_openings(folder: Path, dice: random.Random) -> None:
    lines = (folder / "private.jsonl").read_bytes().splitlines(keepends=True)
    (folder / "private.jsonl").write_bytes(b"".join(dice.sample(lines, dice.randrange(len(lines) + 1))))


def withhold_documents(folder: Path, dice: random.Random) -> None:
    (folder / "documents.jsonl").write_bytes(b"")


def grow(folder: Path, dice: random.Random) -> None:
    longer = export.sample()
    longer.add({"amount": "1"}, dice.choice(["grant/g1", "grant/new"]))
    write_records(folder, longer.records)


def alter_a_byte(folder: Path, dice: random.Random) -> None:
    path = dice.choice(sorted(path for path in folder.rglob("*") if path.is_file()))
    content = bytearray(path.read_bytes() or b"\n")
    content[dice.randrange(len(content))] = dice.randrange(256)
    path.write_bytes(content)


HARMS = [
    drop_a_checkpoint, edit_the_records, rebuild_from_a_changed_amount, put_another_checkpoint,
    sign_with_another_key, withhold_openings, withhold_documents, grow, alter_a_byte,
]  # fmt: skip


def notes_of(folder: Path) -> list[Path]:
    return sorted((folder / "checkpoints").iterdir())


def write_records(folder: Path, records: list[bytes]) -> None:
    (folder / "trail.jsonl").write_bytes(b"".join(record + b"\n" for record in records))


def test_G34_two_verifiers_agree_on_good_and_damaged_exports(folder: Path, tmp_path: Path) -> None:
    dice = make.dice(34)
    (folder / "SHA256SUMS").unlink()
    verdicts = []

    for number in range(make.sample(200, 1_000)):
        copy = tmp_path / str(number)
        shutil.copytree(folder, copy)
        for _ in range(dice.choice([0, 1, 1, 2])):
            dice.choice(HARMS)(copy, dice)

        good = verify.main(["all", str(copy)]) == 0

        assert good == judges_good(copy), f"export {number}"
        verdicts.append(good)
        shutil.rmtree(copy)
    assert 0.1 < sum(verdicts) / len(verdicts) < 0.9


# ---- Receipts, streams, extensions -----------------------------------------------------------------------------


@pytest.fixture
def receipt(tmp_path: Path) -> tuple[Path, Path]:
    (tmp_path / "vkey").write_text(f"{export.VKEY}\n")
    file, record = tmp_path / "3.tlog-proof", tmp_path / "record.json"
    file.write_text(str(TRAIL.receipt(3, SIZE)))
    record.write_bytes(TRAIL.records[3] + b"\n")
    return file, record


def test_a_receipt_proves_its_record(receipt: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    status, words = said(capsys, "entry", *receipt)

    assert status == 0
    assert f"entry 3 stands in the tree of {SIZE} records of {make.ORIGIN}." in words


def test_G2_a_receipt_proves_nothing_else(receipt: tuple[Path, Path]) -> None:
    file, record = receipt
    whole = file.read_bytes()

    for other in (
        *TRAIL.records[:3],
        TRAIL.records[3].replace(b"3000", b"3001"),
        TRAIL.records[3] + b" ",
        b"",
    ):
        record.write_bytes(other)
        assert verify.main(["entry", str(file), str(record)]) == 1
    record.write_bytes(TRAIL.records[3])
    for bit in range(0, 8 * len(whole), make.sample(29, 1)):
        altered = bytearray(whole)
        altered[bit // 8] ^= 1 << bit % 8
        file.write_bytes(altered)
        assert verify.main(["entry", str(file), str(record)]) == 1


def test_G26_a_receipt_of_production_does_not_prove_a_record_of_staging(receipt: tuple[Path, Path]) -> None:
    file, record = receipt
    staging = make.records([{"amount": "1"}], log="staging.example.org/trail")
    record.write_bytes(staging[0])
    claimed = note.sign(make.checkpoint(staging), export.KEY, make.ORIGIN)
    file.write_text(f"c2sp.org/tlog-proof@v1\nindex 0\n\n{claimed}")

    assert verify.main(["entry", str(file), str(record)]) == 1


@pytest.mark.parametrize("stream", ["grant/g0", "grant/g1", "grant/g2", "system"])
def test_G25_a_whole_stream_verifies(tmp_path: Path, stream: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, words = said(capsys, "stream", export.write_stream(tmp_path / "stream", TRAIL, stream), stream)

    assert status == 0
    assert f"{stream} has exactly these" in words
    assert f"among the first {SIZE - 1} of {make.ORIGIN}" in words


def test_G25_a_stream_without_one_of_its_records_does_not_verify(tmp_path: Path) -> None:
    folder = export.write_stream(tmp_path / "stream", TRAIL, "grant/g0")
    records = folder / "records.jsonl"
    whole = records.read_bytes().splitlines(keepends=True)

    for left_out in range(len(whole)):
        records.write_bytes(b"".join(whole[:left_out] + whole[left_out + 1 :]))
        assert verify.main(["stream", str(export.seal(folder)), "grant/g0"]) == 1
    records.write_bytes(whole[-1])
    assert verify.main(["stream", str(export.seal(folder)), "grant/g0"]) == 1


def test_G25_an_export_of_another_stream_is_not_taken_for_the_one_asked_for(tmp_path: Path) -> None:
    folder = export.write_stream(tmp_path / "stream", TRAIL, "grant/g0")

    assert verify.main(["stream", str(folder), "grant/g1"]) == 1


def test_a_full_export_is_no_export_of_one_stream(folder: Path) -> None:
    assert verify.main(["stream", str(folder), "grant/g0"]) == 2


@pytest.mark.parametrize(
    "place",
    [[], {"index": 0}, {"index": True, "path": []}, {"index": 0, "path": ["x"]}, {"index": 0, "path": ""}],
)
def test_a_malformed_place_is_wrong(tmp_path: Path, place: Any) -> None:
    folder = export.write_stream(tmp_path / "stream", TRAIL, "grant/g0")
    (folder / "place.json").write_text(json.dumps(place, separators=(",", ":")))

    assert verify.main(["stream", str(export.seal(folder)), "grant/g0"]) == 1


def test_an_older_export_is_the_past_of_a_newer_one(folder: Path, tmp_path: Path) -> None:
    longer = export.sample()
    longer.add({"amount": "1"})
    new = export.write(tmp_path / "new", longer, [SIZE + 1])

    assert verify.main(["extend", str(folder), str(new)]) == 0
    assert verify.main(["extend", str(new), str(folder)]) == 1


def test_an_extension_file_continues_the_checkpoint_held(folder: Path, tmp_path: Path) -> None:
    proof = tmp_path / "extension"
    for old in (5, 12, SIZE):
        proof.write_text(str(TRAIL.extension(old, SIZE)))
        assert verify.main(["extend", str(folder), str(proof)]) == 0

        other = rewritten(2, "7").extension(old, SIZE)
        proof.write_text(str(other))
        assert verify.main(["extend", str(folder), str(proof)]) == 1


def test_an_extension_of_what_is_not_held_is_not_judged(folder: Path, tmp_path: Path) -> None:
    proof = tmp_path / "extension"
    proof.write_text(str(TRAIL.extension(7, SIZE)))

    assert verify.main(["extend", str(folder), str(proof)]) == 2


# ---- Its parts, against the kernel's ---------------------------------------------------------------------------


def test_G3_consistency_is_judged_as_the_kernel_judges_it() -> None:
    leaves = make.hashes(40)
    nodes = merkle.of_leaves(leaves)
    roots = [merkle.root(nodes, size) for size in range(41)]
    for old in range(41):
        for new in range(old, 41, 3):
            path = merkle.consistency_path(nodes, old, new)

            assert verify.extends(old, new, roots[old], roots[new], path)
            assert not verify.extends(old, new, roots[old], roots[new], [*path, leaves[0]])
            assert not verify.extends(old, new, bytes(32), roots[new], path)
            assert verify.extends(old, new, roots[old], bytes(32), path) == (old == 0 < new)
            if path:
                assert not verify.extends(old, new, roots[old], roots[new], path[:-1])
                assert not verify.extends(old, new, roots[old], roots[new], [bytes(32), *path[1:]])
    assert not verify.extends(5, 4, roots[5], roots[4], [])


def test_G2_inclusion_is_judged_as_the_kernel_judges_it() -> None:
    leaves = make.hashes(20)
    nodes = merkle.of_leaves(leaves)
    for size in range(1, 21):
        root = merkle.root(nodes, size)
        for index in range(size):
            path = merkle.inclusion_path(nodes, index, size)

            assert verify.included(leaves[index], index, size, path, root)
            assert not verify.included(leaves[index], index, size, [*path, root], root)
            assert not verify.included(leaves[index], index, size, path[1:], root) or not path
            assert not verify.included(leaves[index], index - size, size, path, root)
            assert not verify.included(leaves[index], index + size, size, path, root)


CHANGES: list[dict[str, Any]] = [
    {}, {"at": "2026-02-30T08:30:00.000000Z"}, {"at": "2026-02-28T08:30:00Z"}, {"at": 5}, {"actor": "x y"}, {"actor": 1},
    {"body": []}, {"kind": "release"}, {"log": "Fund.example.org/trail"}, {"log": "fund.example.org"}, {"req": ""},
    {"req": "é"}, {"seq": "3"}, {"seq": -1}, {"seq": True}, {"seq": 0}, {"stream": "Grant/a"}, {"stream": "grant/a/b"},
    {"stream_prev": ""}, {"stream_prev": "AB" * 32}, {"stream_seq": 0}, {"stream_seq": 4}, {"stream_seq": True},
    {"v": 2}, {"v": True}, {"v": "1"}, {"extra": 1},
]  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        {
            "a": commit.mark(bytes(32)),
            "b": [commit.mark(bytes(32), "document"), commit.mark(bytes(32), "sha256")],
        },
        {"a": {"commitment": "5000"}, "b": {"document": {"commitment": "ab" * 32}}, "c": {"document": 5}},
    ],
)
def test_marks_are_found_where_the_kernel_finds_them(body: dict[str, Any]) -> None:
    assert list(verify.marks(body)) == [field for field, _ in commit.marks(body)] != []


@pytest.mark.parametrize("change", CHANGES)
def test_records_are_judged_as_the_kernel_judges_them(change: dict[str, Any]) -> None:
    data = canonical.dump(json.loads(TRAIL.records[3]) | change)

    assert judged(verify.read_record, data, "") == judged(Record.from_bytes, data) == (not change)


def judged(reader: Callable[..., Any], *given: Any) -> bool:
    try:
        reader(*given)
    except (verify.Wrong, ValueError):
        return False
    return True


def test_G4_G5_canonical_json_is_judged_as_the_kernel_judges_it() -> None:
    dice = make.dice(45)
    for _ in range(make.sample(1_000, 20_000)):
        written = canonical.dump({"a": make.value(dice)})
        altered = bytearray(written)
        altered[dice.randrange(len(altered))] ^= 1 << dice.randrange(8)

        assert canonical.dump(verify.canonical(written, "")) == written
        assert judged(verify.canonical, bytes(altered), "") == judged(canonical.load, bytes(altered))


@pytest.mark.parametrize(
    "data",
    [b"1.0", b"-0", b"NaN", b"9007199254740992", b"9" * 5_000, b'{"a":1,"a":1}', b'{"A":1}', b'"\\ud800"', b"[" * 100_000,
     b"[" * 33 + b"]" * 33, b"[" * 32 + b"]" * 32, b'{"b":1,"a":1}', b'{"a":"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["}'],
)  # fmt: skip
def test_G5_the_edges_of_the_profile_are_judged_as_the_kernel_judges_them(data: bytes) -> None:
    assert judged(verify.canonical, data, "") == judged(canonical.load, data)


def test_G12_published_signatures_verify() -> None:
    """RFC 8032, 7.1, tests 1 and 2."""
    vectors = """
        d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a:
        :e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b
        d25bf5f0595bbe24655141438e7a100b;
        3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c:
        72:92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c
        387b2eaeb4302aeeb00d291612bb0c00
    """

    for vector in vectors.split(";"):
        public, message, signature = map(bytes.fromhex, vector.split(":"))

        assert verify.ed25519(public, message, signature)
        assert not verify.ed25519(public, message + b"x", signature)


def test_G12_mutated_signatures_are_judged_as_cryptography_judges_them() -> None:
    dice = make.dice(12)
    for number in range(make.sample(300, 10_000)):
        key = Ed25519PrivateKey.from_private_bytes(dice.randbytes(32))
        public, message = bytearray(key.public_key().public_bytes_raw()), bytearray(dice.randbytes(40))
        signature = bytearray(key.sign(bytes(message)))
        if number % 4:
            mutated = (public, message, signature)[number % 4 - 1]
            mutated[dice.randrange(len(mutated))] ^= 1 << dice.randrange(8)

        ours = verify.ed25519(bytes(public), bytes(message), bytes(signature))

        assert ours == accepts(bytes(public), bytes(message), bytes(signature)) == (number % 4 == 0)


def accepts(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def test_G12_a_scalar_beyond_the_order_is_refused() -> None:
    signature = export.KEY.sign(b"message")
    scalar = int.from_bytes(signature[32:], "little")

    for times in range(1, 15):
        beyond = signature[:32] + (scalar + times * verify.L).to_bytes(32, "little")
        assert not verify.ed25519(export.VKEY.public, b"message", beyond)


@pytest.mark.parametrize("length", [0, 32, 63, 65])
def test_G12_a_signature_of_another_length_is_refused(length: int) -> None:
    signature = (export.KEY.sign(b"message") + b"\x00")[:length]

    assert not verify.ed25519(export.VKEY.public, b"message", signature)


def test_G12_points_in_another_spelling_are_refused() -> None:
    for y in range(19):
        for sign in (0, 1 << 255):
            assert verify.decompress((verify.P + y | sign).to_bytes(32, "little")) is None
    for y in (1, verify.P - 1):
        assert verify.decompress((y | 1 << 255).to_bytes(32, "little")) is None
    assert verify.decompress(bytes(31)) is None
    assert verify.decompress(bytes(33)) is None
    assert verify.decompress((2).to_bytes(32, "little")) is None


def test_G12_points_read_are_spelt_so() -> None:
    dice = make.dice(13)
    for _ in range(make.sample(100, 2_000)):
        data = dice.randbytes(32)
        point = verify.decompress(data)

        assert point is None or verify.compress(point) == data


def test_a_file_whose_digest_a_fact_commits_to_as_a_text_is_compared_with_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trail, content, salt = Trail(), b"a scan", b"s" * 32
    digest = commit.document_digest([content]).hex()
    trail.add({"sha256": commit.mark(commit.commitment("sha256", digest, salt))})
    line = {"field": "sha256", "file": "documents/0.pdf", "salt": salt.hex(), "seq": 0}
    trail.documents.append((line, content))
    folder = export.write(tmp_path / "export", trail, [1])

    good = said(capsys, "all", folder)
    (folder / "documents/0.pdf").write_bytes(b"another scan")
    bad = said(capsys, "all", export.seal(folder))

    assert (good[0], "1 documents are those of their entries." in good[1]) == (0, True)
    assert (bad[0], "is another file" in bad[1]) == (1, True)
