"""A round's results in plain words: one sentence, why each project was chosen or not, what would have changed it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.cuf.meetings.sheets import GROUP_WORDS, small_groups, valid_of, votes_by_group
from app.cuf.prioritisation.elections import Option as Voted
from app.cuf.prioritisation.greedy import Verdict
from app.cuf.prioritisation.shortlist import Account
from app.cuf.prioritisation.women import agreement
from app.cuf.rounds.models import Dimension, Method, Option
from app.cuf.rounds.outcomes import Result
from app.cuf.rounds.reasons import (
    Material,
    Place,
    change_of,
    computed_result,
    otherwise_of,
    tie_of,
    why_of,
)
from app.kernel.money import Money
from app.kernel.words import Message, _, n_

FEW = 5
"""Counts of a group below this are not shown (P-66)."""
SHOWN_APART = (Dimension.SEX, Dimension.AGE)
"""What is published; who is host and who newcomer is not (R110)."""
FIVE = "●●●●● "
MOST_DOTS = 150


@dataclass(frozen=True)
class Line:
    """One project: what became of it and why, in words; `otherwise` where the decision differs from the count."""

    option: Option
    votes: int | None
    result: Result
    why: Message
    change: Message | None = None
    otherwise: Message | None = None
    agrees: tuple[str, ...] = ()

    @property
    def dots(self) -> str:
        """Votes in bundles of five, for whoever counts rather than reads."""
        if self.votes is None or self.votes > MOST_DOTS:
            return ""
        fives, rest = divmod(self.votes, FEW)
        return (FIVE * fives + "●" * rest).strip()


@dataclass(frozen=True)
class Part:
    """One settlement's results."""

    place: Place
    entitlement: Money
    spent: Money
    closing: Money
    per_household: Money | None
    lines: tuple[Line, ...]
    ties: tuple[Message, ...]
    groups: tuple["Groups", ...]
    too_small: tuple[str, ...] = ()
    """The groups that a balanced score left out (P-31)."""


@dataclass(frozen=True)
class Groups:
    """One dimension of who voted, never crossed with another: ballots and each option's votes, few ones hidden."""

    dimension: Dimension
    names: tuple[str, ...]
    valid: tuple[str | int, ...]
    votes: tuple[tuple[str, tuple[str | int, ...]], ...]


def sentence(material: Material) -> tuple[Message, Message]:
    """Who voted, and for how many projects there is money: what a reader needs first."""
    women, men = (sum(getattr(place, group) for place in material.places) for group in ("women", "men"))
    everybody = women + men + _unknown(material)
    on_ballots = sum(len(place.voting.options) for place in material.places)
    chosen = sum(1 for part in parts(material) for line in part.lines if line.result is Result.CHOSEN)
    return (
        _voted(material, everybody, women=women, men=men),
        Message(_("There is money for {chosen} of {all} projects."), {"chosen": chosen, "all": on_ballots}),
    )


def _voted(material: Material, everybody: int, **groups: int) -> Message:
    if any(place.voting.counts_ballots for place in material.places):
        return n_(
            "{n} person voted ({women} women, {men} men).",
            "{n} people voted ({women} women, {men} men).",
            everybody,
            **groups,
        )
    return n_(
        "{n} person met ({women} women, {men} men).",
        "{n} people met ({women} women, {men} men).",
        everybody,
        **groups,
    )


def _unknown(material: Material) -> int:
    return sum(
        valid_of(place.voting, place.cells, Dimension.SEX).get("unknown", 0) for place in material.places
    )


def parts(material: Material) -> tuple[Part, ...]:
    """The settlements by letter, each with its projects in the order in which money reached them."""
    voted = {option.code: option for place in material.asked.settlements for option in place.options}
    accounts = {account.entitlement.code: account for account in material.given.accounts}
    return tuple(_part(material, place, accounts[place.letter], voted) for place in material.places)


