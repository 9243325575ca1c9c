"""What each settlement may call its own: a floor, a share by households, and what earlier rounds left (P-07 to P-09)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.cuf.prioritisation.elections import Exact, Option

_PERMILLE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """A settlement in a round: its households, the balance it brings, and its list of options."""

    code: str
    households: int = 0
    need_weight: Exact = Fraction(1)
    opening: int = 0
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Entitlement:
    """`share` of new money (its `exact` value beside it), plus the opening balance, is the `amount`.

    `deferred` is what the zero line moved: below 0 for a settlement whose debt exceeds its share and stays on
    the books, above 0 for those that stand in for it meanwhile. All deferred amounts sum to 0.
    """

    code: str
    exact: Exact
    share: int
    opening: int
    amount: int

    @property
    def deferred(self) -> int:
        return self.share + self.opening - self.amount


def entitlements(
    envelope: int, settlements: Iterable[Settlement], floor_permille: int
) -> tuple[Entitlement, ...]:
    """Split new money exactly: shares sum to `envelope`, amounts to `envelope` plus all opening balances.

    A permille of the envelope is divided equally, the rest by households times need weight; units lost by
    rounding down go to the largest remainders, then by code. Raises ValueError if households are needed and
    missing (P-09), or if the balances owe more than there is.
    """
    listed = sorted(settlements, key=lambda settlement: settlement.code)
    exact = _exact_shares(envelope, listed, floor_permille)
    shares = round_to(envelope, exact)
    amounts = _not_below_zero({place.code: shares[place.code] + place.opening for place in listed}, shares)
    return tuple(
        Entitlement(place.code, exact[place.code], shares[place.code], place.opening, amounts[place.code])
        for place in listed
    )


def round_to(total: int, exact: Mapping[str, Fraction]) -> dict[str, int]:
    """Whole numbers that sum to `total`: rounded down, the missing units by largest remainder, then by code."""
    whole = {code: value.numerator // value.denominator for code, value in exact.items()}
    missing = total - sum(whole.values())
    for code in sorted(exact, key=lambda code: (whole[code] - exact[code], code))[:missing]:
        whole[code] += 1
    return whole


def _exact_shares(
    envelope: int, settlements: Sequence[Settlement], floor_permille: int
) -> dict[str, Fraction]:
    floor = Fraction(envelope * floor_permille, _PERMILLE)
    weights = {place.code: place.households * place.need_weight for place in settlements}
    everyone = sum(weights.values())
    if not settlements or (not everyone and floor_permille < _PERMILLE):
        raise ValueError("no settlement, or none with households, to share the envelope among")
    return {
        code: floor / len(weights) + ((envelope - floor) * weight / everyone if everyone else 0)
        for code, weight in weights.items()
    }


def _not_below_zero(raw: Mapping[str, int], shares: Mapping[str, int]) -> dict[str, int]:
    """Cut amounts below 0 to 0 and take the cut from the others in proportion to their shares, until none is below."""
    total = sum(raw.values())
    if total < 0:
        raise ValueError("the opening balances owe more than the envelope holds")
    standing = {code: Fraction(amount) for code, amount in raw.items() if amount >= 0}
    while True:
        excess = sum(raw[code] for code in standing) - total
        base = sum(shares[code] for code in standing)
        standing = {
            code: raw[code]
            - (Fraction(excess * shares[code], base) if base else Fraction(excess, len(standing)))
            for code in standing
        }
        if all(amount >= 0 for amount in standing.values()):
            return dict.fromkeys(raw, 0) | round_to(total, standing)
        standing = {code: amount for code, amount in standing.items() if amount >= 0}
