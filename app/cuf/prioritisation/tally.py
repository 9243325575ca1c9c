"""Whether a meeting's sheet adds up: every failing reason at once, naming the column and by how much (P-12 to P-22)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from app.cuf.prioritisation.positional import Pair
from app.kernel.words import _

Column = Mapping[str, int | None]
"""Counts by option code; None is an empty cell, which is not zero (P-12)."""

TOTAL = "total"
EMPTY = _("This cell is empty; write 0 if it is zero.")
NEGATIVE = _("A count cannot be below zero; this one is by {by}.")
CARDS = _("Ballots cast and not used differ from the cards issued by {by}.")
SPOILED = _("There are {by} more spoiled ballots than ballots cast.")
ABOVE_BALLOTS = _("There are {by} more than valid ballots allow.")
ABOVE_ALLOWANCE = _("All together are {by} more than the valid ballots allow.")
ABOVE_PLACE_BEFORE = _("There are {by} more than for the place before.")
GROUPS_DIFFER = _("The groups differ from the total by {by}.")
PAIR_MISSING = _("This pair has not been compared.")
PAIR_TWICE = _("This pair stands more than once.")
PAIR_DIFFERS = _("The answers for this pair differ from the voters present by {by}.")
PATTERN_TWICE = _("A pattern names an option twice.")
PATTERN_LONG = _("A pattern has {by} more marks than allowed.")
PATTERN_UNKNOWN = _("A pattern names an option that is not on the list.")
PATTERNS_BALLOTS = _("The patterns differ from the valid ballots by {by}.")
PATTERNS_VOTES = _("The patterns give this option a number that differs from its votes by {by}.")
ENTRIES_DIFFER = _("The second entry differs from the first by {by}.")


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One reason why a sheet does not add up.

    `column` is the path of the cell or column on the sheet ("sex/women/P2"); `by` how far it is off, positive
    where there is too much and negative where there is too little; `text` a sentence in which {by} is filled.
    """

    rule: str
    column: str
    by: int
    text: str


@dataclass(frozen=True, slots=True)
class Ballots:
    """Cards and ballots of one category of voters."""

    cards_issued: int | None
    ballots_cast: int | None
    ballots_spoiled: int | None
    not_used: int | None

    @property
    def valid(self) -> int:
        return (self.ballots_cast or 0) - (self.ballots_spoiled or 0)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One measure (votes, first places, points) by option: the total, and each dimension's groups, never crossed."""

    total: Column
    valid: int
    groups: Mapping[str, Mapping[str, Column]] = field(default_factory=dict)
    valid_by_group: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def ballots_add_up(categories: Mapping[str, Ballots]) -> tuple[Mismatch, ...]:
    """Every category's cards and ballots (P-12 to P-14)."""
    return tuple(mismatch for name, ballots in categories.items() for mismatch in _ballots(name, ballots))


def approval_adds_up(sheet: Sheet, *, marks: int) -> tuple[Mismatch, ...]:
    """Format A: at most `marks` per ballot and one per option (P-12, P-15, P-19, P-20)."""
    return (
        *_filled(sheet),
        *_each_at_most(sheet.total, sheet.valid, "P-15", TOTAL),
        *_all_at_most(sheet.total, marks * sheet.valid, "P-15"),
        *_groups_sum(sheet),
        *(
            mismatch
            for dimension, name, column in _group_columns(sheet)
            if name in sheet.valid_by_group.get(dimension, {})
            for mismatch in _each_at_most(
                column, sheet.valid_by_group[dimension][name], "P-20", f"{dimension}/{name}"
            )
        ),
    )


