"""A meeting's sheet as pure data: which cells it has, whether they add up, and what the engine is told of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations

from app.cuf.prioritisation import tally
from app.cuf.prioritisation.elections import Option as Voted
from app.cuf.prioritisation.positional import Pair, copeland, positional
from app.cuf.prioritisation.tally import Ballots, CountedPair, Mismatch, Sheet
from app.cuf.prioritisation.women import WomensMechanism, group_balanced
from app.cuf.rounds.models import Dimension, Method
from app.kernel.words import _

Cells = Mapping[str, int | None]
"""Counts by the path of their cell; None is an empty cell."""

PLACES = (3, 2, 1)
"""What first, second and third place are worth (P-36)."""
MIN_GROUP = 10
"""Valid ballots below which a group's average says nothing (P-31)."""
TOTAL = "total"
WOMEN, MEN, UNKNOWN = "women", "men", "unknown"
GROUPS: dict[Dimension, tuple[str, ...]] = {
    Dimension.SEX: (WOMEN, MEN, UNKNOWN),
    Dimension.AGE: ("youth", "adult", "elder", UNKNOWN),
    Dimension.ORIGIN: ("host", "newcomer", UNKNOWN),
}
GROUP_WORDS: dict[str, str] = {
    TOTAL: _("All"),
    WOMEN: _("Women"),
    MEN: _("Men"),
    UNKNOWN: _("Not known"),
    "youth": _("Youth"),
    "adult": _("Adults"),
    "elder": _("Elders"),
    "host": _("Hosts"),
    "newcomer": _("Newcomers"),
}
BALLOTS = ("cards_issued", "ballots_cast", "ballots_spoiled", "not_used")
BALLOT_WORDS: dict[str, str] = {
    "cards_issued": _("Cards given out"),
    "ballots_cast": _("Ballots cast"),
    "ballots_spoiled": _("Of these spoiled"),
    "not_used": _("Cards not used"),
}
PAIR = ("prefer_a", "prefer_b", "undecided", "present")
PAIR_WORDS: dict[str, str] = {
    "prefer_a": _("For the first"),
    "prefer_b": _("For the second"),
    "undecided": _("Undecided"),
    "present": _("Voters present"),
}
PLACE_TWICE = _("Each place is given once: this one stands {by} times too often.")
NO_PLACE = _("There is no such place: it is too high by {by}.")
BALLOTS_DIFFER = _("The ballots of this table differ from those of women and men by {by}.")


@dataclass(frozen=True)
class Voting:
    """What a round froze about a vote: how, on which options in the order of the ballot, and who is counted apart."""

    method: Method
    options: tuple[str, ...]
    marks: int
    most_per_option: int
    dimensions: tuple[Dimension, ...] = (Dimension.SEX,)

    @property
    def counts_ballots(self) -> bool:
        """Whether cards are given out and counted: not where hands are compared or all agree."""
        return self.method in {Method.APPROVAL, Method.RANKED, Method.POINTS}


@dataclass(frozen=True)
class Table:
    """A part of the sheet as people fill it in: a cell's path is its row's with its column's."""

    key: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    of: str
    """What its rows are: "groups", "options", "pairs" or "order"."""

    def cell(self, row: str, column: str) -> str:
        """The path of one cell: a table of options is read column by column, the others row by row."""
        parts = (self.key, column, row) if self.of in {"options", "order"} else (self.key, row, column)
        return "/".join(part for part in parts if part)

    @property
    def cells(self) -> tuple[str, ...]:
        return tuple(self.cell(row, column) for row in self.rows for column in self.columns)


def tables(voting: Voting) -> tuple[Table, ...]:
    """The tables of a sheet in the order in which they are counted (P-06)."""
    return tuple(_tables(voting))


def cells_of(voting: Voting) -> tuple[str, ...]:
    """The path of every cell."""
    return tuple(path for table in tables(voting) for path in table.cells)


def _tables(voting: Voting) -> Iterator[Table]:
    if voting.counts_ballots:
        for dimension in voting.dimensions:
            yield Table(f"ballots/{dimension}", BALLOTS, GROUPS[dimension], "groups")
    groups = (TOTAL, *(f"{one}/{group}" for one in voting.dimensions for group in GROUPS[one]))
    match voting.method:
        case Method.APPROVAL | Method.POINTS:
            yield Table("", groups, voting.options, "options")
        case Method.RANKED:
            for number in range(1, len(PLACES) + 1):
                yield Table(f"place_{number}", groups, voting.options, "options")
        case Method.PAIRWISE:
            pairs = tuple("/".join(pair) for pair in combinations(sorted(voting.options), 2))
            yield Table("pairs", PAIR, pairs, "pairs")
            yield Table("order", (WOMEN,), voting.options, "order")
        case Method.CONSENSUS:
            yield Table("order", (TOTAL, WOMEN), voting.options, "order")


