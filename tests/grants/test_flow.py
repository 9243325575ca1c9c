"""A grant through its flow on both engines: the walk, who may when, and what the rules refuse."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.funding.awards.models import Award, AwardState
from app.funding.ledger.fsck import fsck
from app.funding.ledger.models import Kind
from app.funding.ledger.queries import standing
from app.grants.flow import GRANTS
from app.grants.models import Answer, Grant, State
from app.grants.schemas import Deliver, ShowMet
from app.kernel.actors import CLOCK
from app.kernel.errors import NotAllowed, NotFound, Refused
from app.kernel.flow import Nothing, fire
from app.kernel.flow.clock import fire_due
from app.parties.due_diligence.flow import DUE_DILIGENCE
from app.parties.due_diligence.models import DueDiligence
from tests.funding import fund as months
from tests.grants.make import AMOUNT, REASON, World, appraisal, approval, conditions, proposal
from tests.parties import proofs
from tests.places.world import NOW, PLUGS, moved, moving

LATER = NOW + timedelta(days=15)
"""After the members' ten working days."""


def rules(refusal: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.rule for reason in refusal.value.whys]


def fields(refusal: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str | None]]:
    return [(reason.rule, reason.field) for reason in refusal.value.whys]


def test_a_grant_walks_from_the_idea_to_an_award_with_its_money_reserved(world: World) -> None:
    reference = world.agreed()

    grant = world.move("manager", reference, "approve", approval())

    assert world.moves(reference) == [
        "idea", "ask", "save", "finish", "certify", "admit", "appraise", "deliver", "agree", "approve",
    ]  # fmt: skip
    with world.databases.read() as session:
        award = session.get_one(Award, grant.award_id)
        assert (award.state, award.amount, award.case_id) == (AwardState.APPROVED, AMOUNT, grant.id)
        free = standing(session, [world.allotments[0].holder], Kind.FREE, "USD")
        assert free[world.allotments[0].holder].minor == 30_000_000 - AMOUNT
        assert not fsck(session).differences


def test_a_proposal_is_kept_as_it_went_out_each_time(world: World) -> None:
    reference = world.submitted()
    world.move("officer", reference, "return", REASON)
    world.move("writer", reference, "save", proposal(3_000_000))
    world.move("writer", reference, "finish")
    world.move("signer", reference, "certify")

    grant = world.again(reference)

    assert [row.number for row in grant.submissions] == [1, 2]
    assert [row.content["budget"][0]["fund"] for row in grant.submissions] == [AMOUNT, 3_000_000]
    assert grant.amount == 3_000_000


# --- The idea ------------------------------------------------------------------------------------


def test_every_fault_of_an_idea_is_told_at_once(world: World) -> None:
    with pytest.raises(Refused) as refusal:
        world.idea(
            party="PTY-0",
            countries=["LBR", "CHE"],
            themes=[{"theme": "women", "percent": 60}, {"theme": "women", "percent": 30}],
            route="direct",
        )

    assert fields(refusal) == [
        ("", "party"), ("R01", "countries"), ("R02", "window"), ("R03", "themes"), ("", "justification"),
    ]  # fmt: skip


def test_R03_themes_are_kept_with_the_largest_first(world: World) -> None:
    shares = [{"theme": "women", "percent": 40}, {"theme": "upgrading", "percent": 60}]

    grant = world.again(world.idea(themes=shares))

    assert [line["theme"] for line in grant.themes] == ["upgrading", "women"]


def test_an_applicant_enters_ideas_of_its_own_organisation_only(world: World) -> None:
    assert world.again(world.idea("writer")).state == State.IDEA

    with pytest.raises(Refused) as refusal:
        world.idea("stranger")

    assert ("", "party") in fields(refusal)


# --- The proposal --------------------------------------------------------------------------------


def test_what_is_not_whole_does_not_go_out_and_everything_missing_is_counted(world: World) -> None:
    reference = world.idea()
    world.move("officer", reference, "ask")

    with pytest.raises(Refused) as refusal:
        world.move("writer", reference, "finish")

    assert [reason.field for reason in refusal.value.whys] == ["proposal", "budget"]
    assert refusal.value.whys[0].text.values["n"] == 5


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"months": 37, "plan": [{"activity": "Meet", "first_month": 1, "last_month": 37}]}, "months"),
        ({"plan": [{"activity": "Meet", "first_month": 3, "last_month": 2}]}, "plan-0-last_month"),
        ({"plan": [{"activity": "Meet", "first_month": 1, "last_month": 13}]}, "plan-0-last_month"),
    ],
)
def test_months_keep_within_the_limit_and_activities_within_the_months(
    world: World, more: dict[str, Any], field: str
) -> None:
    reference = world.drafted()
    world.move("writer", reference, "save", proposal(**more))

    with pytest.raises(Refused) as refusal:
        world.move("writer", reference, "finish")

    assert [reason.field for reason in refusal.value.whys] == [field]


