"""A round through its whole process, by everybody whose post it takes."""

from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest
from sqlalchemy import select

from app.cuf.meetings.flow import CUF_MEETING
from app.cuf.meetings.models import Meeting
from app.cuf.meetings.schemas import VerifyForm
from app.cuf.models import State
from app.cuf.prioritisation.runs import ENGINE_VERSION, is_consistent
from app.cuf.rounds.flow import CUF_ROUND
from app.cuf.rounds.grounds import kept_run, question
from app.cuf.rounds.models import Feasibility, Option, RoundSettlement, RoundState
from app.cuf.rounds.outcomes import Balance, Computation, Objection, Outcome, Result
from app.cuf.rounds.queries import openings_of
from app.cuf.rounds.schemas import AnswerForm, LotForm, ObjectionForm, Otherwise, Reason, Unlist
from app.kernel.errors import NotAllowed, Refused
from app.kernel.trail import fsck
from tests.cuf.make import NOW, Fund
from tests.cuf.rounds.make import (
    AFTER,
    NEEDS,
    SINGLE,
    VOTES,
    decision,
    entered,
    frozen,
    listing,
    locked,
    moved,
    offered,
    prepared,
    project_of,
    sheet,
    terms,
    the_round,
)

WHY = Reason(reason="A sheet was read wrongly.")
LOT = LotForm(drawn="A3 A2", drawn_on=NOW.date(), witnesses=40, minutes="Minutes of the meeting")


def counted(fund: Fund, **changes: object) -> str:
    """The worked example, counted with its lot."""
    reference = frozen(fund, **changes)
    locked(fund, reference)
    moved(fund, "city", CUF_ROUND, reference, "enter_lot", LOT)
    moved(fund, "officer", CUF_ROUND, reference, "count")
    return reference


def reference_of(fund: Fund, code: str) -> str:
    """The need behind an option."""
    return project_of(fund, code).reference


def outcomes(fund: Fund) -> dict[str, tuple[str, str]]:
    """What was decided of each option, and why."""
    with fund.databases.read() as session:
        rows = session.execute(
            select(Option, Outcome).join(Outcome, Outcome.option_id == Option.id).order_by(Option.id)
        )
        return {option.code: (outcome.result, outcome.reason) for option, outcome in rows}


def again(fund: Fund, meeting: str, cells: dict[str, int | None]) -> None:
    """A corrected sheet, entered by two and counted."""
    entered(fund, "facilitator", meeting, cells)
    entered(fund, "municipal", meeting, cells)
    moved(fund, "officer", CUF_MEETING, meeting, "verify", VerifyForm(no_personal_data=True))
    moved(fund, "officer", CUF_MEETING, meeting, "lock")


def test_a_round_goes_from_preparation_to_publication_and_chooses_its_needs(fund: Fund) -> None:
    reference = counted(fund)
    moved(fund, "city", CUF_ROUND, reference, "decide", decision(), now=AFTER)
    moved(fund, "officer", CUF_ROUND, reference, "publish", now=AFTER)

    assert the_round(fund, reference).state == RoundState.PUBLISHED
    assert {code: project_of(fund, code).state for code in ("A1", "A2", "A3", "A4", "A5")} == {
        "A1": State.PRIORITISED,
        "A2": State.PRIORITISED,
        "A3": State.PRIORITISED,
        "A4": State.WAITLISTED,
        "A5": State.WAITLISTED,
    }
    with fund.databases.read() as session:
        assert fsck.fsck(session.connection(), []).faults == []
        balance = session.scalars(select(Balance)).one()
    assert (balance.entitlement, balance.spent, balance.closing) == (15_000_000, 15_000_000, 0)


def rules_of(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.rule for reason in refused.value.whys]


def test_two_people_freeze_a_round_and_say_so_on_the_trail(fund: Fund) -> None:
    reference = prepared(fund)
    moved(fund, "officer", CUF_ROUND, reference, "propose")

    with pytest.raises(NotAllowed):
        moved(fund, "officer", CUF_ROUND, reference, "freeze")
    moved(fund, "manager", CUF_ROUND, reference, "freeze")

    assert the_round(fund, reference).state == RoundState.FROZEN


