"""Findings: answered, agreed, done and closed; a red one stops the payments of its award until its end (R44)."""

import pytest

from app.audit.findings.flow import FINDINGS
from app.audit.findings.models import Finding, FindingState
from app.audit.findings.schemas import Note, Reason, RespondForm
from app.funding.awards.models import Award
from app.kernel.db import Databases
from app.kernel.errors import NotAllowed, Refused
from app.kernel.trail import fsck
from tests.audit.auditing import Audit, auditor, begun
from tests.funding import awarding, giving
from tests.funding.awarding import MANAGER, OFFICER, Fund
from tests.places.browsing import Browser
from tests.places.world import NOW


@pytest.fixture
def fund(house_db: Databases) -> Fund:
    """A fund that can award."""
    return awarding.fund_on(house_db)


@pytest.fixture
def award(fund: Fund) -> Award:
    """An award that is running."""
    return fund.active()


@pytest.fixture
def audit(fund: Fund, award: Award) -> Audit:
    """An audit of everything."""
    return begun(fund)


def stopped(fund: Fund, award: Award) -> list[bool]:
    """Of each block that was ever placed, whether it stands."""
    return [block.lifted_at is None for block in fund.sheet(award).award.blocks]


def test_R44_a_red_finding_stops_payments_until_it_is_closed(audit: Audit, fund: Fund, award: Award) -> None:
    finding = audit.find(award.reference)
    then = stopped(fund, award)

    finding = audit.move(FINDINGS, audit.done(finding), "close", Note(note="Seen"))

    assert (then, stopped(fund, award)) == ([True], [False])
    assert finding.state == FindingState.CLOSED
    assert finding.closed_on == NOW.date()
    with fund.databases.read() as session:
        assert fsck.fsck(session.connection(), []).faults == []


def test_R44_payments_go_on_only_with_the_last_red_finding(audit: Audit, fund: Fund, award: Award) -> None:
    one, other = audit.find(award.reference), audit.find(award.reference)

    audit.withdraw(one)
    between = stopped(fund, award)
    audit.withdraw(other)

    assert between == [True, True]
    assert stopped(fund, award) == [False, False]


def test_R44_amber_stops_nothing_and_red_names_its_award(audit: Audit, fund: Fund, award: Award) -> None:
    audit.withdraw(audit.find(award.reference, grade="amber"))

    with pytest.raises(Refused) as refused:
        audit.find(grade="red")

    assert [(reason.rule, reason.field) for reason in refused.value.whys] == [("R44", "award")]
    assert stopped(fund, award) == []


def test_R44_an_award_that_is_over_has_nothing_to_stop(audit: Audit, fund: Fund) -> None:
    award = fund.move(fund.reserved(), "release", MANAGER)

    audit.withdraw(audit.find(award.reference))

    assert stopped(fund, award) == []


def test_R44_an_award_that_ended_meanwhile_is_left_as_it_is(audit: Audit, fund: Fund, award: Award) -> None:
    finding = audit.find(award.reference)
    fund.move(award, "terminate", MANAGER)

    assert audit.withdraw(finding).state == FindingState.WITHDRAWN


def test_what_is_not_done_goes_back(audit: Audit) -> None:
    finding = audit.done(audit.find())

    again = audit.move(FINDINGS, finding, "not_done", Reason(reason="The circular is not signed"))

    assert again.state == FindingState.AGREED


def test_an_answer_that_does_not_do_is_asked_for_again_and_actions_have_time(audit: Audit) -> None:
    finding = audit.find()
    answer = {"accepted": False, "response": "We do not think so", "action": "None", "owner": "Nobody"}

    with pytest.raises(Refused) as refused:
        audit.move(FINDINGS, finding, "respond", RespondForm(**answer, due_on="2026-06-29"), OFFICER)
    answered = audit.move(FINDINGS, finding, "respond", RespondForm(**answer, due_on="2026-06-30"), OFFICER)
    again = audit.move(FINDINGS, finding, "ask_again", Reason(reason="Say why"))

    assert [reason.field for reason in refused.value.whys] == ["due_on"]
    assert (answered.accepted, again.state) == (False, FindingState.RAISED)


def test_R72_only_the_engagements_own_auditors_follow_it_up(audit: Audit) -> None:
    finding = audit.find()
    other = auditor(audit.fund.databases, name="other")

    with pytest.raises(Refused) as refused:
        audit.move(FINDINGS, finding, "withdraw", Reason(reason="Not mine"), other)
    with pytest.raises(NotAllowed):
        audit.move(FINDINGS, finding, "withdraw", Reason(reason="Not mine"), OFFICER)

    assert [reason.rule for reason in refused.value.whys] == ["R72"]


def test_R72_an_award_outside_the_engagement_is_not_found_against(fund: Fund, award: Award) -> None:
    other = giving.source(fund.databases, "SRC-02")
    narrow = begun(fund, basis="internal", part=other.reference)

    with pytest.raises(Refused) as outside:
        narrow.find(award.reference)
    with pytest.raises(Refused) as unknown:
        narrow.find("AWD-19")

    assert [(reason.rule, reason.field) for reason in outside.value.whys] == [("R72", "award")]
    assert [(reason.rule, reason.field) for reason in unknown.value.whys] == [("", "award")]


def test_an_officer_answers_on_a_page_and_the_list_shows_its_age(audit: Audit, award: Award) -> None:
    finding: Finding = audit.find(award.reference, questioned="1,250.00")
    officer, own = (Browser(audit.fund.databases, actor) for actor in (OFFICER, audit.auditor))
    address = f"/audit/findings/{finding.reference}"

    status, there = officer.send(
        f"{address}/respond",
        accepted="yes",
        response="It is so.",
        action="Quotations are asked for.",
        owner="Programme officer",
        due_on="2026-08-01",
        seen="1",
    )
    text = own.get(address)[1]

    assert (status, there) == (303, address)
    assert "Quotations are asked for." in text
    assert "1,250.00" in text
    assert "Ask for three." in own.get("/audit/findings")[1]
    assert officer.get("/audit")[0] == officer.get("/audit/findings")[0] == 200
    assert officer.get("/audit/samples")[0] == 403