def test_R28_who_wrote_it_does_not_certify_it(world: World) -> None:
    reference = world.drafted()
    world.move("signer", reference, "save", proposal())
    world.move("writer", reference, "finish")

    with pytest.raises(Refused) as refusal:
        world.move("signer", reference, "certify")

    assert rules(refusal) == ["R28"]


def test_another_organisation_finds_nothing_and_members_see_it_when_it_is_theirs(world: World) -> None:
    reference = world.appraised()

    for who in ("stranger", "member"):
        with pytest.raises(NotFound):
            world.move(who, reference, "agree")
    with pytest.raises(NotAllowed):
        world.move("writer", reference, "deliver", Deliver(delivered_on=NOW.date()))


# --- Appraisal -----------------------------------------------------------------------------------


def test_R36_without_an_approved_file_nothing_is_appraised(world: World) -> None:
    reference = world.submitted()
    world.move("officer", reference, "admit")
    with world.databases.read() as session:
        file = session.scalars(select(DueDiligence)).one()
    revoked = DUE_DILIGENCE.by_name["revoke"].form.model_validate({"reason": "It was false."})
    moved(world.databases, proofs.MANAGER, DUE_DILIGENCE, file, "revoke", revoked)

    with pytest.raises(Refused) as refusal:
        world.move("officer", reference, "appraise", appraisal())

    assert rules(refusal) == ["R36"]


def test_R39_a_search_of_the_lists_that_is_too_old_shuts_the_approval(world: World) -> None:
    reference = world.agreed()
    late = NOW + timedelta(days=100)

    with pytest.raises(Refused) as refusal:
        world.move("manager", reference, "approve", approval(starts_on=late.date()), now=late)

    assert rules(refusal) == ["R39"]


def test_R104_the_appraisers_markers_are_kept_with_their_sentences(world: World) -> None:
    grant = world.again(world.appraised())

    found = grant.assessments[0]
    assert (found.gender, found.climate, found.youth) == (2, 1, 0)
    assert found.gender_why == "Half are women."


# --- No-objection --------------------------------------------------------------------------------


def silence_noted(world: World, reference: str, now: datetime) -> None:
    """The worker's hand notes that nobody answered."""
    with moving(world.databases, CLOCK, now) as tx:
        grant = tx.session.scalars(select(Grant).where(Grant.reference == reference)).one()
        fire(tx, GRANTS, grant, "note_silence", Nothing())


def test_R33_ten_working_days_run_from_the_delivery_and_silence_lets_it_go_on(world: World) -> None:
    months.month(world.databases, "2026-07")
    reference = world.delivered()
    assert world.again(reference).no_objection_until == date(2026, 7, 14)

    with pytest.raises(Refused) as early:
        world.move("manager", reference, "approve", approval())
    with pytest.raises(Refused) as too_soon:
        silence_noted(world, reference, NOW)
    silence_noted(world, reference, LATER)
    grant = world.move("manager", reference, "approve", approval(starts_on=LATER.date()), now=LATER)

    assert rules(early) == ["R33"]
    assert rules(too_soon) == ["R33"]
    assert [row.answer for row in world.again(reference).answers] == [Answer.NONE]
    assert grant.state == State.APPROVED


def test_R33_it_is_not_delivered_on_a_day_to_come(world: World) -> None:
    reference = world.appraised()

    with pytest.raises(Refused) as refusal:
        world.move("officer", reference, "deliver", Deliver(delivered_on=NOW.date() + timedelta(days=1)))

    assert fields(refusal) == [("R33", "delivered_on")]


@pytest.mark.parametrize(("who", "how"), [("member", "withdraw_objection"), ("director", "overrule")])
def test_R33_an_objection_blocks_until_it_is_withdrawn_or_overruled(world: World, who: str, how: str) -> None:
    reference = world.delivered()
    with pytest.raises(Refused):
        world.move(who, reference, how, REASON)
    world.move("member", reference, "object", REASON)

    with pytest.raises(Refused) as blocked:
        world.move("manager", reference, "approve", approval())
    world.move(who, reference, how, REASON)
    world.move("manager", reference, "approve", approval())

    assert rules(blocked) == ["R33"]
    assert world.again(reference).state == State.APPROVED


