"""The Method of Equal Shares with its completions, exact to the last fraction (P-46, P-70 to P-73).

Every voter holds an equal share of the envelope. An option is affordable if its supporters can pay for it
together, each at most what is left to them; the one that gives most for the highest payment per unit of
satisfaction is bought, round after round (Peters, Pierczynski and Skowron, "Proportional participatory
budgeting with additive utilities", 2021). Balances are whole numbers over one common denominator, so that a
round costs additions and comparisons and no division.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from math import gcd, lcm

from app.cuf.prioritisation.elections import Ballot, Election, Exact, Option, PatternsMissing, scores
from app.cuf.prioritisation.greedy import Funding, Terms, fund
from app.cuf.prioritisation.ties import Chain, TieNote, TieUnresolved, first


class Utility(StrEnum):
    """How much a funded option is worth to a voter who marked it: its cost, or one; times the points given.

    Where ballots give differing points, the points are the worth and the cost does not count again.
    """

    COST = "cost"
    COUNT = "count"


class Completion(StrEnum):
    """What is done with the money that shares alone leave over."""

    NONE = "none"
    GREEDY = "greedy"
    ADD1 = "add1"
    ADD1U = "add1u"
    ADD1_OVERSPEND = "add1-overspend"

    @property
    def grows(self) -> bool:
        return self in {Completion.ADD1, Completion.ADD1U, Completion.ADD1_OVERSPEND}

    @property
    def fills(self) -> bool:
        return self in {Completion.GREEDY, Completion.ADD1U}


@dataclass(frozen=True, slots=True, kw_only=True)
class EqualSharesTerms:
    """What a round froze (P-70). `increment`: smallest units each voter's share grows by a step, above 0.

    `whole_start` rounds the start share down to a whole unit.
    """

    chain: Chain
    utility: Utility = Utility.COST
    completion: Completion = Completion.NONE
    increment: Exact = Fraction(1)
    whole_start: bool = False


@dataclass(frozen=True, slots=True)
class Purchase:
    """One round: what was bought and what a voter of each ballot (in the election's order) paid for it."""

    code: str
    payments: tuple[Exact, ...]

    @property
    def max_payment(self) -> Fraction:
        return max(self.payments)

    def payers(self, ballots: Sequence[Ballot]) -> int:
        """How many voters paid something."""
        return sum(ballot.voters for ballot, payment in zip(ballots, self.payments, strict=True) if payment)

    def total(self, ballots: Sequence[Ballot]) -> Fraction:
        """What all voters paid together: the cost (P-71)."""
        paid = zip(ballots, self.payments, strict=True)
        return sum((ballot.voters * payment for ballot, payment in paid), Fraction(0))


@dataclass(frozen=True, slots=True)
class EqualShares:
    """The options bought in order, those filled in by votes after, and the share of a voter of each ballot."""

    rounds: tuple[Purchase, ...]
    filled: tuple[str, ...]
    start_shares: tuple[Exact, ...]
    final_shares: tuple[Exact, ...]
    steps: int
    notes: tuple[TieNote, ...] = ()

    @property
    def selected(self) -> tuple[str, ...]:
        return (*(purchase.code for purchase in self.rounds), *self.filled)


def equal_shares(election: Election, terms: EqualSharesTerms) -> EqualShares | TieUnresolved:
    """Run the method; raises PatternsMissing without whole ballots (P-46), ValueError for no increment."""
    if not election.ballots:
        raise PatternsMissing
    if terms.increment <= 0:
        raise ValueError("the increment must be more than 0")
    start = election.start_shares()
    if terms.whole_start:
        start = tuple(Fraction(int(share)) for share in start)
    market = _Market(election, terms)
    grown = _grow(market, start, terms) if terms.completion.grows else _Run(market, start, 0).finish()
    if isinstance(grown, TieUnresolved):
        return grown
    filled = _fill(election, grown, terms.chain) if terms.completion.fills else ()
    if isinstance(filled, TieUnresolved):
        return filled
    return EqualShares(grown.purchases(), filled, start, grown.shares, grown.steps, tuple(grown.notes))


def _grow(market: "_Market", start: Sequence[Fraction], terms: EqualSharesTerms) -> "_Run | TieUnresolved":
    """Add1: let every share grow until nothing more fits or a step would overspend, then keep the last that did not.

    "add1-overspend" does not stop early when nothing fits: a dearer choice may still replace cheaper ones (4.3).
    """
    kept, steps = None, 0
    while True:
        shares = tuple(share + steps * terms.increment for share in start)
        run = _Run(market, shares, steps).finish()
        if isinstance(run, TieUnresolved):
            return run
        if kept and run.left < 0:
            return kept
        full = all(option.cost > run.left for option in run.open)
        if full if terms.completion is not Completion.ADD1_OVERSPEND else not run.open:
            return run
        kept, steps = run, steps + 1


def _fill(election: Election, run: "_Run", chain: Chain) -> tuple[str, ...] | TieUnresolved:
    votes = scores(election.ballots)
    bought = {option.code for option, _ in run.bought}
    rest = [
        replace(option, score=Fraction(votes[option.code]))
        for option in election.options
        if option.code not in bought
    ]
    funding = fund(rest, run.left, Terms(chain=chain))
    return funding.selected if isinstance(funding, Funding) else funding


@dataclass(frozen=True, slots=True)
class _Good:
    """An option as the market sees it: who pays (ballot, voters, points) and what a point of it is worth."""

    option: Option
    payers: tuple[tuple[int, int, int], ...]
    points: int
    worth: int
    fineness: int

    @property
    def least_price(self) -> Fraction:
        """The price per worth if all supporters can pay alike: no round's is lower."""
        return Fraction(self.option.cost, self.points * self.worth)


class _Market:
    """What stays the same however large the shares are."""

    def __init__(self, election: Election, terms: EqualSharesTerms) -> None:
        self.chain = terms.chain
        self.envelope = election.envelope
        votes = scores(election.ballots)
        marks_only = all(points == 1 for ballot in election.ballots for _, points in ballot.points)
        payers: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
        for place, ballot in enumerate(election.ballots):
            for code, points in ballot.points:
                payers[code].append((place, ballot.voters, points))
        self.goods = [
            _Good(
                option=replace(option, score=Fraction(votes[option.code])),
                payers=tuple(payers[option.code]),
                points=votes[option.code],
                worth=(option.cost or 1) if marks_only and terms.utility is Utility.COST else 1,
                fineness=lcm(*(points for _, _, points in payers[option.code])),
            )
            for option in election.supported()
        ]


class _Run:
    """One run of the method at given shares.

    A balance is `balances[ballot] / scale`. A price is what one point pays, as (numerator, denominator).
    """

    def __init__(self, market: _Market, shares: tuple[Fraction, ...], steps: int) -> None:
        self.market, self.shares, self.steps = market, shares, steps
        self.scale = lcm(*(share.denominator for share in shares))
        self.balances = [share.numerator * (self.scale // share.denominator) for share in shares]
        self.left = market.envelope
        self.bought: list[tuple[Option, tuple[list[int], list[int], int]]] = []
        self.notes: list[TieNote] = []
        self._waiting = sorted(((good.least_price, good) for good in market.goods), key=lambda pair: pair[0])

    @property
    def open(self) -> list[Option]:
        bought = {option.code for option, _ in self.bought}
        return [good.option for good in self.market.goods if good.option.code not in bought]

    def finish(self) -> "_Run | TieUnresolved":
        """Buy until nothing is affordable."""
        while cheapest := self._cheapest():
            choice = first((good.option for good in cheapest), self.market.chain)
            if isinstance(choice, TieUnresolved):
                return choice
            option, notes = choice
            self.notes.extend(notes)
            self._buy(next(good for good in cheapest if good.option is option))
        return self

    def purchases(self) -> tuple[Purchase, ...]:
        """The rounds, their payments as fractions of a smallest unit."""
        return tuple(
            Purchase(
                option.code,
                tuple(Fraction(was - now, scale) for was, now in zip(before, after, strict=True)),
            )
            for option, (before, after, scale) in self.bought
        )

    def _cheapest(self) -> list[_Good]:
        """All options at the lowest price per worth; balances only fall, so an old price is a lower bound."""
        best: Fraction | None = None
        cheapest: list[_Good] = []
        still: list[tuple[Fraction, _Good]] = []
        for place, (bound, good) in enumerate(self._waiting):
            if best is not None and bound > best:
                still.extend(self._waiting[place:])
                break
            price = self._price(good)
            if price is None:
                continue
            still.append((price, good))
            if best is None or price < best:
                best, cheapest = price, [good]
            elif price == best:
                cheapest.append(good)
        self._waiting = sorted(still, key=lambda pair: pair[0])
        return cheapest

    def _price(self, good: _Good) -> Fraction | None:
        """The price per worth at which the supporters pay the whole cost, or None if they cannot."""
        per_point = self._per_point(good)
        if per_point is None:
            return None
        due, points = per_point
        return Fraction(due, points * good.fineness * good.worth * self.scale)

    def _per_point(self, good: _Good) -> tuple[int, int] | None:
        """What one point pays: supporters give all they have from the poorest on, until the rest can pay alike.

        In units of 1 / (fineness * scale), so that a balance divided by its points is a whole number.
        """
        levels: dict[int, int] = defaultdict(int)
        for ballot, voters, points in good.payers:
            levels[self.balances[ballot] * (good.fineness // points)] += voters * points
        due, payers = good.option.cost * self.scale * good.fineness, good.points
        if sum(level * points for level, points in levels.items()) < due:
            return None
        poorest = iter(sorted(levels))
        while (level := next(poorest)) * payers < due:
            due -= level * levels[level]
            payers -= levels[level]
        return due, payers

    def _buy(self, good: _Good) -> None:
        due, payers = self._per_point(good) or (0, 1)
        common = gcd(due, payers * good.fineness)
        price, finer = due // common, payers * good.fineness // common
        before = [balance * finer for balance in self.balances]
        after = before.copy()
        for ballot, _, points in good.payers:
            after[ballot] -= min(before[ballot], price * points)
        self.scale *= finer
        self.balances = after
        self.left -= good.option.cost
        self.bought.append((good.option, (before, after, self.scale)))
        self._waiting = [pair for pair in self._waiting if pair[1] is not good]
