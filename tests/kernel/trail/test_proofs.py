"""Receipts and extensions: written as C2SP writes them, read strictly, and proving only what they say."""

from base64 import b64encode
from typing import Any

import pytest

from app.kernel.trail import heads, merkle, note
from app.kernel.trail.canonical import Unfit
from app.kernel.trail.heads import Head
from app.kernel.trail.merkle import BadProof
from app.kernel.trail.note import BadNote, VerifierKey
from app.kernel.trail.proofs import Extension, Receipt
from tests.kernel.trail import make

VKEY = VerifierKey.of(make.key(), make.ORIGIN)
RECORDS = make.records([{"amount": str(number)} for number in range(13)])
NODES = merkle.of_leaves([merkle.leaf_hash(record) for record in RECORDS])


def signed(size: int) -> str:
    return note.sign(make.checkpoint(RECORDS[:size]), make.key(), make.ORIGIN)


def receipt(index: int, size: int = 13) -> Receipt:
    return Receipt(index, tuple(merkle.inclusion_path(NODES, index, size)), signed(size))


def extension(old: int, size: int = 13) -> Extension:
    return Extension(old, tuple(merkle.consistency_path(NODES, old, size)), signed(size))


@pytest.mark.parametrize("index", range(13))
def test_a_receipt_survives_its_file_and_proves_its_record(index: int) -> None:
    read = Receipt.parse(str(receipt(index)))

    assert read == receipt(index)
    assert read.verify(RECORDS[index], [VKEY]) == make.checkpoint(RECORDS)


def test_a_receipt_is_a_tlog_proof() -> None:
    first, second = merkle.inclusion_path(NODES, 2, 4)

    assert str(receipt(2, 4)) == (
        f"c2sp.org/tlog-proof@v1\nindex 2\n{b64encode(first).decode()}\n{b64encode(second).decode()}\n\n{signed(4)}"
    )


def test_the_only_record_needs_no_path() -> None:
    assert Receipt.parse(str(receipt(0, 1))).verify(RECORDS[0], [VKEY]).size == 1


def test_G2_a_receipt_proves_no_other_record() -> None:
    for index, record in enumerate(RECORDS):
        if index == 5:
            continue
        with pytest.raises(BadProof, match="the record is number"):
            receipt(5).verify(record, [VKEY])


def test_G2_a_receipt_does_not_prove_a_changed_record() -> None:
    changed = RECORDS[5].replace(b'"amount":"5"', b'"amount":"6"')

    with pytest.raises(BadProof, match="another root"):
        receipt(5).verify(changed, [VKEY])
    with pytest.raises(Unfit):
        receipt(5).verify(RECORDS[5] + b"\n", [VKEY])


def test_G26_a_record_of_staging_is_not_proven_by_production() -> None:
    staging = make.records([{"amount": "1"}], log="staging.example.org/trail")
    production = note.sign(make.checkpoint(staging), make.key(), make.ORIGIN)

    with pytest.raises(BadProof, match=r"the record is of staging\.example\.org/trail"):
        Receipt(0, (), production).verify(staging[0], [VKEY])


def test_a_receipt_needs_the_signature_of_a_given_key() -> None:
    with pytest.raises(BadNote):
        receipt(5).verify(RECORDS[5], [VerifierKey.of(make.key(2), make.ORIGIN)])


@pytest.mark.parametrize("old", range(14))
def test_an_extension_survives_its_file_and_proves_what_it_says(old: int) -> None:
    read = Extension.parse(str(extension(old)))

    assert read == extension(old)
    assert read.verify(make.checkpoint(RECORDS[:old]), [VKEY]) == make.checkpoint(RECORDS)


