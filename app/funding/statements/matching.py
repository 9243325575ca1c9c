"""Which tranche a line of a statement may be about: pure comparison of amount, reference and name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.funding.models import BOOKS
from app.kernel.money import Money


@dataclass(frozen=True)
class Movement:
    """What a line says, as far as it is compared; below zero where money left."""

    money: Money
    told: str
    """The reference, the voucher and the text, together."""
    name: str


@dataclass(frozen=True)
class Candidate:
    """A tranche that waits for money to leave, or was paid; `awaits` is the movement that would fit it."""

    reference: str
    title: str
    payee: str
    awaits: Money


@dataclass(frozen=True)
class Suggestion:
    """A tranche that a line may be about: `fits` where the amount is the very one."""

    candidate: Candidate
    fits: bool
    named: bool
    same_payee: bool


def suggestions(movement: Movement, candidates: Iterable[Candidate]) -> Sequence[Suggestion]:
    """The tranches that a line names, or that await just this amount; the surest first."""
    if movement.money.currency != BOOKS:
        return ()
    told, name = _compact(movement.told), _compact(movement.name)
    found = [
        Suggestion(
            one,
            fits=one.awaits == movement.money,
            named=_compact(one.reference) in told,
            same_payee=bool(name) and name == _compact(one.payee),
        )
        for one in candidates
        if (one.awaits.minor < 0) == (movement.money.minor < 0)
    ]
    likely = [one for one in found if one.fits or one.named]
    return sorted(
        likely, key=lambda one: (not one.fits, not one.named, not one.same_payee, one.candidate.reference)
    )


def _compact(text: str) -> str:
    """Letters and digits only, capitals: banks drop hyphens and spaces."""
    return "".join(filter(str.isalnum, text)).upper()
