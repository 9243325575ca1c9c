"""What the count-once engine is told and what it answers: estimates, declarations, scopes, tallies."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

VERIFIED = "approved"


@dataclass(frozen=True, slots=True)
class Estimate:
    """People served, as one source says (R84: female + male + not disaggregated = total)."""

    id: str
    places: tuple[str, ...]
    category: str
    year: int
    total: int
    female: int = 0
    male: int = 0
    status: str = VERIFIED
    indicator: str = ""

    def __post_init__(self) -> None:
        if not self.places:
            raise ValueError("An estimate lies in at least one place.")
        if self.female < 0 or self.male < 0 or self.female + self.male > self.total:
            raise ValueError("Female and male are parts of the total (R84).")


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a declaration: a place with all that lies in it, or one estimate."""

    place: str | None = None
    estimate: str | None = None

    def __post_init__(self) -> None:
        if (self.place is None) == (self.estimate is None):
            raise ValueError("A side is a place or an estimate.")


class Says(StrEnum):
    """What a declaration says of its two sides; disjoint beats overlap."""

    OVERLAP = "overlap"
    DISJOINT = "disjoint"


@dataclass(frozen=True, slots=True)
class Declaration:
    """A recorded judgement that the people of two sides may be, or cannot be, the same."""

    says: Says
    one: Side
    other: Side
    reason: str = ""


class Criterion(StrEnum):
    """What an estimate must meet to lie in a scope, in the order in which it is asked."""

    STATUS = "status"
    INDICATOR = "indicator"
    CATEGORY = "category"
    YEAR = "year"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Scope:
    """A question: one indicator, and where given a place, categories and years.

    A question is of one indicator only, so direct and indirect people never meet in a sum (R89).
    """

    place: str | None = None
    categories: frozenset[str] | None = None
    years: frozenset[int] | None = None
    indicator: str = ""

    def misses(self, estimate: Estimate) -> Criterion | None:
        """Give the first criterion but the place that the estimate does not meet."""
        if estimate.status != VERIFIED:
            return Criterion.STATUS
        if estimate.indicator != self.indicator:
            return Criterion.INDICATOR
        if self.categories is not None and estimate.category not in self.categories:
            return Criterion.CATEGORY
        if self.years is not None and estimate.year not in self.years:
            return Criterion.YEAR
        return None


@dataclass(frozen=True, slots=True)
class Tally:
    """The people of a counted set: sums over its estimates, and the set itself.

    `depths` is the sum of total x depth; `first` the lowest id of the set. A tally holds one estimate
    or the tallies it was put together from, so taking one costs nothing per counted estimate.
    """

    total: int = 0
    female: int = 0
    male: int = 0
    depths: int = 0
    first: str | None = None
    estimate: Estimate | None = field(default=None, repr=False)
    parts: tuple["Tally", ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, estimate: Estimate, depth: int) -> Self:
        return cls(
            estimate.total,
            estimate.female,
            estimate.male,
            estimate.total * depth,
            estimate.id,
            estimate,
        )

    @property
    def split(self) -> int:
        """People with a sex split."""
        return self.female + self.male

    @property
    def not_disaggregated(self) -> int:
        return self.total - self.split

    @property
    def rank(self) -> tuple[int, int, int]:
        """What decides between two sets before their ids do."""
        return self.total, self.split, self.depths

    def beats(self, other: "Tally") -> bool:
        """Say whether this set is preferred to another with which it shares no estimate."""
        if self.rank != other.rank or self.first is None or other.first is None:
            return (self.rank, self.first is not None) > (other.rank, other.first is not None)
        return self.first < other.first

    def estimates(self) -> Iterator[Estimate]:
        """Give the counted estimates, in no order."""
        waiting = [self]
        while waiting:
            tally = waiting.pop()
            if tally.estimate is not None:
                yield tally.estimate
            waiting.extend(tally.parts)

    def counted(self) -> tuple[str, ...]:
        """Give the ids of the counted estimates, sorted as text."""
        return tuple(sorted(estimate.id for estimate in self.estimates()))


NOBODY = Tally()


def together(tallies: Iterable[Tally]) -> Tally:
    """Add tallies of sets that share no estimate and no risk."""
    parts = tuple(tally for tally in tallies if tally.first is not None)
    if len(parts) <= 1:
        return parts[0] if parts else NOBODY
    return Tally(
        sum(part.total for part in parts),
        sum(part.female for part in parts),
        sum(part.male for part in parts),
        sum(part.depths for part in parts),
        min(part.first for part in parts if part.first is not None),
        parts=parts,
    )


def preferred(tallies: Iterable[Tally]) -> Tally:
    """Give the tally that beats the others; no two of them share an estimate."""
    best = NOBODY
    for tally in tallies:
        if tally.beats(best):
            best = tally
    return best
