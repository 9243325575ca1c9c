"""From sheets to the engine and back: what it is asked, and what alone would have changed its answer (P-65)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from app.cuf.meetings.sheets import Cells, Voting, scored
from app.cuf.prioritisation.elections import Option as Voted
from app.cuf.prioritisation.entitlements import Settlement
from app.cuf.prioritisation.greedy import Needed, OnNoFit, Reason, Terms
from app.cuf.prioritisation.runs import ShortlistRun
from app.cuf.prioritisation.shortlist import CityTerms, Shortlist, shortlist
from app.cuf.prioritisation.ties import Chain
from app.cuf.prioritisation.women import WomensMechanism
from app.cuf.rounds.models import Dimension, Feasibility, Method, Option, Round, RoundSettlement, TieChain

MOST_EXPLAINED = 200
"""Options of a round up to which each is told what would have funded it: every answer is a run of its own."""
VOTES_ARE_SCORE = frozenset({Method.APPROVAL, Method.POINTS})
MENDABLE = frozenset({Reason.NO_MONEY, Reason.BELOW_MIN_VOTES, Reason.EXCLUDED_BY})


def voting_of(one: Round, options: Iterable[Option], letter: str) -> Voting:
    """The vote of one settlement; what cannot be built is on no ballot (P-02)."""
    listed = tuple(
        option.code
        for option in options
        if option.settlement_code == letter and option.feasibility == Feasibility.FEASIBLE
    )
    apart = {Dimension.SEX.value, *one.dimensions}
    return Voting(
        Method(one.method),
        listed,
        one.marks,
        one.most_per_option,
        tuple(dimension for dimension in Dimension if dimension in apart),
    )


@dataclass(frozen=True)
class Around:
    """What a count takes beside the round itself: sheets by settlement, the lot, what was given up."""

    sheets: Mapping[str, Cells]
    lot: tuple[str, ...] = ()
    withdrawn: frozenset[int] = frozenset()
    """The projects that their settlement gave up."""


def asked_of(
    one: Round, settlements: Sequence[RoundSettlement], options: Sequence[Option], around: Around
) -> ShortlistRun:
    """The canonical question of a round: the terms as frozen, each settlement with its scored options (P-42, P-56)."""
    mechanism = WomensMechanism(one.womens_mechanism)
    terms = Terms(
        chain=Chain(TieChain(one.tie_chain).steps, around.lot),
        on_no_fit=OnNoFit(one.on_no_fit),
        min_votes=one.min_votes,
        ceiling=one.ceiling,
        reserved_place=mechanism is WomensMechanism.W2,
    )
    return ShortlistRun(
        city=CityTerms(envelope=one.envelope, floor_permille=one.floor_permille, terms=terms),
        settlements=tuple(
            Settlement(
                code=place.code,
                households=place.households or 0,
                opening=place.opening,
                options=tuple(_voted(one, options, place.code, mechanism, around)),
            )
            for place in settlements
        ),
    )


def _voted(
    one: Round, options: Sequence[Option], letter: str, mechanism: WomensMechanism, around: Around
) -> list[Voted]:
    voting = voting_of(one, options, letter)
    own = [option for option in options if option.settlement_code == letter]
    on_ballot = [_bare(option, around) for option in own if option.code in voting.options]
    beside = [_bare(option, around) for option in own if option.code not in voting.options]
    return [*scored(voting, around.sheets[letter], on_ballot, mechanism), *beside]


def _bare(option: Option, around: Around) -> Voted:
    return Voted(
        code=option.code,
        cost=option.cost or 0,
        score=None,
        households=option.households,
        feasible=option.feasibility == Feasibility.FEASIBLE,
        withdrawn=option.project_id in around.withdrawn,
        excludes=tuple(option.excludes),
    )


def womens_first(settlements: Iterable[Settlement]) -> tuple[str, ...]:
    """What the women of each settlement put first, equals included (R12)."""
    return tuple(
        option.code
        for place in settlements
        for option in place.options
        if option.women and option.women == max(other.women for other in place.options)
    )


def explained(asked: ShortlistRun, method: Method, ballots: Mapping[str, int]) -> dict[str, Needed]:
    """For each option without money, the fewest more votes and the highest cost that alone would have funded it.

    `ballots` is, by settlement, how many votes one option can get. Each number is found by running the whole rule
    again, by halving: more votes never cost an option its money (P-53), nor does a lower cost (P-54).
    """
    outcome = shortlist(asked.settlements, asked.city)
    if (
        not isinstance(outcome, Shortlist)
        or sum(len(one.options) for one in asked.settlements) > MOST_EXPLAINED
    ):
        return {}
    counts_votes = method in VOTES_ARE_SCORE
    found = {}
    for place, account in zip(
        sorted(asked.settlements, key=lambda one: one.code), outcome.accounts, strict=True
    ):
        options = {option.code: option for option in place.options}
        for verdict in account.verdicts:
            if verdict.reason in MENDABLE:
                most = ballots.get(place.code, 0) if counts_votes else 0
                found[verdict.code] = _needed(asked, options[verdict.code], most)
    return found


def _needed(asked: ShortlistRun, option: Voted, ballots: int) -> Needed:
    def funds(changed: Voted) -> bool:
        outcome = shortlist(_with(asked.settlements, changed), asked.city)
        return isinstance(outcome, Shortlist) and changed.code in outcome.selected

    def with_votes(more: int) -> Voted:
        votes = None if option.votes is None else option.votes + more
        return replace(option, votes=votes, score=(option.score or Fraction(0)) + more)

    most = ballots - int(option.score or 0)
    votes = _first(lambda more: funds(with_votes(more)), most)
    below = _first(lambda less: funds(replace(option, cost=option.cost - less)), option.cost)
    return Needed(votes, None if below is None else option.cost - below)


def _with(settlements: Iterable[Settlement], changed: Voted) -> list[Settlement]:
    return [
        replace(place, options=tuple(changed if one.code == changed.code else one for one in place.options))
        for place in settlements
    ]


def _first(holds: Callable[[int], bool], most: int) -> int | None:
    """The smallest whole number from 1 to `most` for which `holds`, if it holds from some point on; else None."""
    if most < 1 or not holds(most):
        return None
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high
