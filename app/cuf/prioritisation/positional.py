"""Scores from places, points and pairs: positional points with a stored vector, and Copeland (P-36, P-37)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.cuf.prioritisation.elections import Exact


def positional(places: Mapping[str, Sequence[int]], vector: Sequence[int] = (3, 2, 1)) -> dict[str, int]:
    """Points per option from the counts of first, second, third ... places, by the vector the round stored.

    Raises ValueError where an option has more counted places than the vector has points.
    """
    if any(len(counts) > len(vector) for counts in places.values()):
        raise ValueError("a place was counted for which no points are stored")
    return {
        code: sum(count * points for count, points in zip(counts, vector, strict=False))
        for code, counts in places.items()
    }


@dataclass(frozen=True, slots=True)
class Pair:
    """One hand-counted comparison; where only the winner was kept, it is 1 to 0."""

    a: str
    b: str
    prefer_a: int
    prefer_b: int


@dataclass(frozen=True, slots=True)
class Copeland:
    """Pairs won, an equal pair counting one half; then the sum of margins over all pairs."""

    wins: Exact
    margin: int


def copeland(pairs: Iterable[Pair]) -> dict[str, Copeland]:
    """Every option's wins and margins; each unordered pair is expected once (P-18 checks it)."""
    table: dict[str, Copeland] = {}
    for pair in pairs:
        for code, lead in ((pair.a, pair.prefer_a - pair.prefer_b), (pair.b, pair.prefer_b - pair.prefer_a)):
            so_far = table.get(code, Copeland(Fraction(0), 0))
            table[code] = Copeland(
                so_far.wins + Fraction((lead > 0) - (lead < 0) + 1, 2), so_far.margin + lead
            )
    return table
