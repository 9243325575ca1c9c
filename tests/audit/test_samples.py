"""Samples as they are kept: drawn again by other lines from the population, worked through item by item (R74)."""

from typing import Any

import pytest

from app.audit.registers.register import asked_by
from app.audit.registers.table import REGISTERS
from app.audit.samples.draw import Item, monetary_unit, population_sha256
from app.audit.samples.flow import SAMPLES
from app.audit.samples.models import SampleItem
from app.audit.samples.queries import items_of
from app.audit.samples.schemas import WorkForm
from app.funding.sources.models import Source
from app.kernel.actors import Scope, ScopeKind
from app.kernel.db import Databases
from app.kernel.errors import NotFound, Refused
from app.main import flows
from tests.audit.auditing import Audit, auditor, begun
from tests.audit.test_draw import by_hand, units_by_hand
from tests.funding import awarding
from tests.funding.awarding import Fund
from tests.funding.fund import AUDITOR
from tests.places.browsing import Browser
from tests.places.world import NOW


@pytest.fixture
def fund(house_db: Databases) -> Fund:
    """A fund with an award that is running and one that is approved."""
    fund = awarding.fund_on(house_db)
    fund.active()
    fund.reserved(500_000, title="Footbridge")
    return fund


@pytest.fixture
def audit(fund: Fund) -> Audit:
    """An audit of everything."""
    return begun(fund)


def items_in(audit: Audit, sample_id: int) -> list[SampleItem]:
    with audit.fund.databases.read() as session:
        return items_of(session, [sample_id])[sample_id]


def registered(fund: Fund) -> list[Item]:
    """The population of postings as the register of transactions has it."""
    register = REGISTERS["transactions"]
    sums: dict[str, int] = {}
    with fund.databases.read() as session:
        for row in register.rows(session, asked_by(AUDITOR, list(flows().values()), NOW.date())):
            told: dict[str, Any] = dict(zip((column.name for column in register.columns), row, strict=True))
            if told["currency"] == "USD":
                sums[told["key"]] = sums.get(told["key"], 0) + told["debit"].minor
    return [Item(name, amount) for name, amount in sums.items()]


def test_R74_a_sample_is_drawn_again_from_the_register_with_its_seed(audit: Audit) -> None:
    sample = audit.draw(size=4)

    population = registered(audit.fund)
    assert sample.population_sha256 == population_sha256(population)
    assert (sample.population_count, sample.population_amount) == (
        len(population),
        sum(i.amount for i in population),
    )
    drawn = {item.name: item.hits for item in items_in(audit, sample.id)}
    assert drawn == {one.item.name: one.hits for one in monetary_unit(population, 4, "six dice")}
    assert drawn == units_by_hand(population, 4, "six dice")


def test_R74_simple_and_stratified_samples_of_awards(audit: Audit) -> None:
    simple = audit.draw(population="awards", method="simple", size=1)
    strata = [{"begins_at": 0, "size": 5}, {"begins_at": 1_000_000, "size": 1}]
    stratified = audit.draw(population="awards", method="stratified", strata=strata)

    awards = {item.name: item.amount for item in items_in(audit, stratified.id)}
    assert sorted(awards.values()) == [500_000, 3_600_000]
    assert [item.stratum for item in items_in(audit, stratified.id)] == [0, 1]
    items = [Item(name, amount) for name, amount in awards.items()]
    assert [item.name for item in items_in(audit, simple.id)] == by_hand(items, 1, "six dice")


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"population": "payments"}, "population"),
        ({"looks_until": "2020-01-01"}, "population"),
        ({"method": "stratified"}, "strata"),
        ({"method": "stratified", "strata": [{"begins_at": 5, "size": 1}]}, "strata"),
        ({"strata": [{"begins_at": 0, "size": 1}]}, "strata"),
    ],
)
def test_R74_what_cannot_be_drawn_is_said(audit: Audit, asked: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refused:
        audit.draw(**asked)

    assert [reason.field for reason in refused.value.whys if reason.field] == [field] or asked.get(
        "engagement"
    )


def test_an_engagement_that_is_not_there_is_not_found(audit: Audit) -> None:
    with pytest.raises(NotFound):
        audit.draw(engagement="ENG-19")


def test_R72_who_is_not_named_draws_nothing(audit: Audit) -> None:
    other = Audit(audit.fund, auditor(audit.fund.databases, name="other"), audit.engagement)

    with pytest.raises(Refused) as refused:
        other.draw()

    assert [reason.rule for reason in refused.value.whys] == ["R72"]


def test_R72_a_narrow_engagement_draws_from_its_part_only(fund: Fund) -> None:
    narrow = begun(fund, Scope(ScopeKind.PARTY, fund.group.id), basis="grantee", part=fund.group.reference)

    drawn = narrow.draw(method="simple", size=1_000)

    names = {item.name.split("/")[0] for item in items_in(narrow, drawn.id)}
    assert names == {"award"}


def test_R72_a_donors_engagement_draws_from_its_source(fund: Fund) -> None:
    source = fund.sources()[0]
    with fund.databases.read() as session:
        reference = session.get_one(Source, source).reference
    donors = begun(fund, Scope(ScopeKind.SOURCE, source), basis="donor", part=reference)

    assert donors.draw(method="simple", size=1_000).population_count == len(registered(fund))


def test_R74_every_item_is_worked_through_before_it_is_finished(audit: Audit) -> None:
    sample = audit.draw(method="simple", size=2)

    with pytest.raises(Refused) as early:
        audit.move(SAMPLES, sample, "finish")
    with pytest.raises(Refused) as unexplained:
        audit.move(SAMPLES, sample, "work", WorkForm(number=1, result="exception"))
    with pytest.raises(Refused) as unknown:
        audit.move(SAMPLES, sample, "work", WorkForm(number=3, result="clean"))
    audit.move(
        SAMPLES, sample, "work", WorkForm(number=1, result="exception", note="No advice", ticks=("order",))
    )
    audit.move(SAMPLES, sample, "work", WorkForm(number=2, result="clean"))
    audit.move(SAMPLES, sample, "finish")

    assert early.value.whys[0].text.values["count"] == 2
    assert [refused.value.whys[0].field for refused in (unexplained, unknown)] == ["note", "number"]
    first, second = items_in(audit, sample.id)
    assert (first.result, first.note, first.ticks) == ("exception", "No advice", ["order"])
    assert second.result == "clean"


def test_the_pages_of_a_sample_lead_through_its_worksheets(audit: Audit) -> None:
    browser = Browser(audit.fund.databases, audit.auditor)
    status, there = browser.send(
        "/audit/samples/draw",
        engagement=audit.engagement.reference,
        population="transactions",
        method="monetary_unit",
        size="2",
        seed="six dice",
    )
    assert status == 303, there
    sheet = f"{there}/items/1"

    pages = [browser.get(address)[0] for address in ("/audit/samples", there, sheet, f"{there}/items/99")]
    worked, back = browser.send(
        f"{there}/work", number="1", result="clean", ticks=["order", "approval"], seen="1"
    )
    seen = browser.get(sheet)[1]

    assert pages == [200, 200, 200, 404]
    assert (worked, back) == (303, there)
    assert 'href="/audit/walk?q=' in seen
