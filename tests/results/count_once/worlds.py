"""Small worlds for the engine's tests, by hand and by chance, and the rule written out by enumeration."""

import os
import random
from collections.abc import Sequence
from dataclasses import dataclass

from app.results.count_once import Declaration, Estimate, Says, Scope, Side, Tree

THOROUGH = os.environ.get("LASTMILE_THOROUGH") == "1"

LIBERIA_AND_UGANDA = Tree(
    {
        "Liberia": None,
        "Monrovia": "Liberia",
        "Kpaye Landing": "Monrovia",
        "Togba Swamp": "Monrovia",
        "Uganda": None,
        "Jinja": "Uganda",
        "Masafu East": "Jinja",
        "Nalule Central": "Jinja",
    }
)


def estimate(
    key: str, place: str | tuple[str, ...], total: int, *, female: int = 0, male: int = 0, year: int = 2025
) -> Estimate:
    places = (place,) if isinstance(place, str) else place
    return Estimate(key, places, "infrastructure", year, total, female, male)


TOILETS = estimate("toilets", "Kpaye Landing", 2_100, female=1_180, male=920, year=2024)
KIOSKS = estimate("kiosks", "Kpaye Landing", 5_400, female=2_850, male=2_550, year=2025)
WASTE = estimate("waste", "Kpaye Landing", 6_200, female=3_190, male=3_010, year=2026)
KPAYE = [TOILETS, KIOSKS, WASTE]
TOGBA = estimate("walkway", "Togba Swamp", 3_450, female=1_790, male=1_660)
MASAFU = estimate("spring", "Masafu East", 1_900, female=1_020, male=880, year=2024)
NALULE = estimate("market", "Nalule Central", 3_900, female=2_300, male=1_600)
SCHOOL = estimate("school", "Jinja", 640, female=330, male=310)
TRAINING = estimate("training", "Jinja", 85, female=45, male=40)
EVERYTHING = [*KPAYE, TOGBA, MASAFU, NALULE, SCHOOL, TRAINING]


def declare(says: Says, one: str, other: str) -> Declaration:
    """Declare between places (capitalised names) or estimates (lower case)."""
    return Declaration(says, _side(one), _side(other), "surveyed")


def _side(name: str) -> Side:
    return Side(place=name) if name[0].isupper() else Side(estimate=name)


@dataclass(frozen=True)
class World:
    tree: Tree
    estimates: list[Estimate]
    declarations: list[Declaration]

    @property
    def asked(self) -> list[str | None]:
        return [None, *self.tree.order]


def chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311  a repeatable world, no secret


def world(seed: int, most: int = 9) -> World:
    """Give a world with many ties, zeros, estimates at several places and declarations of every kind."""
    dice = chance(seed)
    places = [f"P{number}" for number in range(dice.randint(1, most))]
    parents = {
        place: None
        if number == 0 or dice.random() < 0.12
        else dice.choice(places[max(0, number - 4) : number])
        for number, place in enumerate(places)
    }
    estimates = [
        some_estimate(dice, places, f"e{number}") for number in dice.sample(range(99), dice.randint(1, most))
    ]
    declarations = [some_declaration(dice, places, estimates) for _ in range(dice.choice((0, 1, 1, 2, 3, 5)))]
    return World(Tree(parents), estimates, declarations)


def some_estimate(dice: random.Random, places: Sequence[str], key: str) -> Estimate:
    several = 1 if dice.random() < 0.7 else dice.randint(1, min(3, len(places)))
    total = dice.choice((0, 1, 2, 3, 4, 5, 6, 10))
    female = dice.choice((dice.randint(0, total), total))
    male = dice.choice((0, total - female))
    return estimate(key, tuple(dice.sample(places, several)), total, female=female, male=male)


def some_declaration(
    dice: random.Random, places: Sequence[str], estimates: Sequence[Estimate]
) -> Declaration:
    def side() -> str:
        return dice.choice(places) if dice.random() < 0.55 else dice.choice(estimates).id

    return declare(dice.choice(list(Says)), side(), side())


def at_risk(tree: Tree, declarations: Sequence[Declaration], one: Estimate, other: Estimate) -> bool:
    """Say whether two estimates are at risk of overlap, from the parents alone."""
    return any(
        (
            a in _holders(tree, b)
            or b in _holders(tree, a)
            or _declared(tree, declarations, Says.OVERLAP, (one, a), (other, b))
        )
        and not _declared(tree, declarations, Says.DISJOINT, (one, a), (other, b))
        for a in one.places
        for b in other.places
    )


def counted_by_enumeration(world: World, scope: Scope) -> list[Estimate]:
    """Try every set of estimates in scope and give the one that the tie order prefers."""
    inside = sorted(
        (e for e in world.estimates if scope.misses(e) is None and _inside(world.tree, e, scope.place)),
        key=lambda e: e.id,
    )
    risks = [
        sum(
            1 << n
            for n, other in enumerate(inside)
            if other is not one and at_risk(world.tree, world.declarations, one, other)
        )
        for one in inside
    ]
    sets = [
        [n for n in range(len(inside)) if chosen >> n & 1]
        for chosen in range(1 << len(inside))
        if not any(chosen >> n & 1 and risks[n] & chosen for n in range(len(inside)))
    ]
    best = max(sets, key=lambda numbers: _rank(world.tree, inside, numbers))
    return [inside[n] for n in best]


def _rank(
    tree: Tree, inside: Sequence[Estimate], numbers: Sequence[int]
) -> tuple[int, int, int, tuple[bool, ...]]:
    chosen = [inside[n] for n in numbers]
    return (
        sum(e.total for e in chosen),
        sum(e.female + e.male for e in chosen),
        sum(e.total * min(len(_holders(tree, place)) - 1 for place in e.places) for e in chosen),
        tuple(n in numbers for n in range(len(inside))),
    )


def _holders(tree: Tree, place: str | None) -> list[str]:
    holders = []
    while place is not None:
        holders.append(place)
        place = tree.parents[place]
    return holders


def _inside(tree: Tree, one: Estimate, place: str | None) -> bool:
    return place is None or all(place in _holders(tree, own) for own in one.places)


def _declared(
    tree: Tree,
    declarations: Sequence[Declaration],
    says: Says,
    one: tuple[Estimate, str],
    other: tuple[Estimate, str],
) -> bool:
    def holds(side: Side, unit: tuple[Estimate, str]) -> bool:
        return side.estimate == unit[0].id or side.place in _holders(tree, unit[1])

    return any(
        (holds(d.one, one) and holds(d.other, other)) or (holds(d.one, other) and holds(d.other, one))
        for d in declarations
        if d.says is says
    )