def test_R33_an_objection_after_one_withdrawn_blocks_anew(world: World) -> None:
    reference = world.delivered()
    for move in ("object", "withdraw_objection", "object"):
        world.move("member", reference, move, REASON)

    with pytest.raises(Refused) as refusal:
        world.move("manager", reference, "approve", approval())

    assert rules(refusal) == ["R33"]


def test_only_the_director_overrules_an_objection(world: World) -> None:
    reference = world.delivered()
    world.move("member", reference, "object", REASON)

    with pytest.raises(NotAllowed):
        world.move("manager", reference, "overrule", REASON)


# --- The decision --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cents", "too_low", "enough"),
    [(5_000_000, "", "manager"), (5_000_001, "manager", "director"), (25_000_001, "director", "host")],
)
def test_R30_an_amount_above_ones_limit_is_another_offices(
    world: World, cents: int, too_low: str, enough: str
) -> None:
    reference = world.agreed(cents)

    if too_low:
        with pytest.raises(Refused) as refusal:
            world.move(too_low, reference, "approve", approval())
        assert rules(refusal) == ["R30"]
    grant = world.move(enough, reference, "approve", approval())

    assert grant.state == State.APPROVED


def test_R34_more_than_is_free_is_refused_and_nothing_is_reserved(world: World) -> None:
    reference = world.agreed(36_000_000)

    with pytest.raises(Refused) as refusal:
        world.move("host", reference, "approve", approval())

    assert rules(refusal) == ["R34"]
    assert world.again(reference).award_id is None


def test_R34_the_parts_chosen_make_the_whole(world: World) -> None:
    reference = world.agreed(6_000_000)
    names = [allotment.reference for allotment in world.allotments]

    def parts(*cents: int) -> list[dict[str, object]]:
        return [{"allotment": name, "amount": part} for name, part in zip(names, cents, strict=True)]

    with pytest.raises(Refused) as refusal:
        world.move("director", reference, "approve", approval(shares=parts(1_000_000, 4_000_000)))
    world.move("director", reference, "approve", approval(shares=parts(1_000_000, 5_000_000)))

    assert rules(refusal) == ["R34"]
    assert world.again(reference).state == State.APPROVED


def test_an_award_begins_today_or_later_and_ends_after_it_began(world: World) -> None:
    reference = world.agreed()

    with pytest.raises(Refused) as refusal:
        world.move("manager", reference, "approve", approval(ends_on=NOW.date()))

    assert ("", "ends_on") in fields(refusal)


def test_a_conditional_approval_becomes_one_when_each_condition_is_shown_met(world: World) -> None:
    reference = world.agreed()
    world.move(
        "manager",
        reference,
        "approve_on_conditions",
        conditions("Accounts are audited.", "A second signatory."),
    )
    first, second = world.again(reference).conditions

    with pytest.raises(Refused) as still_open:
        world.move("manager", reference, "approve", approval())
    world.move("officer", reference, "show_met", ShowMet(condition=first.id, evidence="Audit of May"))
    with pytest.raises(Refused) as twice:
        world.move("officer", reference, "show_met", ShowMet(condition=first.id, evidence="Audit of May"))
    world.move("officer", reference, "show_met", ShowMet(condition=second.id, evidence="Bank letter"))
    grant = world.move("manager", reference, "approve", approval())

    assert [reason.text.values["n"] for reason in still_open.value.whys] == [2]
    assert fields(twice) == [("", "condition")]
    assert grant.state == State.APPROVED


def test_a_conditional_approval_lapses_after_sixty_days(world: World) -> None:
    reference = world.agreed()

    grant = world.move("manager", reference, "approve_on_conditions", conditions("Accounts are audited."))

    assert grant.due_at == NOW + timedelta(days=60)
    assert fire_due(world.databases, PLUGS, [GRANTS], NOW + timedelta(days=60)) == 1
    assert world.again(reference).state == State.LAPSED


def test_a_rejected_grant_stays_and_the_applicant_reads_why(world: World) -> None:
    reference = world.appraised()

    world.move("manager", reference, "reject", REASON)

    assert world.again(reference).state == State.REJECTED
    with pytest.raises(Refused):
        world.move("signer", reference, "withdraw", REASON)


def test_only_who_signs_for_the_organisation_withdraws_its_grant(world: World) -> None:
    reference = world.submitted()

    with pytest.raises(NotAllowed):
        world.move("writer", reference, "withdraw", REASON)
    world.move("signer", reference, "withdraw", REASON)

    assert world.again(reference).state == State.WITHDRAWN
