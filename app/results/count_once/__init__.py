"""People served, each counted once: the engine behind every headline figure (docs/count_once.md).

`Count(Tree(parents), estimates, declarations, scope)` counts every place; `at(place)` gives a `Tally`;
`put` and `drop` follow a change; `Explanation(count, place)` says of every estimate why it is counted or
not; `cumulative` gives the years of R88. Whole numbers only, no database, no clock.
"""

from app.results.count_once.count import Count, TooEntangledError
from app.results.count_once.facts import Criterion, Declaration, Estimate, Says, Scope, Side, Tally
from app.results.count_once.heaviest import BOUND
from app.results.count_once.tree import Tree

__all__ = [
    "BOUND",
    "Count",
    "Criterion",
    "Declaration",
    "Estimate",
    "Says",
    "Scope",
    "Side",
    "Tally",
    "TooEntangledError",
    "Tree",
]
