"""Which estimates may stand for the same people, and where the plain tree no longer tells."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from app.results.count_once.facts import Declaration, Estimate, Says, Side
from app.results.count_once.tree import Tree


class Unit(NamedTuple):
    """One place of an estimate; without the estimate, whatever lies there and is not named itself."""

    place: str
    estimate: str | None = None


def units_of(estimate: Estimate) -> tuple[Unit, ...]:
    return tuple(Unit(place, estimate.id) for place in estimate.places)


class Pairs:
    """Declarations of one kind, answering which of them join two units.

    Each declaration is a bit; a unit has the bits of the declarations it lies in on either side.
    """

    def __init__(self, tree: Tree, declarations: Iterable[Declaration]) -> None:
        self.declarations = tuple(declarations)
        self._tree = tree
        self._own: dict[Side, tuple[int, int]] = {}
        self._marks: dict[str, tuple[int, int]] = {}
        for number, declaration in enumerate(self.declarations):
            self._mark(declaration.one, 1 << number, 0)
            self._mark(declaration.other, 0, 1 << number)

    def _mark(self, side: Side, one: int, other: int) -> None:
        if side.place is not None and side.place not in self._tree:
            raise ValueError(f"A declaration names {side.place}, which is no place.")
        ones, others = self._own.get(side, (0, 0))
        self._own[side] = ones | one, others | other

    def _marks_of_place(self, place: str) -> tuple[int, int]:
        if place not in self._marks:
            one = other = 0
            for holder in self._tree.upwards(place):
                ones, others = self._own.get(Side(place=holder), (0, 0))
                one, other = one | ones, other | others
            self._marks[place] = one, other
        return self._marks[place]

    def _marks_of(self, unit: Unit) -> tuple[int, int]:
        one, other = self._marks_of_place(unit.place)
        if unit.estimate is None:
            return one, other
        ones, others = self._own.get(Side(estimate=unit.estimate), (0, 0))
        return one | ones, other | others

    def touching(self, units: Iterable[Unit]) -> Iterator[tuple[Declaration, Side]]:
        """Give the declarations that hold one of the units, each with its side opposite to it."""
        one = other = 0
        for unit in units:
            ones, others = self._marks_of(unit)
            one, other = one | ones, other | others
        yield from ((self.declarations[n], self.declarations[n].other) for n in _bits(one))
        yield from ((self.declarations[n], self.declarations[n].one) for n in _bits(other))

    def joining(self, unit: Unit, fellow: Unit) -> list[Declaration]:
        """Give the declarations with the one unit on one side and the other on the other."""
        return [self.declarations[number] for number in _bits(self._joined(unit, fellow))]

    def join(self, unit: Unit, fellow: Unit) -> bool:
        return bool(self.declarations) and self._joined(unit, fellow) != 0

    def _joined(self, unit: Unit, fellow: Unit) -> int:
        (one, other), (ones, others) = self._marks_of(unit), self._marks_of(fellow)
        return one & others | other & ones


def _bits(mask: int) -> Iterator[int]:
    while mask:
        yield (mask & -mask).bit_length() - 1
        mask &= mask - 1


class Risks:
    """Judges whether two estimates are at risk of overlap, place by place."""

    def __init__(self, tree: Tree, declarations: Iterable[Declaration]) -> None:
        self.tree = tree
        self.declarations = tuple(declarations)
        self.overlaps = Pairs(tree, (d for d in self.declarations if d.says is Says.OVERLAP))
        self.disjoint = Pairs(tree, (d for d in self.declarations if d.says is Says.DISJOINT))
        self.named = frozenset(
            side.estimate for d in self.declarations for side in (d.one, d.other) if side.estimate is not None
        )

    def by_place(self, unit: Unit, fellow: Unit) -> bool:
        """Say whether the places alone put the units at risk."""
        return self.tree.related(unit.place, fellow.place) and not self.disjoint.join(unit, fellow)

    def by_declaration(self, unit: Unit, fellow: Unit) -> bool:
        """Say whether a declared overlap puts the units at risk."""
        return self.overlaps.join(unit, fellow) and not self.disjoint.join(unit, fellow)

    def between(self, units: Iterable[Unit], fellows: Collection[Unit]) -> bool:
        """Say whether any unit of the one is at risk with any of the other."""
        return any(
            self.by_place(unit, fellow) or self.by_declaration(unit, fellow)
            for unit in units
            for fellow in fellows
        )


@dataclass(slots=True)
class Knots:
    """Where declarations and estimates at several places leave the plain tree.

    `knotted`: places whose count is not the plain maximum. `broken`: places whose inside is not one whole
    to the outside. `mentioned`: places that a declaration or an estimate at several places names.
    All three may hold more places than they must; that costs time, never exactness.
    """

    knotted: set[str | None] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    mentioned: set[str] = field(default_factory=set)

    def tie(self, tree: Tree, mentions: Iterable[str], starts: Iterable[str | None]) -> None:
        """Break every place from each start up to below the place that holds all mentioned ones."""
        mentions = tuple(mentions)
        top = tree.top(mentions)
        self.mentioned.update(mentions)
        self.knotted.add(top)
        for start in starts:
            for place in tree.upwards(start):
                if place == top or not tree.within(place, top):
                    break
                self.broken.add(place)
                self.knotted.add(place)


def knots_in(risks: Risks, several: Iterable[Estimate], named: Mapping[str, Estimate]) -> Knots:
    """Find the knots made by declarations, named estimates and estimates at several places in scope."""
    knots, tree = Knots(), risks.tree
    for declaration in risks.declarations:
        _tie_declaration(knots, tree, declaration, named, ())
        if (inner := _nested(tree, declaration)) is not None:
            knots.knotted.update(tree.subtree(inner))
    for estimate in several:
        knots.tie(tree, estimate.places, (tree.parents[place] for place in estimate.places))
        for pairs in (risks.overlaps, risks.disjoint):
            for declaration, _ in pairs.touching(units_of(estimate)):
                _tie_declaration(knots, tree, declaration, named, estimate.places)
    return knots


def _tie_declaration(
    knots: Knots, tree: Tree, declaration: Declaration, named: Mapping[str, Estimate], more: tuple[str, ...]
) -> None:
    mentions = list(more)
    starts: list[str | None] = []
    for side in (declaration.one, declaration.other):
        if side.place is not None:
            mentions.append(side.place)
            starts.append(tree.parents[side.place])
        elif (estimate := named.get(side.estimate or "")) is not None:
            mentions.extend(estimate.places)
            starts.extend(estimate.places)
        else:
            return
    knots.tie(tree, mentions, starts)


def _nested(tree: Tree, declaration: Declaration) -> str | None:
    one, other = declaration.one.place, declaration.other.place
    if one is None or other is None or not tree.related(one, other):
        return None
    return one if tree.within(one, other) else other