def test_G8_a_rewrite_with_the_key_does_not_extend_any_checkpoint_held_from_its_place_on() -> None:
    bodies = [{"amount": str(number)} for number in range(13)]
    bodies[6] = {"amount": "600"}
    rewritten = make.records(bodies)
    nodes = merkle.of_leaves([merkle.leaf_hash(record) for record in rewritten])
    new = note.sign(make.checkpoint(rewritten), make.key(), make.ORIGIN)

    for size in range(1, 14):
        held, path = make.checkpoint(RECORDS[:size]), tuple(merkle.consistency_path(nodes, size, 13))
        if size <= 6:
            Extension(size, path, new).verify(held, [VKEY])
            continue
        with pytest.raises(BadProof):
            Extension(size, path, new).verify(held, [VKEY])


def test_an_extension_of_another_size_or_log_is_refused() -> None:
    with pytest.raises(BadProof, match="not what is held"):
        extension(5).verify(make.checkpoint(RECORDS[:6]), [VKEY])
    with pytest.raises(BadProof, match="not what is held"):
        extension(5).verify(make.checkpoint(RECORDS[:5], log="staging.example.org/trail"), [VKEY])


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v2"), ("c2sp.org/tlog-proof@v1\n", ""),
        ("index 5", "index 05"), ("index 5", "index  5"), ("index 5", "index 5 "), ("index 5", "index -5"),
        ("index 5", "Index 5"), ("index 5", "index"), ("index 5\n", "index 5\n\n"),
        ("index 5\n", "extra AAAA\nindex 5\n"), ("index 5\n", "index 5\nAAAA\n"),
        ("index 5\n", "index 5\n" + f"{b64encode(bytes(32)).decode()}\n" * 64), ("index 5\n", "index 5\n \n"),
        ("\n", "\r\n"), ("index 5", "index 4"),
    ],
)  # fmt: skip
def test_a_malformed_receipt_is_refused(right: str, wrong: str) -> None:
    malformed = str(receipt(5)).replace(right, wrong)

    with pytest.raises((BadProof, BadNote)):
        Receipt.parse(malformed).verify(RECORDS[5], [VKEY])


@pytest.mark.parametrize(
    "text", ["", "old 5", "old 5\n\n", "old x\n\nnote", "new 5\n\nnote", "old 5\nA\n\nnote"]
)
def test_a_malformed_extension_is_refused(text: str) -> None:
    with pytest.raises((BadProof, BadNote)):
        Extension.parse(text).verify(make.checkpoint(RECORDS[:5]), [VKEY])


def test_G6_no_receipt_with_an_altered_bit_verifies() -> None:
    data = str(receipt(5)).encode()

    for bit in range(8 * len(data)):
        altered = bytearray(data)
        altered[bit // 8] ^= 1 << bit % 8
        try:
            text = altered.decode()
        except UnicodeDecodeError:
            continue
        with pytest.raises((BadProof, BadNote)):
            Receipt.parse(text).verify(RECORDS[5], [VKEY])


def test_G25_a_stream_s_head_is_proven_and_a_shortened_stream_is_not() -> None:
    leaves = make.hashes(20)
    all_heads = [Head(f"grant/g{number}", number + 1, leaf) for number, leaf in enumerate(leaves)]
    told: dict[str, Any] = heads.body(all_heads)

    for head in all_heads:
        index, path = heads.place(all_heads, head.stream)

        heads.verify(head, index, path, told)

        for other in (Head(head.stream, head.n - 1, head.last), Head(head.stream, head.n, bytes(32))):
            with pytest.raises(BadProof):
                heads.verify(other, index, path, told)


def test_the_order_in_which_heads_are_given_does_not_matter() -> None:
    one, other = Head("grant/a", 1, bytes(32)), Head("fund/b", 2, bytes(32))

    assert heads.body([one, other]) == heads.body([other, one])
    assert heads.place([one, other], "fund/b")[0] == 0


def test_a_stream_that_is_not_there_has_no_place() -> None:
    with pytest.raises(ValueError, match="grant/b"):
        heads.place([Head("grant/a", 1, bytes(32))], "grant/b")
