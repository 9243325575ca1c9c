"""The end of an award: completed, its balance asked back or written off, closed by two people, opened again (R66-R69)."""

from datetime import timedelta
from typing import Any

import pytest

from app.funding.awards.flow import AWARDS
from app.funding.awards.from_above import lift_block, meet, place_block
from app.funding.awards.grounds import grounds_of
from app.funding.awards.models import Award, AwardState
from app.funding.closure.rules import open_reasons
from app.funding.closure.schemas import Complete, Receipt, StartClosing
from app.funding.ledger.actions import Entry, post
from app.funding.ledger.fsck import fsck
from app.funding.ledger.models import Kind
from app.funding.ledger.queries import account_of, sums_of_funds
from app.funding.ledger.rules import transfer
from app.kernel.actors import Actor
from app.kernel.db import Databases
from app.kernel.errors import NotAllowed, Refused
from app.kernel.flow import Form
from app.kernel.flow.clock import fire_due
from tests.funding import awarding
from tests.funding.awarding import HOST, MANAGER, MUNICIPAL, OFFICER, Fund, condition
from tests.funding.fund import APPROVER, FINANCE, OTHER_FINANCE, TODAY, moving
from tests.places.world import NOW, PLUGS

PAID = 1_440_000
DONE = Complete(narrative="The shed stands, the drain runs, the market is open.")
NO_ASSETS = StartClosing(assets="Nothing was bought that stays.")


@pytest.fixture
def fund(house_db: Databases) -> Fund:
    """Two allotments for Liberia, and a grantee that is proven."""
    return awarding.fund_on(house_db)


def pay(fund: Fund, award: Award, minor: int = PAID, spent: int = PAID) -> None:
    """So much is paid from the first share, and so much of it accounted for; as the tranches do it."""
    paying = fund.sheet(award).paying[0]
    with moving(fund.databases) as tx:

        def at(holder: str, kind: Kind) -> int:
            return account_of(tx.session, holder, kind, "USD")

        share, source = paying.share.holder, paying.source.holder
        legs = (
            *transfer(at(share, Kind.COMMITTED), at(share, Kind.ADVANCED), minor),
            *transfer(at(source, Kind.PAID_OUT), at(source, Kind.CASH), minor),
        )
        post(tx, Entry(f"test/{award.id}/pay", "pay", TODAY, legs))
        if spent:
            accounted = transfer(at(share, Kind.ADVANCED), at(share, Kind.LIQUIDATED), spent)
            post(tx, Entry(f"test/{award.id}/spent", "liquidate", TODAY, accounted))
        tx.tell("funding.test_paid", "test/1")


def closing(fund: Fund, spent: int = PAID, **more: Any) -> Award:
    """An award whose last tranche is paid, being closed."""
    award = fund.active(fund.prepared(fund.reserved(**more)))
    pay(fund, award, spent=spent)
    fund.move(award, "complete_early", OFFICER, DONE)
    return fund.move(award, "start_closing", FINANCE, NO_ASSETS)


def closed(fund: Fund) -> Award:
    """An award whose file is closed."""
    award = closing(fund)
    fund.move(award, "close", FINANCE)
    return fund.move(award, "confirm_close", MANAGER)


def refused(fund: Fund, award: Award, name: str, actor: Actor, form: Form | None = None) -> list[str]:
    """The rules that stand against a move."""
    with pytest.raises(Refused) as against:
        fund.move(award, name, actor, form)
    return [why.rule for why in against.value.whys]


def test_an_award_is_completed_when_its_time_is_over_or_all_is_delivered(fund: Fund) -> None:
    award = fund.active()
    unpaid = refused(fund, award, "complete_early", OFFICER, DONE)
    pay(fund, award)
    fire_due(fund.databases, PLUGS, [AWARDS], NOW + timedelta(days=200))

    completed = fund.move(award, "complete", fund.grantee, DONE)

    assert unpaid == [""]
    assert completed.state == AwardState.COMPLETED


def test_closing_frees_what_was_never_paid(fund: Fund) -> None:
    award = closing(fund)

    assert award.state == AwardState.CLOSING
    assert fund.stands(award) == {Kind.LIQUIDATED: PAID}
    assert fund.free() == [10_000_000 - PAID, 5_000_000]
    assert {tranche.state for tranche in fund.sheet(award).tranches} == {"CANCELLED"}


def test_a_terminated_award_is_closed_as_well(fund: Fund) -> None:
    award = fund.active()
    pay(fund, award)
    fund.move(award, "terminate", MANAGER)

    assert fund.move(award, "start_closing", FINANCE, NO_ASSETS).state == AwardState.CLOSING


def test_R69_closing_takes_two_people_one_of_finance(fund: Fund) -> None:
    award = closing(fund)
    both = Actor("usr_60", FINANCE.posts | MANAGER.posts, fresh=True)

    with pytest.raises(NotAllowed):
        fund.move(award, "close", MANAGER)
    fund.move(award, "close", both)
    assert refused(fund, award, "confirm_close", both) == ["R69"]
    with pytest.raises(NotAllowed):
        fund.move(award, "confirm_close", APPROVER)
    fund.move(award, "keep_open", MANAGER)
    fund.move(award, "close", FINANCE)

    assert fund.move(award, "confirm_close", MANAGER).state == AwardState.CLOSED


