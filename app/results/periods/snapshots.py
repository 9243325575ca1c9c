"""A year's figures with all that they are made of: cases that anyone can count again, their answers, and a hash.

The inputs are a file of cases as `lastmile results count` reads it, so the count can be repeated elsewhere; pure.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.places.models import Level
from app.results.cases import CaseOut, CasesOut, CountOut, read
from app.results.count_once import Count, Declaration, Estimate, Scope, Side, Tally
from app.results.count_once.facts import VERIFIED
from app.results.counting.inputs import Inputs
from app.results.models import Category, People

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Closing:
    """What a closing stores: inputs and result as canonical JSON, and the SHA-256 of both."""

    inputs: str
    result: str
    digest: str


@dataclass(frozen=True)
class Restated:
    """A figure that is no longer what it was closed with: in all, female, male or not disaggregated."""

    people: People
    scope: Json
    before: CountOut
    now: CountOut


def closing(inputs: Inputs, years: range) -> Closing:
    """The year's figures, closed. Raises TooEntangledError where a figure cannot be said exactly."""
    cases = [_case(inputs, people, years) for people in People]
    text = canonical({"cases": cases})
    result = canonical(_answers(inputs, cases))
    return Closing(text, result, digest(text, result))


def digest(inputs: str, result: str) -> str:
    """The SHA-256, in hexadecimal, of inputs and result with a line's end between them."""
    return hashlib.sha256(f"{inputs}\n{result}".encode()).hexdigest()


def canonical(value: object) -> str:
    """JSON in one way only: keys sorted, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def recomputed(inputs: str) -> str:
    """The result of stored inputs, counted again case by case by the engine alone."""
    answers: CasesOut = {"cases": [case.answer() for case in read(inputs)]}
    return canonical(answers)


def restated(closed: Closing, inputs: Inputs) -> list[Restated]:
    """The figures that came out otherwise if the year were closed on these inputs, in the order they were closed."""
    cases = json.loads(closed.inputs)["cases"]
    now = _answers(inputs, cases)
    before: CasesOut = json.loads(closed.result)
    return [
        Restated(People(case["id"]), query["scope"], then, again)
        for case, old, new in zip(cases, before["cases"], now["cases"], strict=True)
        for query, then, again in zip(case["queries"], old["results"], new["results"], strict=True)
        if _figures(then) != _figures(again)
    ]


def _figures(count: CountOut) -> tuple[int, int, int]:
    return count["total"], count["female"], count["male"]


def total_of(closed: Closing, people: People) -> int:
    """What a kind of people came to, everywhere and to the end of the year."""
    cases = json.loads(closed.inputs)["cases"]
    result: CasesOut = json.loads(closed.result)
    case, answers = next(
        (case, answers) for case, answers in zip(cases, result["cases"], strict=True) if case["id"] == people
    )
    whole = [
        answer["total"]
        for query, answer in zip(case["queries"], answers["results"], strict=True)
        if set(query["scope"]) == {"years"}
    ]
    return whole[-1]


# --- Cases ---------------------------------------------------------------------------------------


def _case(inputs: Inputs, people: People, years: range) -> Json:
    counted = [one for one in inputs.estimates if one.indicator == people and one.status == VERIFIED]
    known = {one.id for one in counted}
    return {
        "id": people.value,
        "places": [
            {"id": place, "parent": inputs.tree.parents[place], "title": inputs.places[place].title}
            for place in inputs.tree.order
        ],
        "estimates": [_estimate(one) for one in counted],
        "declarations": [
            _declaration(one)
            for one in inputs.declarations
            if all(side.estimate is None or side.estimate in known for side in (one.one, one.other))
        ],
        "queries": [{"scope": scope} for scope in _scopes(inputs, counted, years)],
    }


def _estimate(one: Estimate) -> Json:
    return {
        "id": one.id, "places": list(one.places), "category": one.category or "-", "year": one.year,
        "status": one.status, "total": one.total, "female": one.female, "male": one.male,
    }  # fmt: skip


def _declaration(one: Declaration) -> Json:
    return {"type": one.says.value, "a": _side(one.one), "b": _side(one.other), "reason": one.reason}


def _side(side: Side) -> Json:
    return {"place": side.place} if side.place is not None else {"estimate": side.estimate}


def _scopes(inputs: Inputs, counted: Sequence[Estimate], years: range) -> Iterator[Json]:
    """Everywhere to the end of each year; then to the end of the last by place, and by category."""
    for year in years:
        yield {"years": list(range(years.start, year + 1))}
    places = [
        *inputs.below(None, Level.COUNTRY), *inputs.below(None, Level.CITY), *inputs.below(None, Level.SETTLEMENT)
    ]  # fmt: skip
    used = {place for one in counted for own in one.places for place in inputs.tree.upwards(own)}
    for place in places:
        if place in used:
            yield {"place": place, "years": list(years)}
    categories = {one.category for one in counted}
    for category in Category:
        if category in categories:
            yield {"categories": [category.value], "years": list(years)}


def _answers(inputs: Inputs, cases: Sequence[Json]) -> CasesOut:
    """Every query answered; those that differ in their place only by one count of the whole tree."""
    return {"cases": [_answer(inputs, case) for case in cases]}


def _answer(inputs: Inputs, case: Json) -> CaseOut:
    estimates = [one for one in inputs.estimates if one.indicator == case["id"]]
    counts: dict[str, Count] = {}
    results = []
    for query in case["queries"]:
        scope = query["scope"]
        key = canonical({name: value for name, value in scope.items() if name != "place"})
        if key not in counts:
            asked = Scope(
                categories=frozenset(scope["categories"]) if "categories" in scope else None,
                years=frozenset(scope["years"]),
                indicator=case["id"],
            )
            counts[key] = Count(inputs.tree, estimates, inputs.declarations, asked, inputs.bound)
        results.append(_out(counts[key].at(scope.get("place"))))
    return {"id": case["id"], "results": results}


def _out(tally: Tally) -> CountOut:
    return {
        "total": tally.total,
        "female": tally.female,
        "male": tally.male,
        "not_disaggregated": tally.not_disaggregated,
        "counted": list(tally.counted()),
    }
