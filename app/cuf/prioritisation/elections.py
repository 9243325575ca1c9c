"""What stood for choice and how people chose: options, whole ballots and the money, in one canonical order."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated

from pydantic import PlainSerializer, PlainValidator

Exact = Annotated[Fraction, PlainValidator(Fraction), PlainSerializer(str, return_type=str)]
"""An exact number; written "p/q" where it is stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One thing that can be chosen, with what the meeting gave it.

    `cost` is in the smallest unit of the round's currency. `score` is what the list is ordered by (votes,
    points, Copeland wins, a group-balanced average); None if nobody was asked about it. `margin` is Copeland's
    second criterion (P-37). `votes` is the count a minimum is held against (P-47), None where the method counts
    none. `women` and `households` serve the tie chain; `women` also makes the women's own list. `excludes`
    names the options that cannot stand beside this one (P-48).
    """

    code: str
    cost: int
    score: Exact | None = Fraction(0)
    margin: int = 0
    votes: int | None = None
    women: int = 0
    households: int = 0
    feasible: bool = True
    withdrawn: bool = False
    excludes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.cost < 0:
            raise ValueError(f"option {self.code} has a negative cost")


@dataclass(frozen=True, slots=True)
class Ballot:
    """`voters` equal whole ballots: the points each gives (a mark is one point), and what one of them weighs."""

    points: tuple[tuple[str, int], ...]
    voters: int = 1
    weight: Exact = Fraction(1)


@dataclass(frozen=True, slots=True)
class Election:
    """An envelope in smallest units, the options by code, and the whole ballots; build it with `election`."""

    envelope: int
    options: tuple[Option, ...]
    ballots: tuple[Ballot, ...] = ()

    @property
    def voters(self) -> int:
        return sum(ballot.voters for ballot in self.ballots)

    def start_shares(self) -> tuple[Fraction, ...]:
        """What one voter of each ballot may spend: the envelope by weight, exact and summing to it."""
        weights = sum((ballot.weight * ballot.voters for ballot in self.ballots), Fraction(0))
        return tuple(self.envelope * ballot.weight / weights for ballot in self.ballots)

    def supported(self) -> tuple[Option, ...]:
        """The options that somebody gave a point."""
        marked = {code for ballot in self.ballots for code, _ in ballot.points}
        return tuple(option for option in self.options if option.code in marked)


class PatternsMissing(Exception):
    """P-46: a rule that asks which people still have money was asked of tallies that do not know people.

    `meetings` names those without whole ballots, if there are several.
    """

    def __init__(self, meetings: Iterable[str] = ()) -> None:
        self.meetings = tuple(sorted(meetings))
        super().__init__(*self.meetings)


def election(envelope: int, options: Iterable[Option], ballots: Iterable[Ballot] = ()) -> Election:
    """Put options and ballots in canonical order, equal ballots merged, so that no order of entry is left (P-42).

    Raises ValueError for an option named twice, a mark for no option, or points or voters below one.
    """
    listed = tuple(sorted(options, key=lambda option: option.code))
    codes = {option.code for option in listed}
    if len(codes) != len(listed):
        raise ValueError("an option stands twice")
    merged: Counter[tuple[tuple[tuple[str, int], ...], Fraction]] = Counter()
    for ballot in ballots:
        _check(ballot, codes)
        merged[tuple(sorted(ballot.points)), ballot.weight] += ballot.voters
    return Election(
        envelope,
        listed,
        tuple(Ballot(points, merged[points, weight], weight) for points, weight in sorted(merged)),
    )


def _check(ballot: Ballot, codes: set[str]) -> None:
    marked = [code for code, _ in ballot.points]
    if len(set(marked)) != len(marked) or not codes.issuperset(marked):
        raise ValueError(f"a ballot marks {', '.join(marked)}: twice, or no option")
    if ballot.voters < 1 or ballot.weight <= 0 or any(points < 1 for _, points in ballot.points):
        raise ValueError("a ballot has no voter, no weight or an empty mark")


def scores(ballots: Iterable[Ballot]) -> Counter[str]:
    """All points an option was given, over all voters."""
    total: Counter[str] = Counter()
    for ballot in ballots:
        for code, points in ballot.points:
            total[code] += points * ballot.voters
    return total


def weighted(meetings: Mapping[str, Iterable[Ballot]], entitlements: Mapping[str, int]) -> tuple[Ballot, ...]:
    """The ballots of all settlements, each settlement's voters sharing its entitlement equally (P-72).

    Raises PatternsMissing naming the settlements whose meeting kept no whole ballots (P-46).
    """
    listed = {name: tuple(meeting) for name, meeting in meetings.items()}
    if missing := [name for name, ballots in listed.items() if not ballots]:
        raise PatternsMissing(missing)
    return tuple(
        Ballot(
            ballot.points, ballot.voters, Fraction(entitlements[name], sum(other.voters for other in ballots))
        )
        for name, ballots in listed.items()
        for ballot in ballots
    )
