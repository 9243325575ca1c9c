"""The draw itself: pure, in whole numbers, the same in every implementation; docs/sampling.md says it to the byte."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate

DOMAIN = b"lastmile-sample/1\x00"
"""Goes before everything hashed here, so that no other hash of this house says the same."""


@dataclass(frozen=True, order=True)
class Item:
    """One member of a population: its name, which is its own, and its amount in minor units of the books."""

    name: str
    amount: int


@dataclass(frozen=True)
class Drawn:
    """A selected item, how often it was hit (only monetary units hit more than once), and its stratum from 0."""

    item: Item
    hits: int = 1
    stratum: int = 0


def ordered(items: Sequence[Item]) -> list[Item]:
    """The population in the order of its names' UTF-8 bytes; ValueError where two have one name."""
    by_name = sorted(items, key=lambda item: item.name.encode())
    if len({item.name for item in by_name}) != len(by_name):
        raise ValueError("two members of a population have one name")
    return by_name


def population_sha256(items: Sequence[Item]) -> str:
    """SHA-256 of one line an item, in order: name, tab, amount in decimal, newline."""
    lines = (f"{item.name}\t{item.amount}\n".encode() for item in ordered(items))
    return sha256(b"".join(lines)).hexdigest()


def simple_random(items: Sequence[Item], size: int, seed: str) -> list[Drawn]:
    """The `size` items with the smallest tickets; all of them where there are fewer. Gives them by name."""
    chosen = sorted(items, key=lambda item: (ticket(seed, item.name), item.name))[:size]
    return [Drawn(item) for item in ordered(chosen)]


def stratified(items: Sequence[Item], bounds: Sequence[int], sizes: Sequence[int], seed: str) -> list[Drawn]:
    """Simple random within each stratum.

    An item's stratum is the number of `bounds` (rising, minor units) that its amount reaches; `sizes` says for
    each stratum how many, so it is one longer than `bounds`.
    """
    if len(sizes) != len(bounds) + 1 or list(bounds) != sorted(set(bounds)):
        raise ValueError("bounds rise, and there is one size more than bounds")
    strata: list[list[Item]] = [[] for _ in sizes]
    for item in items:
        strata[bisect_right(bounds, item.amount)].append(item)
    return [
        Drawn(drawn.item, stratum=number)
        for number, (members, size) in enumerate(zip(strata, sizes, strict=True))
        for drawn in simple_random(members, size, seed)
    ]


def monetary_unit(items: Sequence[Item], size: int, seed: str) -> list[Drawn]:
    """Systematic by amount: every minor unit has the same chance, and no item is hit by chance alone.

    The amounts above zero are laid end to end in the order of names, T minor units long; hit number i of `size`
    falls on unit (r + i * T) // size, r being the seed's number modulo T. Items are given by name, with hits.
    """
    line = [item for item in ordered(items) if item.amount > 0]
    total = sum(item.amount for item in line)
    if not total:
        return []
    start = int.from_bytes(_digest(seed, "start"), "big") % total
    ends = list(accumulate(item.amount for item in line))
    hits: dict[int, int] = {}
    for number in range(size):
        place = bisect_right(ends, (start + number * total) // size)
        hits[place] = hits.get(place, 0) + 1
    return [Drawn(line[place], count) for place, count in sorted(hits.items())]


def ticket(seed: str, name: str) -> bytes:
    """SHA-256 of the domain, the seed, a zero byte, "item", a zero byte and the name."""
    return _digest(seed, f"item\0{name}")


def _digest(seed: str, what: str) -> bytes:
    return sha256(DOMAIN + seed.encode() + b"\x00" + what.encode()).digest()
