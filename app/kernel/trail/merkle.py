"""Merkle hashing, roots and proofs of RFC 6962 and RFC 9162, over leaf hashes or stored tiles."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Protocol

HASH_SIZE = 32
TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
EMPTY_ROOT = sha256(b"").digest()

Nodes = Callable[[int, int], bytes]
"""(height, index) -> the hash over leaves index * 2^height up to (index + 1) * 2^height, all of which exist."""


class BadProof(ValueError):
    """A proof that does not prove what it claims, or a question no proof can answer."""


class Tiles(Protocol):
    """(level, index) -> the hashes stored in that tile of C2SP tlog-tiles, from its left, at most 256.

    Hash i of a tile stands for the 256^level leaves from (index * 256 + i) * 256^level. At level 0 the ragged
    last tile must be given as far as there are leaves; above, a tile that is not full may be given short or
    empty, and what it lacks is computed from the full tiles below it.
    """

    def __call__(self, level: int, index: int, /) -> Sequence[bytes]: ...


def leaf_hash(record: bytes) -> bytes:
    """RFC 9162, 2.1.1: SHA-256(0x00 || record)."""
    return sha256(b"\x00" + record).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 9162, 2.1.1: SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


@dataclass
class Frontier:
    """The right edge of a growing tree: its size and the roots of its complete subtrees, largest first."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def push(self, leaf: bytes) -> None:
        """Append one leaf hash; over many leaves this costs one node hash each."""
        carry = self.size
        while carry & 1:
            leaf = node_hash(self.peaks.pop(), leaf)
            carry >>= 1
        self.peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The Merkle tree hash at this size."""
        return _fold(self.peaks)

    def to_bytes(self) -> bytes:
        """The peaks joined: 32 bytes for each 1 in the binary size."""
        return b"".join(self.peaks)

    @classmethod
    def from_bytes(cls, data: bytes, size: int) -> "Frontier":
        """What `to_bytes` wrote at that size. Raises BadProof if the length does not fit the size."""
        if size < 0 or len(data) != HASH_SIZE * size.bit_count():
            message = f"{len(data)} bytes are no frontier of {size} leaves"
            raise BadProof(message)
        return cls(size, [data[at : at + HASH_SIZE] for at in range(0, len(data), HASH_SIZE)])


def of_leaves(leaves: Sequence[bytes]) -> Nodes:
    """Nodes computed from all leaf hashes; for small trees and tests."""

    def node(height: int, index: int) -> bytes:
        if height == 0:
            return leaves[index]
        return node_hash(node(height - 1, 2 * index), node(height - 1, 2 * index + 1))

    return node


def of_tiles(tiles: Tiles) -> Nodes:
    """Nodes computed from stored tiles; each tile is read once per reader made."""
    read: dict[tuple[int, int], Sequence[bytes]] = {}

    def tile(level: int, index: int) -> Sequence[bytes]:
        if (level, index) not in read:
            read[level, index] = tiles(level, index)
        return read[level, index]

    def node(height: int, index: int) -> bytes:
        level, above = divmod(height, TILE_HEIGHT)
        if not above:
            number, place = divmod(index, TILE_WIDTH)
            hashes = tile(level, number)
            if place < len(hashes):
                return hashes[place]
            if level == 0:
                message = f"leaf {index} is missing"
                raise BadProof(message)
        return node_hash(node(height - 1, 2 * index), node(height - 1, 2 * index + 1))

    return node


def full_tiles(size: int, since: int = 0) -> Iterator[tuple[int, int]]:
    """The (level, index) of each tile that is full at a size and was not yet at an earlier one, lowest first."""
    level = 0
    while width := size >> (TILE_HEIGHT * (level + 1)):
        for index in range(since >> (TILE_HEIGHT * (level + 1)), width):
            yield level, index
        level += 1


def tile_at(nodes: Nodes, level: int, index: int) -> list[bytes]:
    """The 256 hashes of a full tile."""
    return [nodes(TILE_HEIGHT * level, TILE_WIDTH * index + place) for place in range(TILE_WIDTH)]


def root(nodes: Nodes, size: int) -> bytes:
    """The Merkle tree hash of the first `size` leaves (RFC 9162, 2.1.1)."""
    return _span(nodes, 0, size) if size else EMPTY_ROOT


def inclusion_path(nodes: Nodes, index: int, size: int) -> list[bytes]:
    """The hashes that lead from a leaf to the root, leaf's sibling first (RFC 9162, 2.1.3.1).

    At most ceil(log2 size) of them. Raises BadProof if the leaf is not in the tree.
    """
    if not 0 <= index < size:
        message = f"leaf {index} is not among {size}"
        raise BadProof(message)
    path = []
    start, stop = 0, size
    while stop - start > 1:
        middle = start + _split(stop - start)
        if index < middle:
            path.append(_span(nodes, middle, stop))
            stop = middle
        else:
            path.append(_span(nodes, start, middle))
            start = middle
    return path[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], expected: bytes) -> None:
    """Raise BadProof unless the path leads from the leaf hash to the expected root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        message = f"leaf {index} is not among {size}"
        raise BadProof(message)
    place, last, computed = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise BadProof("the inclusion path is too long")
        if place & 1 or place == last:
            computed = node_hash(sibling, computed)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            computed = node_hash(computed, sibling)
        place, last = place >> 1, last >> 1
    if last:
        raise BadProof("the inclusion path is too short")
    if computed != expected:
        raise BadProof("the inclusion path leads to another root")


