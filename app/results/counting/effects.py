"""What a declaration does to the totals: the same questions with it and without it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.results.counting.inputs import Inputs
from app.results.counting.questions import Figure, Question, at, count
from app.results.models import People


@dataclass(frozen=True)
class Effect:
    """One total, of a place or (None) of all, without the declaration and with it."""

    people: People
    place: str | None
    without: Figure
    having: Figure

    @property
    def changes(self) -> bool:
        """Whether it matters here; what cannot be counted does."""
        tangled = self.without.tangle or self.having.tangle
        return tangled is not None or self.without.tally.counted() != self.having.tally.counted()


def effects(inputs: Inputs, declaration: str, years: range, touched: Iterable[str]) -> list[Effect]:
    """The totals of all, and of every place above what the declaration names, for each kind of people counted.

    `inputs` hold the declaration, by its reference; `touched` are the references of the places on its sides.
    """
    without = replace(
        inputs, declarations=tuple(one for one in inputs.declarations if one.reason != declaration)
    )
    above = {holder for place in touched for holder in inputs.tree.upwards(place)}
    places: list[str | None] = [None, *(place for place in inputs.tree.order if place in above)]
    found = []
    for people in People:
        question = Question(frozenset({people}), years)
        before, after = count(without, question), count(inputs, question)
        found += [Effect(people, place, at(before, place), at(after, place)) for place in places]
    counted = {one.people for one in found if one.having.tally.first or one.having.tangle}
    return [one for one in found if one.people in counted]
