"""The walk: link by link from the contribution to the people served, its gaps marked."""

from datetime import UTC, datetime

import pytest

from app.audit.walk.chain import LINKS, Act, Standing, chain_of
from app.funding.awards.models import Award
from app.kernel.actors import Actor, Post, Role, Scope, ScopeKind
from app.kernel.db import Databases
from tests.audit.auditing import begun
from tests.funding import awarding
from tests.funding.awarding import OFFICER, Fund
from tests.funding.fund import AUDITOR
from tests.places.browsing import Browser, queries_of


@pytest.fixture
def fund(house_db: Databases) -> Fund:
    """A fund that can award."""
    return awarding.fund_on(house_db)


@pytest.fixture
def award(fund: Fund) -> Award:
    """An award that is running."""
    return fund.active(fund.prepared(fund.reserved(parts=[2_400_000, 1_200_000])))


def act(kind: str, move: str, duty: str | None = None) -> Act:
    return Act(1, datetime(2026, 6, 30, tzinfo=UTC), 100, kind, move, duty, "usr_1")


WHOLE = [
    act("funding.contribution", "confirm_receipt"),
    act("funding.allotment", "confirm"),
    act("cuf.round", "count"),
    act("cuf.project", "accept", "appraises"),
    act("cuf.project", "approve", "decides"),
    act("funding.award", "sign", "approves"),
    act("funding.tranche", "request", "requests"),
    act("funding.tranche", "verify", "verifies"),
    act("funding.tranche", "approve", "approves"),
    act("funding.tranche", "pay"),
    act("funding.tranche", "confirm_proof", "pays"),
    act("funding.tranche", "acknowledge"),
    act("funding.report", "accept", "accepts"),
    act("cuf.project", "hand_over"),
    act("results.estimate", "verify", "verifies"),
]


def test_each_act_of_a_whole_case_is_one_link_of_the_chain() -> None:
    chain = chain_of(WHOLE)

    assert [found.acts for found in chain] == [(each,) for each in WHOLE]
    assert {found.standing for found in chain} == {Standing.THERE}


@pytest.mark.parametrize("missing", range(len(LINKS) - 1))
def test_a_link_that_is_missing_before_another_is_a_gap(missing: int) -> None:
    chain = chain_of(WHOLE[:missing] + WHOLE[missing + 1 :])

    assert [found.standing for found in chain].index(Standing.GAP) == missing


def test_what_has_not_happened_yet_is_no_gap() -> None:
    chain = chain_of(WHOLE[:6])

    assert {found.standing for found in chain[6:]} == {Standing.AHEAD}
    assert {found.standing for found in chain_of([])} == {Standing.AHEAD}


def test_an_award_is_walked_back_to_the_money_and_its_gaps_are_named(fund: Fund, award: Award) -> None:
    status, text = Browser(fund.databases, AUDITOR).get(f"/audit/walk?q={award.reference.lower()}")

    assert status == 200
    for shown in ("Contribution received", "signed for the host", "SRC-01", "36,000.00", "committed"):
        assert shown in text
    assert text.count(">gap<") == 3  # vote, appraisal and decision: these tests award without a project


def test_a_posting_and_a_tranche_lead_to_the_same_walk(fund: Fund, award: Award) -> None:
    browser = Browser(fund.databases, AUDITOR)
    tranche = fund.sheet(award).tranches[0].reference

    pages = [browser.get(f"/audit/walk?q={typed}") for typed in (f"award/{award.id}/commit", tranche)]

    assert [status for status, _text in pages] == [200, 200]
    assert all(award.title in text for _status, text in pages)


def test_a_finding_and_its_stop_stand_on_the_walk(fund: Fund, award: Award) -> None:
    audit = begun(fund)
    finding = audit.find(award.reference)

    text = Browser(fund.databases, audit.auditor).get(f"/audit/walk?q={award.reference}")[1]

    assert finding.reference in text
    assert "Payments are stopped" in text


def test_R72_nothing_outside_ones_scope_is_walked(fund: Fund, award: Award) -> None:
    elsewhere = Actor("usr_70", frozenset({Post(Role.AUDITOR, Scope(ScopeKind.PARTY, 99_999))}))

    asked = [
        Browser(fund.databases, elsewhere).get(f"/audit/walk?q={typed}")[0]
        for typed in (award.reference, f"award/{award.id}/commit")
    ]

    assert asked == [404, 404]
    assert Browser(fund.databases, OFFICER).get("/audit/walk")[0] == 403
    assert Browser(fund.databases, AUDITOR).get("/audit/walk")[0] == 200
    assert Browser(fund.databases, AUDITOR).get("/audit/walk?q=nothing")[0] == 404


def test_the_walk_takes_the_same_queries_however_long_it_is(fund: Fund, award: Award) -> None:
    browser = Browser(fund.databases, AUDITOR)
    short = fund.prepared(fund.reserved(100_000))

    few = queries_of(fund.databases, lambda: browser.get(f"/audit/walk?q={short.reference}"))
    many = queries_of(fund.databases, lambda: browser.get(f"/audit/walk?q={award.reference}"))

    assert few == many