def consistency_path(nodes: Nodes, old: int, new: int) -> list[bytes]:
    """The hashes that show the tree of `old` leaves to be the beginning of that of `new` (RFC 9162, 2.1.4.1).

    At most ceil(log2 new) + 1 of them; none from the empty tree or between equal sizes. Raises BadProof if
    `old` is larger.
    """
    if not 0 <= old <= new:
        message = f"a tree of {old} leaves cannot begin one of {new}"
        raise BadProof(message)
    path: list[bytes] = []
    if old == 0:
        return path
    start, stop = 0, new
    while stop != old:
        middle = start + _split(stop - start)
        if old <= middle:
            path.append(_span(nodes, middle, stop))
            stop = middle
        else:
            path.append(_span(nodes, start, middle))
            start = middle
    if start:
        path.append(_span(nodes, start, stop))
    return path[::-1]


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> None:
    """Raise BadProof unless the path shows that the new tree extends the old one (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= new:
        message = f"a tree of {old} leaves cannot begin one of {new}"
        raise BadProof(message)
    if old in (0, new):
        if path or (old == 0 and old_root != EMPTY_ROOT) or (old == new and old_root != new_root):
            raise BadProof("the trees differ though no leaf lies between them")
        return
    hashes = list(path) if old.bit_count() > 1 else [old_root, *path]
    if len(hashes) < 2:  # noqa: PLR2004 - one hash to start from, one to go on with
        raise BadProof("the consistency path is too short")
    if _walk(old - 1, new - 1, hashes) != (old_root, new_root):
        raise BadProof("the new tree does not extend the old one")


def _walk(place: int, last: int, hashes: Sequence[bytes]) -> tuple[bytes, bytes]:
    while place & 1:
        place, last = place >> 1, last >> 1
    older = newer = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            raise BadProof("the consistency path is too long")
        if place & 1 or place == last:
            older, newer = node_hash(sibling, older), node_hash(sibling, newer)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            newer = node_hash(newer, sibling)
        place, last = place >> 1, last >> 1
    if last:
        raise BadProof("the consistency path is too short")
    return older, newer


def _split(size: int) -> int:
    """The largest power of two below a size of at least two."""
    return 1 << ((size - 1).bit_length() - 1)


def _span(nodes: Nodes, start: int, stop: int) -> bytes:
    """The hash over leaves start up to stop, where start is a multiple of the next power of two."""
    peaks = []
    while start < stop:
        height = (stop - start).bit_length() - 1
        peaks.append(nodes(height, start >> height))
        start += 1 << height
    return _fold(peaks)


def _fold(peaks: Sequence[bytes]) -> bytes:
    if not peaks:
        return EMPTY_ROOT
    computed = peaks[-1]
    for peak in reversed(peaks[:-1]):
        computed = node_hash(peak, computed)
    return computed
