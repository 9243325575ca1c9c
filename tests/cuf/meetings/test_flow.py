"""A meeting through its process: two enter the sheet unseen by each other, a third verifies, and it counts."""

import pytest
from sqlalchemy import select

from app.cuf.meetings.flow import CUF_MEETING, CUF_TALLY
from app.cuf.meetings.models import Count, MeetingState, Secrecy, Tally
from app.cuf.meetings.queries import tallies_seen_by
from app.cuf.meetings.schemas import Purpose, Reason, VerifyForm
from app.kernel.db import Base
from app.kernel.errors import NotFound, Refused
from app.kernel.flow import find
from tests.cuf.make import NOW, Fund, days
from tests.cuf.rounds.make import (
    attendance,
    entered,
    frozen,
    held,
    locked,
    moved,
    offered,
    paper,
    planned,
    prepared,
    sheet,
    the_meeting,
    verified,
)

WHY = Reason(reason="The second tin was counted twice.")
CLEAN = VerifyForm(no_personal_data=True)


def rules_of(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.rule for reason in refused.value.whys]


def tallies(fund: Fund, who: str) -> list[str]:
    """The entries that this person sees, by their authors."""
    with fund.databases.read() as session:
        return [row.entered_by for row in tallies_seen_by(session, fund.cast[who], CUF_TALLY, NOW)]


def test_P03_nobody_plans_a_meeting_before_the_terms_are_frozen(fund: Fund) -> None:
    reference = prepared(fund)

    with pytest.raises(Refused) as refused:
        planned(fund, reference)

    assert rules_of(refused) == ["P-11"]


def test_P11_a_meeting_belongs_to_a_settlement_of_its_round(fund: Fund) -> None:
    reference = frozen(fund)

    with pytest.raises(Refused) as refused:
        planned(fund, reference, "B")

    assert rules_of(refused) == ["P-11"]


def test_R09_attendance_of_women_and_men_is_of_a_day_that_was(fund: Fund) -> None:
    reference = planned(fund, frozen(fund))

    for form, rule in (
        (attendance(held_on=(NOW + days(1)).date()), "R09"),
        (attendance(held_on=(NOW - days(1)).date()), "P-03"),
        (attendance(women=0, men=0), "R09"),
        (attendance(women=60, men=1), "R15"),
    ):
        with pytest.raises(Refused) as refused:
            moved(fund, "facilitator", CUF_MEETING, reference, "hold", form)
        assert rules_of(refused) == [rule]


def test_P25_P27_nobody_sees_anothers_entry_until_two_agree(fund: Fund) -> None:
    meeting = held(fund, frozen(fund))
    first = entered(fund, "facilitator", meeting, sheet())
    entered(fund, "municipal", meeting, sheet())
    mine, theirs = fund.cast["facilitator"].reference, fund.cast["municipal"].reference

    assert (tallies(fund, "facilitator"), tallies(fund, "municipal")) == ([mine], [theirs])
    assert tallies(fund, "officer") == tallies(fund, "auditor") == []
    with fund.databases.read() as session, pytest.raises(NotFound):
        find(session, fund.cast["municipal"], CUF_TALLY, first.reference, NOW)
    moved(fund, "officer", CUF_MEETING, meeting, "verify", CLEAN)
    for who in ("facilitator", "municipal", "officer", "auditor"):
        assert sorted(tallies(fund, who)) == sorted([mine, theirs])


def test_P26_the_same_person_does_not_make_both_entries(fund: Fund) -> None:
    meeting = held(fund, frozen(fund))
    entered(fund, "facilitator", meeting, sheet())

    with pytest.raises(Refused) as refused:
        entered(fund, "facilitator", meeting, sheet())

    assert rules_of(refused) == ["P-26"]
    verify = offered(fund, "officer", CUF_MEETING, meeting)["verify"]
    assert [reason.rule for reason in verify.whys] == ["P-26"]


def test_P26_whoever_entered_does_not_verify(fund: Fund) -> None:
    meeting = held(fund, frozen(fund))
    entered(fund, "facilitator", meeting, sheet())
    entered(fund, "municipal", meeting, sheet())

    verify = offered(fund, "municipal", CUF_MEETING, meeting)["verify"]

    assert [reason.rule for reason in verify.whys] == ["P-26"]
    assert offered(fund, "municipal.second", CUF_MEETING, meeting)["verify"].open