# --- Whether it adds up --------------------------------------------------------------------------


def mismatches(voting: Voting, cells: Cells) -> tuple[Mismatch, ...]:
    """Every reason why the sheet does not add up, the reconciliation of cards aside (P-12 to P-20)."""
    found = _empty_or_negative(voting, cells)
    if voting.counts_ballots:
        found = (*found, *(one for one in _ballots(voting, cells) if one.rule not in {"P-12", "P-13"}))
    return (*found, *(one for one in _votes(voting, cells) if one.rule != "P-12"))


def unreconciled(voting: Voting, cells: Cells) -> tuple[Mismatch, ...]:
    """Cards that are neither cast nor returned: a note answers for them (P-13)."""
    return (
        tuple(one for one in _ballots(voting, cells) if one.rule == "P-13") if voting.counts_ballots else ()
    )


def differences(first: Cells, second: Cells) -> tuple[Mismatch, ...]:
    """Where two entries differ, by the second's count less the first's (P-25)."""
    return tally.entries_agree(first, second)


def _empty_or_negative(voting: Voting, cells: Cells) -> tuple[Mismatch, ...]:
    def fault(path: str) -> Mismatch | None:
        count = cells.get(path)
        if count is None:
            return Mismatch("P-12", path, 0, tally.EMPTY)
        return Mismatch("P-12", path, count, tally.NEGATIVE) if count < 0 else None

    return tuple(one for path in cells_of(voting) if (one := fault(path)) is not None)


def _ballots(voting: Voting, cells: Cells) -> tuple[Mismatch, ...]:
    rows = {
        table.key + "/" + group: Ballots(*(cells.get(table.cell(group, column)) for column in BALLOTS))
        for table in tables(voting)
        if table.of == "groups"
        for group in table.rows
    }
    return (*tally.ballots_add_up(rows), *_same_ballots(voting, cells))


def _same_ballots(voting: Voting, cells: Cells) -> Iterator[Mismatch]:
    whole = valid_of(voting, cells, Dimension.SEX)
    for dimension in voting.dimensions:
        off = sum(valid_of(voting, cells, dimension).values()) - sum(whole.values())
        if off:
            yield Mismatch("P-19", f"ballots/{dimension}", off, BALLOTS_DIFFER)


def _votes(voting: Voting, cells: Cells) -> tuple[Mismatch, ...]:
    match voting.method:
        case Method.APPROVAL:
            return tally.approval_adds_up(_sheet(voting, cells), marks=voting.marks)
        case Method.POINTS:
            sheet = _sheet(voting, cells)
            return tally.points_add_up(sheet, points=voting.marks, most_per_option=voting.most_per_option)
        case Method.RANKED:
            places = [_sheet(voting, cells, f"place_{number}/") for number in range(1, len(PLACES) + 1)]
            return tally.ranked_adds_up(places)
        case Method.PAIRWISE:
            faults = tally.pairs_add_up(voting.options, _pairs(voting, cells))
            return (
                *(replace(one, column=f"pairs/{one.column}") for one in faults),
                *_order(voting, cells, WOMEN, whole=False),
            )
        case Method.CONSENSUS:
            return (
                *_order(voting, cells, TOTAL, whole=True),
                *_order(voting, cells, WOMEN, whole=False),
            )


def _sheet(voting: Voting, cells: Cells, before: str = "") -> Sheet:
    def column(group: str) -> dict[str, int | None]:
        return {code: cells.get(f"{before}{group}/{code}") for code in voting.options}

    return Sheet(
        total=column(TOTAL),
        valid=sum(valid_of(voting, cells, Dimension.SEX).values()),
        groups={
            one.value: {group: column(f"{one}/{group}") for group in GROUPS[one]} for one in voting.dimensions
        },
        valid_by_group={one.value: valid_of(voting, cells, one) for one in voting.dimensions},
    )


def valid_of(voting: Voting, cells: Cells, dimension: Dimension) -> dict[str, int]:
    """The valid ballots of each group of a dimension; none where no ballots are counted."""
    if not voting.counts_ballots or dimension not in voting.dimensions:
        return {}
    return {
        group: (cells.get(f"ballots/{dimension}/{group}/ballots_cast") or 0)
        - (cells.get(f"ballots/{dimension}/{group}/ballots_spoiled") or 0)
        for group in GROUPS[dimension]
    }


