"""Signed notes: what the writer writes is read, and every malformed, foreign or altered note is refused.

There is no Ed25519 of our own in the kernel: `cryptography` verifies, so G12 here is that our path to it adds
no leniency. The auditor's verifier has its own Ed25519, which its tests hold against `cryptography`.
"""

from base64 import b64decode, b64encode
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.kernel.trail import note
from app.kernel.trail.merkle import EMPTY_ROOT
from app.kernel.trail.note import BadNote, Checkpoint, VerifierKey
from tests.kernel.trail import make

ROOT = bytes(range(32))
CHECKPOINT = Checkpoint(make.ORIGIN, 109_482, ROOT)
KEY = make.key()
VKEY = VerifierKey.of(KEY, make.ORIGIN)
NOTE = note.sign(CHECKPOINT, KEY, make.ORIGIN)
BODY, SIGNATURE = NOTE.split("\n\n")
LINES = BODY.split("\n")

PUBLISHED = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "\u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo"
    "+zyWE+xeMcTOAYQ8=\n"
)


def vkey(public: bytes, name: str = make.ORIGIN, algorithm: bytes = b"\x01") -> str:
    return f"{name}+{VKEY.key_id.hex()}+{b64encode(algorithm + public).decode()}"


def test_a_signed_checkpoint_reads_back_in_at_most_250_bytes() -> None:
    largest = Checkpoint(make.ORIGIN, 10**12, ROOT)

    written = note.sign(largest, KEY, make.ORIGIN)

    assert note.verify(written, [VKEY]) == largest
    assert len(written.encode()) <= 250


def test_a_checkpoint_is_written_in_three_lines() -> None:
    assert str(CHECKPOINT) == f"fund.example.org/trail\n109482\n{b64encode(ROOT).decode()}\n"
    assert NOTE.startswith(f"{CHECKPOINT}\n\u2014 fund.example.org/trail ")


def test_a_verifier_key_is_its_name_key_id_and_key() -> None:
    assert VerifierKey.parse(str(VKEY)) == VKEY
    assert str(VKEY) == vkey(VKEY.public)
    assert VKEY.key_id == sha256(make.ORIGIN.encode() + b"\n\x01" + VKEY.public).digest()[:4]


def test_G13_the_published_example_of_a_checkpoint_reads() -> None:
    text, signatures = note.split(PUBLISHED)

    read = Checkpoint.parse(text)

    assert (read.origin, read.size) == ("example.com/behind-the-sofa", 20_852_163)
    assert signatures.keys() == {(read.origin, bytes.fromhex("033de0ae"))}


def test_a_checkpoint_with_extension_lines_is_read_only_when_they_are_allowed() -> None:
    text = f"{CHECKPOINT}extension\n"
    signature = VKEY.key_id + KEY.sign(text.encode())
    extended = f"{text}\n\u2014 {make.ORIGIN} {b64encode(signature).decode()}\n"

    assert note.verify(extended, [VKEY], extensions=True) == CHECKPOINT
    with pytest.raises(BadNote, match="exactly three lines"):
        note.verify(extended, [VKEY])


def test_signatures_of_other_keys_are_ignored_up_to_sixteen_in_all() -> None:
    lines = [note.signature_line(CHECKPOINT, make.key(other), f"witness{other}") for other in range(2, 17)]

    assert note.verify(NOTE + "".join(lines), [VKEY]) == CHECKPOINT
    with pytest.raises(BadNote, match="at most 16"):
        note.verify(NOTE + "".join(lines) + lines[0], [VKEY])


def test_a_second_key_of_the_same_name_may_sign_during_rotation() -> None:
    new = VerifierKey.of(make.key(2), make.ORIGIN)
    both = NOTE + note.signature_line(CHECKPOINT, make.key(2), make.ORIGIN)

    for keys in ([VKEY], [new], [VKEY, new]):
        assert note.verify(both, keys) == CHECKPOINT


def test_a_witness_alone_does_not_make_a_checkpoint() -> None:
    witness = VerifierKey.of(make.key(2), "witness.example")
    witnessed = f"{CHECKPOINT}\n{note.signature_line(CHECKPOINT, make.key(2), 'witness.example')}"

    with pytest.raises(BadNote, match="no given key of"):
        note.verify(witnessed, [VKEY, witness])


def test_a_wrong_signature_of_a_given_key_spoils_the_note_though_another_is_right() -> None:
    witness = VerifierKey.of(make.key(2), "witness.example")
    elsewhere = note.signature_line(Checkpoint(make.ORIGIN, 1, ROOT), make.key(2), "witness.example")

    with pytest.raises(BadNote, match=r"the signature of witness\.example is wrong"):
        note.verify(NOTE + elsewhere, [VKEY, witness])


def test_G26_a_checkpoint_of_staging_never_verifies_as_production() -> None:
    staging = Checkpoint("staging.example.org/trail", CHECKPOINT.size, ROOT)

    for name in (staging.origin, make.ORIGIN):
        with pytest.raises(BadNote):
            note.verify(note.sign(staging, KEY, name), [VKEY])


