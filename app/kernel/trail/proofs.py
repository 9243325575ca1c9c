"""Proofs as files: the receipt of one entry (C2SP tlog-proof) and the extension of an older checkpoint."""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.kernel.trail.merkle import HASH_SIZE, BadProof, leaf_hash, verify_consistency, verify_inclusion
from app.kernel.trail.note import BadNote, Checkpoint, VerifierKey, read_base64, read_decimal, verify
from app.kernel.trail.record import Record

HEADING = "c2sp.org/tlog-proof@v1"
LONGEST_PATH = 63


@dataclass(frozen=True)
class Receipt:
    """That an entry stands at `index` in the tree of a signed checkpoint; written as a C2SP tlog-proof."""

    index: int
    path: tuple[bytes, ...]
    note: str

    def __str__(self) -> str:
        return f"{HEADING}\nindex {self.index}\n{_write_path(self.path)}\n{self.note}"

    @classmethod
    def parse(cls, text: str) -> "Receipt":
        """The receipt written exactly so; `extra` data is refused. Raises BadProof."""
        heading, _, rest = text.partition("\n")
        if heading != HEADING:
            message = f"a receipt begins with {HEADING}"
            raise BadProof(message)
        return cls(*_read("index", rest))

    def verify(self, record: bytes, vkeys: Iterable[VerifierKey]) -> Checkpoint:
        """The checkpoint that proves this record. Raises BadProof, BadNote, or Unfit for what is no record."""
        checkpoint = verify(self.note, vkeys)
        fact = Record.from_bytes(record)
        if fact.log != checkpoint.origin:
            message = f"the record is of {fact.log}, the checkpoint of {checkpoint.origin}"
            raise BadProof(message)
        if fact.seq != self.index:
            message = f"the record is number {fact.seq}, the receipt's {self.index}"
            raise BadProof(message)
        verify_inclusion(leaf_hash(record), self.index, checkpoint.size, self.path, checkpoint.root)
        return checkpoint


@dataclass(frozen=True)
class Extension:
    """That the tree of a signed checkpoint extends that of `old` leaves; written as C2SP tlog-witness sends it."""

    old: int
    path: tuple[bytes, ...]
    note: str

    def __str__(self) -> str:
        return f"old {self.old}\n{_write_path(self.path)}\n{self.note}"

    @classmethod
    def parse(cls, text: str) -> "Extension":
        """The extension written exactly so. Raises BadProof."""
        return cls(*_read("old", text))

    def verify(self, held: Checkpoint, vkeys: Iterable[VerifierKey]) -> Checkpoint:
        """The newer checkpoint, which extends the one held. Raises BadProof or BadNote."""
        checkpoint = verify(self.note, vkeys)
        if (held.origin, held.size) != (checkpoint.origin, self.old):
            message = f"this extends {self.old} leaves of {checkpoint.origin}, not what is held"
            raise BadProof(message)
        verify_consistency(held.size, checkpoint.size, held.root, checkpoint.root, self.path)
        return checkpoint


def _write_path(path: Sequence[bytes]) -> str:
    return "".join(f"{b64encode(each).decode()}\n" for each in path)


def _read(word: str, text: str) -> tuple[int, tuple[bytes, ...], str]:
    above, blank, note = text.partition("\n\n")
    first, *lines = above.split("\n")
    if not blank or not first.startswith(word + " ") or len(lines) > LONGEST_PATH:
        message = f"not a line '{word} N', hashes, an empty line and a checkpoint"
        raise BadProof(message)
    try:
        number, path = read_decimal(first.removeprefix(word + " ")), tuple(map(read_base64, lines))
    except BadNote as error:
        raise BadProof(str(error)) from error
    if any(len(each) != HASH_SIZE for each in path):
        raise BadProof("a hash has 32 bytes")
    return number, path, note
