"""A backup as one file: its parts in a tar, and last a manifest that says what they are and holds their hashes."""

import hashlib
import os
import re
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import IO, Literal, Protocol

from pydantic import BaseModel, ConfigDict, ValidationError

CHUNK = 1 << 16
OWNER_ONLY = 0o600
DATABASE, SIGNED_LAST, MANIFEST = "database", "signed.last", "manifest.json"
DOCUMENTS = "documents/"
NAMES = re.compile(rf"{DATABASE}|{re.escape(SIGNED_LAST)}|{DOCUMENTS}[0-9a-f]{{64}}")


class Halted(Exception):
    """Why a backup or a restore ended without a result: one sentence for the operator."""


class Part(BaseModel):
    """One file of a backup: the SHA-256 of its bytes, and how many there are."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: str
    size: int


class Manifest(BaseModel):
    """What a backup holds, and how far its trail had come.

    `root` is the Merkle root in hexadecimal over `facts` facts; `checkpoint` the newest signed note among
    them; `vkey` the public half of the signing key, where whoever made the backup could read it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    made_at: datetime
    engine: Literal["sqlite", "postgresql"]
    revision: str
    origin: str
    facts: int
    root: str
    checkpoint: str | None
    vkey: str | None
    parts: Mapping[str, Part]


class _Reads(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _Hashing:
    """A file that remembers the hash and the number of what was read from it."""

    def __init__(self, inner: _Reads) -> None:
        self.inner, self.digest, self.size = inner, hashlib.sha256(), 0

    def read(self, size: int, /) -> bytes:
        chunk = self.inner.read(size)
        self.digest.update(chunk)
        self.size += len(chunk)
        return chunk

    @property
    def part(self) -> Part:
        return Part(sha256=self.digest.hexdigest(), size=self.size)


class Packing:
    """A backup being written: parts one after the other, then the manifest, which makes it whole."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.parts: dict[str, Part] = {}

    def add(self, name: str, file: IO[bytes]) -> Part:
        """One more part, from where `file` stands to its end."""
        start = file.tell()
        size = file.seek(0, os.SEEK_END) - start
        file.seek(start)
        hashing = _Hashing(file)
        self._add(name, hashing, size)
        self.parts[name] = hashing.part
        return hashing.part

    def seal(self, manifest: Manifest) -> None:
        """The manifest, after which nothing follows."""
        text = manifest.model_dump_json(indent=1).encode()
        self._add(MANIFEST, BytesIO(text), len(text))

    def _add(self, name: str, file: _Reads, size: int) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, OWNER_ONLY
        self._tar.addfile(info, file)  # type: ignore[arg-type]  # it needs nothing of a file but read


@contextmanager
def written(path: Path) -> Iterator[Packing]:
    """A backup written beside `path` for its owner's eyes only, flushed, and renamed when it is whole."""
    beside = path.with_name(path.name + ".unfinished")
    beside.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                yield Packing(tar)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def checked(path: Path) -> Manifest:
    """The manifest of a backup whose every part is there and is what it was. Raises Halted."""
    found: dict[str, Part] = {}
    manifest: Manifest | None = None
    with opened(path) as tar:
        for member in tar:
            if manifest is not None:
                raise Halted(f"Something follows the manifest: {path.name} was altered.")
            if member.name == MANIFEST:
                manifest = _manifest(tar, member)
            elif not member.isreg() or not NAMES.fullmatch(member.name) or member.name in found:
                raise Halted(f"{path.name} holds {member.name!r}, which no backup of ours does.")
            else:
                found[member.name] = _part(tar, member)
    if manifest is None:
        raise Halted(f"{path.name} ends before its manifest: it was cut short, or never finished.")
    for name in sorted(found.keys() | manifest.parts.keys()):
        if found.get(name) != manifest.parts.get(name):
            raise Halted(f"The part {name} is not what the manifest says: {path.name} was altered.")
    if DATABASE not in found:
        raise Halted(f"{path.name} holds no database.")
    return manifest


@contextmanager
def opened(path: Path) -> Iterator[tarfile.TarFile]:
    """The backup to read from. Raises Halted where it does not read."""
    try:
        with tarfile.open(path, "r:") as tar:
            yield tar
    except (tarfile.TarError, EOFError) as error:
        raise Halted(f"{path.name} does not read as a backup, or was cut short: {error}.") from error
    except OSError as error:
        raise Halted(f"{path} cannot be read: {error.strerror}.") from error


def part_of(tar: tarfile.TarFile, name: str | tarfile.TarInfo) -> BufferedReader:
    """One part's bytes."""
    file = tar.extractfile(name)
    if not isinstance(file, BufferedReader):
        raise Halted(f"{name} is no file.")
    return file


def _part(tar: tarfile.TarFile, member: tarfile.TarInfo) -> Part:
    hashing = _Hashing(part_of(tar, member))
    while hashing.read(CHUNK):
        pass
    return hashing.part


def _manifest(tar: tarfile.TarFile, member: tarfile.TarInfo) -> Manifest:
    try:
        return Manifest.model_validate_json(part_of(tar, member).read())
    except ValidationError as error:
        raise Halted("The manifest does not read: made by another version, or altered.") from error
