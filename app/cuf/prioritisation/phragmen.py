"""Sequential Phragmen: everybody saves at the same speed and an option is bought when its supporters can pay it.

Gives an order of all supported options, so the part after the envelope is spent is a reserve list (Brill,
Freeman, Janson and Lackner, "Phragmen's voting methods and justified representation", 2017; for options with
costs, Los, Christoff and Grossi, "Proportional budget allocations", 2022).
"""

from dataclasses import dataclass, replace
from fractions import Fraction

from app.cuf.prioritisation.elections import Ballot, Election, Exact, Option, PatternsMissing, scores
from app.cuf.prioritisation.ties import Chain, TieNote, TieUnresolved, first


@dataclass(frozen=True, slots=True)
class Saving:
    """One option in its turn: `moment` is what a voter of weight 1 had saved in all when it could be paid."""

    code: str
    moment: Exact


@dataclass(frozen=True, slots=True)
class Phragmen:
    """All supported options in turn; `selected` are those before the first that the envelope does not pay."""

    order: tuple[Saving, ...]
    selected: tuple[str, ...]
    notes: tuple[TieNote, ...] = ()

    @property
    def reserve(self) -> tuple[str, ...]:
        return tuple(saving.code for saving in self.order[len(self.selected) :])


class PointsGiven(Exception):
    """Ballots give points; this rule reads marks."""


def phragmen(election: Election, chain: Chain) -> Phragmen | TieUnresolved:
    """Order the options of an approval election and fund from the top, stopping at the first that does not fit.

    Raises PatternsMissing without whole ballots (P-46), PointsGiven where a ballot gives more than one.
    """
    if not election.ballots:
        raise PatternsMissing
    if any(points != 1 for ballot in election.ballots for _, points in ballot.points):
        raise PointsGiven
    votes = scores(election.ballots)
    waiting = {
        option.code: replace(option, score=Fraction(votes[option.code])) for option in election.supported()
    }
    emptied = [Fraction(0)] * len(election.ballots)
    order: list[Saving] = []
    notes: list[TieNote] = []
    bought: list[Option] = []
    while waiting:
        moments = {code: _moment(option, election.ballots, emptied) for code, option in waiting.items()}
        earliest = min(moments.values())
        choice = first([waiting[code] for code, moment in moments.items() if moment == earliest], chain)
        if isinstance(choice, TieUnresolved):
            return choice
        option, used = choice
        notes.extend(used)
        bought.append(waiting.pop(option.code))
        order.append(Saving(option.code, earliest))
        emptied = _spend(option, election.ballots, emptied, earliest)
    return Phragmen(tuple(order), _within(bought, election.envelope), tuple(notes))


def _moment(option: Option, ballots: tuple[Ballot, ...], emptied: list[Fraction]) -> Fraction:
    """When the supporters, each saving since `emptied`, hold the cost: sum of weight * (t - emptied) = cost."""
    saved_before, speed = Fraction(0), Fraction(0)
    for ballot, since in zip(ballots, emptied, strict=True):
        if (option.code, 1) in ballot.points:
            speed += ballot.weight * ballot.voters
            saved_before += ballot.weight * ballot.voters * since
    return (option.cost + saved_before) / speed


def _spend(
    option: Option, ballots: tuple[Ballot, ...], emptied: list[Fraction], moment: Fraction
) -> list[Fraction]:
    return [
        moment if (option.code, 1) in ballot.points else since
        for ballot, since in zip(ballots, emptied, strict=True)
    ]


def _within(bought: list[Option], envelope: int) -> tuple[str, ...]:
    selected: list[str] = []
    for option in bought:
        if option.cost > envelope:
            break
        envelope -= option.cost
        selected.append(option.code)
    return tuple(selected)
