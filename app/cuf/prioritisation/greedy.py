"""Best first: a community's list funded from the top, and what would have changed it (P-44 to P-49, P-53 to P-55)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from app.cuf.prioritisation.elections import Option
from app.cuf.prioritisation.ties import (
    Chain,
    Key,
    Ranking,
    TieNote,
    TieUnresolved,
    by_score,
    first,
    rank,
    unresolved,
)

NOTHING: Mapping[str, str] = MappingProxyType({})


class By(StrEnum):
    """What a list is ordered by."""

    VOTES = "votes"
    VOTES_PER_COST = "votes-per-cost"


class OnNoFit(StrEnum):
    """What happens below an option that the money left does not pay (P-45)."""

    SKIP = "skip"
    STOP = "stop"


class Reason(StrEnum):
    """Why an option was funded or was not; each option has exactly one (P-64)."""

    RULE = "RULE"
    RESERVED_PLACE = "RESERVED_PLACE"
    POOL = "POOL"
    NO_MONEY = "NO_MONEY"
    BELOW_MIN_VOTES = "BELOW_MIN_VOTES"
    NOT_FEASIBLE = "NOT_FEASIBLE"
    ABOVE_CEILING = "ABOVE_CEILING"
    EXCLUDED_BY = "EXCLUDED_BY"
    WITHDRAWN = "WITHDRAWN"
    NOT_VOTED = "NOT_VOTED"

    @property
    def funded(self) -> bool:
        return self in {Reason.RULE, Reason.RESERVED_PLACE, Reason.POOL}


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a round froze about one list. `waiting_list` False lets a tie stand that decides no money (P-43)."""

    chain: Chain
    by: By = By.VOTES
    on_no_fit: OnNoFit = OnNoFit.SKIP
    min_votes: int = 0
    ceiling: int | None = None
    reserved_place: bool = False
    waiting_list: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one option when its turn came with `left` still to spend.

    `short_by` is what was missing; `because_of` the option that excluded it or ended the list, or the settlement
    where a part of a shared option did not fit (P-57).
    """

    code: str
    reason: Reason
    left: int
    short_by: int = 0
    because_of: str = ""


@dataclass(frozen=True, slots=True)
class Funding:
    """A list gone through from top to bottom: one verdict per option in turn, the money left, the ties broken."""

    verdicts: tuple[Verdict, ...]
    left: int
    notes: tuple[TieNote, ...] = ()

    @property
    def selected(self) -> tuple[str, ...]:
        return tuple(verdict.code for verdict in self.verdicts if verdict.reason.funded)


def fund(
    options: Iterable[Option], money: int, terms: Terms, elsewhere: Mapping[str, str] = NOTHING
) -> Funding | TieUnresolved:
    """Fund one list with `money` smallest units: the women's reserved place (P-49), then the order of the list.

    `elsewhere` names shared options that fail and the settlement where; they keep their turn and get no money.
    Ineligible options close the list with their reason. Money is never exceeded (P-44).
    """
    listed = sorted(options, key=lambda option: option.code)
    barred = {option.code: reason for option in listed if (reason := ineligible(option, terms))}
    place = _reserved_place([option for option in listed if option.code not in elsewhere], money, terms)
    if isinstance(place, TieUnresolved):
        return place
    reserved, notes = place
    standing = [option for option in listed if option.code not in barred and option != reserved]
    ranking = rank(standing, terms.chain, _key(terms.by))
    walk = _Walk(money, terms.on_no_fit, elsewhere)
    if reserved:
        walk.take(reserved, Reason.RESERVED_PLACE)
    undecided = _walk_down(ranking, walk, terms)
    if undecided:
        return undecided
    closing = [
        Verdict(code, reason, walk.left)
        for code, reason in barred.items()
        if not reserved or code != reserved.code
    ]
    return Funding((*walk.verdicts, *closing), walk.left, notes + ranking.notes)


def ineligible(option: Option, terms: Terms) -> Reason | None:
    """Why the rule may not fund this option at all (P-02, P-10, P-47), if so."""
    if option.withdrawn:
        return Reason.WITHDRAWN
    if not option.feasible:
        return Reason.NOT_FEASIBLE
    if terms.ceiling is not None and option.cost > terms.ceiling:
        return Reason.ABOVE_CEILING
    if option.score is None:
        return Reason.NOT_VOTED
    if option.votes is not None and option.votes < terms.min_votes:
        return Reason.BELOW_MIN_VOTES
    return None


def votes_per_cost(option: Option) -> tuple[int | Fraction, ...]:
    """Most points for a unit of money first; what costs nothing comes before all."""
    score = option.score or Fraction(0)
    return (0, -score / option.cost) if option.cost else (-1, -score)


def _key(by: By) -> Key:
    return by_score if by is By.VOTES else votes_per_cost


def _reserved_place(
    options: Sequence[Option], money: int, terms: Terms
) -> tuple[Option | None, tuple[TieNote, ...]] | TieUnresolved:
    if not terms.reserved_place:
        return None, ()
    may = [
        option
        for option in options
        if option.women
        and option.cost <= money
        and ineligible(option, terms) in {None, Reason.BELOW_MIN_VOTES}
    ]
    most = max((option.women for option in may), default=0)
    equals = [option for option in may if option.women == most]
    return first(equals, terms.chain) if equals else (None, ())


class _Walk:
    """The money and the verdicts while a list is walked down."""

    def __init__(self, money: int, on_no_fit: OnNoFit, elsewhere: Mapping[str, str]) -> None:
        self.left = money
        self.on_no_fit = on_no_fit
        self.elsewhere = elsewhere
        self.verdicts: list[Verdict] = []
        self.funded: list[Option] = []
        self.ended_by = ""

    def take(self, option: Option, reason: Reason) -> None:
        self.verdicts.append(Verdict(option.code, reason, self.left))
        self.funded.append(option)
        self.left -= option.cost

    def consider(self, option: Option) -> None:
        if rival := excluded_by(option, self.funded):
            self.verdicts.append(Verdict(option.code, Reason.EXCLUDED_BY, self.left, because_of=rival))
        elif option.code in self.elsewhere:
            self._leave(option, self.elsewhere[option.code])
        elif option.cost <= self.left and not self.ended_by:
            self.take(option, Reason.RULE)
        else:
            self._leave(option, self.ended_by)
            if self.on_no_fit is OnNoFit.STOP:
                self.ended_by = self.ended_by or option.code

    def _leave(self, option: Option, because_of: str) -> None:
        short_by = max(0, option.cost - self.left)
        self.verdicts.append(Verdict(option.code, Reason.NO_MONEY, self.left, short_by, because_of))

    def indifferent_to(self, tied: Sequence[Option]) -> bool:
        """Whether every order of these funds the same: all of them, or none."""
        if any(excluded_by(option, tied) for option in tied):
            return False
        rivals = [option for option in tied if option.code not in self.elsewhere]
        all_fit = sum(option.cost for option in rivals) <= self.left
        none_fits = all(option.cost > self.left for option in rivals)
        return bool(self.ended_by) or all_fit or none_fits


def excluded_by(option: Option, funded: Iterable[Option]) -> str:
    """The funded option that cannot stand beside this one (P-48), or ""."""
    return next(
        (other.code for other in funded if option.code in other.excludes or other.code in option.excludes), ""
    )


def _walk_down(ranking: Ranking, walk: _Walk, terms: Terms) -> TieUnresolved | None:
    if ranking.open_ties and terms.waiting_list:
        return unresolved(ranking.open_ties)
    starts = {group[0].code: group for group in ranking.open_ties}
    for option in ranking.order:
        tied = starts.get(option.code)
        if tied and not walk.indifferent_to(tied):
            return unresolved([tied])
        walk.consider(option)
    return None


@dataclass(frozen=True, slots=True)
class Needed:
    """What alone would have funded an option: `votes` more, or a cost of at most `cost`; None if that cannot."""

    votes: int | None
    cost: int | None


def needed(
    options: Sequence[Option],
    code: str,
    money: int,
    terms: Terms,
    *,
    most_votes: int,
    score_of: Callable[[int], int] = int,
) -> Needed:
    """The smallest change that funds `code`, each found by running the rule again (P-65).

    `most_votes` bounds the votes that could have come on top (ballots that did not mark it); `score_of` turns
    more votes into more score where they differ. The cost is found by halving, which P-54 allows.
    """
    asked = next(option for option in options if option.code == code)
    others = [option for option in options if option.code != code]

    def funds(changed: Option) -> bool:
        funding = fund([*others, changed], money, terms)
        return isinstance(funding, Funding) and code in funding.selected

    def with_votes(more: int) -> Option:
        votes = None if asked.votes is None else asked.votes + more
        return replace(asked, votes=votes, score=(asked.score or Fraction(0)) + score_of(more))

    votes = next((more for more in range(1, most_votes + 1) if funds(with_votes(more))), None)
    return Needed(votes, _highest(lambda cost: funds(replace(asked, cost=cost)), asked.cost))


def _highest(holds: Callable[[int], bool], below: int) -> int | None:
    """The largest whole number under `below` for which `holds`, if it holds up to some point and not beyond."""
    if below <= 0 or not holds(0):
        return None
    low, high = 0, below
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low