def test_R66_every_open_reason_is_named_at_once_with_what_mends_it(fund: Fund) -> None:
    codes = ("handed_over", "accountability", "beneficiaries", "other")
    asked = tuple(
        condition("close", code=code, sentence=f"Sentence of {code}.", tranche=None) for code in codes
    )
    award = closing(fund, spent=PAID - 100, conditions=asked)
    with moving(fund.databases, MUNICIPAL) as tx:
        place_block(tx, award.id, "hold", "Held by the host authority (H-12)")

    whys = refused(fund, award, "close", FINANCE)
    with fund.databases.read() as session:
        grounds = grounds_of(session, FINANCE, [session.get_one(Award, award.id)], NOW)[award.id]

    assert whys == ["R66"] * 6
    assert [mend for _why, mend in open_reasons(grounds)] == ["demand_refund", *["meet"] * 4, ""]

    with moving(fund.databases, MUNICIPAL) as tx:
        for code in codes:
            meet(tx, award.id, code, "As the file shows")
        lift_block(tx, award.id, "hold", "Nothing was found")
    assert refused(fund, award, "close", FINANCE) == ["R66"]


def test_R68_an_award_with_an_audit_of_its_own_waits_for_it(fund: Fund) -> None:
    award = fund.active(fund.prepared(risk="high"))
    pay(fund, award)
    fund.move(award, "complete_early", OFFICER, DONE)
    fund.move(award, "start_closing", FINANCE, NO_ASSETS)

    assert refused(fund, award, "close", FINANCE) == ["R68"]
    with moving(fund.databases, MUNICIPAL) as tx:
        meet(tx, award.id, "audit", "Audit report of 20 June, no findings")
    assert fund.move(award, "close", FINANCE).state == AwardState.CLOSE_CONFIRMED


# --- R67 -------------------------------------------------------------------------------------------


def test_R67_what_was_not_spent_comes_back_to_its_source(fund: Fund) -> None:
    award = closing(fund, spent=PAID - 510_418)
    form = Receipt(amount=510_418, received_on=TODAY, proof="Credit advice 7")

    early = refused(fund, award, "receive_refund", FINANCE, form)
    fund.move(award, "demand_refund", FINANCE)
    twice = refused(fund, award, "demand_refund", FINANCE)
    much = refused(fund, award, "receive_refund", FINANCE, form.model_copy(update={"amount": 510_419}))
    fund.move(award, "receive_refund", FINANCE, form)

    assert (early, twice, much) == (["R67"], ["R67"], ["R67"])
    sheet = fund.sheet(award)
    assert [(one.kind, one.amount, one.due_on) for one in sheet.settlements] == [
        ("demand", 510_418, TODAY + timedelta(days=30)),
        ("receipt", 510_418, None),
    ]
    assert fund.stands(award) == {Kind.LIQUIDATED: PAID - 510_418}
    assert fund.free() == [10_000_000 - PAID + 510_418, 5_000_000]
    with fund.databases.read() as session:
        source = fund.sources()[0]
        sums = sums_of_funds(session, [source])[source]
        assert sums[Kind.PAID_OUT, "USD"].minor == PAID - 510_418
        assert fsck(session).differences == []
    assert fund.move(award, "close", FINANCE).state == AwardState.CLOSE_CONFIRMED


def test_R67_a_receipt_of_tomorrow_is_refused(fund: Fund) -> None:
    award = closing(fund, spent=PAID - 100)
    fund.move(award, "demand_refund", FINANCE)
    form = Receipt(amount=100, received_on=TODAY + timedelta(days=1), proof="Credit advice 7")

    assert refused(fund, award, "receive_refund", FINANCE, form) == [""]


@pytest.mark.parametrize(("left", "may"), [(25_000, True), (25_001, False)])
def test_R67_a_small_balance_is_written_off_by_two_people(fund: Fund, left: int, may: bool) -> None:
    award = closing(fund, spent=PAID - left)
    if not may:
        assert refused(fund, award, "propose_write_off", FINANCE) == ["R67"]
        return
    assert refused(fund, award, "write_off", MANAGER) == ["R67"]
    fund.move(award, "propose_write_off", FINANCE)
    assert refused(fund, award, "propose_write_off", OTHER_FINANCE) == ["R67"]
    both = Actor(FINANCE.reference, FINANCE.posts | MANAGER.posts, fresh=True)
    assert refused(fund, award, "write_off", both) == ["R69"]

    fund.move(award, "write_off", MANAGER)

    assert fund.stands(award) == {Kind.LIQUIDATED: PAID}
    with fund.databases.read() as session:
        assert fsck(session).differences == []
    assert fund.move(award, "close", FINANCE).state == AwardState.CLOSE_CONFIRMED


# --- Opened again ----------------------------------------------------------------------------------


def test_a_closed_file_is_opened_again_by_director_and_host_authority(fund: Fund) -> None:
    award = closed(fund)

    with pytest.raises(NotAllowed):
        fund.move(award, "ask_reopening", MANAGER)
    fund.move(award, "ask_reopening", APPROVER)
    with pytest.raises(NotAllowed):
        fund.move(award, "reopen", APPROVER)
    fund.move(award, "leave_closed", HOST)
    fund.move(award, "ask_reopening", APPROVER)

    assert fund.move(award, "reopen", HOST).state == AwardState.CLOSING