def test_P03_P04_an_edit_of_frozen_terms_is_refused_with_the_fields_name(fund: Fund) -> None:
    reference = frozen(fund)

    with pytest.raises(Refused) as refused:
        moved(fund, "officer", CUF_ROUND, reference, "terms", terms(envelope=16_000_000, ceiling=760_000_000))

    assert [(reason.rule, reason.field) for reason in refused.value.whys] == [
        ("P-03", None),
        ("P-04", "envelope"),
    ]
    assert the_round(fund, reference).envelope == 15_000_000


def test_P09_R100_what_the_terms_rest_on_is_frozen_with_them(fund: Fund) -> None:
    reference = frozen(fund)

    one = the_round(fund, reference)
    with fund.databases.read() as session:
        row = session.scalars(select(RoundSettlement)).one()
    assert (one.units_per_usd, one.ceiling) == ("190", 760_000_000)
    assert (row.households, row.counted_on) == (1_240, date(2026, 3, 1))
    assert row.source == "Enumeration by the savings groups"


def test_P01_a_list_with_gaps_is_not_proposed(fund: Fund) -> None:
    reference = prepared(fund)
    moved(
        fund, "municipal", CUF_ROUND, reference, "list_need", listing(reference_of(fund, "A1"), picture=None)
    )

    propose = offered(fund, "officer", CUF_ROUND, reference)["propose"]

    assert [reason.rule for reason in propose.whys] == ["P-01"]


def test_P06_an_option_listed_again_keeps_its_place_on_the_ballot(fund: Fund) -> None:
    reference = prepared(fund)
    moved(
        fund,
        "municipal",
        CUF_ROUND,
        reference,
        "list_need",
        listing(reference_of(fund, "A2"), place="Elsewhere"),
    )

    with fund.databases.read() as session:
        rows = session.scalars(select(Option).order_by(Option.number)).all()
    assert [(row.code, row.name) for row in rows] == [(code, NEEDS[code][0]) for code in SINGLE]
    assert rows[1].place == "Elsewhere"


def test_an_option_taken_off_the_list_leaves_the_others_their_numbers(fund: Fund) -> None:
    reference = prepared(fund)
    moved(fund, "officer", CUF_ROUND, reference, "unlist_need", Unlist(need=reference_of(fund, "A2")))

    with fund.databases.read() as session:
        codes = [row.code for row in session.scalars(select(Option).order_by(Option.number))]
    assert codes == ["A1", "A3", "A4", "A5"]


def test_R16_a_need_on_a_frozen_list_does_not_jump_it(fund: Fund) -> None:
    frozen(fund)

    propose = fund.offers("forum", reference_of(fund, "A1"))["propose"]

    assert [reason.rule for reason in propose.whys] == ["R16"]


def test_R16_only_the_decision_of_a_round_chooses_a_need(fund: Fund) -> None:
    reference = fund.need()

    with pytest.raises(Refused) as refused:
        fund.move("city", reference, "prioritise")
    assert rules_of(refused) == ["R16"]
    with pytest.raises(Refused) as refused:
        fund.move("city", reference, "waitlist")
    assert rules_of(refused) == ["P-59"]


def test_a_chosen_need_is_proposed_and_one_outside_a_round_goes_its_own_way(fund: Fund) -> None:
    reference = counted(fund)
    moved(fund, "city", CUF_ROUND, reference, "decide", decision(), now=AFTER)

    fund.move("forum", reference_of(fund, "A1"), "propose")
    fund.move("forum", fund.need(), "propose")

    assert project_of(fund, "A1").state == State.PROPOSED


def test_P39_P40_a_tie_that_nothing_settles_stops_the_count_until_a_lot_is_entered(fund: Fund) -> None:
    reference = frozen(fund)
    locked(fund, reference)

    shut = offered(fund, "officer", CUF_ROUND, reference)["count"]

    assert [(reason.rule, reason.text.values["tied"]) for reason in shut.whys] == [("P-39", "A2, A3")]
    moved(fund, "city", CUF_ROUND, reference, "enter_lot", LOT)
    assert offered(fund, "officer", CUF_ROUND, reference)["count"].open


def test_P34_two_meetings_of_one_settlement_are_counted_together(fund: Fund) -> None:
    reference = frozen(fund)
    locked(fund, reference)
    locked(
        fund, reference, sheet({"A1": (1, 0), "A2": (2, 1), "A3": (0, 0), "A4": (0, 0), "A5": (0, 0)}, 4, 2)
    )

    with fund.databases.read() as session:
        asked = question(session, the_round(fund, reference))

    votes = {option.code: option.votes for option in asked.settlements[0].options}
    assert votes == {"A1": 32, "A2": 28, "A3": 25, "A4": 25, "A5": 14}


