"""The approval of a project: who may, on which money, and the award that follows (R28, R30, R34, R100)."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.cuf.models import State
from app.cuf.schemas import Reason
from app.desk.queries import my_work
from app.funding.awards.models import Award, AwardPlace, AwardState, Share
from app.funding.awards.queries import shares_of
from app.funding.ledger.fsck import fsck
from app.funding.ledger.models import Kind
from app.kernel.actors import EVERYWHERE, Actor, Office, Post, Role
from app.kernel.errors import NotAllowed, Refusal, Refused
from app.kernel.flow import Queue
from app.kernel.policy import put
from app.kernel.things import Step
from app.kernel.words import Message
from app.main import flows
from tests.cuf.approving import Backed, backed, limits
from tests.cuf.browsing import browser_of, errors_on, form_on
from tests.cuf.make import NOW, Fund, put_terms
from tests.funding import giving
from tests.parties import make as parties


@pytest.fixture
def money(fund: Fund) -> Backed:
    """50,000 and 30,000 US dollars for Liberia."""
    return backed(fund)


def award_of(money: Backed, reference: str) -> Award:
    with money.fund.databases.read() as session:
        return session.get_one(Award, money.fund.project(reference).award_id)


def paid_by(money: Backed, award: Award) -> list[tuple[str, int]]:
    """Which allotments pay how much, and that all of it is reserved."""
    with money.fund.databases.read() as session:
        rows = shares_of(session, [award.id])[award.id]
        assert not fsck(session).differences
    assert all(one.stages[Kind.RESERVED].minor == one.share.amount for one in rows)
    return [(one.allotment.reference, one.share.amount) for one in rows]


def against(money: Backed, who: str, reference: str, **more: Any) -> list[tuple[str, str | None]]:
    """The rules and fields that stand against this person's approval."""
    with pytest.raises(Refused) as refused:
        money.fund.move(who, reference, "approve", money.form(**more))
    return [(why.rule, why.field) for why in refused.value.whys]


# --- What follows ------------------------------------------------------------------------------------


def test_an_approval_makes_an_award_and_reserves_its_money(money: Backed) -> None:
    reference = money.appraised()

    project = money.fund.move("manager", reference, "approve", money.form())

    award = award_of(money, reference)
    assert (project.state, award.state) == (State.APPROVED, AwardState.APPROVED)
    assert (award.case_id, award.amount, award.currency, award.track) == (
        project.case_id, 3_600_000, "LRD", "standard",
    )  # fmt: skip
    assert paid_by(money, award) == [(money.allotments[0].reference, 3_600_000)]
    with money.fund.databases.read() as session:
        places = session.scalars(select(AwardPlace.place_id).where(AwardPlace.award_id == award.id)).all()
        steps = session.scalars(
            select(Step.move).where(Step.case_id == project.case_id).order_by(Step.seq)
        ).all()
    assert places == [project.settlement_id]
    assert steps[-2:] == ["approve", "reserve"]


def test_R34_the_approver_splits_an_award_over_several_allotments(money: Backed) -> None:
    reference = money.appraised()

    money.fund.move("manager", reference, "approve", money.form((0, 1_000_000), (1, 2_600_000)))

    first, second = money.allotments
    assert paid_by(money, award_of(money, reference)) == [
        (first.reference, 1_000_000),
        (second.reference, 2_600_000),
    ]


def test_R34_what_no_allotment_can_pay_alone_is_proposed_from_several(fund: Fund) -> None:
    money = backed(fund, minors=(2_000_000, 2_000_000))
    reference = money.appraised()

    fund.move("manager", reference, "approve", money.form())

    assert [part for _name, part in paid_by(money, award_of(money, reference))] == [2_000_000, 1_600_000]


@pytest.mark.parametrize(
    ("shares", "field"),
    [
        ([(0, 3_599_999)], "shares"),
        ([(0, 1_000_000), (0, 2_600_000)], "shares-1-allotment"),
        ([(1, 3_600_000)], "shares-0-amount"),
    ],
)
def test_R34_shares_that_do_not_fit_are_refused(
    money: Backed, shares: list[tuple[int, int]], field: str
) -> None:
    reference = money.appraised()

    with pytest.raises(Refused) as refused:
        money.fund.move("manager", reference, "approve", money.form(*shares))

    assert [(why.rule, why.field) for why in refused.value.whys] == [("R34", field)]


def test_R34_money_for_another_country_or_that_ends_too_early_may_not_pay(fund: Fund) -> None:
    money = backed(fund, minors=())
    early = giving.funded(fund.databases, code="SRC-02", ends_on="2027-03-30", countries=("LBR",))
    giving.allotted(fund.databases, early, 5_000_000, instrument="cuf")
    reference = money.appraised()

    assert against(money, "manager", reference) == [("R34", None)]
    fund.move("manager", reference, "approve", money.form(ends_on="2026-12-30"))

    assert award_of(money, reference).ends_on == date(2026, 12, 30)


def test_R100_the_amount_is_in_dollars_at_the_rate_of_the_submission(money: Backed) -> None:
    reference = money.appraised(9_800)
    put_terms(money.fund, NOW.date(), units_per_usd="380")

    money.fund.move("manager", reference, "approve", money.form())

    award = award_of(money, reference)
    assert (award.amount, award.track) == (980_000, "small")


