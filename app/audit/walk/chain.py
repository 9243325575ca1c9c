"""The chain from a contribution to the people served: which acts are which link of it, and what is missing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.kernel.actors import Duty
from app.kernel.words import _


@dataclass(frozen=True)
class Act:
    """One step as the walk shows it: the trail's number, of what, which move, with which duty, by whom."""

    seq: int
    at: datetime
    thing: int
    kind: str
    move: str
    duty: str | None
    actor: str


@dataclass(frozen=True)
class Link:
    """One link of the chain, and how an act is known to be it. Works whichever instrument the case is of."""

    key: str
    title: str
    fits: Callable[[Act], bool]


def _of(kind: str, *moves: str) -> Callable[[Act], bool]:
    """A move of a kind, or of the kinds below "funding.payment_run" and the like; any move where none is named."""
    return lambda act: act.kind.startswith(kind) and (not moves or act.move in moves)


def _duty(duty: Duty, *, not_of: str = "", of: str = "") -> Callable[[Act], bool]:
    """An act with a duty, of kinds that begin so, but not so."""
    return lambda act: (
        act.duty == duty and act.kind.startswith(of) and not (not_of and act.kind.startswith(not_of))
    )


def _any(*tests: Callable[[Act], bool]) -> Callable[[Act], bool]:
    return lambda act: any(test(act) for test in tests)


MONEY = "funding."
LINKS: tuple[Link, ...] = (
    Link("contribution", _("Contribution received"), _of("funding.contribution", "confirm_receipt")),
    Link("allotment", _("Allotment"), _of("funding.allotment", "confirm")),
    Link(
        "vote",
        _("Vote of the community"),
        _any(_of("cuf.round", "count", "decide"), _of("cuf.project", "vote", "prioritise", "record_meeting")),
    ),
    Link("appraisal", _("Appraisal"), _duty(Duty.APPRAISES)),
    Link("decision", _("Decision"), _duty(Duty.DECIDES)),
    Link("agreement", _("Agreement signed by both"), _of("funding.award", "sign")),
    Link("request", _("Request"), _any(_duty(Duty.REQUESTS), _of("funding.tranche", "request"))),
    Link(
        "verification",
        _("Verification"),
        _any(_of("funding.tranche", "verify"), _of("funding.award", "measure")),
    ),
    Link("approval", _("Approval of the payment"), _of("funding.tranche", "approve")),
    Link(
        "order", _("Payment order"), _any(_of("funding.payment_run", "send"), _of("funding.tranche", "pay"))
    ),
    Link("bank", _("Bank line"), _of("funding.tranche", "confirm_proof", "enter_proof")),
    Link("receipt", _("Grantee's receipt"), _of("funding.tranche", "acknowledge")),
    Link("expenses", _("Expenses accepted"), _of("funding.report", "accept", "accept_in_part")),
    Link("handover", _("Handed over"), _any(_of("cuf.works", "hand_over"), _of("cuf.project", "hand_over"))),
    Link("people", _("People served"), _of("results.", "verify", "approve", "confirm")),
)


class Standing(StrEnum):
    """Whether a link is there; one that is missing before another that is there is a gap."""

    THERE = "there"
    GAP = "gap"
    AHEAD = "ahead"


@dataclass(frozen=True)
class Found:
    """A link with the acts that make it."""

    link: Link
    acts: tuple[Act, ...]
    standing: Standing


def chain_of(acts: Sequence[Act]) -> list[Found]:
    """Every link of the chain in its order, with its acts in the trail's order."""
    by_link = [tuple(act for act in acts if link.fits(act)) for link in LINKS]
    reached = max((place for place, made in enumerate(by_link) if made), default=-1)
    return [
        Found(link, made, _standing(place, reached, made=bool(made)))
        for place, (link, made) in enumerate(zip(LINKS, by_link, strict=True))
    ]


def _standing(place: int, reached: int, *, made: bool) -> Standing:
    if made:
        return Standing.THERE
    return Standing.GAP if place < reached else Standing.AHEAD