def test_P02_what_cannot_be_built_is_not_voted_on_and_keeps_its_reason(fund: Fund) -> None:
    reference = prepared(fund)
    refused = listing(
        reference_of(fund, "A5"), feasibility=Feasibility.NOT_FEASIBLE, feasibility_reason="No power there."
    )
    moved(fund, "municipal", CUF_ROUND, reference, "list_need", refused)
    moved(fund, "officer", CUF_ROUND, reference, "propose")
    moved(fund, "manager", CUF_ROUND, reference, "freeze")
    locked(fund, reference, sheet({code: votes for code, votes in VOTES.items() if code != "A5"}))
    moved(fund, "city", CUF_ROUND, reference, "enter_lot", LOT)
    moved(fund, "officer", CUF_ROUND, reference, "count")
    moved(fund, "city", CUF_ROUND, reference, "decide", decision(), now=AFTER)

    assert outcomes(fund)["A5"] == ("not_chosen", "NOT_FEASIBLE")
    assert project_of(fund, "A5").state == State.IDENTIFIED


def test_P62_question_answer_hashes_and_engine_are_kept_and_come_out_the_same(fund: Fund) -> None:
    counted(fund)

    with fund.databases.read() as session:
        row = session.scalars(select(Computation)).one()

    assert (row.engine_version, row.number) == (ENGINE_VERSION, 1)
    assert sha256(row.asked.encode()).hexdigest() == row.asked_sha256
    assert is_consistent(kept_run(row))
    assert not is_consistent(replace(kept_run(row), output=b"{}"))


def test_P56_a_corrected_sheet_makes_a_new_run_beside_the_old(fund: Fund) -> None:
    reference = counted(fund)
    moved(fund, "manager", CUF_ROUND, reference, "reopen", WHY)
    with fund.databases.read() as session:
        meeting = session.scalars(select(Meeting)).one().reference
    moved(fund, "manager", CUF_MEETING, meeting, "correct", WHY)
    again(fund, meeting, sheet() | {"total/A5": 15, "sex/men/A5": 9})
    moved(fund, "officer", CUF_ROUND, reference, "count")

    with fund.databases.read() as session:
        runs = session.scalars(select(Computation).order_by(Computation.number)).all()
    assert [run.number for run in runs] == [1, 2]
    assert runs[0].asked_sha256 != runs[1].asked_sha256


def test_P28_a_counted_rounds_sheets_are_not_corrected_before_it_is_opened_again(fund: Fund) -> None:
    counted(fund)
    with fund.databases.read() as session:
        meeting = session.scalars(select(Meeting)).one().reference

    assert not offered(fund, "manager", CUF_MEETING, meeting)["correct"].open


def test_P68_objections_are_made_within_their_days_and_answered_before_the_decision(fund: Fund) -> None:
    reference = counted(fund)
    objection = ObjectionForm(settlement="A", said="Ten cards are missing.")
    moved(fund, "forum", CUF_ROUND, reference, "object", objection)

    early = offered(fund, "city", CUF_ROUND, reference)["decide"]
    late = offered(fund, "city", CUF_ROUND, reference, now=AFTER)["decide"]

    assert [reason.rule for reason in early.whys] == ["P-68", "P-68"]
    assert [reason.rule for reason in late.whys] == ["P-68"]
    with fund.databases.read() as session:
        number = session.scalars(select(Objection.id)).one()
    moved(
        fund, "officer", CUF_ROUND, reference, "answer", AnswerForm(objection=number, answer="They lie here.")
    )
    assert offered(fund, "city", CUF_ROUND, reference, now=AFTER)["decide"].open
    assert not offered(fund, "forum", CUF_ROUND, reference, now=AFTER)["object"].open


def two_settlements(fund: Fund) -> str:
    """A round of both settlements, counted."""
    reference = frozen(fund, "A1", "A5", "B1", floor_permille=1000)
    locked(fund, reference, sheet({"A1": (20, 15), "A2": (10, 5)}))
    locked(fund, reference, sheet({"B1": (20, 15)}), "B")
    moved(fund, "officer", CUF_ROUND, reference, "count")
    return reference


