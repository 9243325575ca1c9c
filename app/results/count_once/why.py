"""Why an estimate is in a count or not: every reason names the counted estimates that decided it."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.results.count_once.count import Count
from app.results.count_once.facts import Criterion, Declaration, Estimate, Tally, together
from app.results.count_once.risk import Unit, units_of


class Cause(StrEnum):
    """The kinds of reason."""

    COUNTED = "counted"
    LARGER = "larger"
    PARTS = "parts"
    DECLARED = "declared"
    OUT_OF_SCOPE = "out of scope"


class Tie(StrEnum):
    """What decided against an estimate, in the order of the rule."""

    TOTAL = "total"
    SPLIT = "people with a sex split"
    DEPTH = "total x depth"
    ID = "lower id"


@dataclass(frozen=True, slots=True)
class Because:
    """A reason as data, to be put into words where it is shown.

    COUNTED; LARGER: the estimate `by` at `place`, the same or one that holds it, covers it; PARTS: the
    counted estimates `by` in its places add up to more; DECLARED: the same, but some of `by` are at risk
    with it by `declarations` only; OUT_OF_SCOPE: it misses `criterion`. `decided` is what set the two
    apart: their totals, or when these were equal the next thing of the tie order.
    """

    cause: Cause
    by: tuple[str, ...] = ()
    place: str | None = None
    declarations: tuple[Declaration, ...] = ()
    criterion: Criterion | None = None
    decided: Tie | None = None


class Explanation:
    """Explains the count of one place (`None`: of the whole scope); raises `TooEntangledError`."""

    def __init__(self, count: Count, place: str | None = None) -> None:
        self._count, self._place = count, place
        self._counted = {estimate.id: estimate for estimate in count.at(place).estimates()}
        self._here: dict[str, list[Estimate]] = {}
        for estimate in self._counted.values():
            for own in estimate.places:
                self._here.setdefault(own, []).append(estimate)
        self._places = sorted(self._here, key=count.tree.span)
        self._numbers = [count.tree.span(own)[0] for own in self._places]

    def of(self, estimate_id: str) -> Because:
        """Say why this estimate is counted or not; raises `KeyError` for an unknown id."""
        estimate = self._count.estimates[estimate_id]
        if estimate_id in self._counted:
            return Because(Cause.COUNTED)
        missed = self._misses(estimate)
        if missed is not None:
            return Because(Cause.OUT_OF_SCOPE, criterion=missed)
        return self._larger(estimate) or self._parts(estimate) or self._declared(estimate)

    def _misses(self, estimate: Estimate) -> Criterion | None:
        missed = self._count.scope.misses(estimate)
        if missed is not None:
            return missed
        asked = (self._place, self._count.scope.place)
        return None if all(self._count.lies_in(estimate, place) for place in asked) else Criterion.PLACE

    def _larger(self, estimate: Estimate) -> Because | None:
        alone = self._count.alone(estimate)
        for unit in units_of(estimate):
            for place in self._count.tree.upwards(unit.place):
                for counted in self._here.get(place, ()):
                    tally = self._count.alone(counted)
                    if tally.beats(alone) and self._count.risks.by_place(unit, Unit(place, counted.id)):
                        return Because(Cause.LARGER, (counted.id,), place, decided=_decided(tally, alone))
        return None

    def _parts(self, estimate: Estimate) -> Because | None:
        alone, risks = self._count.alone(estimate), self._count.risks
        by = {
            counted.id: counted
            for counted in self._near(estimate)
            if any(risks.by_place(u, v) for u in units_of(estimate) for v in units_of(counted))
        }
        tally = together(self._count.alone(counted) for counted in by.values())
        if not tally.beats(alone):
            return None
        return Because(Cause.PARTS, tuple(sorted(by)), decided=_decided(tally, alone))

    def _declared(self, estimate: Estimate) -> Because:
        own, risks = units_of(estimate), self._count.risks
        fellows = {counted.id: counted for counted in (*self._near(estimate), *self._named(estimate))}
        by = {key: fellow for key, fellow in fellows.items() if risks.between(own, units_of(fellow))}
        declarations = {
            declaration: None
            for fellow in by.values()
            for unit in own
            for other in units_of(fellow)
            if risks.by_declaration(unit, other)
            for declaration in risks.overlaps.joining(unit, other)
        }
        tally = together(self._count.alone(fellow) for fellow in by.values())
        decided = _decided(tally, self._count.alone(estimate))
        return Because(Cause.DECLARED, tuple(sorted(by)), None, tuple(declarations), decided=decided)

    def _near(self, estimate: Estimate) -> Iterator[Estimate]:
        """Give the counted estimates with a place that holds or lies in one of the estimate's."""
        for own in estimate.places:
            yield from self._inside(own)
            for place in self._count.tree.upwards(self._count.tree.parents[own]):
                yield from self._here.get(place, ())

    def _named(self, estimate: Estimate) -> Iterator[Estimate]:
        """Give the counted estimates on the other side of a declared overlap with the estimate."""
        for _, opposite in self._count.risks.overlaps.touching(units_of(estimate)):
            if opposite.place is not None:
                yield from self._inside(opposite.place)
            elif opposite.estimate in self._counted:
                yield self._counted[opposite.estimate]

    def _inside(self, place: str) -> Iterator[Estimate]:
        start, end = (bisect_left(self._numbers, number) for number in self._count.tree.span(place))
        for own in self._places[start:end]:
            yield from self._here[own]


def _decided(winner: Tally, loser: Tally) -> Tie:
    for tie, won, lost in zip((Tie.TOTAL, Tie.SPLIT, Tie.DEPTH), winner.rank, loser.rank, strict=True):
        if won != lost:
            return tie
    return Tie.ID
