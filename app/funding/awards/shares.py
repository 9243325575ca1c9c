"""How an award's money is shared: which allotments pay how much, and how each tranche draws on them; pure."""

from collections.abc import Sequence
from itertools import accumulate, pairwise

from app.funding.sources.matching import Match
from app.kernel.errors import Why, why
from app.kernel.money import Money
from app.kernel.words import Message, _

Parts = tuple[tuple[str, Money], ...]
"""What each allotment, by its reference, pays."""


def proposed(matches: Sequence[Match], amount: Money) -> Parts | Why:
    """The first eligible allotment that can pay it all; else all of the first ones until it is paid (R34)."""
    eligible = [match.offering for match in matches if match.eligible]
    for offering in eligible:
        if offering.free >= amount:
            return ((offering.allotment, amount),)
    parts, left = [], amount
    for offering in eligible:
        part = min(offering.free, left)
        if part.minor > 0:
            parts.append((offering.allotment, part))
            left -= part
    if left.minor > 0:
        return why(
            "R34",
            _("{asked} is asked for, but only {free} is free in the allotments that may pay for it."),
            asked=amount,
            free=amount - left,
        )
    return tuple(parts)


def chosen(matches: Sequence[Match], amount: Money, parts: Parts) -> Why | None:
    """R34: each allotment chosen may pay its part, once, and the parts make the whole."""
    by_name = {match.offering.allotment: match for match in matches}
    for at, (name, part) in enumerate(parts):
        match, field = by_name.get(name), f"shares-{at}-allotment"
        if match is None or name in [other for other, _part in parts[:at]]:
            return why("R34", _("Choose each allotment once, from those offered."), field=field)
        if match.whys:
            return why(
                "R34", _("{money}: {reason}"), money=match.offering.title, reason=_of(match), field=field
            )
        if match.offering.free < part:
            return why(
                "R34",
                _("{money}: {free} is free, {asked} is asked for"),
                money=match.offering.title,
                free=match.offering.free,
                asked=part,
                field=f"shares-{at}-amount",
            )
    whole = sum((part for _name, part in parts), start=Money.zero(amount.currency))
    if whole == amount:
        return None
    return why(
        "R34", _("The parts make {whole}; the award is {asked}."), whole=whole, asked=amount, field="shares"
    )


def _of(match: Match) -> Message:
    return match.whys[0].text


def draws(shares: Sequence[Money], tranches: Sequence[Money]) -> list[list[Money]]:
    """What each tranche (row) takes from each share (column), in proportion, exact in every row and column.

    The shares sum to the tranches. Each share has given its exact part, rounded down, of all tranches so far;
    the largest share takes what rounding leaves.
    """
    currency = shares[0].currency
    whole = sum(share.minor for share in shares)
    largest = max(range(len(shares)), key=lambda at: shares[at].minor)
    so_far = [0, *accumulate(tranche.minor for tranche in tranches)]
    given = [[share.minor * drawn // whole for share in shares] for drawn in so_far]
    for drawn, row in zip(so_far, given, strict=True):
        row[largest] += drawn - sum(row)
    return [
        [Money(after - before, currency) for before, after in zip(*rows, strict=True)]
        for rows in pairwise(given)
    ]
