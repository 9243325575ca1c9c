"""The default rule: every settlement funds its own list first, then the pool goes to whoever is furthest behind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from heapq import heapify, heappop, heappush

from app.cuf.prioritisation.elections import Exact, Option
from app.cuf.prioritisation.entitlements import Entitlement, Settlement, entitlements
from app.cuf.prioritisation.greedy import Funding, Reason, Terms, Verdict, excluded_by, fund
from app.cuf.prioritisation.ties import TieNote, TieUnresolved


@dataclass(frozen=True, slots=True, kw_only=True)
class CityTerms:
    """What a round froze across settlements. A `settlement_lot`, if drawn, names all and replaces order by code."""

    envelope: int
    floor_permille: int
    terms: Terms
    settlement_lot: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """One settlement's side of the round: what it was entitled to, what was spent, each option's one outcome."""

    entitlement: Entitlement
    spent: int
    verdicts: tuple[Verdict, ...]
    notes: tuple[TieNote, ...] = ()

    @property
    def closing(self) -> int:
        """What goes to the next round (P-52), beside `entitlement.deferred`."""
        return self.entitlement.amount - self.spent


@dataclass(frozen=True, slots=True)
class PoolStep:
    """One gift of the pool. `share_before` is spent / entitlement; None where the entitlement is 0."""

    settlement: str
    code: str
    cost: int
    share_before: Exact | None
    pool_left: int


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The whole round: accounts by settlement code, the pool as it was given away, the money left."""

    accounts: tuple[Account, ...]
    pool: int
    pool_steps: tuple[PoolStep, ...]
    left: int

    @property
    def selected(self) -> tuple[str, ...]:
        """Funded options: settlements by code, each in its order, then the pool in its own; shared ones once."""
        own = [
            verdict
            for account in self.accounts
            for verdict in account.verdicts
            if verdict.reason is not Reason.POOL
        ]
        codes = [verdict.code for verdict in own if verdict.reason.funded]
        return tuple(dict.fromkeys([*codes, *(step.code for step in self.pool_steps)]))


def shortlist(settlements: Sequence[Settlement], city: CityTerms) -> Shortlist | TieUnresolved:
    """Entitlements, own lists, pool and balances (section 7's steps 1 to 4), never above the round's money (P-44).

    An option listed by several settlements is shared; its `cost` in each is that settlement's part (P-57).
    Raises ValueError as `entitlements` does, or if a settlement is missing from the lot.
    """
    listed = sorted(settlements, key=lambda place: place.code)
    if city.settlement_lot and {place.code for place in listed} - set(city.settlement_lot):
        raise ValueError("the lot does not name every settlement")
    shares = {share.code: share for share in entitlements(city.envelope, listed, city.floor_permille)}
    own = _own_lists(listed, shares, city.terms)
    if isinstance(own, TieUnresolved):
        return own
    pool = _Pool(listed, shares, own, city.settlement_lot)
    opened = pool.left
    steps = tuple(pool.give())
    accounts = tuple(
        Account(shares[code], pool.spent[code], tuple(pool.verdicts[code].values()), own[code].notes)
        for code in sorted(shares)
    )
    return Shortlist(accounts, opened, steps, pool.left)


def _own_lists(
    settlements: Sequence[Settlement], shares: Mapping[str, Entitlement], terms: Terms
) -> dict[str, Funding] | TieUnresolved:
    """Fund each list from its own entitlement; a shared option that fails in one place fails in all, and they retry."""
    failed: dict[str, str] = {}
    homes = _homes(settlements)
    funded: dict[str, Funding] = {}
    retry = list(settlements)
    while retry:
        results = {
            place.code: fund(place.options, shares[place.code].amount, terms, failed) for place in retry
        }
        ties = [result for result in results.values() if isinstance(result, TieUnresolved)]
        if ties:
            return TieUnresolved(tuple(sorted(group for tie in ties for group in tie.tied)))
        funded |= {code: result for code, result in results.items() if isinstance(result, Funding)}
        chosen = {code: set(funding.selected) for code, funding in funded.items()}
        failing = {
            option: misses[0]
            for option, places in homes.items()
            if len(misses := [place for place in places if option not in chosen[place]])
            not in {0, len(places)}
        }
        failed |= failing
        retry = [place for place in settlements if any(option.code in failing for option in place.options)]
    return funded


