"""The signer never signs a tree that does not extend the last one it signed."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from app.kernel.trail import merkle, note
from app.kernel.trail.note import Checkpoint, VerifierKey
from app.kernel.trail.signer import NoteFile, Signer, WillNotSign, make_key_file, read_key_file
from tests.kernel.trail import make

LEAVES = make.hashes(40)
VKEY = VerifierKey.of(make.key(), make.ORIGIN)


@pytest.fixture
def file(tmp_path: Path) -> NoteFile:
    return NoteFile(tmp_path / "last")


def tree(size: int, leaves: Sequence[bytes] = LEAVES) -> Checkpoint:
    return Checkpoint(make.ORIGIN, size, merkle.root(merkle.of_leaves(leaves), size))


def path(old: int, new: int, leaves: Sequence[bytes] = LEAVES) -> list[bytes]:
    return merkle.consistency_path(merkle.of_leaves(leaves), old, new)


def signer(file: NoteFile) -> Signer:
    return Signer(make.key(), make.ORIGIN, file)


def test_each_tree_that_extends_the_last_is_signed_and_remembered(file: NoteFile) -> None:
    last = 0
    for size in (1, 2, 7, 8, 8, 31, 40):
        signed = signer(file).sign(tree(size), path(last, size))

        assert note.verify(signed, [VKEY]) == tree(size)
        assert file.load() == signed
        last = size


def test_G9_a_changed_past_is_not_signed_with_any_path(file: NoteFile) -> None:
    signer(file).sign(tree(20))
    changed = [*LEAVES[:4], merkle.leaf_hash(b"tampered"), *LEAVES[5:]]

    for offered in (path(20, 30), path(20, 30, changed), []):
        with pytest.raises(WillNotSign, match="does not extend") as refusal:
            signer(file).sign(tree(30, changed), offered)

    assert refusal.value.signed == tree(20)
    assert refusal.value.asked == tree(30, changed)
    assert tree(20).root.hex() in str(refusal.value)
    assert tree(30, changed).root.hex() in str(refusal.value)


def test_G9_a_restored_backup_that_goes_on_is_not_signed(file: NoteFile) -> None:
    signer(file).sign(tree(20))
    restored = [*LEAVES[:15], *make.hashes(20, seed=1)]

    with pytest.raises(WillNotSign, match="does not extend"):
        signer(file).sign(tree(35, restored), path(20, 35, restored))


def test_G9_a_smaller_tree_is_not_signed(file: NoteFile) -> None:
    signer(file).sign(tree(20))

    with pytest.raises(WillNotSign, match="smaller"):
        signer(file).sign(tree(19))


def test_G9_G10_a_second_root_for_the_same_size_is_not_signed(file: NoteFile) -> None:
    signer(file).sign(tree(20))

    with pytest.raises(WillNotSign, match="another root"):
        signer(file).sign(tree(20, make.hashes(20, seed=1)))


def test_G26_another_log_is_not_signed(file: NoteFile) -> None:
    with pytest.raises(WillNotSign, match="not sign for that log"):
        signer(file).sign(Checkpoint("staging.example.org/trail", 1, LEAVES[0]))


def test_G9_nothing_is_signed_after_the_last_note_was_altered(file: NoteFile) -> None:
    signed = signer(file).sign(tree(20))
    file.save(signed.replace("\n20\n", "\n10\n"))

    with pytest.raises(WillNotSign, match="does not verify"):
        signer(file).sign(tree(20), [])


def test_a_refusal_leaves_the_last_note_as_it_was(file: NoteFile) -> None:
    signed = signer(file).sign(tree(20))

    with pytest.raises(WillNotSign):
        signer(file).sign(tree(30), [])

    assert file.load() == signed


def test_G27_a_new_key_goes_on_from_what_the_former_signed(file: NoteFile) -> None:
    signer(file).sign(tree(20))

    renewed = Signer(make.key(2), make.ORIGIN, file, former=[VKEY])

    assert note.verify(renewed.sign(tree(30), path(20, 30)), [renewed.vkey]) == tree(30)
    with pytest.raises(WillNotSign, match="does not verify"):
        signer(file).sign(tree(30))


def test_a_note_that_cannot_be_kept_is_not_given_out(tmp_path: Path) -> None:
    nowhere = NoteFile(tmp_path / "missing" / "last")

    with pytest.raises(FileNotFoundError):
        signer(nowhere).sign(tree(1))


def test_a_key_file_is_its_owner_s_only_and_never_replaced(tmp_path: Path) -> None:
    at = tmp_path / "key.pem"

    key = make_key_file(at)

    assert at.stat().st_mode & 0o777 == 0o600
    assert read_key_file(at).private_bytes_raw() == key.private_bytes_raw()
    with pytest.raises(FileExistsError):
        make_key_file(at)


def test_a_key_file_open_to_others_is_refused(tmp_path: Path) -> None:
    at = tmp_path / "key.pem"
    make_key_file(at)
    at.chmod(0o640)

    with pytest.raises(PermissionError):
        read_key_file(at)


def test_another_kind_of_key_is_refused(tmp_path: Path) -> None:
    at = tmp_path / "key.pem"
    pem = generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    at.write_bytes(pem)
    at.chmod(0o600)

    with pytest.raises(ValueError, match="another kind"):
        read_key_file(at)
