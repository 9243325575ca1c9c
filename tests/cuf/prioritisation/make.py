"""Small options, ballots and terms for the tests of prioritisation, and strategies that draw them."""

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from app.cuf.prioritisation.elections import Ballot, Election, Option, election
from app.cuf.prioritisation.greedy import OnNoFit, Terms
from app.cuf.prioritisation.ties import Chain, Criterion

BY_CODE = Chain((Criterion.LOWEST_COST, Criterion.CODE))
LOT_ONLY = Chain((Criterion.LOT,))


def option(code: str, cost: int, score: Fraction | int | None = 0, **more: Any) -> Option:
    return Option(code=code, cost=cost, score=None if score is None else Fraction(score), **more)


def exact(*numbers: int | Fraction) -> tuple[Fraction, ...]:
    return tuple(Fraction(number) for number in numbers)


def terms(chain: Chain = BY_CODE, on_no_fit: OnNoFit = OnNoFit.SKIP) -> Terms:
    return Terms(chain=chain, on_no_fit=on_no_fit)


def marks(codes: str, voters: int = 1) -> Ballot:
    """`voters` ballots that mark each letter of `codes`."""
    return Ballot(tuple((code, 1) for code in codes), voters)


def vote(envelope: int, costs: dict[str, int], *ballots: Ballot) -> Election:
    return election(envelope, [Option(code=code, cost=cost) for code, cost in costs.items()], ballots)


def lists(*, largest_cost: int = 12) -> st.SearchStrategy[list[Option]]:
    """Up to six options with scores so near to each other that ties are common."""
    one = st.builds(
        lambda cost, score, women: (cost, score, women),
        st.integers(0, largest_cost),
        st.integers(0, 4),
        st.integers(0, 3),
    )
    return st.lists(one, min_size=1, max_size=6).map(
        lambda drawn: [
            option(f"P{place}", cost, score, women=women) for place, (cost, score, women) in enumerate(drawn)
        ]
    )


@st.composite
def approval_elections(draw: st.DrawFn, most_points: int = 1) -> Election:
    """Up to five options, up to eight ballots, points of 1 to `most_points`."""
    codes = "ABCDE"[: draw(st.integers(1, 5))]
    options = [Option(code=code, cost=draw(st.integers(0, 12))) for code in codes]
    points = st.integers(1, most_points)
    ballots = draw(
        st.lists(st.dictionaries(st.sampled_from(codes), points, min_size=1), min_size=1, max_size=8)
    )
    return election(draw(st.integers(1, 30)), options, [Ballot(tuple(given.items())) for given in ballots])
