"""The record of one fact: the exact bytes that become a leaf of the trail."""

import re
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from app.kernel.trail import canonical
from app.kernel.trail.canonical import Unfit

VERSION = 1

PATTERNS = {
    "actor": re.compile(r"[a-z]+_[A-Za-z0-9_-]{1,64}", re.ASCII),
    "kind": re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+", re.ASCII),
    "log": re.compile(r"[a-z0-9.-]+(:\d+)?(/[a-z0-9._-]+)+", re.ASCII),
    "req": re.compile(r"[!-~]{1,200}", re.ASCII),
    "stream": re.compile(r"[a-z][a-z0-9_]*(/[A-Za-z0-9_.-]{1,128})?", re.ASCII),
    "stream_prev": re.compile(r"([0-9a-f]{64})?", re.ASCII),
}


@dataclass(frozen=True, kw_only=True)
class Record:
    """One fact. Raises Unfit, naming the field, for what no record may hold.

    `log` is the origin of the trail, `seq` the position in it from 0, `stream` what the fact is about
    ("grant/<public id>", "system"), `stream_seq` the position in that from 0, `stream_prev` the hex leaf hash of
    the stream's previous record or "" for its first, `req` an idempotency key or request id.
    """

    at: datetime
    actor: str
    body: dict[str, Any]
    kind: str
    log: str
    req: str
    seq: int
    stream: str
    stream_prev: str
    stream_seq: int
    v: int = VERSION

    def __post_init__(self) -> None:
        for name, pattern in PATTERNS.items():
            text = getattr(self, name)
            if not isinstance(text, str) or not pattern.fullmatch(text):
                message = f"$.{name}: {text!r} does not read"
                raise Unfit(message)
        if not isinstance(self.body, dict):
            raise Unfit("$.body: not an object")
        if self.v is True or self.v != VERSION:
            message = f"$.v: {self.v!r} is not {VERSION}"
            raise Unfit(message)
        self._check_place()

    def _check_place(self) -> None:
        for name in ("seq", "stream_seq"):
            if type(getattr(self, name)) is not int:
                message = f"$.{name}: not a number"
                raise Unfit(message)
        if not 0 <= self.stream_seq <= self.seq <= canonical.LARGEST_INTEGER:
            raise Unfit("$.stream_seq: beyond the place in the trail")
        if (self.stream_prev == "") != (self.stream_seq == 0):
            raise Unfit("$.stream_prev: only a stream's first record has no record before it")

    def to_bytes(self) -> bytes:
        """The canonical bytes that are stored and hashed."""
        return canonical.dump(vars(self) | {"at": canonical.moment(self.at)})

    @classmethod
    def from_bytes(cls, data: bytes) -> "Record":
        """The record that `to_bytes` writes exactly so. Raises Unfit for anything else."""
        value = canonical.load(data)
        if not isinstance(value, dict) or set(value) != {each.name for each in fields(cls)}:
            raise Unfit("$: not the fields of a record")
        if not isinstance(value["at"], str):
            raise Unfit("$.at: not a moment")
        return cls(**value | {"at": canonical.read_moment(value["at"])})
