"""Roots and proofs against RFC 6962's published values and an independent implementation."""

import math
from collections.abc import Sequence
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from pymerkle import InmemoryTree  # type: ignore[import-untyped] # it has no types

from app.kernel.trail import merkle
from app.kernel.trail.merkle import BadProof, Frontier
from tests.kernel.trail import make

PUBLISHED_LEAVES = (
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)
PUBLISHED_ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)

LARGE = make.hashes(100_000 if make.THOROUGH else 3_000)


class Shelf:
    """Tiles as they are stored: full ones only, and the ragged edge of the leaves; counts what is read."""

    def __init__(self, leaves: Sequence[bytes], *, partial: bool = False) -> None:
        self.leaves, self.reads, self.partial = leaves, 0, partial
        self.tiles: dict[tuple[int, int], list[bytes]] = {}
        for level, index in merkle.full_tiles(len(leaves)):
            self.tiles[level, index] = merkle.tile_at(merkle.of_tiles(self), level, index)

    def __call__(self, level: int, index: int) -> list[bytes]:
        self.reads += 1
        if level == 0:
            return list(self.leaves[index * 256 : index * 256 + 256])
        if self.partial and (level, index) not in self.tiles:
            full = len(self.leaves) >> (8 * level)
            nodes = merkle.of_leaves(self.leaves)
            return [nodes(8 * level, place) for place in range(index * 256, min(index * 256 + 256, full))]
        return self.tiles.get((level, index), [])


SHELF = Shelf(LARGE)


def test_G1_roots_are_those_published_for_certificate_transparency() -> None:
    frontier = Frontier()

    roots = []
    for leaf in PUBLISHED_LEAVES:
        frontier.push(merkle.leaf_hash(bytes.fromhex(leaf)))
        roots.append(frontier.root().hex())

    assert tuple(roots) == PUBLISHED_ROOTS
    assert Frontier().root() == merkle.EMPTY_ROOT == sha256(b"").digest()


def test_G1_roots_equal_those_of_another_implementation() -> None:
    tree, frontier = InmemoryTree(algorithm="sha256"), Frontier()
    leaves: list[bytes] = []

    for number in range(make.sample(300, 1_001)):
        record = f"record {number}".encode()
        tree.append_entry(record)
        leaves.append(merkle.leaf_hash(record))
        frontier.push(leaves[-1])

        assert frontier.root() == tree.get_root()
        assert merkle.root(merkle.of_leaves(leaves), len(leaves)) == frontier.root()


def test_G2_inclusion_paths_equal_those_of_another_implementation() -> None:
    size = 45
    tree = InmemoryTree(algorithm="sha256")
    for number in range(size):
        tree.append_entry(str(number).encode())
    nodes = merkle.of_leaves([merkle.leaf_hash(str(number).encode()) for number in range(size)])

    for upto in range(1, size + 1):
        for index in range(upto):
            theirs = tree.prove_inclusion(index + 1, upto).path[1:]

            assert merkle.inclusion_path(nodes, index, upto) == list(theirs)


def test_G3_consistency_paths_are_those_of_the_example_in_rfc_6962_2_1_3() -> None:
    a, b, c, d, e, f, j = leaves = make.hashes(7)
    g, h, i = merkle.node_hash(a, b), merkle.node_hash(c, d), merkle.node_hash(e, f)
    k, last = merkle.node_hash(g, h), merkle.node_hash(i, j)
    nodes = merkle.of_leaves(leaves)

    assert merkle.consistency_path(nodes, 3, 7) == [c, d, g, last]
    assert merkle.consistency_path(nodes, 4, 7) == [last]
    assert merkle.consistency_path(nodes, 6, 7) == [i, j, k]


def test_a_frontier_survives_storage_at_every_size() -> None:
    frontier = Frontier()

    for leaf in LARGE[:600]:
        frontier = Frontier.from_bytes(frontier.to_bytes(), frontier.size)
        frontier.push(leaf)

        assert len(frontier.to_bytes()) == 32 * frontier.size.bit_count()

    assert frontier.root() == merkle.root(merkle.of_leaves(LARGE[:600]), 600)


@pytest.mark.parametrize(("data", "size"), [(b"", 1), (bytes(32), 3), (bytes(31), 1), (b"", -1)])
def test_a_frontier_of_the_wrong_length_is_refused(data: bytes, size: int) -> None:
    with pytest.raises(BadProof):
        Frontier.from_bytes(data, size)


def test_G2_every_inclusion_proof_verifies_and_no_altered_one_does() -> None:
    for size in range(1, make.sample(45, 131)):
        nodes = merkle.of_leaves(LARGE[:size])
        root = merkle.root(nodes, size)
        for index in range(size):
            path = merkle.inclusion_path(nodes, index, size)

            merkle.verify_inclusion(LARGE[index], index, size, path, root)

            for altered in edits(path):
                refuse_inclusion(LARGE[index], index, size, altered, root)
            refuse_inclusion(LARGE[index + 1], index, size, path, root)
            refuse_inclusion(LARGE[index], index, size, path, flip(root))
            refuse_inclusion(LARGE[index], index, index, path, root)
            for other in (index - 1, index + 1):
                refuse_inclusion(LARGE[index], other, size, path, root)


def test_G3_every_consistency_proof_verifies_and_no_altered_one_does() -> None:
    for new in range(1, make.sample(45, 131)):
        nodes = merkle.of_leaves(LARGE[:new])
        root = merkle.root(nodes, new)
        for old in range(1, new + 1):
            path, before = merkle.consistency_path(nodes, old, new), merkle.root(nodes, old)

            merkle.verify_consistency(old, new, before, root, path)

            for altered in edits(path):
                refuse_consistency(old, new, before, root, altered)
            refuse_consistency(old, new, flip(before), root, path)
            refuse_consistency(old, new, before, flip(root), path)
            refuse_consistency(new + 1, new, before, root, path)
            if old < new:
                refuse_consistency(old - 1, new, before, root, path)


