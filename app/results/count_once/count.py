"""The count of every place: bottom-up on the plain tree, exactly solved where a knot leaves it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from app.results.count_once.facts import Declaration, Estimate, Scope, Side, Tally, preferred, together
from app.results.count_once.heaviest import BOUND, BoundReachedError, Heaviest, bits
from app.results.count_once.risk import Knots, Risks, Unit, knots_in
from app.results.count_once.tree import Tree


class TooEntangledError(Exception):
    """A place whose knot is not solved within the bound; it has no count until something is declared.

    `place` is where the knot closes (`None`: across the roots). `declare` are the pairs of sides whose
    people, once declared disjoint (or an estimate once given to one place), would loosen it most.
    """

    def __init__(self, place: str | None, declare: tuple[tuple[Side, Side], ...]) -> None:
        super().__init__(place, declare)
        self.place, self.declare = place, declare


@dataclass(frozen=True, slots=True)
class _Part:
    """What a knot takes or leaves as a whole: a named estimate, equals, or a place with all within."""

    side: Side
    units: tuple[Unit, ...]
    tally: Tally


class Count:
    """Counts one scope once, for every place at the same time, and follows changes.

    `estimates` may hold anything; what the scope misses is kept for the explanation and not counted.
    Raises `ValueError` for a place that the tree does not have and for two estimates of one id.
    """

    def __init__(
        self,
        tree: Tree,
        estimates: Iterable[Estimate],
        declarations: Iterable[Declaration] = (),
        scope: Scope | None = None,
        bound: int = BOUND,
    ) -> None:
        self.tree, self.scope, self._bound = tree, scope or Scope(), bound
        self.risks = Risks(tree, declarations)
        self.estimates: dict[str, Estimate] = {}
        self._at: dict[str | None, list[Estimate]] = {None: [], **{place: [] for place in tree.order}}
        self._several: dict[str, Estimate] = {}
        self._named: dict[str, Estimate] = {}
        self._tallies: dict[str | None, Tally] = {}
        self._tangles: dict[str | None, TooEntangledError] = {}
        if self.scope.place not in tree:
            raise ValueError(f"The scope names {self.scope.place}, which is no place.")
        for estimate in estimates:
            self._take_in(estimate)
        self._knots = self._find_knots()
        for place in (*reversed(tree.order), None):
            self._recount(place)

    def at(self, place: str | None = None) -> Tally:
        """Give the count of a place, or of the whole scope; raises `TooEntangledError`."""
        if place in self._tangles:
            raise self._tangles[place]
        return self._tallies[place]

    def put(self, estimate: Estimate) -> list[str | None]:
        """Add an estimate or replace the one of its id; give the places counted anew, lowest first."""
        before = self._let_go(estimate.id) if estimate.id in self.estimates else []
        self._take_in(estimate)
        return self._follow([*before, estimate])

    def drop(self, estimate_id: str) -> list[str | None]:
        """Remove an estimate; give the places counted anew, lowest first."""
        return self._follow(self._let_go(estimate_id))

    def alone(self, estimate: Estimate) -> Tally:
        """Give the tally of one estimate; at several places it has the depth of the shallowest."""
        return Tally.of(estimate, min(self.tree.depth[place] for place in estimate.places))

    def lies_in(self, estimate: Estimate, place: str | None) -> bool:
        """Say whether all places of the estimate lie in `place`."""
        return all(self.tree.within(own, place) for own in estimate.places)

    def _home(self, estimate: Estimate) -> str | None:
        places = estimate.places
        return places[0] if len(places) == 1 else self.tree.top(places)

    def _counts(self, estimate: Estimate) -> bool:
        scope = self.scope
        return scope.misses(estimate) is None and (scope.place is None or self.lies_in(estimate, scope.place))

    def _take_in(self, estimate: Estimate) -> None:
        if estimate.id in self.estimates:
            raise ValueError(f"Two estimates have the id {estimate.id}.")
        for place in estimate.places:
            if place not in self.tree.parents:
                raise ValueError(f"The estimate {estimate.id} lies in {place}, which is no place.")
        self.estimates[estimate.id] = estimate
        if not self._counts(estimate):
            return
        self._at[self._home(estimate)].append(estimate)
        if len(estimate.places) > 1:
            self._several[estimate.id] = estimate
        if estimate.id in self.risks.named:
            self._named[estimate.id] = estimate

    def _let_go(self, estimate_id: str) -> list[Estimate]:
        estimate = self.estimates.pop(estimate_id)
        if self._counts(estimate):
            self._at[self._home(estimate)].remove(estimate)
            self._several.pop(estimate_id, None)
            self._named.pop(estimate_id, None)
        return [estimate]

    def _follow(self, changed: Sequence[Estimate]) -> list[str | None]:
        """Count anew the places that hold a changed estimate: no other place's question has it."""
        counting = [estimate for estimate in changed if self._counts(estimate)]
        if not counting:
            return []
        if any(len(e.places) > 1 or e.id in self.risks.named for e in counting):
            self._knots = self._find_knots()
        holders = {place for e in counting for place in self.tree.upwards(self._home(e))}
        places = [*sorted(holders, key=lambda place: self.tree.depth[place], reverse=True), None]
        for place in places:
            self._recount(place)
        return places

    def _find_knots(self) -> Knots:
        return knots_in(self.risks, self._several.values(), self._named)

    def _recount(self, place: str | None) -> None:
        self._tangles.pop(place, None)
        children = self.tree.children[place]
        try:
            if self._tangles:
                self._pass_on_tangles(children)
            self._tallies[place] = (
                self._knotted(place) if place in self._knots.knotted else self._plain(place)
            )
        except TooEntangledError as tangle:
            self._tangles[place] = tangle

    def _pass_on_tangles(self, children: Iterable[str]) -> None:
        for child in children:
            if child in self._tangles:
                raise self._tangles[child]

    def _plain(self, place: str | None) -> Tally:
        """Give max(largest own estimate, sum of the children's counts)."""
        tallies = self._tallies
        below = together([tallies[child] for child in self.tree.children[place]])
        own = self._at[place]
        if not own or place is None:
            return below
        largest = Tally.of(_largest(own), self.tree.depth[place])
        return largest if largest.beats(below) else below

    def _knotted(self, place: str | None) -> Tally:
        parts = [part for part in self._parts(place) if part.tally.first is not None]
        risks = [0] * len(parts)
        for number, part in enumerate(parts):
            for fellow in range(number):
                if self.risks.between(part.units, parts[fellow].units):
                    risks[number] |= 1 << fellow
                    risks[fellow] |= 1 << number
        try:
            chosen = Heaviest(_weights(parts), risks, self._bound).chosen()
        except BoundReachedError as stop:
            hub = parts[stop.hub].side
            pairs = tuple((hub, parts[fellow].side) for fellow in bits(stop.around))
            raise TooEntangledError(place, pairs) from stop
        return together(parts[number].tally for number in bits(chosen))

    def _parts(self, top: str | None) -> Iterator[_Part]:
        """Give what the count of `top` takes or leaves as a whole, opening the broken places."""
        waiting = [top]
        while waiting:
            place = waiting.pop()
            yield from self._own_parts(place)
            equals = []
            for child in self.tree.children[place]:
                if child in self._knots.broken:
                    waiting.append(child)
                    continue
                part = _Part(Side(place=child), (Unit(child),), self._tallies[child])
                if child in self._knots.mentioned:
                    yield part
                else:
                    equals.append(part)
            yield from self._as_one(equals)

    def _own_parts(self, place: str | None) -> Iterator[_Part]:
        alike: dict[tuple[Unit, ...], list[_Part]] = {}
        for estimate in self._at[place]:
            named = estimate.id if estimate.id in self._named else None
            units = tuple(Unit(own, named) for own in sorted(estimate.places))
            part = _Part(Side(estimate=estimate.id), units, self.alone(estimate))
            alike.setdefault(units, []).append(part)
        for equals in alike.values():
            yield from self._as_one(equals)

    def _as_one(self, equals: list[_Part]) -> Iterator[_Part]:
        """Merge parts that share all risks: the best of them if they exclude each other, else all."""
        if len(equals) > 1:
            exclusive = self.risks.between(equals[0].units, equals[1].units)
            merged = (preferred if exclusive else together)(part.tally for part in equals)
            yield replace(equals[0], tally=merged)
        else:
            yield from equals