def _pairs(voting: Voting, cells: Cells) -> list[CountedPair]:
    found = []
    for a, b in combinations(sorted(voting.options), 2):
        prefer_a, prefer_b, undecided, present = (cells.get(f"pairs/{a}/{b}/{part}") or 0 for part in PAIR)
        found.append(CountedPair(Pair(a, b, prefer_a, prefer_b), undecided, present))
    return found


def _order(voting: Voting, cells: Cells, group: str, *, whole: bool) -> Iterator[Mismatch]:
    """An order gives each place once; the women's own list may end early, with 0 for what is not on it."""
    given = [cells.get(f"order/{group}/{code}") or 0 for code in voting.options]
    for code, place in zip(voting.options, given, strict=True):
        path = f"order/{group}/{code}"
        if place > len(given):
            yield Mismatch("R09", path, place - len(given), NO_PLACE)
        elif (place or whole) and given.count(place) > 1:
            yield Mismatch("R09" if group == TOTAL else "R12", path, given.count(place) - 1, PLACE_TWICE)


# --- What the engine is told ---------------------------------------------------------------------


def together(sheets: Sequence[Cells]) -> Cells:
    """Several meetings of one settlement, held alike, as one sheet (P-34)."""
    paths = dict.fromkeys(path for one in sheets for path in one)
    return {path: sum(one.get(path) or 0 for one in sheets) for path in paths}


def scored(voting: Voting, cells: Cells, options: Sequence[Voted], mechanism: WomensMechanism) -> list[Voted]:
    """The options with what the meeting gave them; the score is computed, never typed (R10)."""
    women = womens_list(voting, cells)
    scores = _scores(voting, cells)
    if mechanism is WomensMechanism.W3 and voting.method is Method.APPROVAL:
        balanced = _balanced(voting, cells)
        scores = {code: (balanced.get(code, score), margin) for code, (score, margin) in scores.items()}
    counted = voting.method is Method.APPROVAL
    return [
        replace(
            option,
            score=scores[option.code][0],
            margin=scores[option.code][1],
            women=women[option.code],
            votes=(cells.get(f"total/{option.code}") or 0) if counted else None,
        )
        for option in options
    ]


def womens_list(voting: Voting, cells: Cells) -> dict[str, int]:
    """What each option is worth to the women: their votes or points, or its place in their own list (R12)."""
    if voting.counts_ballots:
        return {code: int(worth) for code, worth in _column(voting, cells, f"sex/{WOMEN}").items()}
    most = len(voting.options) + 1
    places = {code: cells.get(f"order/{WOMEN}/{code}") or 0 for code in voting.options}
    return {code: most - place if place else 0 for code, place in places.items()}


def _scores(voting: Voting, cells: Cells) -> dict[str, tuple[Fraction, int]]:
    match voting.method:
        case Method.PAIRWISE:
            table = copeland(one.pair for one in _pairs(voting, cells))
            found = {code: (row.wins, row.margin) for code, row in table.items()}
            return {code: found.get(code, (Fraction(0), 0)) for code in voting.options}
        case Method.CONSENSUS:
            most = len(voting.options) + 1
            return {
                code: (Fraction(most - (cells.get(f"order/{TOTAL}/{code}") or most)), 0)
                for code in voting.options
            }
    return {code: (Fraction(score), 0) for code, score in _column(voting, cells, TOTAL).items()}


def _column(voting: Voting, cells: Cells, group: str) -> dict[str, int]:
    """A group's votes, points, or points from places."""
    if voting.method is not Method.RANKED:
        return {code: cells.get(f"{group}/{code}") or 0 for code in voting.options}
    places = {
        code: [cells.get(f"place_{number}/{group}/{code}") or 0 for number in range(1, len(PLACES) + 1)]
        for code in voting.options
    }
    return positional(places, PLACES)


def votes_by_group(voting: Voting, cells: Cells, dimension: Dimension) -> dict[str, dict[str, int]]:
    """Each group's votes or points by option; nothing where groups are not counted apart."""
    if not voting.counts_ballots or dimension not in voting.dimensions:
        return {}
    return {group: _column(voting, cells, f"{dimension}/{group}") for group in GROUPS[dimension]}


def small_groups(voting: Voting, cells: Cells) -> tuple[str, ...]:
    """The groups that a balanced score leaves out, because they are too small to weigh as much as others (P-31)."""
    valid = valid_of(voting, cells, Dimension.SEX)
    return tuple(group for group, ballots in valid.items() if 0 < ballots < MIN_GROUP)


def _balanced(voting: Voting, cells: Cells) -> Mapping[str, Fraction]:
    valid = valid_of(voting, cells, Dimension.SEX)
    if max(valid.values(), default=0) < MIN_GROUP:
        return {}
    return group_balanced(
        votes_by_group(voting, cells, Dimension.SEX), valid, min_group_size=MIN_GROUP
    ).scores
