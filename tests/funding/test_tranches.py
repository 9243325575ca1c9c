"""A tranche through its flow: asked for, checked by three, paid with proof, received, accounted for; and every exit."""

from datetime import date, timedelta

import pytest

from app.funding.awards.from_above import lift_block, meet, place_block
from app.funding.ledger.fsck import fsck
from app.funding.ledger.models import Kind
from app.funding.reports.schemas import Write
from app.funding.tranches.schemas import Checked, Note, Proof, Request
from app.kernel.actors import Actor, Post, Role
from app.kernel.db import Databases
from app.kernel.errors import NotAllowed, Refusal, Refused
from app.kernel.flow import Form, fire
from app.kernel.trail import fsck as trail
from app.parties.bank_records.flow import BANK_RECORDS
from app.parties.bank_records.models import BankRecord
from app.parties.bank_records.queries import records_of
from tests.funding import awarding, giving, paying
from tests.funding.awarding import HOST, MANAGER, OFFICER, condition
from tests.funding.fund import APPROVER, FINANCE, OTHER_FINANCE, TODAY, moving, staff, stands
from tests.funding.paying import FIRST, Award3, back, proof, receipt
from tests.funding.reporting import RATES, Desk
from tests.parties import proofs
from tests.places.world import NOW

LARGE = 20_000_000


@pytest.fixture
def award(house_db: Databases) -> Award3:
    """36,000 US dollars, active."""
    return paying.running(house_db)


def rules_of(refusal: pytest.ExceptionInfo[Refusal]) -> list[str]:
    """The numbers of the rules that stood against it."""
    return [reason.rule for reason in refusal.value.whys]


def sound(award: Award3) -> bool:
    """Whether ledger and trail agree with themselves."""
    with award.databases.read() as session:
        return not fsck(session).differences and not trail.fsck(session.connection(), []).faults


def cash(award: Award3) -> tuple[int, int]:
    """What stands at the source: cash, and paid out."""
    (source,) = award.fund.sources()
    return tuple(stands(award.databases, kind, f"source/{source}") for kind in (Kind.CASH, Kind.PAID_OUT))  # type: ignore[return-value]  # two kinds, two sums


# --- The way through -----------------------------------------------------------------------------


def test_a_tranche_goes_from_the_request_to_its_account_and_its_money_with_it(award: Award3) -> None:
    before = cash(award)[0]

    award.paid()
    paid, stages = cash(award), award.fund.stands(award.award)
    award.move("acknowledge", award.fund.grantee, receipt())
    award.accounted(FIRST)
    done = award.move("liquidate", FINANCE)

    assert paid == (before - FIRST, FIRST)
    assert stages == {Kind.COMMITTED: 3_600_000 - FIRST, Kind.ADVANCED: FIRST}
    assert award.fund.stands(award.award) == {Kind.COMMITTED: 3_600_000 - FIRST, Kind.LIQUIDATED: FIRST}
    assert (done.state, done.received, done.currency) == ("LIQUIDATED", 266_400_000, "LRD")
    assert sound(award)


def test_the_whole_award_is_paid_to_the_cent_share_by_share(award: Award3) -> None:
    for number in (1, 2, 3):
        award.reported(number)
        award.accounted(award.acknowledged(number=number).amount)

    sheet = award.fund.sheet(award.award)
    assert [one.stages[Kind.LIQUIDATED].minor for one in sheet.paying] == [2_400_000, 1_200_000]
    assert award.fund.stands(award.award) == {Kind.LIQUIDATED: 3_600_000}
    assert sound(award)


def test_less_than_the_tranche_may_be_asked_for_and_is_what_is_paid(award: Award3) -> None:
    award.paid(1_000_001)

    assert award.fund.stands(award.award) == {Kind.COMMITTED: 3_600_000 - 1_000_001, Kind.ADVANCED: 1_000_001}


def test_what_was_paid_first_is_accounted_for_first(award: Award3) -> None:
    award.reported()
    award.acknowledged()
    award.accounted(FIRST - 1)
    award.acknowledged(number=2)

    award.accounted(2)

    assert award.move("liquidate", FINANCE).state == "LIQUIDATED"
    with pytest.raises(Refused) as refused:
        award.move("liquidate", FINANCE, number=2)
    assert rules_of(refused) == ["R61"]