def _part(material: Material, place: Place, account: Account, voted: Mapping[str, Voted]) -> Part:
    agreed = _agreement(place)
    per = account.spent // place.households if place.households else None
    return Part(
        place,
        material.money(account.entitlement.amount),
        material.money(account.spent),
        material.money(account.closing),
        None if per is None else material.money(per),
        tuple(
            _line(material, verdict, voted[verdict.code], agreed.get(verdict.code, ()))
            for verdict in account.verdicts
        ),
        tuple(tie_of(note) for note in account.notes),
        tuple(_groups(place)),
        _too_small(material, place),
    )


def _too_small(material: Material, place: Place) -> tuple[str, ...]:
    if not material.balanced or not place.voting.counts_ballots:
        return ()
    return tuple(GROUP_WORDS[group] for group in small_groups(place.voting, place.cells))


def _line(material: Material, verdict: Verdict, voted: Voted, agrees: tuple[str, ...]) -> Line:
    outcome = material.outcomes.get(verdict.code)
    computed = computed_result(verdict.reason)
    result = Result(outcome.result) if outcome else computed
    return Line(
        material.options[verdict.code],
        int(voted.score)
        if material.method in {Method.APPROVAL, Method.POINTS}
        and voted.score is not None
        and voted.score.denominator == 1
        else None,
        result,
        why_of(material, verdict, voted),
        change_of(material, verdict.code) if not verdict.reason.funded else None,
        otherwise_of(material, outcome) if outcome and outcome.note else None,
        agrees,
    )


# --- Who voted ------------------------------------------------------------------------------------


def _agreement(place: Place) -> dict[str, tuple[str, ...]]:
    """The groups that have an option among their first three (W4)."""
    found: dict[str, tuple[str, ...]] = {}
    for dimension in SHOWN_APART:
        valid = valid_of(place.voting, place.cells, dimension)
        votes = votes_by_group(place.voting, place.cells, dimension)
        large = {
            group: column
            for group, column in votes.items()
            if valid.get(group, 0) >= FEW and group != "unknown"
        }
        for code, groups in (agreement(large) if large else {}).items():
            found[code] = (*found.get(code, ()), *groups)
    return {code: tuple(GROUP_WORDS[group] for group in groups) for code, groups in found.items()}


def _groups(place: Place) -> Iterator[Groups]:
    for dimension in SHOWN_APART:
        valid = valid_of(place.voting, place.cells, dimension)
        there = tuple(group for group, ballots in valid.items() if ballots)
        if not there:
            continue
        votes = votes_by_group(place.voting, place.cells, dimension)
        yield Groups(
            dimension,
            tuple(GROUP_WORDS[group] for group in there),
            suppressed([valid[group] for group in there]),
            tuple(
                (code, suppressed([votes[group][code] for group in there])) for code in place.voting.options
            ),
        )


def suppressed(counts: Sequence[int]) -> tuple[str | int, ...]:
    """P-66: counts below five as "<5"; where that leaves one gap that the total would fill, the next smallest too."""
    few = {at for at, count in enumerate(counts) if count < FEW}
    others = sorted(set(range(len(counts))) - few, key=lambda at: (counts[at], at))
    beside = {others[0]} if len(few) == 1 and others else set()
    return tuple(
        f"<{FEW}" if at in few else "–" if at in beside else count for at, count in enumerate(counts)
    )


def hides_something(material: Material) -> bool:
    """Whether the exact counts of women's votes, which the engine is told, are too few to be shown (P-66)."""
    return any(
        option.women < FEW
        for place in material.asked.settlements
        for option in place.options
        if option.score is not None
    )


@dataclass(frozen=True)
class Lists:
    """The three lists, which are three things: what was computed, what was decided, what was published."""

    number: int
    engine: str
    sha256: str
    asked_sha256: str
    computed_at: datetime
    same: bool
    decided_on: tuple[date, ...] = ()
    published_on: date | None = None
