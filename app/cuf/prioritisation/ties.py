"""Who goes first among equals: the chain agreed before the vote, ending with a lot that people drew (P-38 to P-43)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import groupby

from app.cuf.prioritisation.elections import Option


class Criterion(StrEnum):
    """One step of a tie chain. CODE serves comparisons with published elections only, never a round (P-42)."""

    LOWEST_COST = "LOWEST_COST"
    MOST_WOMEN = "MOST_WOMEN"
    MOST_HOUSEHOLDS = "MOST_HOUSEHOLDS"
    MOST_VOTES = "MOST_VOTES"
    LOT = "LOT"
    CODE = "CODE"


@dataclass(frozen=True, slots=True)
class Chain:
    """The steps in their stored order, and the lot as it was drawn in public: the software never draws (P-40)."""

    steps: tuple[Criterion, ...] = (
        Criterion.LOWEST_COST,
        Criterion.MOST_WOMEN,
        Criterion.MOST_HOUSEHOLDS,
        Criterion.LOT,
    )
    lot: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TieNote:
    """One use of the chain (P-38): who was tied, what decided, in which order they stand now."""

    tied: tuple[str, ...]
    decided_by: Criterion
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TieUnresolved:
    """The run ended without a shortlist (P-39): these groups are tied and no lot covers all of a group."""

    tied: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Options from first to last; members of an open tie stand next to each other, by code, undecided."""

    order: tuple[Option, ...]
    notes: tuple[TieNote, ...] = ()
    open_ties: tuple[tuple[Option, ...], ...] = ()


Key = Callable[[Option], tuple[int | Fraction, ...]]


def by_score(option: Option) -> tuple[int | Fraction, ...]:
    """Highest score first, then the larger sum of margins (P-37)."""
    return (-(option.score or 0), -option.margin)


def rank(options: Iterable[Option], chain: Chain, key: Key = by_score) -> Ranking:
    """Order options by `key` (smallest first), equals by the chain."""
    order: list[Option] = []
    notes: list[TieNote] = []
    open_ties: list[tuple[Option, ...]] = []
    for equals in _groups(options, key):
        decided = _break(equals, chain, chain.steps)
        order.extend(decided.order)
        notes.extend(decided.notes)
        open_ties.extend(decided.open_ties)
    return Ranking(tuple(order), tuple(notes), tuple(open_ties))


def first(equals: Iterable[Option], chain: Chain) -> tuple[Option, tuple[TieNote, ...]] | TieUnresolved:
    """The one of equals that the chain puts first, and how; or who is tied for that place."""
    decided = _break(tuple(equals), chain, chain.steps)
    leader = decided.order[0]
    tied = [group for group in decided.open_ties if leader in group]
    return unresolved(tied) if tied else (leader, decided.notes)


def unresolved(groups: Iterable[Iterable[Option]]) -> TieUnresolved:
    """Name who is tied."""
    return TieUnresolved(tuple(sorted(tuple(sorted(option.code for option in group)) for group in groups)))


def _break(equals: tuple[Option, ...], chain: Chain, steps: tuple[Criterion, ...]) -> Ranking:
    if len(equals) == 1:
        return Ranking(equals)
    if not steps:
        return Ranking(equals, open_ties=(equals,))
    criterion, *later = steps
    groups = list(_groups(equals, _criterion_key(criterion, equals, chain.lot)))
    parts = [_break(group, chain, tuple(later)) for group in groups]
    order = tuple(option for part in parts for option in part.order)
    notes = tuple(note for part in parts for note in part.notes)
    if len(groups) > 1:
        codes = tuple(option.code for option in order)
        notes = (TieNote(tuple(sorted(codes)), criterion, codes), *notes)
    return Ranking(order, notes, tuple(tie for part in parts for tie in part.open_ties))


def _groups(options: Iterable[Option], key: Key) -> Iterator[tuple[Option, ...]]:
    listed = sorted(sorted(options, key=lambda option: option.code), key=key)
    return (tuple(equals) for _, equals in groupby(listed, key=key))


def _criterion_key(criterion: Criterion, equals: tuple[Option, ...], lot: tuple[str, ...]) -> Key:
    places = {
        option.code: place for place, option in enumerate(sorted(equals, key=lambda option: option.code))
    }
    if criterion is Criterion.LOT:
        covers = places.keys() <= set(lot)
        places = {code: lot.index(code) if covers else 0 for code in places}
    keys: dict[Criterion, Key] = {
        Criterion.LOWEST_COST: lambda option: (option.cost,),
        Criterion.MOST_WOMEN: lambda option: (-option.women,),
        Criterion.MOST_HOUSEHOLDS: lambda option: (-option.households,),
        Criterion.MOST_VOTES: lambda option: (-(option.score or 0),),
        Criterion.LOT: lambda option: (places[option.code],),
        Criterion.CODE: lambda option: (places[option.code],),
    }
    return keys[criterion]