def test_P25_two_entries_that_differ_are_not_verified_and_each_cell_is_named(fund: Fund) -> None:
    meeting = held(fund, frozen(fund))
    entered(fund, "facilitator", meeting, sheet())
    wrong = entered(fund, "municipal", meeting, sheet() | {"total/A5": 15, "sex/men/A5": 9})

    verify = offered(fund, "officer", CUF_MEETING, meeting)["verify"]

    assert [reason.rule for reason in verify.whys] == ["P-25"]
    assert verify.whys[0].text.values["cells"] == "sex/men/A5 (1), total/A5 (1)"
    moved(fund, "municipal", CUF_TALLY, wrong.reference, "take_back", WHY)
    entered(fund, "municipal", meeting, sheet())
    assert offered(fund, "officer", CUF_MEETING, meeting)["verify"].open


def test_P26_nobody_takes_anothers_entry_back(fund: Fund) -> None:
    meeting = held(fund, frozen(fund))
    tally = entered(fund, "facilitator", meeting, sheet())

    with pytest.raises(NotFound):
        moved(fund, "officer", CUF_TALLY, tally.reference, "take_back", WHY)


def test_a_sheet_that_does_not_add_up_is_refused_with_every_column(fund: Fund) -> None:
    meeting = held(fund, frozen(fund))

    with pytest.raises(Refused) as refused:
        entered(fund, "facilitator", meeting, sheet() | {"total/A1": 47, "sex/men/A2": None})

    told = {(reason.rule, reason.field) for reason in refused.value.whys}
    assert told == {("P-12", "cells-sex/men/A2"), ("P-15", "cells-total/A1"), ("P-19", "cells-sex/A1")}


def test_P13_a_difference_of_cards_needs_a_note(fund: Fund) -> None:
    meeting = held(fund, frozen(fund))
    cells = sheet() | {"ballots/sex/women/cards_issued": 28}

    with pytest.raises(Refused) as refused:
        entered(fund, "facilitator", meeting, cells)

    assert [(reason.rule, reason.field) for reason in refused.value.whys] == [("P-13", "explanation")]
    entered(fund, "facilitator", meeting, cells, "Two women left with their cards.")
    with pytest.raises(Refused):
        entered(fund, "municipal", meeting, cells)
    entered(fund, "municipal", meeting, cells, "Two cards did not come back.")
    assert offered(fund, "officer", CUF_MEETING, meeting)["verify"].open


def test_P23_a_cell_that_the_sheet_has_not_is_refused(fund: Fund) -> None:
    meeting = held(fund, frozen(fund))

    with pytest.raises(Refused) as refused:
        entered(fund, "facilitator", meeting, sheet() | {"name/A1": 1})

    assert rules_of(refused) == ["P-23"]


def test_P29_R09_without_minutes_and_the_sheets_photograph_nothing_counts(fund: Fund) -> None:
    meeting = verified(fund, frozen(fund))

    lock = offered(fund, "officer", CUF_MEETING, meeting)["lock"]

    assert [reason.rule for reason in lock.whys] == ["P-29", "R09"]
    paper(fund, meeting, Purpose.MINUTES)
    paper(fund, meeting, Purpose.SHEET)
    assert offered(fund, "officer", CUF_MEETING, meeting)["lock"].open


def test_P30_what_is_personal_is_hidden_before_it_is_verified(fund: Fund) -> None:
    meeting = held(fund, frozen(fund))
    entered(fund, "facilitator", meeting, sheet())
    entered(fund, "municipal", meeting, sheet())

    with pytest.raises(Refused) as refused:
        moved(fund, "officer", CUF_MEETING, meeting, "verify", VerifyForm(no_personal_data=False))

    assert rules_of(refused) == ["P-30"]


def few_women(fund: Fund, mechanism: str) -> str:
    """A meeting with 10 women of 46, verified, its papers there."""
    cells = sheet(dict.fromkeys(("A1", "A2", "A3", "A4", "A5"), (2, 5)), women=10, men=36)
    meeting = verified(fund, frozen(fund, womens_mechanism=mechanism), cells, women=10, men=36)
    paper(fund, meeting, Purpose.MINUTES)
    paper(fund, meeting, Purpose.SHEET)
    return meeting


