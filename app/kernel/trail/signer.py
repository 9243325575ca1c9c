"""The signer: holds the key, and signs a tree only if it extends the last tree it signed."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from app.kernel.trail.merkle import BadProof, verify_consistency
from app.kernel.trail.note import BadNote, Checkpoint, VerifierKey, sign, verify

OWNER_ONLY = 0o600
OTHERS = 0o077


class WillNotSign(Exception):
    """A tree that must not be signed: what was asked, what was signed last, and why not. Page someone."""

    def __init__(self, why: str, asked: Checkpoint, signed: Checkpoint | None = None) -> None:
        last = f"{signed.size} {signed.root.hex()}" if signed else "nothing"
        super().__init__(f"{why} Asked: {asked.size} {asked.root.hex()}. Signed last: {last}.")
        self.why, self.asked, self.signed = why, asked, signed


class LastNote(Protocol):
    """Where the last signed note is kept, out of reach of whoever can write to the trail."""

    def load(self) -> str | None:
        """The last note saved, or None before the first."""

    def save(self, note: str) -> None:
        """Keep a note durably in place of the last, or raise."""


class NoteFile:
    """The last note in a file, replaced as a whole."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self) -> str | None:
        """The last note saved, or None before the first."""
        return self.path.read_bytes().decode() if self.path.exists() else None

    def save(self, note: str) -> None:
        """Written beside, flushed to the disk, then renamed over the last."""
        beside = self.path.with_name(self.path.name + ".new")
        with beside.open("wb") as file:
            file.write(note.encode())
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


class Signer:
    """Signs checkpoints of one log, whose origin is the key's name; one signer at a time may use a LastNote."""

    def __init__(
        self, key: Ed25519PrivateKey, origin: str, last: LastNote, former: Sequence[VerifierKey] = ()
    ) -> None:
        self.vkey = VerifierKey.of(key, origin)
        self._key, self._last, self._former = key, last, former

    def sign(self, checkpoint: Checkpoint, path: Sequence[bytes] = ()) -> str:
        """The signed note of a checkpoint, once it is shown to extend the last one signed, and saved.

        `path` is the consistency path from the size last signed (none before the first). Raises WillNotSign for
        another origin, a smaller tree, the same size with another root, a path that does not hold, or a last
        note that does not verify.
        """
        self.check(checkpoint, path)
        note = sign(checkpoint, self._key, self.vkey.name)
        self._last.save(note)
        return note

    def check(self, checkpoint: Checkpoint, path: Sequence[bytes] = ()) -> None:
        """Raise WillNotSign where `sign` would, and sign nothing."""
        signed = self.signed(checkpoint)
        if checkpoint.origin != self.vkey.name:
            raise WillNotSign("This key does not sign for that log.", checkpoint, signed)
        if signed and checkpoint.size < signed.size:
            raise WillNotSign("The tree is smaller than one already signed.", checkpoint, signed)
        if signed and checkpoint.size == signed.size and checkpoint.root != signed.root:
            raise WillNotSign("A tree of this size was signed with another root.", checkpoint, signed)
        if signed:
            self._check_extends(signed, checkpoint, path)

    def signed(self, asked: Checkpoint) -> Checkpoint | None:
        """The last checkpoint signed, or None before the first. Raises WillNotSign if its note was altered."""
        note = self._last.load()
        if note is None:
            return None
        try:
            return verify(note, (self.vkey, *self._former))
        except BadNote as error:
            why = "The note of the last signed tree does not verify."
            raise WillNotSign(why, asked) from error

    @staticmethod
    def _check_extends(signed: Checkpoint, asked: Checkpoint, path: Sequence[bytes]) -> None:
        try:
            verify_consistency(signed.size, asked.size, signed.root, asked.root, path)
        except BadProof as error:
            why = "The tree does not extend the last one signed."
            raise WillNotSign(why, asked, signed) from error


def make_key_file(path: Path) -> Ed25519PrivateKey:
    """A new signing key, written as PEM for its owner's eyes only. Raises FileExistsError rather than replace one."""
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as file:
        file.write(pem)
    return key


def read_key_file(path: Path) -> Ed25519PrivateKey:
    """The signing key of a PEM file. Raises PermissionError if others may touch it, ValueError if it is no such key."""
    if path.stat().st_mode & OTHERS:
        message = f"{path} must be its owner's only"
        raise PermissionError(message)
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        message = f"{path} holds another kind of key"
        raise ValueError(message)  # noqa: TRY004 - the file's content, not the argument's type
    return key
