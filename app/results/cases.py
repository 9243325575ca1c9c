"""Count-once cases as a file has them: read strictly, every fault named at its path, and answered."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn, TypedDict

from app.kernel.words import _
from app.results.count_once import BOUND, Count, Declaration, Estimate, Says, Scope, Side, Tree
from app.results.nodes import Node, Problem


class CountOut(TypedDict):
    """The answer to one query."""

    total: int
    female: int
    male: int
    not_disaggregated: int
    counted: list[str]


class CaseOut(TypedDict):
    """The answers to one case, in the order of its queries."""

    id: str
    results: list[CountOut]


class CasesOut(TypedDict):
    """The answers to a file."""

    cases: list[CaseOut]


class UnreadableError(Exception):
    """A file that does not read; `problems` are all its faults, in the order of the file."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(*problems)
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Case:
    """A tree with its estimates and declarations, and the questions put to it."""

    id: str
    tree: Tree
    estimates: tuple[Estimate, ...]
    declarations: tuple[Declaration, ...]
    queries: tuple[Scope, ...]

    def answer(self, bound: int = BOUND) -> CaseOut:
        """Count each query; raises `TooEntangledError`."""
        return {"id": self.id, "results": [self._count(scope, bound) for scope in self.queries]}

    def _count(self, scope: Scope, bound: int) -> CountOut:
        tally = Count(self.tree, self.estimates, self.declarations, scope, bound).at()
        return {
            "total": tally.total,
            "female": tally.female,
            "male": tally.male,
            "not_disaggregated": tally.not_disaggregated,
            "counted": list(tally.counted()),
        }


def read(text: str | bytes) -> list[Case]:
    """Read the cases of a JSON text; raises `UnreadableError` with every fault found.

    Keys that the counting does not use are passed over, except in a scope, where they would change the
    question.
    """
    problems: list[Problem] = []
    try:
        value = json.loads(text, object_pairs_hook=_without_twins, parse_constant=_no_number)
    except (ValueError, RecursionError) as fault:
        raise UnreadableError([Problem("$", _("This is no JSON: {fault}.").format(fault=fault))]) from fault
    cases: dict[str, Case] = {}
    for node in Node(value, "$", problems).at("cases").items():
        _read_case(node, cases)
    if problems:
        raise UnreadableError(problems)
    return list(cases.values())


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        keys = [key for key, _value in pairs]
        twin = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(_("the key {key} stands twice in one object").format(key=twin))
    return members


def _no_number(name: str) -> NoReturn:
    raise ValueError(_("{name} is no number").format(name=name))


def _read_case(node: Node, cases: dict[str, Case]) -> None:
    name, before = node.at("id").new(cases), len(node.problems)
    parents = _read_places(node.at("places"))
    estimates: dict[str, Estimate | None] = {}
    for item in node.at("estimates").items():
        _read_estimate(item, parents, estimates)
    declarations = [_read_declaration(item, parents, estimates) for item in node.at("declarations").items()]
    queries = [_read_scope(item.at("scope"), parents) for item in node.at("queries").items()]
    if name is None or len(node.problems) > before:
        return
    cases[name] = Case(
        name,
        Tree(parents),
        tuple(estimate for estimate in estimates.values() if estimate is not None),
        tuple(declaration for declaration in declarations if declaration is not None),
        tuple(queries),
    )


def _read_places(places: Node) -> dict[str, str | None]:
    parents: dict[str, str | None] = {}
    nodes: dict[str, Node] = {}
    for item in places.items():
        name = item.at("id").new(nodes)
        if name is not None:
            nodes[name] = item
    for name, item in nodes.items():
        parents[name] = item.maybe("parent").one_of(nodes, _("{name} is no place of this case"))
    for name in _in_circles(parents):
        nodes[name].at("parent").fault(_("the place lies within itself"))
    return parents


def _in_circles(parents: Mapping[str, str | None]) -> Iterator[str]:
    """Give of every circle the place at which it closes."""
    walked: set[str | None] = {None}
    for start in parents:
        trail: set[str | None] = set()
        place: str | None = start
        while place is not None and place not in walked:
            walked.add(place)
            trail.add(place)
            place = parents[place]
        if place is not None and place in trail:
            yield place


def _read_estimate(node: Node, parents: Mapping[str, Any], estimates: dict[str, Estimate | None]) -> None:
    before = len(node.problems)
    name = node.at("id").new(estimates)
    places = _read_places_of(node, parents)
    category, year, status = node.at("category").text(), node.at("year").whole(), node.at("status").text()
    total = node.at("total").whole()
    female, male = node.maybe("female").whole() or 0, node.maybe("male").whole() or 0
    if total is not None and female + male > total:
        node.fault(_("female and male together are more than the total"))
    if name is None:
        return
    estimates[name] = None
    if category is None or year is None or status is None or total is None or len(node.problems) > before:
        return
    estimates[name] = Estimate(name, places, category, year, total, female, male, status)


def _read_places_of(node: Node, parents: Mapping[str, Any]) -> tuple[str, ...]:
    one, several = node.maybe("place"), node.maybe("places")
    if one.given and several.given:
        several.fault(_("an estimate has either place or places"))
    items = [one] if one.given else list(several.items())
    if not items and (not several.given or several.value == []):
        one.fault(_("is missing: an estimate lies in at least one place"))
    found: dict[str, None] = {}
    for item in items:
        name = item.one_of(parents, _("{name} is no place of this case"))
        if name in found:
            item.fault(_("{name} stands here twice").format(name=name))
        elif name is not None:
            found[name] = None
    return tuple(found)


def _read_declaration(
    node: Node, parents: Mapping[str, Any], estimates: Mapping[str, Any]
) -> Declaration | None:
    says = node.at("type").one_of(
        {says.value: says for says in Says}, _("{name} is neither overlap nor disjoint")
    )
    one = _read_side(node.at("a"), parents, estimates)
    other = _read_side(node.at("b"), parents, estimates)
    reason = node.maybe("reason").text() or ""
    if says is None or one is None or other is None:
        return None
    return Declaration(Says(says), one, other, reason)


def _read_side(node: Node, parents: Mapping[str, Any], estimates: Mapping[str, Any]) -> Side | None:
    place, estimate = node.maybe("place"), node.maybe("estimate")
    if isinstance(node.value, dict) and place.given == estimate.given:
        node.fault(_("must name either a place or an estimate"))
        return None
    if place.given:
        name = place.one_of(parents, _("{name} is no place of this case"))
        return None if name is None else Side(place=name)
    name = estimate.one_of(estimates, _("{name} is no estimate of this case"))
    return None if name is None else Side(estimate=name)


def _read_scope(node: Node, parents: Mapping[str, Any]) -> Scope:
    place = node.maybe("place").one_of(parents, _("{name} is no place of this case"))
    categories, years = node.maybe("categories"), node.maybe("years")
    for key in node.value if isinstance(node.value, dict) else ():
        if key not in {"place", "categories", "years"}:
            node.fault(_("{name} is no part of a scope").format(name=key))
    names = frozenset(name for item in categories.items() if (name := item.text()) is not None)
    numbers = frozenset(number for item in years.items() if (number := item.whole()) is not None)
    return Scope(place, names if categories.given else None, numbers if years.given else None)
