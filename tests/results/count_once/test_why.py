"""Reasons worked by hand."""

from dataclasses import replace

import pytest

from app.results.count_once import Count, Criterion, Declaration, Estimate, Says, Scope
from app.results.count_once.why import Because, Cause, Explanation, Tie
from tests.results.count_once.worlds import (
    EVERYTHING,
    LIBERIA_AND_UGANDA,
    MASAFU,
    NALULE,
    TOGBA,
    WASTE,
    declare,
    estimate,
)


def why(
    key: str,
    estimates: list[Estimate],
    declarations: list[Declaration] | None = None,
    scope: Scope | None = None,
    place: str | None = None,
) -> Because:
    return Explanation(Count(LIBERIA_AND_UGANDA, estimates, declarations or [], scope), place).of(key)


def test_a_counted_estimate_needs_no_other_reason() -> None:
    assert why("waste", EVERYTHING) == Because(Cause.COUNTED)


def test_a_smaller_estimate_is_covered_by_the_larger_of_its_settlement() -> None:
    expected = Because(Cause.LARGER, ("waste",), "Kpaye Landing", decided=Tie.TOTAL)

    assert why("kiosks", EVERYTHING) == expected


def test_a_settlement_is_covered_by_the_larger_estimate_of_its_city() -> None:
    city = estimate("city", "Jinja", 9_000)

    assert why("market", [city, MASAFU, NALULE]) == Because(
        Cause.LARGER, ("city",), "Jinja", decided=Tie.TOTAL
    )


def test_a_city_estimate_gives_way_where_its_parts_add_up_to_more() -> None:
    assert why("school", EVERYTHING) == Because(Cause.PARTS, ("market", "spring"), decided=Tie.TOTAL)


def test_an_estimate_at_two_settlements_gives_way_to_what_counts_in_them() -> None:
    school = estimate("school", ("Masafu East", "Nalule Central"), 4_000)

    assert why("school", [school, MASAFU, NALULE]).by == ("market", "spring")


def test_a_declared_overlap_is_named() -> None:
    shared = declare(Says.OVERLAP, "Masafu East", "Nalule Central")

    assert why("spring", EVERYTHING, [shared]) == Because(
        Cause.DECLARED, ("market",), declarations=(shared,), decided=Tie.TOTAL
    )


def test_a_declared_overlap_between_estimates_is_named() -> None:
    shared = declare(Says.OVERLAP, "waste", "walkway")

    assert why("walkway", [WASTE, TOGBA], [shared]).declarations == (shared,)


def test_parts_at_risk_through_a_declaration_and_by_place_are_named_together() -> None:
    shared = declare(Says.OVERLAP, "walkway", "market")
    small = estimate("drain", "Togba Swamp", 10)
    walkway = replace(TOGBA, total=3_905)

    reason = why("walkway", [walkway, small, NALULE], [shared])

    assert (reason.cause, reason.by) == (Cause.DECLARED, ("drain", "market"))


@pytest.mark.parametrize(
    ("other", "decided"),
    [
        (estimate("city", "Jinja", 3_900, female=3_800, male=10), Tie.SPLIT),
        (estimate("city", "Jinja", 3_900, female=3_900), Tie.DEPTH),
        (replace(NALULE, id="next"), Tie.ID),
    ],
)
def test_a_tie_says_what_decided_it(other: Estimate, decided: Tie) -> None:
    assert why(other.id, [other, NALULE]).decided is decided


@pytest.mark.parametrize(
    ("scope", "criterion"),
    [
        (Scope(indicator="T3.05"), Criterion.INDICATOR),
        (Scope(categories=frozenset({"training"})), Criterion.CATEGORY),
        (Scope(years=frozenset({2025})), Criterion.YEAR),
        (Scope("Uganda"), Criterion.PLACE),
    ],
)
def test_an_estimate_out_of_scope_names_the_criterion(scope: Scope, criterion: Criterion) -> None:
    assert why("waste", EVERYTHING, scope=scope) == Because(Cause.OUT_OF_SCOPE, criterion=criterion)


def test_a_draft_is_out_of_scope_by_its_status() -> None:
    draft = replace(WASTE, status="draft")

    assert why("waste", [draft]).criterion is Criterion.STATUS


def test_an_estimate_elsewhere_is_outside_the_place_that_is_explained() -> None:
    assert why("waste", EVERYTHING, place="Uganda").criterion is Criterion.PLACE


def test_an_unknown_estimate_has_no_reason() -> None:
    with pytest.raises(KeyError):
        why("nothing", EVERYTHING)