def _homes(settlements: Sequence[Settlement]) -> dict[str, list[str]]:
    """The settlements that list each option, by code."""
    homes: dict[str, list[str]] = {}
    for place in settlements:
        for option in place.options:
            homes.setdefault(option.code, []).append(place.code)
    return homes


class _Pool:
    """The money that own lists left, given one option at a time (P-51).

    Money only falls, so what does not fit once never fits again and is dropped for good.
    """

    def __init__(
        self,
        settlements: Sequence[Settlement],
        shares: Mapping[str, Entitlement],
        own: Mapping[str, Funding],
        lot: Sequence[str],
    ) -> None:
        self.shares = shares
        self.parts = {(place.code, option.code): option for place in settlements for option in place.options}
        self.homes = _homes(settlements)
        self.verdicts = {code: {verdict.code: verdict for verdict in own[code].verdicts} for code in own}
        self.spent = {code: shares[code].amount - own[code].left for code in own}
        self.left = sum(funding.left for funding in own.values())
        self.turn = {code: place for place, code in enumerate(lot or sorted(own))}
        self.waiting = {
            code: [verdict.code for verdict in own[code].verdicts if verdict.reason is Reason.NO_MONEY]
            for code in own
        }

    def give(self) -> list[PoolStep]:
        """Fund for the settlement furthest behind its entitlement, until nothing fits anywhere."""
        steps: list[PoolStep] = []
        queue = [(*self._behind(code), code) for code in self.spent]
        heapify(queue)
        while queue:
            *seen, code = heappop(queue)
            if tuple(seen) != self._behind(code):  # a shared option was charged here meanwhile
                heappush(queue, (*self._behind(code), code))
            elif option := self._best_fitting(code):
                steps.append(self._fund(code, option))
                heappush(queue, (*self._behind(code), code))
        return steps

    def _behind(self, code: str) -> tuple[bool, Fraction, int]:
        share = self._share_before(code)
        return share is None, share or Fraction(0), self.turn[code]

    def _share_before(self, code: str) -> Fraction | None:
        amount = self.shares[code].amount
        return Fraction(self.spent[code], amount) if amount else None

    def _best_fitting(self, code: str) -> str | None:
        waiting = self.waiting[code]
        while waiting:
            option = waiting.pop(0)
            if self._fits(option):
                return option
        return None

    def _fits(self, option: str) -> bool:
        homes = self.homes[option]
        if any(self.verdicts[home][option].reason is not Reason.NO_MONEY for home in homes):
            return False
        rival = next(
            filter(None, (excluded_by(self.parts[home, option], self._funded(home)) for home in homes)), ""
        )
        if rival:
            self._exclude(option, rival)
            return False
        return self._cost(option) <= self.left

    def _exclude(self, option: str, rival: str) -> None:
        for home in self.homes[option]:
            verdict = self.verdicts[home][option]
            self.verdicts[home][option] = replace(
                verdict, reason=Reason.EXCLUDED_BY, short_by=0, because_of=rival
            )

    def _cost(self, option: str) -> int:
        return sum(self.parts[home, option].cost for home in self.homes[option])

    def _funded(self, home: str) -> list[Option]:
        return [
            self.parts[home, code] for code, verdict in self.verdicts[home].items() if verdict.reason.funded
        ]

    def _fund(self, code: str, option: str) -> PoolStep:
        share_before = self._share_before(code)
        for home in self.homes[option]:
            self.verdicts[home][option] = Verdict(option, Reason.POOL, self.left)
            self.spent[home] += self.parts[home, option].cost
        cost = self._cost(option)
        self.left -= cost
        return PoolStep(code, option, cost, share_before, self.left)
