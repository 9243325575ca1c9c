"""The tree of places, numbered so that lying within is a comparison of two numbers."""

from collections.abc import Iterable, Iterator, Mapping


class Tree:
    """Places by their parents; `None` stands above every root, so several countries are one tree.

    Raises `ValueError` for an unknown parent or a circle.
    """

    def __init__(self, parents: Mapping[str, str | None]) -> None:
        self.parents = dict(parents)
        self.children: dict[str | None, list[str]] = {None: [], **{place: [] for place in self.parents}}
        for place, parent in self.parents.items():
            if parent not in self.children:
                raise ValueError(f"The parent {parent} of {place} is no place.")
            self.children[parent].append(place)
        self.order: list[str] = []
        self.depth: dict[str, int] = {}
        self._number: dict[str, int] = {}
        self._end: dict[str, int] = {}
        self._walk()
        if len(self.order) < len(self.parents):  # a circle hangs on no root
            raise ValueError("Some places lie within each other in a circle.")

    def _walk(self) -> None:
        waiting = list(reversed(self.children[None]))
        while waiting:
            place = waiting.pop()
            parent = self.parents[place]
            self.depth[place] = 0 if parent is None else self.depth[parent] + 1
            self._number[place] = len(self.order)
            self.order.append(place)
            waiting.extend(reversed(self.children[place]))
        for place in reversed(self.order):
            inside = self.children[place]
            self._end[place] = self._end[inside[-1]] if inside else self._number[place] + 1

    def __contains__(self, place: str | None) -> bool:
        return place in self.children

    def span(self, place: str) -> tuple[int, int]:
        """Give the numbers of the places within `place`: from the first to before the second."""
        return self._number[place], self._end[place]

    def within(self, place: str, other: str | None) -> bool:
        """Say whether `place` is `other` or lies in it."""
        return other is None or self._number[other] <= self._number[place] < self._end[other]

    def related(self, one: str, other: str) -> bool:
        """Say whether the places are the same or one lies within the other."""
        return self.within(one, other) or self.within(other, one)

    def subtree(self, place: str) -> list[str]:
        """Give the place and all that lie in it, each after the one that holds it."""
        return self.order[slice(*self.span(place))]

    def upwards(self, place: str | None) -> Iterator[str]:
        """Give the place, the one that holds it, and so on to the root."""
        while place is not None:
            yield place
            place = self.parents[place]

    def top(self, places: Iterable[str]) -> str | None:
        """Give the lowest place that holds all of these, `None` if only the whole does."""
        first, *others = places
        return next((top for top in self.upwards(first) if all(self.within(p, top) for p in others)), None)