# --- Who may -----------------------------------------------------------------------------------------


def test_R28_who_wrote_or_appraised_a_proposal_does_not_approve_it(money: Backed) -> None:
    fund = money.fund
    for key in ("forum", "municipal"):
        held = Post(Role.APPROVER, EVERYWHERE, office=Office.PROGRAMME_MANAGER)
        known = fund.cast[key]
        fund.cast[f"both.{key}"] = Actor(known.reference, known.posts | {held}, fresh=True)
    reference = money.appraised()

    for key in ("both.forum", "both.municipal"):
        assert against(money, key, reference) == [("R28", None)]
        with pytest.raises(Refused, match="Someone else"):
            fund.move(key, reference, "reject", Reason(reason="We would rather not."))


def test_R30_above_ones_limit_it_is_another_offices_and_waits_for_it(money: Backed) -> None:
    limits(money.fund, date(2025, 1, 1), programme_manager="5000.00", director="35999.99")
    reference = money.appraised()

    for who in ("manager", "director"):
        offer = money.fund.offers(who, reference)["approve"]
        assert [why.rule for why in offer.whys] == ["R30"]
        assert offer.whys[0].text.values["office"] == Message("host authority")
        assert against(money, who, reference) == [("R30", None)]
    with money.fund.databases.read() as session:
        rows = my_work(session, money.fund.cast["host"], flows(), NOW, Queue(), None, 10)
    assert [(row.thing.reference, row.offers[0].open) for row in rows] == [(reference, True)]
    assert money.fund.move("host", reference, "approve", money.form()).state == State.APPROVED


def test_R30_exactly_the_limit_is_within_it(money: Backed) -> None:
    limits(money.fund, date(2025, 1, 1), programme_manager="36000.00")
    reference = money.appraised()

    assert money.fund.move("manager", reference, "approve", money.form()).state == State.APPROVED


def test_R30_without_limits_nobody_approves(money: Backed) -> None:
    with money.fund.acting("administrator") as tx:
        put(tx, "authority", "LBR", date(2025, 1, 1), {})
    reference = money.appraised()

    assert [why.text.id for why in money.fund.offers("host", reference)["approve"].whys] == [
        "No office may decide {amount}: the limits are not set."
    ]


def test_nobody_else_approves_or_rejects(money: Backed) -> None:
    reference = money.appraised()

    for who in ("forum", "chair", "municipal", "officer"):
        with pytest.raises(NotAllowed):
            money.fund.move(who, reference, "approve", money.form())
        with pytest.raises(NotAllowed):
            money.fund.move(who, reference, "reject", Reason(reason="We would rather not."))
    with pytest.raises(Refusal):
        money.fund.move("auditor", reference, "approve", money.form())


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"executing_body": "PTY-19"}, "executing_body"),
        ({"starts_on": "2026-06-29"}, "ends_on"),
        ({"ends_on": "2026-07-01"}, "ends_on"),
    ],
)
def test_an_award_has_a_body_that_works_there_and_days_in_order(
    money: Backed, told: dict[str, str], field: str
) -> None:
    reference = money.appraised()

    assert ("", field) in against(money, "manager", reference, **told)


def test_a_group_of_another_settlement_is_not_on_offer(money: Backed) -> None:
    other = parties.group(money.fund.databases, money.fund.places["togba"], "Togba Savings Group")
    reference = money.appraised()

    assert against(money, "manager", reference, executing_body=other.reference) == [("", "executing_body")]


def test_R115_a_rejection_gives_its_reason_to_the_forum(money: Backed) -> None:
    reference = money.appraised()

    project = money.fund.move("manager", reference, "reject", Reason(reason="The drain leads nowhere."))

    assert project.state == State.REJECTED
    assert money.fund.project(reference).award_id is None
    assert not money.fund.offers("manager", reference)
    with money.fund.databases.read() as session:
        assert session.scalars(select(Share)).first() is None


# --- The page ----------------------------------------------------------------------------------------


def test_the_page_says_the_amount_which_money_may_pay_and_why_other_may_not(
    money: Backed, fund: Fund
) -> None:
    blue = giving.funded(fund.databases, code="SRC-04", instruments=("innovation",))
    giving.allotted(fund.databases, blue, 1_000_000, instrument="innovation")
    reference = money.appraised()
    address = f"/cuf/projects/{reference}/approve"
    browser = browser_of(fund, "manager")

    shown = browser.text(address)
    refused = browser.send(address, shown, executing_body=money.group.reference, ends_on="2026-06-30")
    sent = browser.send(address, shown, executing_body=money.group.reference)

    assert "36,000.00" in shown
    assert "6,840,000.00" in shown
    assert "is for another instrument" in shown
    assert money.group.reference in form_on(shown, address).offered["executing_body"]
    assert (refused.status_code, sent.status_code) == (409, 303)
    assert "It begins today or later" in errors_on(refused.text)["ends_on"]
    award = award_of(money, reference)
    assert f"/funding/awards/{award.reference}" in browser.text(f"/cuf/projects/{reference}")
    assert "Market" not in browser.text("/funding/awards")
    assert award.title in browser.text(f"/funding/awards/{award.reference}")
