"""Why a project was chosen or not, what would have changed it, and what decided between equals, as sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.cuf.meetings.sheets import Cells, Voting
from app.cuf.prioritisation.elections import Option as Voted
from app.cuf.prioritisation.greedy import Reason, Verdict
from app.cuf.prioritisation.runs import ShortlistRun
from app.cuf.prioritisation.shortlist import PoolStep, Shortlist
from app.cuf.prioritisation.ties import Criterion, TieNote
from app.cuf.rounds.models import Method, Option
from app.cuf.rounds.outcomes import Outcome, Result
from app.kernel.money import Money
from app.kernel.words import Message, Value, _, n_

CRITERION_WORDS: dict[Criterion, str] = {
    Criterion.LOWEST_COST: _("the lower cost"),
    Criterion.MOST_WOMEN: _("more women's votes"),
    Criterion.MOST_HOUSEHOLDS: _("more households served"),
    Criterion.MOST_VOTES: _("more votes"),
    Criterion.LOT: _("the lot that was drawn in public"),
    Criterion.CODE: _("the order of the ballot"),
}


WHY: dict[Reason, str] = {
    Reason.RULE: _("Chosen by its place on the list: cost {cost}, money left {after}."),
    Reason.RESERVED_PLACE: _("Chosen because the women put it first: cost {cost}, money left {after}."),
    Reason.POOL: _("Chosen from what the settlements left over: cost {cost}, money left {after}."),
    Reason.NO_MONEY: _("Not this time: {short} more was needed, {left} was left."),
    Reason.BELOW_MIN_VOTES: _("Not this time: it got {votes} votes and needed {least}."),
    Reason.NOT_FEASIBLE: _("It could not be voted on: {reason}"),
    Reason.ABOVE_CEILING: _("Not possible: it costs {cost}, and one project may cost {most} at most."),
    Reason.EXCLUDED_BY: _("Not this time: {other} was chosen, and only one of the two can be built."),
    Reason.WITHDRAWN: _("Its settlement gave it up."),
    Reason.NOT_VOTED: _("Nobody was asked about it."),
}
ENDED = _("Not this time: the list ended at {other}, for which the money did not last.")


@dataclass(frozen=True)
class Place:
    """One settlement's side: how it is called in public, its vote, its sheet, who was there, who lives there."""

    letter: str
    name: Message
    voting: Voting
    cells: Cells
    women: int
    men: int
    households: int | None
    lives: tuple[int, int] | None = None
    """Women and men of its profile."""
    hidden: bool = False
    """A sensitive place: where its projects lie is not said (R110)."""
    open_hands: bool = False


@dataclass(frozen=True)
class Material:
    """All that a results page is made from."""

    currency: str
    method: Method
    asked: ShortlistRun
    given: Shortlist
    explained: Mapping[str, tuple[int | None, int | None]]
    places: tuple[Place, ...]
    options: Mapping[str, Option]
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    balanced: bool = False
    """Whether women and men weigh the same (W3)."""

    def money(self, minor: int) -> Money:
        return Money(minor, self.currency)


def computed_result(reason: Reason) -> Result:
    """What the list as computed makes of an option: what only lacked money waits for it (P-59)."""
    if reason.funded:
        return Result.CHOSEN
    return Result.WAITING if reason is Reason.NO_MONEY else Result.NOT_CHOSEN


def why_of(material: Material, verdict: Verdict, voted: Voted) -> Message:
    """Why an option was chosen or not, from the one reason it has (P-64)."""
    terms = material.asked.city.terms
    values: dict[str, Value] = {
        "cost": material.money(voted.cost),
        "left": material.money(verdict.left),
        "after": material.money(verdict.left - voted.cost),
        "short": material.money(verdict.short_by),
        "most": material.money(terms.ceiling or 0),
        "least": terms.min_votes,
        "votes": voted.votes or 0,
        "other": verdict.because_of,
        "reason": material.options[verdict.code].feasibility_reason or "",
    }
    if verdict.reason is Reason.RULE and voted.votes is not None:
        return n_(
            "Chosen: {n} vote, cost {cost}, money left {after}.",
            "Chosen: {n} votes, cost {cost}, money left {after}.",
            voted.votes,
            **values,
        )
    ended = verdict.reason is Reason.NO_MONEY and verdict.because_of and not verdict.short_by
    return Message(ENDED if ended else WHY[verdict.reason], values)


def change_of(material: Material, code: str) -> Message | None:
    """What alone would have changed it, each number found by running the rule again (P-65)."""
    if code not in material.explained:
        return None
    votes, cost = material.explained[code]
    most = None if cost is None else material.money(cost)
    match votes, most:
        case None, None:
            return Message(_("Neither more votes nor a lower cost alone would have changed this."))
        case None, most:
            return Message(_("It would have been chosen if it cost at most {most}."), {"most": most or ""})
        case votes, None:
            return n_(
                "It would have been chosen with {n} more vote.",
                "It would have been chosen with {n} more votes.",
                votes or 0,
            )
    return n_(
        "It would have been chosen with {n} more vote, or if it cost at most {most}.",
        "It would have been chosen with {n} more votes, or if it cost at most {most}.",
        votes or 0,
        most=most or "",
    )


def otherwise_of(material: Material, outcome: Outcome) -> Message:
    """P-60, P-61: what the body decided beside the count, and why."""
    if outcome.co_funder:
        return Message(
            _("Decided otherwise than computed: {reason} {who} pays {amount}."),
            {
                "reason": outcome.note or "",
                "who": outcome.co_funder,
                "amount": material.money(outcome.co_funded or 0),
            },
        )
    return Message(_("Decided otherwise than computed: {reason}"), {"reason": outcome.note or ""})


def tie_of(note: TieNote) -> Message:
    """P-38: who was tied, and what decided."""
    return Message(
        _("{tied} were equal. What decided: {criterion}. The order is {order}."),
        {
            "tied": ", ".join(note.tied),
            "criterion": Message(CRITERION_WORDS[note.decided_by]),
            "order": ", ".join(note.order),
        },
    )


def pool_lines(steps: Sequence[PoolStep], money: Material) -> list[Message]:
    """What the settlements left over, as it was given away one project at a time (P-51)."""
    return [
        Message(
            _("{code} for settlement {settlement}, the furthest behind: {cost}. Left: {left}."),
            {
                "code": step.code,
                "settlement": step.settlement,
                "cost": money.money(step.cost),
                "left": money.money(step.pool_left),
            },
        )
        for step in steps
    ]