# --- R44: when money may not move ----------------------------------------------------------------


def test_R44_nothing_is_asked_for_before_the_award_is_active(house_db: Databases) -> None:
    fund = awarding.fund_on(house_db)
    award = Award3(fund, fund.signed())

    with pytest.raises(Refused) as refused:
        award.requested()

    assert rules_of(refused) == ["R44"]


def test_R44_nothing_is_paid_while_the_award_is_suspended(award: Award3) -> None:
    tranche = award.approved()
    award.fund.move(award.award, "suspend", APPROVER)

    with pytest.raises(Refused) as refused:
        award.matched(award.shown(tranche), tranche)

    assert rules_of(refused) == ["R44"]
    assert award.tranche().state == "APPROVED"


def test_R44_a_block_stops_payment_until_it_is_lifted(award: Award3) -> None:
    tranche = award.approved()
    shown = award.shown(tranche)
    with moving(award.databases, OFFICER) as tx:
        place_block(tx, award.award.id, "stop_order", "Works are stopped: unsafe scaffold")

    with pytest.raises(Refused, match="Payments are stopped") as refused:
        award.matched(shown, tranche)
    with moving(award.databases, OFFICER) as tx:
        lift_block(tx, award.award.id, "stop_order", "The scaffold is safe")
    award.matched(shown, tranche)

    assert rules_of(refused) == ["R44"]
    assert award.tranche().state == "PAID"


def test_R44_payments_end_sixty_days_after_the_award(award: Award3) -> None:
    award.certified()
    last = date(2026, 12, 31) + timedelta(days=60)
    too_late = NOW.replace(year=last.year, month=last.month, day=last.day) + timedelta(days=1)

    with pytest.raises(Refused) as late:
        award.move("approve", MANAGER, now=too_late)
    with pytest.raises(Refused) as in_time:
        award.move("approve", MANAGER, now=too_late - timedelta(days=1))

    assert rules_of(late) == ["R44", "R39"]
    assert rules_of(in_time) == ["R39"]


# --- R45-R47: what must be so first --------------------------------------------------------------


def test_R45_the_second_tranche_waits_for_the_first(award: Award3) -> None:
    with pytest.raises(Refused, match="comes first"):
        award.requested(number=2)