def test_R11_P32_below_the_womens_threshold_the_municipal_forum_must_let_it_stand(fund: Fund) -> None:
    meeting = few_women(fund, "W4")

    lock = offered(fund, "officer", CUF_MEETING, meeting)["lock"]

    assert [reason.rule for reason in lock.whys] == ["R11"]
    moved(fund, "city", CUF_MEETING, meeting, "accept", Reason(reason="The women's own meeting agreed."))
    assert offered(fund, "officer", CUF_MEETING, meeting)["lock"].open


def test_P32_where_the_threshold_is_strict_nobody_can_let_it_stand(fund: Fund) -> None:
    meeting = few_women(fund, "W1")

    accept = offered(fund, "city", CUF_MEETING, meeting)["accept"]
    lock = offered(fund, "officer", CUF_MEETING, meeting)["lock"]

    assert [reason.rule for reason in accept.whys] == ["P-32"]
    assert [reason.rule for reason in lock.whys] == ["P-32"]


def test_a_result_that_stands_by_itself_is_not_let_stand(fund: Fund) -> None:
    meeting = verified(fund, frozen(fund))

    assert not offered(fund, "city", CUF_MEETING, meeting)["accept"].open


@pytest.mark.parametrize(("eligible", "rule"), [(76, []), (77, ["R15"]), (300, ["R15"]), (301, ["R15"])])
def test_R15_too_few_people_make_a_result_provisional(fund: Fund, eligible: int, rule: list[str]) -> None:
    meeting = verified(fund, frozen(fund), eligible=eligible)
    paper(fund, meeting, Purpose.MINUTES)
    paper(fund, meeting, Purpose.SHEET)

    assert [reason.rule for reason in offered(fund, "officer", CUF_MEETING, meeting)["lock"].whys] == rule


def test_R15_a_second_meeting_counts_however_many_come(fund: Fund) -> None:
    reference = frozen(fund)
    first = held(fund, reference, eligible=1_000)
    moved(fund, "officer", CUF_MEETING, first, "void", Reason(reason="Too few came; they meet again."))

    locked(fund, reference, eligible=1_000)

    assert the_meeting(fund, first).state == MeetingState.VOID


def test_P28_a_correction_makes_a_new_sheet_and_the_one_before_stays_readable(fund: Fund) -> None:
    meeting = locked(fund, frozen(fund))
    moved(fund, "manager", CUF_MEETING, meeting, "correct", WHY)
    corrected = sheet() | {"total/A5": 15, "sex/men/A5": 9}

    entered(fund, "facilitator", meeting, corrected)
    entered(fund, "municipal", meeting, corrected)
    moved(fund, "officer", CUF_MEETING, meeting, "verify", CLEAN)

    with fund.databases.read() as session:
        counts = session.scalars(select(Count).order_by(Count.sheet)).all()
        kept = [session.get_one(Tally, count.tally_id).cells["total/A5"] for count in counts]
    assert [(count.sheet, count.corrected_because) for count in counts] == [(1, WHY.reason), (2, None)]
    assert kept == [14, 15]
    assert len(tallies(fund, "officer")) == 4


def test_P28_a_verified_entry_is_not_taken_back(fund: Fund) -> None:
    meeting = verified(fund, frozen(fund))
    with fund.databases.read() as session:
        tally = session.scalars(select(Tally).order_by(Tally.id)).first()
    assert tally is not None

    take = offered(fund, "facilitator", CUF_TALLY, tally.reference)["take_back"]

    assert [reason.rule for reason in take.whys] == ["P-28"]
    assert the_meeting(fund, meeting).state == MeetingState.VERIFIED


def test_P24_P33_open_hands_and_tokens_that_cannot_be_told_apart_are_kept(fund: Fund) -> None:
    meeting = held(fund, frozen(fund), secrecy=Secrecy.OPEN_HANDS, multi_token=True)

    found = the_meeting(fund, meeting)

    assert (found.secrecy, found.multi_token) == (Secrecy.OPEN_HANDS, True)


def test_P67_no_table_of_rounds_and_meetings_has_a_column_for_a_person() -> None:
    personal = ("name", "phone", "telephone", "birth", "passport", "finger", "photo")
    ours = [
        table
        for key, table in Base.metadata.tables.items()
        if key.startswith(("cuf_round", "cuf_meeting", "cuf_tally", "cuf_count"))
    ]

    columns = {f"{table.name}.{column.name}" for table in ours for column in table.columns}

    assert len(ours) == 12
    assert {one for one in columns if any(word in one for word in personal)} == {"cuf_round_option.name"}
