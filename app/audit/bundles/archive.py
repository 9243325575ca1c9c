"""A bundle's archive: written in one pass, the same bytes for the same content, there whole or not at all."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from stat import S_IFREG
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

TOP = "bundle"
LEVEL = 6
READABLE = 0o644


class Archive:
    """Takes files one after the other, each streamed; the list of their digests goes in last."""

    def __init__(self, packed: ZipFile, made: datetime) -> None:
        self._packed, self._made = packed, made
        self._digests: dict[str, str] = {}

    def add(self, name: str, chunks: Iterable[bytes]) -> str:
        """One file of the bundle; gives its SHA-256 in hexadecimal."""
        digest = hashlib.sha256()
        with self._packed.open(self._entry(name), "w", force_zip64=True) as file:
            for chunk in chunks:
                digest.update(chunk)
                file.write(chunk)
        self._digests[name] = digest.hexdigest()
        return self._digests[name]

    def close(self) -> None:
        """Write the list of all files: a bundle without it was not finished."""
        listed = sorted(self._digests.items())
        self.add("SHA256SUMS", (f"{digest}  {name}\n".encode() for name, digest in listed))

    def _entry(self, name: str) -> ZipInfo:
        entry = ZipInfo(f"{TOP}/{name}", self._made.timetuple()[:6])
        entry.compress_type, entry.external_attr = ZIP_DEFLATED, (S_IFREG | READABLE) << 16
        entry.create_system = 3
        return entry


@contextmanager
def archive(target: Path, made: datetime) -> Iterator[Archive]:
    """An archive that takes its name only when it is whole and on the disk; whatever falls before leaves none."""
    draft = target.with_name(f".{target.name}.unfinished")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with draft.open("wb") as file:
            with ZipFile(file, "w", compresslevel=LEVEL) as packed:
                whole = Archive(packed, made)
                yield whole
                whole.close()
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