def ranked_adds_up(places: Sequence[Sheet]) -> tuple[Mismatch, ...]:
    """Format B: one sheet per place, first to last (P-12, P-16, P-19)."""
    columns = {f"place_{number}": sheet for number, sheet in enumerate(places, start=1)}
    rows: dict[str, int] = {}
    for sheet in places:
        for code, count in sheet.total.items():
            rows[code] = rows.get(code, 0) + (count or 0)
    valid = places[0].valid
    return (
        *(
            _under(name, mismatch)
            for name, sheet in columns.items()
            for mismatch in (*_filled(sheet), *_groups_sum(sheet))
        ),
        *(
            Mismatch("P-16", name, _sum(sheet.total) - valid, ABOVE_BALLOTS)
            for name, sheet in columns.items()
            if _sum(sheet.total) > valid
        ),
        *(
            Mismatch(
                "P-16", later, _sum(columns[later].total) - _sum(columns[before].total), ABOVE_PLACE_BEFORE
            )
            for before, later in pairwise(columns)
            if _sum(columns[later].total) > _sum(columns[before].total)
        ),
        *_each_at_most(rows, valid, "P-16", "places"),
    )


def points_add_up(sheet: Sheet, *, points: int, most_per_option: int) -> tuple[Mismatch, ...]:
    """Format C: `points` for each ballot to give, of which `most_per_option` to one option (P-12, P-17, P-19)."""
    return (
        *_filled(sheet),
        *_each_at_most(sheet.total, most_per_option * sheet.valid, "P-17", TOTAL),
        *_all_at_most(sheet.total, points * sheet.valid, "P-17"),
        *_groups_sum(sheet),
    )


@dataclass(frozen=True, slots=True)
class CountedPair:
    """One row of the hand-counted matrix, with those undecided and the voters present at that pair."""

    pair: Pair
    undecided: int
    present: int

    @property
    def options(self) -> tuple[str, str]:
        first, second = sorted((self.pair.a, self.pair.b))
        return first, second


def pairs_add_up(options: Iterable[str], pairs: Sequence[CountedPair]) -> tuple[Mismatch, ...]:
    """Format D: every unordered pair once, and everybody present accounted for (P-12, P-18)."""
    wanted = list(combinations(sorted(options), 2))
    found = [counted.options for counted in pairs]
    counts = [(pair, found.count(pair)) for pair in sorted({*wanted, *found})]
    return (
        *(Mismatch("P-18", "/".join(pair), -1, PAIR_MISSING) for pair, count in counts if not count),
        *(Mismatch("P-18", "/".join(pair), count - 1, PAIR_TWICE) for pair, count in counts if count > 1),
        *(mismatch for counted in pairs for mismatch in _pair(counted)),
    )


def patterns_add_up(
    sheet: Sheet, patterns: Sequence[tuple[tuple[str, ...], int]], *, marks: int
) -> tuple[Mismatch, ...]:
    """Format E: patterns beside a sheet of format A give its ballots and every option's votes (P-21, P-22)."""
    given = dict.fromkeys(sheet.total, 0)
    for options, ballots in patterns:
        for code in set(options) & given.keys():
            given[code] += ballots
    spare = sum(ballots for _, ballots in patterns) - sheet.valid
    return (
        *(
            mismatch
            for options, ballots in patterns
            for mismatch in _pattern(options, ballots, sheet.total, marks)
        ),
        *([Mismatch("P-21", "patterns", spare, PATTERNS_BALLOTS)] if spare else []),
        *(
            Mismatch("P-21", f"patterns/{code}", given[code] - (sheet.total[code] or 0), PATTERNS_VOTES)
            for code in sorted(given)
            if given[code] != (sheet.total[code] or 0)
        ),
    )


def entries_agree(first: Mapping[str, int | None], second: Mapping[str, int | None]) -> tuple[Mismatch, ...]:
    """Two independent entries, as cells by path, are identical (P-25); an empty cell equals only an empty one."""
    return tuple(
        Mismatch("P-25", path, (second.get(path) or 0) - (first.get(path) or 0), ENTRIES_DIFFER)
        for path in sorted({*first, *second})
        if first.get(path) != second.get(path)
    )


