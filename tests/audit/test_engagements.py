"""Engagements: their own auditors, within their part and their days, and over by themselves (R72)."""

from datetime import date, timedelta

import pytest

from app.audit.engagements.flow import ENGAGEMENTS
from app.audit.engagements.models import Engagement, EngagementState
from app.audit.engagements.schemas import ExtendForm
from app.audit.samples.flow import SAMPLES
from app.audit.samples.models import Result
from app.audit.samples.schemas import WorkForm
from app.kernel.actors import EVERYWHERE, Scope, ScopeKind
from app.kernel.db import Databases
from app.kernel.errors import Refusal, Refused
from app.kernel.flow.clock import fire_due
from tests.audit import auditing
from tests.audit.auditing import LAST_DAY, Audit, auditor, begun, planned
from tests.funding import awarding
from tests.funding.awarding import Fund
from tests.funding.fund import APPROVER
from tests.places.browsing import Browser
from tests.places.world import NOW, PLUGS


@pytest.fixture
def fund(house_db: Databases) -> Fund:
    """A fund with one award that is running."""
    fund = awarding.fund_on(house_db)
    fund.active()
    return fund


def rules_of(refusal: pytest.ExceptionInfo[Refusal]) -> list[tuple[str, str | None]]:
    return [(reason.rule, reason.field) for reason in refusal.value.whys]


def test_R72_only_an_auditor_is_named_and_every_fault_is_said_at_once(fund: Fund) -> None:
    with pytest.raises(Refused) as refused:
        planned(fund, ("usr_1",), basis="grantee", closes_on=NOW.date() - timedelta(days=1))
    with pytest.raises(Refused) as unknown:
        planned(fund, (auditor(fund.databases).reference,), part="PLC-99999")

    assert rules_of(refused) == [("R72", "part"), ("R72", "closes_on"), ("R72", "people")]
    assert rules_of(unknown) == [("", "part")]


def test_R72_it_is_begun_by_its_own_auditor_within_its_days(fund: Fund) -> None:
    named, other = auditor(fund.databases), auditor(fund.databases, name="other")
    later = planned(fund, (named.reference,), opens_on=LAST_DAY)
    audit = Audit(fund, other, later)

    with pytest.raises(Refused) as refused:
        audit.move(ENGAGEMENTS, later, "begin")

    assert [reason.rule for reason in refused.value.whys] == ["R72", "R72"]


def test_R72_a_grantees_auditor_reaches_no_further_than_the_engagement(fund: Fund) -> None:
    group = Scope(ScopeKind.PARTY, fund.group.id)
    wide = auditor(fund.databases, name="wide")
    too_wide = planned(fund, (wide.reference,), basis="grantee", part=fund.group.reference)

    with pytest.raises(Refused) as refused:
        Audit(fund, wide, too_wide).move(ENGAGEMENTS, too_wide, "begin")
    narrow = begun(fund, group, basis="grantee", part=fund.group.reference)

    assert rules_of(refused) == [("R72", None)]
    assert narrow.engagement.state == EngagementState.OPEN
    assert narrow.engagement.scope == group


def test_R72_it_runs_out_by_itself_and_then_nothing_is_drawn(fund: Fund) -> None:
    audit = begun(fund)
    after = (NOW + (LAST_DAY - NOW.date())) + timedelta(days=1)

    fired = fire_due(fund.databases, PLUGS, [ENGAGEMENTS], after)

    with fund.databases.read() as session:
        assert session.get_one(Engagement, audit.engagement.id).state == EngagementState.CLOSED
    assert fired == 1
    with pytest.raises(Refused):
        audit.draw()


def test_a_director_extends_it_and_no_less(fund: Fund) -> None:
    audit = begun(fund)
    longer = ExtendForm(closes_on=date(2026, 12, 31), reason="Papers came late")

    audit.move(ENGAGEMENTS, audit.engagement, "extend", longer, APPROVER)
    with pytest.raises(Refused):
        audit.move(ENGAGEMENTS, audit.engagement, "extend", longer, APPROVER)
    early = fire_due(fund.databases, PLUGS, [ENGAGEMENTS], NOW + timedelta(days=100))

    assert early == 0


def test_it_is_closed_when_samples_and_findings_are_finished(fund: Fund) -> None:
    audit = begun(fund)
    sample = audit.draw(size=1)
    finding = audit.find()

    with pytest.raises(Refused) as refused:
        audit.move(ENGAGEMENTS, audit.engagement, "close")
    audit.move(SAMPLES, sample, "work", WorkForm(number=1, result=Result.CLEAN))
    audit.move(SAMPLES, sample, "finish")
    audit.done(finding)
    audit.move(ENGAGEMENTS, audit.engagement, "close")

    assert refused.value.whys[0].text.values["count"] == 2


def test_its_pages_lead_to_what_is_done_under_it(fund: Fund) -> None:
    audit = begun(fund)
    sample, finding = audit.draw(), audit.find()
    browser = Browser(fund.databases, audit.auditor)

    front, listed = browser.get("/audit")[1], browser.get("/audit/engagements")[1]
    status, text = browser.get(f"/audit/engagements/{audit.engagement.reference}")

    assert 'href="/audit/engagements"' in front
    assert audit.engagement.reference in listed
    assert status == 200
    assert sample.reference in text
    assert finding.reference in text
    assert f"/audit/samples/draw?engagement={audit.engagement.reference}" in text


def test_a_director_plans_one_on_a_page(fund: Fund) -> None:
    person = auditor(fund.databases)
    browser = Browser(fund.databases, APPROVER)

    status, there = browser.send(
        "/audit/engagements/plan",
        title="Donor's look",
        basis="internal",
        opens_on="2026-07-01",
        closes_on="2026-07-31",
        people=person.reference,
    )

    assert status == 303, there
    assert browser.get(there)[0] == 200
    assert person.posts == auditing.auditor(fund.databases, EVERYWHERE, name="third").posts