@pytest.mark.parametrize(
    "malformed",
    [
        "", "\n", "\n\n", NOTE[:-1], NOTE + "\n", NOTE.replace("\n", "\r\n"), "\ufeff" + NOTE, " " + NOTE, BODY,
        BODY + "\n\n", BODY + "\n" + SIGNATURE, BODY + "\n\n\n" + SIGNATURE, NOTE.replace("109482", "0109482"),
        NOTE.replace("109482", "+109482"), NOTE.replace("109482", "109_482"), NOTE.replace("109482", "109482 "),
        NOTE.replace("109482", ""), NOTE.replace("109482", "-1"), NOTE.replace("109482", "١٠"),
        NOTE.replace("109482", "9" * 19), NOTE.replace("109482", "9" * 5_000),
        NOTE.replace(LINES[2], LINES[2][:-1]), NOTE.replace(LINES[2], LINES[2] + "="),
        NOTE.replace(LINES[2], LINES[2][:-2] + "9="), NOTE.replace(LINES[2], LINES[2].replace("+", "-")[:-4]),
        NOTE.replace(LINES[2], b64encode(bytes(31)).decode()), NOTE.replace(LINES[2], LINES[2][:8] + " " + LINES[2][8:]),
        NOTE.replace(LINES[2], ""), NOTE.replace(LINES[0], "", 1), NOTE.replace(LINES[0], "a b", 1),
        NOTE.replace("\u2014", "-"), NOTE.replace("\u2014", "\u2013"), NOTE.replace("\u2014 ", "\u2014  "),
        NOTE.replace("\u2014 ", "\u2014\u00a0"), NOTE[:-1] + " \n", NOTE[:-1] + " x\n", NOTE + "stray\n",
        NOTE.replace("\u2014 " + make.ORIGIN, "\u2014 fund+x"), NOTE.replace("\u2014 " + make.ORIGIN, "\u2014"),
        NOTE[:-6] + "\n", NOTE + "\u2014 witness AAAAAA==\n", NOTE + "\u2014 witness AAAAAB==\n",
        NOTE.replace("109482", "109482\x00"), NOTE.replace("109482", "109482\t"), NOTE + "\u2014 \ud800 AAAAAAAA\n",
        NOTE.replace("\n109482\n", "\n0\n"),
    ],
)  # fmt: skip
def test_G13_a_malformed_note_is_refused(malformed: str) -> None:
    with pytest.raises(BadNote):
        note.verify(malformed, [VKEY])


def test_G13_a_signature_under_a_wrong_key_id_is_a_stranger_s() -> None:
    signature = b64decode(SIGNATURE.split(" ")[2])
    altered = b64encode(bytes([signature[0] ^ 1]) + signature[1:]).decode()

    with pytest.raises(BadNote, match="no given key"):
        note.verify(f"{CHECKPOINT}\n\u2014 {make.ORIGIN} {altered}\n", [VKEY])


@pytest.mark.parametrize(
    "text",
    [
        "", make.ORIGIN, f"{VKEY} ", f"{VKEY}\n", str(VKEY).upper(), str(VKEY)[:-1],
        str(VKEY).replace(VKEY.key_id.hex(), "00000000"), str(VKEY).replace("fund", "fünd"),
        vkey(VKEY.public, algorithm=b"\x02"), vkey(VKEY.public, algorithm=b""), vkey(VKEY.public[1:]),
        vkey(VKEY.public, name=""),
    ],
)  # fmt: skip
def test_a_malformed_verifier_key_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        VerifierKey.parse(text)


@pytest.mark.parametrize(
    ("origin", "size", "root"),
    [
        ("", 1, ROOT),
        ("a b", 1, ROOT),
        ("a", -1, ROOT),
        ("a", 1, ROOT[1:]),
        ("a", 0, ROOT),
        ("a", 10**18, ROOT),
    ],
)
def test_a_checkpoint_that_could_not_be_read_back_is_not_made(origin: str, size: int, root: bytes) -> None:
    with pytest.raises(BadNote):
        Checkpoint(origin, size, root)


def test_the_empty_tree_has_a_checkpoint() -> None:
    empty = Checkpoint(make.ORIGIN, 0, EMPTY_ROOT)

    assert note.verify(note.sign(empty, KEY, make.ORIGIN), [VKEY]) == empty


def test_G6_no_note_with_an_altered_bit_verifies() -> None:
    data = NOTE.encode()

    for bit in range(8 * len(data)):
        altered = bytearray(data)
        altered[bit // 8] ^= 1 << bit % 8
        try:
            text = altered.decode()
        except UnicodeDecodeError:
            continue
        with pytest.raises(BadNote):
            note.verify(text, [VKEY])


@given(some.text(some.characters() | some.sampled_from("\n\u2014 +=")), some.integers(0, len(NOTE)))
def test_G13_noise_is_refused_and_nothing_else_is_raised(noise: str, at: int) -> None:
    for text in (noise, NOTE[:at] + noise + NOTE[at:]):
        if text == NOTE:
            continue
        with pytest.raises(BadNote):
            note.verify(text, [VKEY])


def test_G12_no_altered_signature_verifies() -> None:
    dice = make.dice(12)
    text, signatures = note.split(NOTE)
    signature = signatures[VKEY.name, VKEY.key_id][0]

    for _ in range(make.sample(500, 10_000)):
        altered = bytearray(signature)
        altered[dice.randrange(64)] ^= dice.randrange(1, 256)

        assert not VKEY.signed(text, bytes(altered))
    assert not VKEY.signed(text, signature[:-1])
    assert not VKEY.signed(text, signature + b"\x00")
