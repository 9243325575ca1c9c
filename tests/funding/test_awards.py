"""An award through its flow: reserved, prepared, signed by both, active, and every way in which it ends early."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.funding.awards.flow import AWARDS
from app.funding.awards.from_above import lift_block, meet, place_block
from app.funding.awards.models import AwardState
from app.funding.awards.queries import TERMS
from app.funding.awards.schemas import Meet, SignAsGrantee, Waive, WaiveRequirement
from app.funding.ledger.fsck import fsck
from app.funding.ledger.models import Kind
from app.kernel.actors import Actor, Office, Post, Role, Scope, ScopeKind
from app.kernel.db import Databases
from app.kernel.errors import NotAllowed, Refusal, Refused
from app.kernel.flow import NotFresh, find, offers
from app.kernel.flow.clock import fire_due
from app.kernel.policy import put
from app.kernel.things import Step
from app.kernel.trail import fsck as trail
from tests.funding import awarding
from tests.funding.awarding import (
    AMOUNT,
    HOST,
    MANAGER,
    MUNICIPAL,
    OFFICER,
    Fund,
    condition,
    signature,
    terms,
)
from tests.funding.fund import APPROVER, moving, staff
from tests.parties import make as parties
from tests.parties import proofs
from tests.places.browsing import Browser
from tests.places.world import ADMINISTRATOR, NOW, PLUGS


@pytest.fixture
def fund(house_db: Databases) -> Fund:
    """Two allotments, 100,000 and 50,000 US dollars, for Liberia."""
    return awarding.fund_on(house_db)


def rules_of(refusal: pytest.ExceptionInfo[Refusal]) -> list[str]:
    """The numbers of the rules that stood against it."""
    return [reason.rule for reason in refusal.value.whys]


def sound(fund: Fund) -> bool:
    """Whether ledger and trail agree with themselves."""
    with fund.databases.read() as session:
        return not fsck(session).differences and not trail.fsck(session.connection(), []).faults


# --- Money -----------------------------------------------------------------------------------------


def test_R34_an_approval_reserves_what_was_free(fund: Fund) -> None:
    award = fund.reserved(parts=[2_400_000, 1_200_000])

    assert award.state == AwardState.APPROVED
    assert fund.stands(award) == {Kind.RESERVED: AMOUNT}
    assert fund.free() == [7_600_000, 3_800_000]
    assert sound(fund)


def test_R34_more_than_is_free_is_refused_and_nothing_stands(fund: Fund) -> None:
    with pytest.raises(Refused) as refused:
        fund.reserved(10_000_001)

    assert rules_of(refused) == ["R34"]
    assert fund.free() == [10_000_000, 5_000_000]


def test_R35_the_hosts_signature_commits_what_is_reserved(fund: Fund) -> None:
    award = fund.signed(fund.prepared(fund.reserved(parts=[2_400_000, 1_200_000])))

    assert award.state == AwardState.SIGNED
    assert fund.stands(award) == {Kind.COMMITTED: AMOUNT}
    assert fund.free() == [7_600_000, 3_800_000]
    assert sound(fund)


def test_an_award_walks_from_its_reservation_to_its_beginning(fund: Fund) -> None:
    award = fund.active()

    sheet = fund.sheet(award)
    assert sheet.award.state == AwardState.ACTIVE
    assert sheet.award.due_at == datetime(2027, 1, 1, tzinfo=NOW.tzinfo)
    assert [tranche.amount for tranche in sheet.tranches] == [1_440_000, 1_440_000, 720_000]
    assert {tranche.root_id for tranche in sheet.tranches} == {award.id}
    assert [one.side for one in sheet.award.agreements[0].signatures] == ["grantee", "host"]
    with fund.databases.read() as session:
        steps = session.execute(select(Step.kind, Step.move).where(Step.root_id == award.id)).all()
    assert [tuple(row) for row in steps if row.kind != "funding.report"] == [
        ("funding.award", "reserve"),
        ("funding.award", "prepare"),
        *[("funding.tranche", "plan")] * 3,
        ("funding.award", "sign_as_grantee"),
        ("funding.award", "sign"),
        ("funding.award", "activate"),
    ]
    assert {row.move for row in steps if row.kind == "funding.report"} == {"expect"}


# --- R35: without a signature the reservation lapses -------------------------------------------------


@pytest.mark.parametrize("stage", ["reserved", "prepared", "signed_by_grantee"])
def test_R35_the_clock_lapses_what_nobody_signed_in_90_days(fund: Fund, stage: str) -> None:
    award = getattr(fund, stage)()
    fund.month_of(date(2026, 9, 29))
    last = NOW + timedelta(days=90)

    early = fire_due(fund.databases, PLUGS, [AWARDS], last.replace(hour=23))
    late = fire_due(fund.databases, PLUGS, [AWARDS], (last + timedelta(days=1)).replace(hour=0))

    assert (early, late) == (0, 1)
    sheet = fund.sheet(award)
    assert sheet.award.state == AwardState.LAPSED
    assert {tranche.state for tranche in sheet.tranches} <= {"CANCELLED"}
    assert fund.stands(award) == {}
    assert fund.free() == [10_000_000, 5_000_000]
    assert sound(fund)


def test_R35_nobody_signs_after_the_last_day_even_where_the_clock_is_late(fund: Fund) -> None:
    award = fund.signed_by_grantee()

    with pytest.raises(Refused) as refused:
        fund.move(award, "sign", HOST, signature(), now=NOW + timedelta(days=91))

    assert rules_of(refused) == ["R35", "R39"]


def test_R35_on_the_last_day_it_may_be_signed(fund: Fund) -> None:
    fund.month_of(date(2026, 7, 30))
    with moving(fund.databases, ADMINISTRATOR) as tx:
        put(tx, TERMS, "LBR", date(2025, 1, 1), {"days_reserved": 30})
    award = fund.signed_by_grantee()

    signed = fund.move(award, "sign", HOST, signature(), now=NOW + timedelta(days=30))

    assert signed.state == AwardState.SIGNED


def test_the_clock_lets_a_signed_award_stand_and_ends_an_active_one_after_its_last_day(fund: Fund) -> None:
    signed = fund.signed()
    last = NOW.replace(month=12, day=31)
    before = fire_due(fund.databases, PLUGS, [AWARDS], NOW + timedelta(days=300))
    fund.move(signed, "activate", OFFICER)

    early = fire_due(fund.databases, PLUGS, [AWARDS], last)
    late = fire_due(fund.databases, PLUGS, [AWARDS], last + timedelta(days=1))

    assert (before, early, late) == (0, 0, 1)
    assert fund.sheet(signed).award.state == AwardState.ENDED


def test_an_approver_releases_a_reservation_before_its_time(fund: Fund) -> None:
    award = fund.move(fund.prepared(), "release", MANAGER)

    assert award.state == AwardState.LAPSED
    assert fund.free() == [10_000_000, 5_000_000]
    assert awarding.states_of(fund.sheet(award)) == ["CANCELLED"] * 3


# --- The agreement -----------------------------------------------------------------------------------


def test_R40_typed_percentages_must_make_100(fund: Fund) -> None:
    award = fund.reserved()

    with pytest.raises(Refused) as refused:
        fund.prepared(award, tranches=[{"percent": "60"}, {"percent": "39.9"}])

    assert [(why.rule, why.field) for why in refused.value.whys] == [("R40", "tranches")]


def test_R41_reports_visits_and_audit_are_planned_before_anybody_signs(fund: Fund) -> None:
    award = fund.prepared(risk="high")

    sheet = fund.sheet(award)
    kinds = {one.kind for one in sheet.award.requirements}
    assert kinds == {"narrative", "financial", "visit", "spot_check", "audit"}
    assert [tranche.percent for tranche in sheet.tranches] == ["30", "30", "30", "10"]


def test_R43_the_method_of_exchange_is_a_term_of_the_agreement(fund: Fund) -> None:
    award = fund.prepared(fx_method="receipt")

    assert (award.currency, award.fx_method) == ("LRD", "receipt")


def test_a_draft_taken_back_is_prepared_anew(fund: Fund) -> None:
    award = fund.signed_by_grantee(
        fund.prepared(fund.reserved(works=True), preconditions=[{"sentence": "The account is open."}])
    )

    fund.move(award, "revise", OFFICER)
    fund.prepared(award, tranches=[{"percent": "50"}, {"percent": "50"}])

    sheet = fund.sheet(award)
    live = [tranche for tranche in sheet.tranches if tranche.state != "CANCELLED"]
    assert [(tranche.number, tranche.amount) for tranche in live] == [(1, 1_800_000), (2, 1_800_000)]
    assert [one.number for one in sheet.award.agreements] == [1, 2]
    assert [(one.code, one.tranche, one.waived) for one in sheet.award.conditions] == [
        ("", None, True),
        ("R46", 2, True),
        ("R46", 3, True),
        ("R46", 2, False),
    ]
    assert sheet.award.due_at is not None


def test_an_agreement_is_signed_in_its_order(fund: Fund) -> None:
    award = fund.prepared()

    with pytest.raises(Refused, match="It is"):
        fund.move(award, "sign", HOST, signature())


def test_only_the_certifier_of_the_party_signs_for_it(fund: Fund) -> None:
    award = fund.prepared()
    party = Scope(ScopeKind.PARTY, fund.group.id)
    member = Actor("usr_31", frozenset({Post(Role.APPLICANT, party)}), fresh=True)
    stranger = Post(Role.APPLICANT, Scope(ScopeKind.PARTY, fund.group.id + 1), office=Office.CERTIFIER)

    for actor in (member, Actor("usr_32", frozenset({stranger}), fresh=True), OFFICER):
        with pytest.raises(NotAllowed):
            fund.move(award, "sign_as_grantee", actor, fund.grantees_signature())


def test_only_the_host_authority_signs_for_the_host(fund: Fund) -> None:
    award = fund.signed_by_grantee()

    for actor in (MANAGER, APPROVER):
        with pytest.raises(NotAllowed):
            fund.move(award, "sign", actor, signature())
    with pytest.raises(NotFresh):
        fund.move(award, "sign", Actor(HOST.reference, HOST.posts), signature())


def test_a_signature_of_tomorrow_is_refused(fund: Fund) -> None:
    award = fund.prepared()
    form = fund.grantees_signature(signed_on=NOW.date() + timedelta(days=1))

    with pytest.raises(Refused, match="still to come"):
        fund.move(award, "sign_as_grantee", fund.grantee, form)


def test_R49_who_prepared_the_agreement_does_not_sign_it_for_the_host(fund: Fund) -> None:
    both = Actor("usr_40", OFFICER.posts | HOST.posts, fresh=True)
    award = fund.move(fund.reserved(), "prepare", both, terms())
    award = fund.signed_by_grantee(award)

    with pytest.raises(Refused) as refused:
        fund.move(award, "sign", both, signature())

    assert rules_of(refused) == ["R49"]


# --- R36-R39: the party ----------------------------------------------------------------------------


@pytest.fixture
def unproven(fund: Fund) -> Fund:
    """The same fund with a group that nobody has looked at."""
    return replace(fund, group=parties.group(fund.databases, fund.settlement))


def test_R36_to_R39_a_party_that_is_not_proven_does_not_sign(unproven: Fund) -> None:
    award = unproven.prepared()

    with pytest.raises(Refused) as refused:
        unproven.move(
            award,
            "sign_as_grantee",
            unproven.grantee,
            SignAsGrantee(signatory=1, signed_on=NOW.date()),
        )

    assert sorted(set(rules_of(refused))) == ["R36", "R37", "R39"]
    assert [why.field for why in refused.value.whys if why.field] == ["signatory"]


def test_R36_a_group_without_legal_personality_signs_with_a_registered_body(
    fund: Fund, unproven: Fund
) -> None:
    proofs.recognised(fund.databases, unproven.group)
    proofs.approved(fund.databases, unproven.group)
    proofs.verified(fund.databases, unproven.group, NOW - timedelta(days=3), number="77 1234")
    alone = unproven.prepared()
    small = unproven.prepared(unproven.reserved(900_000, track="small"))
    together = unproven.prepared(unproven.reserved(), co_signer=fund.group.reference)

    with pytest.raises(Refused, match="no legal personality"):
        unproven.signed_by_grantee(alone)
    with pytest.raises(Refused, match="Say who signs for the registered body"):
        unproven.signed_by_grantee(together)
    assert unproven.signed_by_grantee(small).state == AwardState.SIGNED_BY_GRANTEE
    form = unproven.grantees_signature(co_signatory="The director")
    unproven.move(together, "sign_as_grantee", unproven.grantee, form)

    signatures = unproven.sheet(together).award.agreements[0].signatures
    assert [(one.side, one.signatory) for one in signatures] == [
        ("grantee", "A member of the group"),
        ("co_signer", "The director"),
    ]


def test_R36_only_a_registered_body_of_the_place_signs_with_a_group(fund: Fund) -> None:
    group = parties.group(fund.databases, fund.settlement)

    with pytest.raises(Refused) as refused:
        fund.prepared(co_signer=group.reference)

    assert [(why.rule, why.field) for why in refused.value.whys] == [("R36", "co_signer")]


def test_R36_what_the_secretariat_carries_out_itself_needs_no_party_file(unproven: Fund) -> None:
    award = unproven.prepared(modality="direct_execution")

    with pytest.raises(Refused) as refused:
        unproven.move(
            award, "sign_as_grantee", unproven.grantee, SignAsGrantee(signatory=1, signed_on=NOW.date())
        )

    assert [why.field for why in refused.value.whys] == ["signatory"]


# --- Conditions and blocks ---------------------------------------------------------------------------


def test_an_award_begins_when_its_day_has_come_and_its_conditions_are_met(fund: Fund) -> None:
    later = NOW.date() + timedelta(days=1)
    award = fund.signed(
        fund.prepared(fund.reserved(starts_on=later), preconditions=[{"sentence": "The account is open."}])
    )

    with pytest.raises(Refused) as refused:
        fund.move(award, "activate", OFFICER)
    assert [why.text.id for why in refused.value.whys] == ["It begins on {day}.", "Not met yet: {condition}"]

    open_one = fund.sheet(award).award.conditions[0]
    form = Meet(condition=open_one.id, evidence="Letter of the bank of 29 June")
    fund.move(award, "meet", OFFICER, form)
    active = fund.move(award, "activate", OFFICER, now=NOW + timedelta(days=1))
    assert active.state == AwardState.ACTIVE


def test_R41_a_programme_manager_waives_a_condition_with_a_reason(fund: Fund) -> None:
    award = fund.signed(fund.prepared(preconditions=[{"sentence": "The account is open."}] * 2))
    keys = [one.id for one in fund.sheet(award).award.conditions]

    with pytest.raises(Refused, match="conditions are not met yet"):
        fund.move(award, "activate", OFFICER)
    with pytest.raises(NotAllowed):
        fund.move(award, "waive", HOST, Waive(condition=keys[0], reason="Not needed"))
    for key in keys:
        fund.move(award, "waive", MANAGER, Waive(condition=key, reason="Not needed"))
    with pytest.raises(Refused):
        fund.move(award, "waive", MANAGER, Waive(condition=keys[0], reason="Twice"))

    assert {one.waived for one in fund.sheet(award).award.conditions} == {True}
    assert fund.move(award, "activate", OFFICER).state == AwardState.ACTIVE


def test_R41_only_the_programme_manager_waives_a_report_or_the_audit_and_only_before_it_is_signed(
    fund: Fund,
) -> None:
    award = fund.prepared(risk="high")
    owed = {one.kind: one.id for one in fund.sheet(award).award.requirements}
    audit = WaiveRequirement(requirement=owed["audit"], reason="The host audits all of them this year")

    with pytest.raises(NotAllowed):
        fund.move(award, "waive_requirement", HOST, audit)
    fund.move(award, "waive_requirement", MANAGER, audit)
    with pytest.raises(Refused) as refused:
        fund.move(award, "waive_requirement", MANAGER, audit)

    assert [(why.rule, why.field) for why in refused.value.whys] == [("R41", "requirement")]
    page = Browser(fund.databases, MANAGER).get(f"/funding/awards/{award.reference}/waive_requirement")
    assert "financial report, due on" in page[1]
    sheet = fund.sheet(award)
    assert [(one.code, one.waived) for one in sheet.award.conditions] == [("audit", True)]
    assert {one.kind: one.waived_by for one in sheet.award.requirements}["audit"] == MANAGER.reference
    with pytest.raises(Refused, match="It is"):
        fund.move(fund.signed(award), "waive_requirement", MANAGER, audit)


def test_R46_the_municipal_team_and_nobody_else_confirms_progress(fund: Fund) -> None:
    award = fund.active(fund.prepared(fund.reserved(works=True, conditions=(condition(),))))
    cash, second, _third = fund.sheet(award).award.conditions

    def said(key: int) -> Meet:
        return Meet(condition=key, evidence="Measured on 29 June: 45 percent")

    with pytest.raises(Refused) as refused:
        fund.move(award, "meet", OFFICER, said(second.id))
    assert rules_of(refused) == ["R46"]
    with pytest.raises(Refused) as refused:
        fund.move(award, "measure", MUNICIPAL, said(cash.id))
    assert rules_of(refused) == ["R46"]

    fund.move(award, "measure", MUNICIPAL, said(second.id))
    fund.move(award, "meet", OFFICER, said(cash.id))
    assert [one.met_by for one in fund.sheet(award).award.conditions] == ["usr_20", "usr_23", None]


def test_there_is_nothing_to_measure_where_no_works_are_paid(fund: Fund) -> None:
    award = fund.active()

    with pytest.raises(Refused) as refused:
        fund.move(award, "measure", MUNICIPAL, Meet(condition=1, evidence="None"))

    assert "No measured progress is awaited." in [why.text.id for why in refused.value.whys]


def test_rooms_above_meet_conditions_and_stop_payments(fund: Fund) -> None:
    award = fund.active(fund.prepared(fund.reserved(works=True)))

    with moving(fund.databases, MUNICIPAL) as tx:
        meet(tx, award.id, "R46", "Site book, page 12", tranche=2)
        place_block(tx, award.id, "stopped", "The works are stopped.")
    blocked = fund.sheet(award).award
    with moving(fund.databases, MUNICIPAL) as tx:
        lift_block(tx, award.id, "stopped", "The works go on.")

    assert [(one.tranche, one.met_at) for one in blocked.conditions] == [(2, NOW), (3, None)]
    assert [(one.kind, one.lifted_at) for one in blocked.blocks] == [("stopped", None)]
    lifted = fund.sheet(award).award
    assert [one.lifted_by for one in lifted.blocks] == ["usr_23"]
    assert lifted.version > blocked.version


def test_what_is_made_by_other_moves_is_offered_to_nobody(fund: Fund) -> None:
    award = fund.active()

    with fund.databases.read() as session:
        found = find(session, OFFICER, AWARDS, award.reference, NOW)
        offered = {offer.move.name for offer in offers(session, OFFICER, AWARDS, [found], NOW)[found.id]}

    assert offered == {"attach", "complete_early", "meet"}


# --- Ending early ------------------------------------------------------------------------------------


def test_a_suspended_award_is_resumed(fund: Fund) -> None:
    award = fund.active()

    suspended = fund.move(award, "suspend", MANAGER)
    resumed = fund.move(award, "resume", MANAGER)

    assert (suspended.state, resumed.state) == (AwardState.SUSPENDED, AwardState.ACTIVE)
    assert resumed.due_at is not None


@pytest.mark.parametrize("stage", ["signed", "active"])
def test_a_terminated_award_frees_what_is_not_paid(fund: Fund, stage: str) -> None:
    award = fund.move(getattr(fund, stage)(), "terminate", MANAGER)

    assert award.state == AwardState.TERMINATED
    assert fund.stands(award) == {}
    assert fund.free() == [10_000_000, 5_000_000]
    assert awarding.states_of(fund.sheet(award)) == ["CANCELLED"] * 3
    assert sound(fund)


def test_officers_see_the_awards_of_their_places_only(fund: Fund) -> None:
    award = fund.prepared()
    there = Actor(
        "usr_50", frozenset({Post(Role.PROGRAMME_OFFICER, Scope(ScopeKind.PLACE, fund.settlement.id))})
    )
    away = Actor("usr_51", frozenset({Post(Role.PROGRAMME_OFFICER, Scope(ScopeKind.PLACE, 99))}))
    donor = Actor("usr_52", frozenset({Post(Role.MEMBER, Scope(ScopeKind.SOURCE, fund.sources()[0]))}))

    with fund.databases.read() as session:
        for actor in (there, donor, fund.grantee, staff("usr_53", Role.AUDITOR)):
            assert find(session, actor, AWARDS, award.reference, NOW).id == award.id
        with pytest.raises(Refusal):
            find(session, away, AWARDS, award.reference, NOW)
