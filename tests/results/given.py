"""Inputs of counts for tests, without a database: a country, a city, its settlements and these estimates."""

from app.places.models import Level
from app.results.count_once import BOUND, Declaration, Estimate, Says, Side, Tree
from app.results.counting.inputs import Inputs, Where
from app.results.counting.questions import Question
from app.results.models import Category, People

DIRECT = Question(frozenset({People.DIRECT}), range(2022, 2027))


def inputs_of(
    *estimates: Estimate,
    declarations: tuple[Declaration, ...] = (),
    settlements: int = 2,
    bound: int = BOUND,
) -> Inputs:
    """A country with a city and settlements, and these estimates."""
    parents: dict[str, str | None] = {"C": None, "M": "C"} | {f"S{n}": "M" for n in range(settlements)}
    levels = {"C": Level.COUNTRY, "M": Level.CITY}
    places = {key: Where(n, key, levels.get(key, Level.SETTLEMENT)) for n, key in enumerate(parents)}
    titles = {one.id: f"Output of {one.id}" for one in estimates}
    return Inputs(Tree(parents), places, estimates, titles, declarations, bound)


def estimate(
    key: str, place: str, year: int, female: int, male: int = 0, status: str = "approved"
) -> Estimate:
    return Estimate(
        key, (place,), Category.INFRASTRUCTURE, year, female + male, female, male, status, People.DIRECT
    )


def tangled() -> Inputs:
    """More than a small bound: a grid of settlements, each overlapping with its neighbours."""
    side = 6
    cells = [estimate(f"e{n:03}", f"S{n}", 2025, 1_000 + (n * 37) % 41) for n in range(side * side)]
    pairs = [(n, n + 1) for n in range(side * side) if (n + 1) % side] + [
        (n, n + side) for n in range(side * (side - 1))
    ]
    return inputs_of(
        *cells,
        declarations=tuple(
            Declaration(Says.OVERLAP, Side(place=f"S{one}"), Side(place=f"S{other}"), f"DCL-{one}-{other}")
            for one, other in pairs
        ),
        settlements=side * side,
        bound=100,
    )
