"""Working days: weekends and holidays of a country as of a day, and promises counted in them (R102)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

import pytest

from app.kernel.db import Databases
from app.kernel.policy import put
from app.kernel.working_days import (
    CALENDAR,
    PROMISES,
    WESTERN,
    Calendar,
    calendar_of,
    calendar_terms,
    calendars_of,
    promise_terms,
    promised,
)
from tests.kernel import cast, make

FRIDAY = date(2026, 7, 3)
LATE = datetime(2026, 7, 3, 21, tzinfo=UTC)


def laid_down(db: Databases, country: str, valid_from: date, weekend: Iterable[int], *holidays: str) -> None:
    with make.moving(db, cast.member) as tx:
        put(tx, CALENDAR, country, valid_from, calendar_terms(weekend, holidays))


@pytest.mark.parametrize(
    ("first", "number", "last"),
    [
        ("2026-07-03", 0, "2026-07-03"),
        ("2026-07-03", 1, "2026-07-06"),
        ("2026-07-04", 1, "2026-07-06"),
        ("2026-07-06", 5, "2026-07-13"),
        ("2026-06-30", 20, "2026-07-28"),
    ],
)
def test_saturdays_and_sundays_are_no_working_days(first: str, number: int, last: str) -> None:
    assert WESTERN.after(date.fromisoformat(first), number).isoformat() == last


def test_a_holiday_of_each_year_and_one_of_one_year_are_left_out() -> None:
    calendar = Calendar(holidays=frozenset({"07-06", "2026-07-07"}))

    assert calendar.after(FRIDAY, 1) == date(2026, 7, 8)
    assert [calendar.works(date(2027, 7, day)) for day in (6, 7)] == [False, True]


def test_a_weekend_may_be_friday_and_saturday() -> None:
    calendar = Calendar(weekend=frozenset({4, 5}))

    assert calendar.after(date(2026, 7, 2), 1) == date(2026, 7, 5)


def test_days_between_are_those_after_the_first_up_to_the_last() -> None:
    assert WESTERN.between(FRIDAY, date(2026, 7, 6)) == 1
    assert WESTERN.between(FRIDAY, date(2026, 7, 5)) == 0
    assert WESTERN.between(FRIDAY, FRIDAY) == 0
    assert WESTERN.between(FRIDAY, date(2026, 7, 1)) == 0


def test_a_week_without_a_working_day_is_no_calendar() -> None:
    with pytest.raises(ValueError, match="a day to work on"):
        Calendar(weekend=frozenset(range(7)))


@pytest.mark.parametrize("holiday", ["13-01", "2026-02-30", "christmas"])
def test_a_holiday_must_be_a_date(holiday: str) -> None:
    with pytest.raises(ValueError):
        calendar_terms((5, 6), [holiday])


def test_the_twenty_ninth_of_february_may_be_a_holiday() -> None:
    assert calendar_terms((5, 6), ["02-29"])["holidays"] == ["02-29"]


def test_a_country_has_its_own_calendar_of_the_day_else_the_installation_s(db: Databases) -> None:
    laid_down(db, "", date(2026, 1, 1), (5, 6), "01-01")
    laid_down(db, "TUN", date(2026, 1, 1), (5, 6), "03-20")
    laid_down(db, "TUN", date(2026, 7, 1), (4, 5))

    with db.read() as session:
        found = calendars_of(session, ["TUN", "UGA"], date(2026, 6, 30))
        later = calendar_of(session, "TUN", date(2026, 7, 1))
        before = calendar_of(session, "TUN", date(2025, 1, 1))

    assert found["TUN"].holidays == {"03-20"}
    assert found["UGA"].holidays == {"01-01"}
    assert later.weekend == {4, 5}
    assert before == WESTERN


def test_R102_a_promise_ends_with_its_day_and_only_named_states_have_one(db: Databases) -> None:
    with make.moving(db, cast.member) as tx:
        put(tx, PROMISES, "", date(2026, 1, 1), promise_terms({("kernel.wish", "SENT"): 2}))
    laid_down(db, "LBR", date(2026, 1, 1), (5, 6), "07-06")

    with db.read() as session:
        here = promised(session, "kernel.wish", "SENT", "LBR", LATE)
        elsewhere = promised(session, "kernel.wish", "SENT", "UGA", LATE)
        other_state = promised(session, "kernel.wish", "DRAFT", "LBR", LATE)
        other_kind = promised(session, "cuf.project", "SENT", "LBR", LATE)
        before = promised(session, "kernel.wish", "SENT", "LBR", datetime(2025, 7, 3, tzinfo=UTC))

    assert here == datetime(2026, 7, 8, 23, 59, 59, tzinfo=UTC)
    assert elsewhere == datetime(2026, 7, 7, 23, 59, 59, tzinfo=UTC)
    assert (other_state, other_kind, before) == (None, None, None)
