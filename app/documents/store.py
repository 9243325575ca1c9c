"""Where files lie: a folder in which each is named by its SHA-256."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, BinaryIO, NamedTuple

CHUNK = 1 << 16


class Blob(NamedTuple):
    """What was put: its SHA-256 in hexadecimal, and its size in bytes."""

    sha256: str
    size: int


class Store:
    """The one door to the bytes. A file is there whole or not at all, whatever falls in between."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.incoming = folder / "incoming"

    def put(self, source: BinaryIO) -> Blob:
        """Keep all of `source`, from its beginning; the same bytes again are no second file."""
        self.incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
        source.seek(0)
        with NamedTemporaryFile(dir=self.incoming, delete=False) as draft:
            try:
                blob = _copy(source, draft.file)
                os.fsync(draft.fileno())
                self._settle(Path(draft.name), blob.sha256)
            finally:
                Path(draft.name).unlink(missing_ok=True)
        return blob

    def open(self, sha256: str) -> BinaryIO:
        """The bytes, to be read and closed; FileNotFoundError where there are none."""
        return self._place(sha256).open("rb")

    def has(self, sha256: str) -> bool:
        """Whether the bytes are there."""
        return self._place(sha256).is_file()

    def older_than(self, moment: datetime) -> Iterator[str]:
        """The SHA-256 of every file last put before `moment`, in order."""
        for folder in sorted(self.folder.glob("??/??")):
            old = [path.name for path in folder.iterdir() if path.stat().st_mtime < moment.timestamp()]
            yield from sorted(old)

    def remove(self, sha256: str, before: datetime) -> bool:
        """Remove a file unless it was put again since `before`; whether it went."""
        with self._alone():
            path = self._place(sha256)
            if path.stat().st_mtime >= before.timestamp():
                return False
            path.unlink()
            return True

    def remove_drafts(self, before: datetime) -> int:
        """Remove what a fall of the process left half written before that moment; how many there were."""
        drafts = [path for path in self.incoming.glob("*") if path.stat().st_mtime < before.timestamp()]
        for path in drafts:
            path.unlink(missing_ok=True)
        return len(drafts)

    def _place(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256[2:4] / sha256

    def _settle(self, draft: Path, sha256: str) -> None:
        """Move the draft to its place; put again, a file is as fresh as the first time, so no sweep takes it."""
        place = self._place(sha256)
        with self._alone():
            made = not place.parent.is_dir()
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft.replace(place)
        for folder in (place.parent, *((place.parent.parent, self.folder) if made else ())):
            _fsync_folder(folder)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Putting and sweeping exclude each other, also between processes, for the moment it takes."""
        with (self.folder / ".lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _copy(source: BinaryIO, target: IO[bytes]) -> Blob:
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(CHUNK):
        digest.update(chunk)
        target.write(chunk)
        size += len(chunk)
    target.flush()
    return Blob(digest.hexdigest(), size)


def _fsync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
