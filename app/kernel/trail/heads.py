"""The heads of all streams in one Merkle root, so that an export of one stream can be shown to be complete."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from app.kernel.trail import merkle
from app.kernel.trail.canonical import dump

KIND = "stream.heads"
"""The kind of the fact whose body holds the root; it stands in the stream "system" and covers all facts before it."""


@dataclass(frozen=True, order=True)
class Head:
    """The state of one stream: how many records it has, and the leaf hash of the last."""

    stream: str
    n: int
    last: bytes

    def leaf(self) -> bytes:
        """The leaf hash of canonical {"last", "n", "stream"}."""
        return merkle.leaf_hash(dump({"last": self.last.hex(), "n": self.n, "stream": self.stream}))


def body(heads: Collection[Head]) -> dict[str, Any]:
    """The body of the fact: the root over the heads sorted by stream, and how many there are."""
    return {"root": merkle.root(_nodes(sorted(heads)), len(heads)).hex(), "streams": len(heads)}


def place(heads: Collection[Head], stream: str) -> tuple[int, list[bytes]]:
    """Where a stream stands among the sorted heads, and the inclusion path from there to the root."""
    ordered = sorted(heads)
    index = [head.stream for head in ordered].index(stream)
    return index, merkle.inclusion_path(_nodes(ordered), index, len(ordered))


def verify(head: Head, index: int, path: Sequence[bytes], told: dict[str, Any]) -> None:
    """Raise BadProof unless the body of a `stream.heads` fact says that this was the stream's state."""
    merkle.verify_inclusion(head.leaf(), index, told["streams"], path, bytes.fromhex(told["root"]))


def _nodes(ordered: Sequence[Head]) -> merkle.Nodes:
    return merkle.of_leaves([head.leaf() for head in ordered])
