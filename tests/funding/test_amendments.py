"""Amendments: before and after, thresholds, limits, and how commitment and plan follow (R30, R34, R63-R65, R113)."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.funding.amendments.flow import AMENDMENTS
from app.funding.amendments.models import Amendment, AmendmentState
from app.funding.amendments.schemas import Propose
from app.funding.awards.models import Award
from app.funding.ledger.fsck import fsck
from app.funding.ledger.models import Kind
from app.kernel.actors import Actor
from app.kernel.db import Databases
from app.kernel.errors import NotAllowed, Refused
from app.kernel.flow import begin, fire
from tests.funding import awarding, giving
from tests.funding.awarding import AMOUNT, ENDS, HOST, MANAGER, OFFICER, Fund
from tests.funding.fund import APPROVER, moving
from tests.places.browsing import Browser
from tests.places.world import NOW

WHY = "Spent 9,000, committed 4,000, not spent 23,000; the rains came early."


@pytest.fixture
def fund(house_db: Databases) -> Fund:
    """Two allotments for Liberia, 100,000 and 50,000, and a grantee that is proven."""
    return awarding.fund_on(house_db)


def proposed(
    fund: Fund, award: Award, sort: str, days: int = 0, actor: Actor = OFFICER, **more: Any
) -> Amendment:
    """An amendment, so many days from now."""
    form = Propose.model_validate({"award": award.reference, "sort": sort, "reason": WHY, **more})
    with moving(fund.databases, actor, NOW + timedelta(days=days)) as tx:
        return begin(tx, AMENDMENTS, "propose", form)


def moved(fund: Fund, amendment: Amendment, name: str, actor: Actor) -> Amendment:
    with moving(fund.databases, actor) as tx:
        found = tx.session.get_one(Amendment, amendment.id)
        return fire(tx, AMENDMENTS, found, name, giving.asked(AMENDMENTS, name))


def signed(fund: Fund, amendment: Amendment, approver: Actor = MANAGER) -> Amendment:
    """Approved and signed by both sides."""
    moved(fund, amendment, "approve", approver)
    moved(fund, amendment, "sign_as_grantee", fund.grantee)
    return moved(fund, amendment, "sign", HOST)


def against(fund: Fund, award: Award, sort: str, **more: Any) -> list[tuple[str, str | None]]:
    """The rules and fields that stand against a proposal."""
    with pytest.raises(Refused) as refused:
        proposed(fund, award, sort, **more)
    return [(why.rule, why.field) for why in refused.value.whys]


def shut(fund: Fund, amendment: Amendment, name: str, actor: Actor) -> list[str]:
    with pytest.raises(Refused) as refused:
        moved(fund, amendment, name, actor)
    return [why.rule for why in refused.value.whys]


def plan(fund: Fund, award: Award) -> list[tuple[int, str, int]]:
    """The live tranches: number, percent, cents."""
    tranches = fund.sheet(award).tranches
    return [(one.number, one.percent, one.amount) for one in tranches if one.state != "CANCELLED"]


def test_R63_a_later_end_is_signed_and_keeps_what_stood_before(fund: Fund) -> None:
    award = fund.active()
    amendment = proposed(fund, award, "end", ends_on="2027-03-31")

    done = signed(fund, amendment)

    sheet = fund.sheet(award)
    assert (done.state, sheet.award.ends_on) == (AmendmentState.IN_FORCE, date(2027, 3, 31))
    assert sheet.award.due_at is not None
    assert sheet.award.due_at.date() == date(2027, 4, 1)
    assert (done.before["ends_on"], done.after["ends_on"]) == (ENDS.isoformat(), "2027-03-31")
    assert done.root_id == award.id


@pytest.mark.parametrize(("days", "refused"), [(170, []), (171, [("R64", "ends_on")])])
def test_R64_a_later_end_is_asked_for_14_days_before_the_end(
    fund: Fund, days: int, refused: list[tuple[str, str]]
) -> None:
    award = fund.active()

    if not refused:
        assert proposed(fund, award, "end", days=days, ends_on="2027-03-31").state == AmendmentState.PROPOSED
    else:
        assert against(fund, award, "end", days=days, ends_on="2027-03-31") == refused


def test_R34_a_later_end_needs_a_source_that_outlasts_it(fund: Fund) -> None:
    short = giving.funded(fund.databases, code="SRC-02", ends_on="2027-03-31")
    fund.allotments = [giving.allotted(fund.databases, short, 5_000_000, country="LBR")]
    award = fund.active(fund.prepared(fund.reserved()))
    amendment = proposed(fund, award, "end", ends_on="2027-01-01")

    assert shut(fund, amendment, "approve", MANAGER) == ["R34"]


def test_R63_more_money_is_reserved_at_approval_and_committed_at_signature(fund: Fund) -> None:
    award = fund.active()
    amendment = proposed(fund, award, "total", amount=4_500_000)

    moved(fund, amendment, "approve", MANAGER)
    between = fund.stands(award)
    moved(fund, amendment, "sign_as_grantee", fund.grantee)
    moved(fund, amendment, "sign", HOST)

    assert between == {Kind.RESERVED: 900_000, Kind.COMMITTED: AMOUNT}
    assert fund.stands(award) == {Kind.COMMITTED: 4_500_000}
    assert fund.sheet(award).award.amount == 4_500_000
    assert plan(fund, award) == [
        (1, "32", 1_440_000),
        (2, "32", 1_440_000),
        (3, "16", 720_000),
        (4, "20", 900_000),
    ]
    assert sum(one.share.amount for one in fund.sheet(award).paying) == 4_500_000
    with fund.databases.read() as session:
        assert fsck(session).differences == []


def test_R34_more_than_is_free_is_refused(fund: Fund) -> None:
    award = fund.active()
    amendment = proposed(fund, award, "total", amount=AMOUNT + 11_400_001)

    assert shut(fund, amendment, "approve", HOST) == ["R34"]


def test_R30_the_limit_holds_the_whole_award_with_its_amendment(fund: Fund) -> None:
    award = fund.active()
    amendment = proposed(fund, award, "total", amount=5_000_001)

    assert shut(fund, amendment, "approve", MANAGER) == ["R30"]
    assert moved(fund, amendment, "approve", APPROVER).state == AmendmentState.APPROVED


def test_R63_less_money_is_free_again_and_comes_off_the_last_tranches(fund: Fund) -> None:
    award = fund.active(fund.prepared(fund.reserved(parts=[2_400_000, 1_200_000])))

    signed(fund, proposed(fund, award, "total", amount=2_400_000))

    assert fund.stands(award) == {Kind.COMMITTED: 2_400_000}
    assert fund.free() == [10_000_000 - 1_600_000, 5_000_000 - 800_000]
    assert plan(fund, award) == [(1, "60", 1_440_000), (2, "40", 960_000)]


def test_R113_a_conditional_part_becomes_firm_through_R34(fund: Fund) -> None:
    award = fund.active(fund.prepared(fund.reserved(conditional=500_000)))

    assert against(fund, award, "firm_up", amount=AMOUNT + 500_001) == [("R113", "amount")]
    assert against(fund, award, "firm_up", amount=AMOUNT - 1) == [("R113", "amount")]
    signed(fund, proposed(fund, award, "firm_up", amount=AMOUNT + 300_000))

    changed = fund.sheet(award).award
    assert (changed.amount, changed.conditional) == (AMOUNT + 300_000, 200_000)


@pytest.mark.parametrize(("moved_by", "signs"), [("20", False), ("20.01", True)])
def test_R63_budget_lines_above_the_threshold_are_signed(fund: Fund, moved_by: str, signs: bool) -> None:
    award = fund.active()
    amendment = proposed(fund, award, "budget", moved=moved_by)

    wrong, right = ("accept", "approve") if signs else ("approve", "accept")
    assert shut(fund, amendment, wrong, MANAGER) == ["R63"]
    after = moved(fund, amendment, right, MANAGER)

    assert after.state == (AmendmentState.APPROVED if signs else AmendmentState.IN_FORCE)


def test_R65_only_an_active_award_is_amended_and_one_change_at_a_time(fund: Fund) -> None:
    award = fund.signed()
    assert against(fund, award, "other") == [("R65", None)]
    fund.move(award, "activate", OFFICER)
    first = proposed(fund, award, "other")

    assert against(fund, award, "other") == [("R63", None)]
    moved(fund, first, "withdraw", OFFICER)
    assert proposed(fund, award, "other", actor=fund.grantee).state == AmendmentState.PROPOSED


@pytest.mark.parametrize(
    ("sort", "told", "found"),
    [
        ("end", {}, ("R64", "ends_on")),
        ("total", {}, ("R63", "amount")),
        ("total", {"amount": AMOUNT}, ("R63", "amount")),
        ("budget", {}, ("R63", "moved")),
    ],
)
def test_R63_an_amendment_says_what_it_changes(
    fund: Fund, sort: str, told: dict[str, Any], found: tuple[str, str]
) -> None:
    assert against(fund, fund.active(), sort, **told) == [found]


def test_what_was_reserved_for_an_amendment_is_free_when_it_is_withdrawn(fund: Fund) -> None:
    award = fund.active()
    amendment = proposed(fund, award, "total", amount=4_500_000)
    moved(fund, amendment, "approve", MANAGER)

    moved(fund, amendment, "withdraw", OFFICER)

    assert fund.stands(award) == {Kind.COMMITTED: AMOUNT}
    assert fund.free() == [10_000_000 - AMOUNT, 5_000_000]


def test_only_officers_and_the_grantee_propose(fund: Fund) -> None:
    award = fund.active()

    with pytest.raises(NotAllowed):
        proposed(fund, award, "other", actor=MANAGER)


def test_the_pages_propose_and_show_before_and_after(fund: Fund) -> None:
    award = fund.active()
    browser = Browser(fund.databases, OFFICER)
    address = f"/funding/awards/{award.reference}"

    shown = browser.get(f"{address}/amend")
    wrong = browser.send(f"{address}/amend", sort="total", reason=WHY)
    status, there = browser.send(f"{address}/amend", sort="total", amount="45,000.00", reason=WHY)

    assert (shown[0], wrong[0], status) == (200, 409, 303)
    page = browser.get(there)[1]
    assert "36,000.00" in page
    assert "45,000.00" in page
    assert there in browser.get(address)[1]