def _ballots(name: str, ballots: Ballots) -> Iterator[Mismatch]:
    cells = {
        "cards_issued": ballots.cards_issued,
        "ballots_cast": ballots.ballots_cast,
        "ballots_spoiled": ballots.ballots_spoiled,
        "not_used": ballots.not_used,
    }
    yield from _cells(cells, name)
    accounted = (ballots.ballots_cast or 0) + (ballots.not_used or 0) - (ballots.cards_issued or 0)
    if accounted and None not in {ballots.ballots_cast, ballots.not_used, ballots.cards_issued}:
        yield Mismatch("P-13", f"{name}/cards_issued", accounted, CARDS)
    if ballots.valid < 0:
        yield Mismatch("P-14", f"{name}/ballots_spoiled", -ballots.valid, SPOILED)


def _cells(column: Column, path: str) -> Iterator[Mismatch]:
    for code, count in column.items():
        if count is None:
            yield Mismatch("P-12", f"{path}/{code}", 0, EMPTY)
        elif count < 0:
            yield Mismatch("P-12", f"{path}/{code}", count, NEGATIVE)


def _filled(sheet: Sheet) -> Iterator[Mismatch]:
    yield from _cells(sheet.total, TOTAL)
    for dimension, name, column in _group_columns(sheet):
        yield from _cells({code: column.get(code) for code in sheet.total}, f"{dimension}/{name}")


def _group_columns(sheet: Sheet) -> Iterator[tuple[str, str, Column]]:
    for dimension, columns in sheet.groups.items():
        for name, column in columns.items():
            yield dimension, name, column


def _each_at_most(column: Column, most: int, rule: str, path: str) -> Iterator[Mismatch]:
    for code, count in column.items():
        if count is not None and count > most:
            yield Mismatch(rule, f"{path}/{code}", count - most, ABOVE_BALLOTS)


def _all_at_most(column: Column, most: int, rule: str) -> Iterator[Mismatch]:
    if _sum(column) > most:
        yield Mismatch(rule, TOTAL, _sum(column) - most, ABOVE_ALLOWANCE)


def _groups_sum(sheet: Sheet) -> Iterator[Mismatch]:
    for dimension, columns in sheet.groups.items():
        for code, total in sheet.total.items():
            counts = [column.get(code) for column in columns.values()]
            if total is None or None in counts:
                continue  # P-12 has said so; a sum with a gap says nothing
            off = sum(count or 0 for count in counts) - total
            if off:
                yield Mismatch("P-19", f"{dimension}/{code}", off, GROUPS_DIFFER)


def _sum(column: Column) -> int:
    return sum(count or 0 for count in column.values())


def _under(name: str, mismatch: Mismatch) -> Mismatch:
    return Mismatch(mismatch.rule, f"{name}/{mismatch.column}", mismatch.by, mismatch.text)


def _pair(counted: CountedPair) -> Iterator[Mismatch]:
    path = f"{counted.pair.a}/{counted.pair.b}"
    answers = {
        "prefer_a": counted.pair.prefer_a,
        "prefer_b": counted.pair.prefer_b,
        "undecided": counted.undecided,
    }
    yield from _cells(answers, path)
    off = sum(answers.values()) - counted.present
    if off:
        yield Mismatch("P-18", path, off, PAIR_DIFFERS)


def _pattern(options: tuple[str, ...], ballots: int, listed: Column, marks: int) -> Iterator[Mismatch]:
    path = "patterns/" + "|".join(options)
    if ballots < 0:
        yield Mismatch("P-12", path, ballots, NEGATIVE)
    if len(set(options)) < len(options):
        yield Mismatch("P-22", path, len(options) - len(set(options)), PATTERN_TWICE)
    if len(options) > marks:
        yield Mismatch("P-22", path, len(options) - marks, PATTERN_LONG)
    if unknown := set(options) - listed.keys():
        yield Mismatch("P-22", path, len(unknown), PATTERN_UNKNOWN)
