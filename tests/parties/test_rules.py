"""The rules of parties over plain grounds: no database, no clock."""

from datetime import date

import pytest

from app.parties.models import Function, LegalForm, Sort
from app.parties.rules import (
    PartyGrounds,
    Seat,
    forum_keeps_to_groups,
    group_is_known,
    is_a_group_without_legal_personality,
    joined_by_today,
    officers_are_three_of_its_own,
    papers_are_dated_by_today,
)
from tests.parties.make import member, recognition

TODAY = date(2026, 6, 30)
SINCE = date(2024, 2, 1)
SEATS = (
    Seat(1, Function.CHAIR, SINCE),
    Seat(2, Function.TREASURER, SINCE),
    Seat(3, Function.SECRETARY, SINCE),
    Seat(4, Function.DEPUTY, SINCE, left_on=TODAY),
    Seat(5, Function.MEMBER, SINCE),
)


def grounds(
    sort: Sort = Sort.COMMUNITY_GROUP, legal_form: LegalForm = LegalForm.NONE, *, forum: bool = False
) -> PartyGrounds:
    """A group with three officers who serve, one who has left, and a member."""
    return PartyGrounds(sort, legal_form, TODAY, for_its_own_group=forum, seats=SEATS)


@pytest.mark.parametrize(
    ("legal_form", "recognised", "known"),
    [
        (LegalForm.NONE, False, False),
        (LegalForm.NONE, True, True),
        (LegalForm.ASSOCIATION, False, True),
    ],
)
def test_R36_a_group_without_legal_personality_is_known_by_its_papers(
    legal_form: LegalForm, recognised: bool, known: bool
) -> None:
    reason = group_is_known("Kpaye Savings Group", legal_form, recognised=recognised)

    assert (reason is None) is known
    assert reason is None or reason.rule == "R36"


@pytest.mark.parametrize(
    ("shown", "enough"),
    [([1, 2, 3], True), ([1, 2, 4], False), ([1, 2, 5], False), ([1, 2, 2], False), ([1, 2, 9], False)],
)
def test_R36_three_different_officers_who_serve(shown: list[int], enough: bool) -> None:
    assert (officers_are_three_of_its_own(grounds(), recognition(shown)) is None) is enough


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, None),
        ({"minutes_on": "2026-07-01"}, "minutes_on"),
        ({"letter_on": "2026-07-01"}, "letter_on"),
        (
            {
                "officers": [
                    {"member": one, "paper": "passport", "seen_on": f"2026-0{one + 4}-01"}
                    for one in (1, 2, 3)
                ]
            },
            "officers-2-seen_on",
        ),
    ],
)
def test_R36_papers_are_dated_by_today(changes: dict[str, object], field: str | None) -> None:
    reason = papers_are_dated_by_today(grounds(), recognition([1, 2, 3], **changes))

    assert (reason.field if reason else None) == field


@pytest.mark.parametrize(
    ("sort", "legal_form", "fits"),
    [
        (Sort.COMMUNITY_GROUP, LegalForm.NONE, True),
        (Sort.COMMUNITY_GROUP, LegalForm.COOPERATIVE, False),
        (Sort.ORGANISATION, LegalForm.NONE, False),
    ],
)
def test_R36_recognition_is_for_groups_that_the_law_does_not_know(
    sort: Sort, legal_form: LegalForm, fits: bool
) -> None:
    assert (is_a_group_without_legal_personality(grounds(sort, legal_form)) is None) is fits


@pytest.mark.parametrize("sort", Sort)
def test_a_forum_keeps_to_community_groups(sort: Sort) -> None:
    forum = forum_keeps_to_groups(grounds(sort, forum=True))
    officer = forum_keeps_to_groups(grounds(sort))

    assert (forum is None) is (sort is Sort.COMMUNITY_GROUP)
    assert officer is None


def test_a_function_begins_by_today() -> None:
    assert joined_by_today(grounds(), member(joined_on="2026-06-30")) is None
    assert joined_by_today(grounds(), member(joined_on="2026-07-01")) is not None
