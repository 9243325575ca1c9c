"""How long the prioritisation rules take, on generated rounds and elections, against the limits set for them.

Run from the project's folder: python bench/prioritisation.py [SEED]. Prints one line per case; fails if a limit
is passed.
"""

import random
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app.cuf.prioritisation.elections import Ballot, Election, Option, election
from app.cuf.prioritisation.entitlements import Settlement
from app.cuf.prioritisation.equal_shares import Completion, EqualSharesTerms, equal_shares
from app.cuf.prioritisation.greedy import Terms
from app.cuf.prioritisation.phragmen import phragmen
from app.cuf.prioritisation.shortlist import CityTerms, shortlist
from app.cuf.prioritisation.ties import Chain, Criterion

BY_CODE = Chain((Criterion.LOWEST_COST, Criterion.CODE))
Case = tuple[str, float, Callable[[], object]]


def city(chance: random.Random, settlements: int, options: int) -> list[Settlement]:
    """Settlements with lists of their own; costs in minor units."""
    return [
        Settlement(
            code=f"S{place:03}",
            households=chance.randint(40, 2000),
            opening=chance.randint(-20_000, 20_000),
            options=tuple(
                Option(
                    code=f"S{place:03}-{number:02}",
                    cost=chance.randint(20_000, 3_000_000),
                    score=Fraction(chance.randint(1, 60)),
                    women=chance.randint(0, 30),
                )
                for number in range(options)
            ),
        )
        for place in range(settlements)
    ]


def city_vote(chance: random.Random, voters: int, projects: int, budget: int) -> Election:
    """Approval ballots of one to five marks, popular projects marked more often."""
    codes = [f"{number:02}" for number in range(projects)]
    appeal = [chance.random() + 0.1 for _ in codes]
    ballots = [
        Ballot(
            tuple((code, 1) for code in sorted(set(chance.choices(codes, appeal, k=chance.randint(1, 5)))))
        )
        for _ in range(voters)
    ]
    options = [Option(code=code, cost=chance.randint(budget // 40, budget // 4)) for code in codes]
    return election(budget, options, ballots)


def cases(seed: int) -> Iterator[Case]:
    """Name, limit in seconds of CPU, and what is measured."""
    chance = random.Random(seed)  # noqa: S311 - a generated portfolio, no secret
    places = city(chance, 600, 20)
    terms = CityTerms(
        envelope=2_000_000_000, floor_permille=400, terms=Terms(chain=BY_CODE, reserved_place=True)
    )
    yield "default rule, 600 settlements x 20 options", 1, lambda: shortlist(places, terms)
    vote = city_vote(chance, 2500, 20, 100_000)
    limits = {Completion.NONE: 1, Completion.GREEDY: 1, Completion.ADD1: 20, Completion.ADD1_OVERSPEND: 20}
    for completion, limit in limits.items():
        asked = EqualSharesTerms(chain=BY_CODE, completion=completion)
        yield (
            f"Equal Shares, completion {completion}, 2500 voters x 20 projects",
            limit,
            lambda asked=asked: equal_shares(vote, asked),  # type: ignore[misc]
        )
    yield "sequential Phragmen, 2500 voters x 20 projects", 2, lambda: phragmen(vote, BY_CODE)


def main(seed: int) -> int:
    passed = True
    for name, limit, measured in cases(seed):
        before = process_time()
        result = measured()
        took = process_time() - before
        passed = passed and took <= limit
        steps = getattr(result, "steps", None)
        mark = "within" if took <= limit else "ABOVE"
        print(f"{name}: {took:.3f} s, {mark} {limit} s" + (f", {steps} steps" if steps else ""))  # noqa: T201
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1))