def test_P68_an_open_objection_holds_up_its_own_settlement_only(fund: Fund) -> None:
    reference = two_settlements(fund)
    said = ObjectionForm(settlement="B", said="We were not told of the day.")
    moved(fund, "forum.togba", CUF_ROUND, reference, "object", said)

    moved(fund, "city", CUF_ROUND, reference, "decide", decision(), now=AFTER)

    assert set(outcomes(fund)) == {"A1", "A2"}
    assert not offered(fund, "officer", CUF_ROUND, reference, now=AFTER)["publish"].open
    with fund.databases.read() as session:
        number = session.scalars(select(Objection.id)).one()
    answered = AnswerForm(objection=number, answer="They met again.")
    moved(fund, "officer", CUF_ROUND, reference, "answer", answered, now=AFTER)
    moved(fund, "city", CUF_ROUND, reference, "decide_rest", decision(), now=AFTER)
    assert outcomes(fund) == {
        "A1": ("chosen", "RULE"),
        "A2": ("chosen", "POOL"),
        "B1": ("chosen", "RULE"),
    }
    assert offered(fund, "officer", CUF_ROUND, reference, now=AFTER)["publish"].open


def test_P52_balances_sum_to_the_money_left_and_open_the_next_round(fund: Fund) -> None:
    reference = two_settlements(fund)
    moved(fund, "city", CUF_ROUND, reference, "decide", decision(), now=AFTER)

    with fund.databases.read() as session:
        balances = session.scalars(select(Balance).order_by(Balance.id)).all()
    assert [(row.entitlement, row.spent, row.closing) for row in balances] == [
        (7_500_000, 8_000_000, -500_000),
        (7_500_000, 5_000_000, 2_500_000),
    ]
    later = the_round(fund, prepared(fund, "A3"))
    with fund.databases.read() as session:
        rows = session.scalars(select(RoundSettlement).where(RoundSettlement.round_id == later.id)).all()
        assert list(openings_of(session, [later], {later.id: rows})[later.id].values()) == [-500_000]


def test_P60_P61_what_is_decided_otherwise_keeps_its_reason_and_its_payer(fund: Fund) -> None:
    reference = counted(fund)
    line = Otherwise(
        option="A4",
        result=Result.CHOSEN,
        note="The women asked for it at three meetings.",
        co_funder="City of Monrovia",
        co_funded=9_000_000,
    )

    bare = line.model_copy(update={"co_funder": None, "co_funded": None})

    with pytest.raises(Refused) as refused:
        moved(fund, "city", CUF_ROUND, reference, "decide", decision(otherwise=(bare,)), now=AFTER)
    moved(fund, "city", CUF_ROUND, reference, "decide", decision(otherwise=(line,)), now=AFTER)

    assert rules_of(refused) == ["P-61"]
    assert outcomes(fund)["A4"] == ("chosen", "CO_FUNDED")
    assert project_of(fund, "A4").state == State.PRIORITISED


def test_R12_the_decision_says_why_the_womens_first_choice_was_not_chosen(fund: Fund) -> None:
    reference = counted(fund)

    with pytest.raises(Refused) as refused:
        moved(fund, "city", CUF_ROUND, reference, "decide", decision(womens_reason=None), now=AFTER)

    assert rules_of(refused) == ["R12"]


def test_P49_the_womens_reserved_place_is_funded_first(fund: Fund) -> None:
    reference = frozen(fund, womens_mechanism="W2")
    locked(fund, reference)
    moved(fund, "city", CUF_ROUND, reference, "enter_lot", LOT)
    moved(fund, "officer", CUF_ROUND, reference, "count")
    moved(fund, "city", CUF_ROUND, reference, "decide", decision(womens_reason=None), now=AFTER)

    assert {code: reason for code, (_result, reason) in outcomes(fund).items()} == {
        "A1": "RULE",
        "A2": "NO_MONEY",
        "A3": "NO_MONEY",
        "A4": "RESERVED_PLACE",
        "A5": "NO_MONEY",
    }


def test_a_cancelled_round_frees_its_needs(fund: Fund) -> None:
    reference = frozen(fund)
    moved(fund, "manager", CUF_ROUND, reference, "cancel", WHY)

    assert fund.offers("forum", reference_of(fund, "A1"))["propose"].open
    assert offered(fund, "manager", CUF_ROUND, reference) == {}