def _largest(estimates: Sequence[Estimate]) -> Estimate:
    """Give the preferred one of estimates at one place: total, then split, then the lower id."""
    best = estimates[0]
    for estimate in estimates:
        if estimate.total > best.total:
            best = estimate
        elif estimate.total == best.total:
            split, most = estimate.female + estimate.male, best.female + best.male
            if split > most or (split == most and estimate.id < best.id):
                best = estimate
    return best


def _weights(parts: Sequence[_Part]) -> list[int]:
    """Pack the tie order into one whole number per part, so that sums compare as the order does.

    Total, split and depths are digits too wide to carry; below them stands one bit per estimate, the
    lowest id highest, so that of two sets the one with the lowest id in which they differ weighs more.
    """
    ids = sorted(estimate.id for part in parts for estimate in part.tally.estimates())
    place_of = {estimate_id: len(ids) - 1 - number for number, estimate_id in enumerate(ids)}
    splits = 1 + sum(part.tally.split for part in parts)
    depths = 1 + sum(part.tally.depths for part in parts)
    weights = []
    for part in parts:
        packed = (part.tally.total * splits + part.tally.split) * depths + part.tally.depths
        ballot = sum(1 << place_of[estimate.id] for estimate in part.tally.estimates())
        weights.append((packed << len(ids)) + ballot)
    return weights