def test_G3_everything_extends_the_empty_tree_and_nothing_else_is_empty() -> None:
    root = merkle.root(merkle.of_leaves(LARGE[:5]), 5)

    merkle.verify_consistency(0, 5, merkle.EMPTY_ROOT, root, [])
    merkle.verify_consistency(0, 0, merkle.EMPTY_ROOT, merkle.EMPTY_ROOT, [])
    assert merkle.consistency_path(merkle.of_leaves([]), 0, 5) == []

    refuse_consistency(0, 5, root, root, [])
    refuse_consistency(0, 0, merkle.EMPTY_ROOT, root, [])
    refuse_consistency(0, 0, root, root, [])
    refuse_consistency(0, 5, merkle.EMPTY_ROOT, root, [root])


@settings(max_examples=make.sample(100, 3_000), deadline=None)
@given(some.data())
def test_G2_G3_G32_proofs_from_tiles_verify_and_stay_small(data: some.DataObject) -> None:
    size = data.draw(some.integers(1, len(LARGE)))
    index = data.draw(some.integers(0, size - 1))
    root = merkle.root(merkle.of_tiles(SHELF), size)

    inclusion = merkle.inclusion_path(merkle.of_tiles(SHELF), index, size)
    consistency = merkle.consistency_path(merkle.of_tiles(SHELF), index + 1, size)

    merkle.verify_inclusion(LARGE[index], index, size, inclusion, root)
    before = merkle.root(merkle.of_tiles(SHELF), index + 1)
    merkle.verify_consistency(index + 1, size, before, root, consistency)
    assert len(inclusion) <= math.ceil(math.log2(size))
    assert len(consistency) <= math.ceil(math.log2(size)) + 1
    for altered in edits(inclusion):
        refuse_inclusion(LARGE[index], index, size, altered, root)


@pytest.mark.parametrize("partial", [False, True])
@pytest.mark.parametrize("size", [1, 255, 256, 257, 511, 512, 1_000, 2_816])
def test_roots_from_tiles_equal_roots_from_leaves(size: int, *, partial: bool) -> None:
    shelf = Shelf(LARGE[:size], partial=partial)

    root = merkle.root(merkle.of_tiles(shelf), size)

    assert root == merkle.root(merkle.of_leaves(LARGE[:size]), size)


def test_a_proof_reads_few_tiles_and_not_all_leaves() -> None:
    shelf = Shelf(LARGE[:2_816], partial=True)
    shelf.reads = 0

    merkle.inclusion_path(merkle.of_tiles(shelf), 1_234, 2_816)

    assert shelf.reads <= 3


def test_full_tiles_are_told_lowest_first_and_only_the_new_ones() -> None:
    assert list(merkle.full_tiles(255)) == []
    assert list(merkle.full_tiles(600)) == [(0, 0), (0, 1)]
    assert list(merkle.full_tiles(800, since=600)) == [(0, 2)]
    assert list(merkle.full_tiles(65_536, since=65_535)) == [(0, 255), (1, 0)]


def test_a_tile_without_its_leaves_gives_no_root() -> None:
    with pytest.raises(BadProof, match="leaf 2 is missing"):
        merkle.root(merkle.of_tiles(lambda _level, _index: LARGE[:2]), 3)


def test_paths_are_refused_for_what_is_not_in_the_tree() -> None:
    nodes = merkle.of_leaves(LARGE[:4])

    for index, size in ((4, 4), (-1, 4), (0, 0)):
        with pytest.raises(BadProof):
            merkle.inclusion_path(nodes, index, size)
    with pytest.raises(BadProof):
        merkle.consistency_path(nodes, 5, 4)


def test_a_random_edit_script_never_keeps_the_root() -> None:
    """G7 at the level of hashes: removal, insertion, doubling, exchange and truncation of leaves."""
    dice = make.dice(7)
    leaves = LARGE[:60]
    root = merkle.root(merkle.of_leaves(leaves), len(leaves))

    for _ in range(make.sample(300, 5_000)):
        altered = dice.choice(edits(leaves))
        altered = altered[: dice.randint(1, len(altered))] if dice.random() < 0.2 else altered

        assert merkle.root(merkle.of_leaves(altered), len(altered)) != root


def flip(digest: bytes) -> bytes:
    return bytes([digest[0] ^ 1]) + digest[1:]


def edits(path: Sequence[bytes]) -> list[list[bytes]]:
    """Each edit of one hash: flipped, left out, doubled, exchanged with the next; and one more at the end."""
    hashes = list(path)
    altered = [[*hashes, bytes(32)]]
    for at, digest in enumerate(hashes):
        altered += [
            [*hashes[:at], flip(digest), *hashes[at + 1 :]],
            [*hashes[:at], *hashes[at + 1 :]],
            [*hashes[:at], digest, *hashes[at:]],
        ]
        if at + 1 < len(hashes):
            altered.append([*hashes[:at], hashes[at + 1], digest, *hashes[at + 2 :]])
    return altered


def refuse_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    with pytest.raises(BadProof):
        merkle.verify_inclusion(leaf, index, size, path, root)


def refuse_consistency(old: int, new: int, before: bytes, root: bytes, path: Sequence[bytes]) -> None:
    with pytest.raises(BadProof):
        merkle.verify_consistency(old, new, before, root, path)