def test_R45_exactly_seventy_percent_accounted_for_opens_the_next(award: Award3) -> None:
    award.acknowledged()
    award.reported()
    award.accounted(FIRST * 70 // 100 - 1)

    with pytest.raises(Refused) as refused:
        award.requested(number=2)
    award.accounted(1)

    assert rules_of(refused) == ["R45"]
    assert award.requested(number=2).state == "REQUESTED"


def test_R45_the_reports_about_the_tranche_before_are_accepted_first(house_db: Databases) -> None:
    award = paying.running(house_db, currency="UGX", starts_on=date(2026, 1, 1))
    desk = Desk(award.fund, award.award)
    award.acknowledged()
    award.fund.month_of(date(2026, 4, 1))
    for since, per_usd in RATES:
        giving.rate(house_db, "UGX", per_usd, effective_on=since)

    with pytest.raises(Refused) as before:
        award.requested(number=2)
    narrative, financial = desk.report("narrative"), desk.submitted()
    desk.move(narrative, "start")
    desk.move(narrative, "write", Write(done="The shed stands."))
    desk.move(narrative, "submit")
    desk.move(narrative, "accept_narrative", actor=OFFICER)
    for line in (1, 2, 3):
        desk.review(financial, line)
    with pytest.raises(Refused) as between:
        award.requested(number=2)
    desk.move(financial, "accept", actor=FINANCE)

    assert rules_of(before) == ["R45", "R45"]
    assert rules_of(between) == ["R45", "R45"]
    assert award.requested(number=2).state == "REQUESTED"


def test_R46_a_condition_of_the_tranche_must_be_met_before_finance_certifies(house_db: Databases) -> None:
    award = paying.running(
        house_db, conditions=(condition(code="R46-1", sentence="Milestone 1 is measured."),)
    )
    award.requested()
    award.move("verify", OFFICER, Checked(checked="Visit"))

    with pytest.raises(Refused, match="Not met yet"):
        award.move("certify", FINANCE, Checked(checked="Papers"))
    with moving(house_db, OFFICER) as tx:
        meet(tx, award.award.id, "R46-1", "Site book, page 4")

    assert award.move("certify", FINANCE, Checked(checked="Papers")).state == "CERTIFIED"


def test_R47_the_first_cash_of_the_community_is_a_condition_of_the_first_tranche_only(
    house_db: Databases,
) -> None:
    award = paying.running(house_db, conditions=(condition(),))
    award.requested()
    award.move("verify", OFFICER, Checked(checked="Visit"))

    with pytest.raises(Refused, match="Not met yet"):
        award.move("certify", FINANCE, Checked(checked="Papers"))


# --- R37, R39: to whom ---------------------------------------------------------------------------


def test_R37_R39_nobody_unscreened_and_no_unverified_account_is_paid(award: Award3) -> None:
    award.requested()
    award.move("verify", OFFICER, Checked(checked="Visit"))
    with award.databases.read() as session:
        (account,) = records_of(session, award.fund.group.id)
    with moving(award.databases, proofs.FINANCE) as tx:
        fire(
            tx,
            BANK_RECORDS,
            tx.session.get_one(BankRecord, account.id),
            "end",
            giving.asked(BANK_RECORDS, "end"),
        )

    with pytest.raises(Refused) as refused:
        award.move("certify", FINANCE, Checked(checked="Papers"), now=NOW + timedelta(days=70))

    assert rules_of(refused) == ["R39", "R37"]


def test_R37_an_account_verified_since_is_not_paid_to_before_it_has_cooled(award: Award3) -> None:
    tranche = award.approved()
    proofs.verified(award.databases, award.fund.group, NOW, number="99 99", institution="Other Bank")

    with pytest.raises(Refused, match="verified lately") as refused:
        award.matched(award.shown(tranche), tranche)

    assert rules_of(refused) == ["R37"]
    assert award.matched(award.shown(tranche, voucher="B-79"), tranche, now=NOW + timedelta(hours=48))


# --- R48: never more than the tranche ------------------------------------------------------------


def test_R48_a_request_is_at_most_the_tranche(award: Award3) -> None:
    with pytest.raises(Refused) as refused:
        award.requested(FIRST + 1)

    assert rules_of(refused) == ["R48"]
    assert award.requested(FIRST).requested == FIRST


def test_R48_what_is_paid_is_what_was_approved_to_the_cent(award: Award3) -> None:
    tranche = award.approved(1_000_000)

    for minor in (999_999, 1_000_001, FIRST):
        with pytest.raises(Refused) as refused:
            award.matched(award.shown(tranche, minor, voucher=str(minor)), tranche)
        assert rules_of(refused) == ["R48"]

    assert award.payments() == []


# --- R30, R49: who ------------------------------------------------------------------------------


@pytest.fixture
def large(house_db: Databases) -> Award3:
    """200,000 US dollars, its first tranche 60,000."""
    return paying.running(house_db, [LARGE], amount=LARGE, parts=[LARGE], track="large")


def test_R30_above_the_limit_another_office_approves(large: Award3) -> None:
    large.certified()

    with pytest.raises(Refused) as refused:
        large.move("approve", MANAGER)

    assert rules_of(refused) == ["R30"]
    assert large.move("approve", APPROVER).state == "APPROVED"


def test_R49_requester_verifier_certifier_and_approver_are_different_people(award: Award3) -> None:
    everything = frozenset(
        {Post(role, scope) for role in (Role.PROGRAMME_OFFICER, Role.FINANCE_OFFICER) for scope in SCOPES}
        | set(award.fund.grantee.posts)
        | set(MANAGER.posts)
    )
    one = Actor("usr_30", everything, fresh=True)
    award.move("request", one, Request(amount=FIRST, purpose="Cement"))

    with pytest.raises(Refused) as verified:
        award.move("verify", one, Checked(checked="Visit"))
    award.move("verify", OFFICER, Checked(checked="Visit"))
    with pytest.raises(Refused) as certified:
        award.move("certify", one, Checked(checked="Papers"))
    award.move("certify", FINANCE, Checked(checked="Papers"))
    with pytest.raises(Refused) as approved:
        award.move("approve", one)

    assert [rules_of(one) for one in (verified, certified, approved)] == [["R49"]] * 3


SCOPES = tuple({post.scope for post in FINANCE.posts})


def test_R49_who_verified_or_certified_does_not_approve_and_who_approved_does_not_pay(award: Award3) -> None:
    officer = also(OFFICER, Role.APPROVER, MANAGER)
    finance = also(FINANCE, Role.APPROVER, MANAGER)
    award.requested()
    award.move("verify", officer, Checked(checked="Visit"))
    award.move("certify", finance, Checked(checked="Papers"))

    for person in (officer, finance):
        with pytest.raises(Refused) as refused:
            award.move("approve", person)
        assert rules_of(refused) == ["R49"]
    manager = also(MANAGER, Role.FINANCE_OFFICER, FINANCE)
    tranche = award.move("approve", manager)
    with pytest.raises(Refused) as refused:
        award.matched(award.shown(tranche), tranche, manager)

    assert rules_of(refused) == ["R49"]


def also(person: Actor, _role: Role, other: Actor) -> Actor:
    """The person with the other's posts as well."""
    return Actor(person.reference, person.posts | other.posts, fresh=True)


def test_R49_the_certifier_may_record_what_a_bank_line_proves_but_not_by_hand(award: Award3) -> None:
    tranche = award.approved()

    with pytest.raises(Refused) as refused:
        award.move("enter_proof", FINANCE, proof())
    award.matched(award.shown(tranche), tranche, FINANCE)

    assert rules_of(refused) == ["R49"]
    assert award.tranche().state == "PAID"


def test_R49_from_fifty_thousand_on_four_people_besides_the_requester(large: Award3) -> None:
    large.certified()
    tranche = large.move("approve", APPROVER)
    shown = large.shown(tranche)

    with pytest.raises(Refused, match="different people") as refused:
        large.matched(shown, tranche, FINANCE)
    large.matched(shown, tranche, OTHER_FINANCE)

    assert rules_of(refused) == ["R49"]
    assert large.tranche().state == "PAID"


# --- Proof by hand -------------------------------------------------------------------------------


def test_proof_entered_by_one_is_confirmed_by_another(award: Award3) -> None:
    award.approved()

    entered = award.move("enter_proof", OTHER_FINANCE, proof())
    between = award.fund.stands(award.award)
    with pytest.raises(Refused) as refused:
        award.move("confirm_proof", OTHER_FINANCE)
    done = award.move("confirm_proof", FINANCE)

    assert entered.state == "PROOF_ENTERED"
    assert between == {Kind.COMMITTED: 3_600_000}
    assert rules_of(refused) == ["R49"]
    assert done.state == "PAID"
    assert award.fund.stands(award.award)[Kind.ADVANCED] == FIRST
    assert sound(award)


def test_a_proof_that_shows_nothing_is_struck_out_and_another_may_be_entered(award: Award3) -> None:
    award.approved()
    award.move("enter_proof", OTHER_FINANCE, proof())
    award.move("reject_proof", FINANCE)

    award.move("enter_proof", OTHER_FINANCE, proof(proof="Debit advice 14"))
    award.move("confirm_proof", MANAGER_2)

    assert [(one.number, one.undone_at is None) for one in award.payments()] == [(1, False), (2, True)]
    assert sound(award)


MANAGER_2 = staff("usr_41", Role.FINANCE_OFFICER)


# --- Exits ---------------------------------------------------------------------------------------


def test_a_returned_request_is_asked_for_again_and_checked_anew(award: Award3) -> None:
    award.certified()
    award.move("return", MANAGER)

    award.certified(1_000_000)

    assert award.tranche().requested == 1_000_000


@pytest.mark.parametrize("before", ["PLANNED", "REQUESTED", "CERTIFIED", "APPROVED"])
def test_a_held_tranche_goes_on_where_it_was(award: Award3, before: str) -> None:
    ways = {"REQUESTED": award.requested, "CERTIFIED": award.certified, "APPROVED": award.approved}
    if before in ways:
        ways[before]()

    held = award.move("hold", FINANCE)
    with pytest.raises(Refused, match="Who held it"):
        award.move("release", OFFICER)
    released = award.move("release", FINANCE)

    assert (held.state, released.state) == ("HELD", before)


def test_an_approver_releases_what_another_held(award: Award3) -> None:
    award.approved()
    award.move("hold", FINANCE)

    assert award.move("release", HOST).state == "APPROVED"


def test_R70_a_payment_that_came_back_is_mirrored_and_the_tranche_can_be_paid_again(award: Award3) -> None:
    before = cash(award)
    tranche = award.paid()
    returned = paying.statement(award.databases, FIRST, reference=tranche.reference, returned=True)

    award.matched(returned, tranche)
    after = cash(award)
    award.matched(award.shown(tranche, voucher="B-78"), tranche)

    assert after == before
    assert award.tranche().state == "PAID"
    assert [one.undone_at is None for one in award.payments()] == [False, True]
    assert award.fund.stands(award.award)[Kind.ADVANCED] == FIRST
    assert sound(award)


def test_a_recalled_tranche_is_cancelled_when_the_money_is_back(award: Award3) -> None:
    before = cash(award)
    tranche = award.acknowledged()
    award.move("recall", APPROVER)

    award.matched(paying.statement(award.databases, FIRST), tranche)

    assert award.tranche().state == "CANCELLED"
    assert cash(award) == before
    assert sound(award)


def test_R61_what_is_accounted_for_is_not_asked_back_nor_closed_before_it_is_all(award: Award3) -> None:
    award.acknowledged()
    award.accounted(1)

    with pytest.raises(Refused) as recalled:
        award.move("recall", APPROVER)
    with pytest.raises(Refused) as settled:
        award.move("liquidate", FINANCE)

    assert [rules_of(one) for one in (recalled, settled)] == [["R61"]] * 2


def test_when_the_award_is_terminated_what_is_not_paid_is_cancelled(award: Award3) -> None:
    award.acknowledged()
    award.move("hold", FINANCE, number=2)

    award.fund.move(award.award, "terminate", APPROVER)

    assert [award.tranche(number).state for number in (1, 2, 3)] == ["ACKNOWLEDGED", "CANCELLED", "CANCELLED"]
    assert award.fund.stands(award.award) == {Kind.ADVANCED: FIRST}


@pytest.mark.parametrize(
    ("name", "actor", "form"),
    [
        ("enter_proof", OTHER_FINANCE, proof(paid_on=TODAY + timedelta(days=1))),
        ("enter_proof", OTHER_FINANCE, proof(FIRST + 1)),
    ],
)
def test_a_proof_of_another_amount_or_of_tomorrow_is_refused(
    award: Award3, name: str, actor: Actor, form: Form
) -> None:
    award.approved()

    with pytest.raises(Refused):
        award.move(name, actor, form)


def test_a_receipt_before_the_payment_is_refused(award: Award3) -> None:
    award.paid()

    with pytest.raises(Refused, match="cannot have come before"):
        award.move("acknowledge", award.fund.grantee, receipt(on=TODAY - timedelta(days=1)))
    with pytest.raises(Refused, match="still to come"):
        award.move("acknowledge", award.fund.grantee, receipt(on=TODAY + timedelta(days=1)))
    with pytest.raises(Refused, match="still to come"):
        award.move("bounce", FINANCE, back(TODAY + timedelta(days=1)))


def test_direct_payments_leave_no_advance(house_db: Databases) -> None:
    fund = awarding.fund_on(house_db)
    award = Award3(fund, fund.active(fund.prepared(modality="direct_payment")))
    award.reported()

    award.paid()

    assert award.fund.stands(award.award) == {Kind.COMMITTED: 3_600_000 - FIRST, Kind.LIQUIDATED: FIRST}
    assert award.requested(number=2).state == "REQUESTED"


def test_nobody_else_asks_for_the_grantees_money(award: Award3) -> None:
    for person in (OFFICER, FINANCE, MANAGER, staff("usr_50", Role.ADMINISTRATOR)):
        with pytest.raises(NotAllowed):
            award.move("request", person, Request(amount=FIRST, purpose="Cement"))
    with pytest.raises(NotAllowed):
        award.move("confirm_proof", OFFICER, Note())
    with pytest.raises(NotAllowed):
        award.move("pay", OFFICER, Proof(paid_on=TODAY, amount=1, proof="None"))
