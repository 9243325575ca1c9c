"""Four ways in which a round may hear women and other groups; W2, the reserved place, stands in `greedy` (P-31, P-32)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from app.cuf.prioritisation.elections import Exact

Column = Mapping[str, int]


class WomensMechanism(StrEnum):
    """What the round froze: turnout threshold, reserved place, group-balanced score, or agreement marks only."""

    W1 = "W1"
    W2 = "W2"
    W3 = "W3"
    W4 = "W4"


class Standing(StrEnum):
    """What a meeting's result is worth after the women's threshold (P-32)."""

    FINAL = "FINAL"
    PROVISIONAL = "PROVISIONAL"
    NOT_QUORATE = "NOT_QUORATE"


def standing(women: int, present: int, threshold_permille: int, *, strict: bool) -> Standing:
    """Whether women were enough of those present; below, a forum may confirm with a reason unless `strict`."""
    if present > 0 and women * 1000 >= threshold_permille * present:
        return Standing.FINAL
    return Standing.NOT_QUORATE if strict else Standing.PROVISIONAL


@dataclass(frozen=True, slots=True)
class BalancedScores:
    """W3: scores in which each group weighs the same, and the groups too small to count (P-31 has that said)."""

    scores: Mapping[str, Exact]
    ignored: tuple[str, ...]


def group_balanced(
    votes: Mapping[str, Column], valid: Mapping[str, int], *, min_group_size: int = 10
) -> BalancedScores:
    """The average over groups of votes / valid ballots; `votes` is group x option, `valid` ballots per group.

    Raises ValueError if no group is large enough.
    """
    counted = sorted(group for group in votes if valid[group] >= max(1, min_group_size))
    if not counted:
        raise ValueError("no group reaches the smallest size that counts")
    codes = sorted({code for column in votes.values() for code in column})
    balanced = {
        code: sum((Fraction(votes[group].get(code, 0), valid[group]) for group in counted), Fraction(0))
        / len(counted)
        for code in codes
    }
    return BalancedScores(balanced, tuple(sorted(votes.keys() - set(counted))))


def agreement(votes: Mapping[str, Column], *, top: int = 3) -> dict[str, tuple[str, ...]]:
    """W4: for each option the groups that have it among their first `top`, equals at the last place included."""
    favourites = {group: _favourites(column, top) for group, column in votes.items()}
    codes = sorted({code for column in votes.values() for code in column})
    return {code: tuple(group for group in sorted(votes) if code in favourites[group]) for code in codes}


def _favourites(column: Column, top: int) -> set[str]:
    threshold = sorted(column.values(), reverse=True)[:top]
    return {code for code, count in column.items() if count > 0 and count >= threshold[-1]}
