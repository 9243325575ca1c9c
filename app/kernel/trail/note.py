"""Signed notes and checkpoints of C2SP (signed-note, tlog-checkpoint) with Ed25519, read strictly."""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.kernel.trail.merkle import EMPTY_ROOT, HASH_SIZE

ED25519 = b"\x01"
KEY_SIZE = 32
KEY_ID_SIZE = 4
MOST_SIGNATURES = 16
DECIMAL = re.compile(r"0|[1-9][0-9]{0,17}", re.ASCII)
DASH = "\u2014"


class BadNote(ValueError):
    """A note, checkpoint or key that does not read, or is not signed by whom it should be."""


@dataclass(frozen=True)
class Checkpoint:
    """The claim that the log `origin` had `size` leaves under the Merkle tree hash `root`."""

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        if not _is_name(self.origin):
            message = f"{self.origin!r} is no origin"
            raise BadNote(message)
        if not DECIMAL.fullmatch(str(self.size)) or len(self.root) != HASH_SIZE:
            raise BadNote("a checkpoint has a size and a root of 32 bytes")
        if self.size == 0 and self.root != EMPTY_ROOT:
            raise BadNote("the empty tree has one root only")

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, text: str, *, extensions: bool = False) -> "Checkpoint":
        """The checkpoint in a note's text; lines after the third are refused unless `extensions` are allowed."""
        lines = text.split("\n")
        if len(lines) < 4 or lines.pop() or "" in lines:  # noqa: PLR2004 - three lines and what ends them
            raise BadNote("a checkpoint is three lines, each ended")
        if len(lines) > 3 and not extensions:  # noqa: PLR2004 - the same three
            raise BadNote("a checkpoint is exactly three lines")
        return cls(lines[0], read_decimal(lines[1]), read_base64(lines[2]))


@dataclass(frozen=True)
class VerifierKey:
    """A name and the 32 bytes of an Ed25519 public key; its text is name+key id in hex+base64(0x01 || key)."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        if not _is_name(self.name) or len(self.public) != KEY_SIZE:
            raise BadNote("a verifier key has a name without space or plus, and 32 bytes")

    @property
    def key_id(self) -> bytes:
        """The first four bytes of SHA-256(name || newline || 0x01 || key)."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:KEY_ID_SIZE]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{b64encode(ED25519 + self.public).decode()}"

    @classmethod
    def of(cls, private_key: Ed25519PrivateKey, name: str) -> "VerifierKey":
        """The public half of a signing key under its name."""
        return cls(name, private_key.public_key().public_bytes_raw())

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """The key written exactly so. Raises BadNote for another algorithm, another spelling or a wrong key id."""
        name, _, rest = text.partition("+")
        key_id, _, encoded = rest.partition("+")
        public = read_base64(encoded)
        if public[:1] != ED25519:
            raise BadNote("not an Ed25519 key")
        key = cls(name, public[1:])
        if key.key_id.hex() != key_id:
            raise BadNote("the key id does not belong to the key")
        return key

    def signed(self, text: str, signature: bytes) -> bool:
        """Whether this key signed this text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


def sign(checkpoint: Checkpoint, private_key: Ed25519PrivateKey, name: str) -> str:
    """A checkpoint as a note with one signature."""
    return f"{checkpoint}\n{signature_line(checkpoint, private_key, name)}"


def signature_line(checkpoint: Checkpoint, private_key: Ed25519PrivateKey, name: str) -> str:
    """One more line for a note on this checkpoint: a second key during rotation, or a second body."""
    signature = VerifierKey.of(private_key, name).key_id + private_key.sign(str(checkpoint).encode())
    return f"{DASH} {name} {b64encode(signature).decode()}\n"


def verify(note: str, vkeys: Iterable[VerifierKey], *, extensions: bool = False) -> Checkpoint:
    """The checkpoint of a note that a given key of the origin's own name has signed.

    Signatures of other keys are ignored, as C2SP demands. Raises BadNote if the note does not read, if a given
    key's signature is wrong, or if none of the origin's stands under it.
    """
    text, signatures = split(note)
    checkpoint = Checkpoint.parse(text, extensions=extensions)
    signers = set()
    for key in vkeys:
        for signature in signatures.get((key.name, key.key_id), ()):
            if not key.signed(text, signature):
                message = f"the signature of {key.name} is wrong"
                raise BadNote(message)
            signers.add(key.name)
    if checkpoint.origin not in signers:
        message = f"no given key of {checkpoint.origin} has signed"
        raise BadNote(message)
    return checkpoint


def split(note: str) -> tuple[str, dict[tuple[str, bytes], list[bytes]]]:
    """A note's text, and its signatures by key name and key id; nothing is verified."""
    if any(character < " " and character != "\n" for character in note) or not _is_unicode(note):
        raise BadNote("a note has no control characters and no lone surrogates")
    text, blank, below = note.rpartition("\n\n")
    lines = below.split("\n")
    if not blank or not text or lines.pop() or not lines:
        raise BadNote("a note is a text, an empty line and signature lines")
    if len(lines) > MOST_SIGNATURES:
        message = f"a note has at most {MOST_SIGNATURES} signatures"
        raise BadNote(message)
    signatures: dict[tuple[str, bytes], list[bytes]] = {}
    for line in lines:
        name, key_id, signature = _read_signature(line)
        signatures.setdefault((name, key_id), []).append(signature)
    return text + "\n", signatures


def read_base64(text: str) -> bytes:
    """The bytes that standard base64 spells exactly so. Raises BadNote for any other spelling."""
    try:
        data = b64decode(text, validate=True)
    except ValueError as error:
        raise BadNote("not base64") from error
    if b64encode(data).decode() != text:
        raise BadNote("base64 that is not canonical")
    return data


def read_decimal(text: str) -> int:
    """The number that decimal digits without leading zeros spell. Raises BadNote otherwise."""
    if not DECIMAL.fullmatch(text):
        raise BadNote("not a decimal number without leading zeros")
    return int(text)


def _read_signature(line: str) -> tuple[str, bytes, bytes]:
    dash, name, encoded = [*line.split(" "), "", ""][:3]
    if dash != DASH or line != f"{dash} {name} {encoded}" or not _is_name(name):
        raise BadNote("a signature line is a dash, a key name and base64")
    signature = read_base64(encoded)
    if len(signature) <= KEY_ID_SIZE:
        raise BadNote("a signature is a key id and more")
    return name, signature[:KEY_ID_SIZE], signature[KEY_ID_SIZE:]


def _is_name(text: str) -> bool:
    unfit = any(character.isspace() or character < " " or character == "+" for character in text)
    return bool(text) and not unfit and _is_unicode(text)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
