"""People served to date and new people per year: differences of counts, never sums of years (R88)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from app.results.count_once.count import Count
from app.results.count_once.facts import NOBODY, Declaration, Estimate, Scope, Tally
from app.results.count_once.tree import Tree
from app.results.count_once.why import Because, Explanation

FIGURES = ("total", "female", "male", "not_disaggregated")


@dataclass(frozen=True, slots=True)
class Change:
    """The signed difference of two counts of one question, with what came into and left the counted set.

    `left` says for each estimate why the later count has it no more; `None` when it is not given any more.
    """

    total: int
    female: int
    male: int
    not_disaggregated: int
    entered: tuple[str, ...]
    left: dict[str, Because | None]

    @property
    def falls(self) -> tuple[str, ...]:
        """The names of the figures that went down: each must be shown with its reason (R88)."""
        return tuple(figure for figure in FIGURES if getattr(self, figure) < 0)


@dataclass(frozen=True, slots=True)
class Year:
    """A year's count since the first day of the framework, and how it differs from the year before."""

    year: int
    cumulative: Tally
    new: Change


def change(before: Tally, after: Count, place: str | None = None) -> Change:
    """Compare an earlier count with the count of `place` now; raises `TooEntangledError`."""
    now, explanation = after.at(place), Explanation(after, place)
    had, has = set(before.counted()), set(now.counted())
    left = {key: explanation.of(key) if key in after.estimates else None for key in sorted(had - has)}
    return Change(
        now.total - before.total,
        now.female - before.female,
        now.male - before.male,
        now.not_disaggregated - before.not_disaggregated,
        tuple(sorted(has - had)),
        left,
    )


def cumulative(
    tree: Tree,
    estimates: Collection[Estimate],
    declarations: Iterable[Declaration],
    scope: Scope,
    years: range,
    *,
    place: str | None = None,
) -> list[Year]:
    """Count `place` at the end of each of `years`, from the first on; earlier people are baseline.

    The years of the scope are not looked at. Raises `TooEntangledError`.
    """
    rows, before, declarations = [], NOBODY, tuple(declarations)
    for year in years:
        to_date = replace(scope, years=frozenset(range(years.start, year + 1)))
        count = Count(tree, estimates, declarations, to_date)
        rows.append(Year(year, count.at(place), change(before, count, place)))
        before = count.at(place)
    return rows
