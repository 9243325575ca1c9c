"""Promised times as people read them, and their reminders: whom, when, and exactly once (R102)."""

import re
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.cuf.schemas import Reason
from app.kernel.actors import Office, Role
from app.kernel.flow.clock import clock_moves
from app.kernel.outbox import Notice
from app.main import flows
from app.messages.founding import PROMISED_DAYS
from app.messages.models import Reminder
from app.messages.promises import WEEK, office_after
from app.messages.reminders import END, HALF, remind, stage_of
from app.web.house import House
from tests.cuf.browsing import browser_of, house_on, speaking
from tests.cuf.make import NOW, Fund, days, put_promises
from tests.doors import doors_of

DUE = datetime(2026, 7, 28, 23, 59, 59, tzinfo=UTC)
MIDDLE = NOW + (DUE - NOW) / 2
SECOND = timedelta(seconds=1)


@pytest.fixture
def house(fund: Fund) -> House:
    """A fund with a programme manager for the country and a director, and one proposal that waits."""
    fund.join("manager", (Role.APPROVER, "liberia", Office.PROGRAMME_MANAGER))
    fund.join("director", (Role.APPROVER, "", Office.DIRECTOR))
    return house_on(fund)


def reminded(fund: Fund, who: str) -> list[str]:
    """What this person was reminded of, as the message's text."""
    with fund.databases.read() as session:
        rows = session.scalars(
            select(Notice).where(Notice.recipient == fund.cast[who].reference).order_by(Notice.id)
        )
        return [row.text for row in rows if "day" in row.details]


@pytest.mark.parametrize(
    ("now", "stage"),
    [
        (MIDDLE - SECOND, None),
        (MIDDLE, HALF),
        (DUE, HALF),
        (DUE + SECOND, END),
        (DUE + WEEK - SECOND, END),
        (DUE + WEEK, END + 1),
        (DUE + 5 * WEEK, END + 5),
    ],
)
def test_R102_reminders_come_at_half_at_the_end_and_then_weekly(now: datetime, stage: int | None) -> None:
    assert stage_of(NOW, DUE, now) == stage


@pytest.mark.parametrize(
    ("late", "office"),
    [
        (timedelta(), None),
        (WEEK - SECOND, None),
        (WEEK, Office.PROGRAMME_MANAGER),
        (2 * WEEK, Office.DIRECTOR),
        (9 * WEEK, Office.DIRECTOR),
    ],
)
def test_R102_each_week_it_lies_one_level_up(late: timedelta, office: Office | None) -> None:
    assert office_after(late) == office


def test_R102_half_way_and_at_the_end_those_it_waits_for_are_reminded_once(fund: Fund, house: House) -> None:
    fund.submitted()

    rounds = [remind(house, now) for now in (NOW, MIDDLE, MIDDLE, DUE, DUE + SECOND, DUE + days(1))]

    assert rounds == [0, 1, 0, 0, 1, 0]
    for who in ("municipal", "municipal.second"):
        assert reminded(fund, who) == [
            "Half of the promised time has passed. It is promised by {day}.",
            "The promised day, {day}, has passed, and it still waits.",
        ]
    assert reminded(fund, "forum") == reminded(fund, "manager") == []


def test_R102_whoever_leads_it_is_reminded_alone(fund: Fund, house: House) -> None:
    reference = fund.submitted()
    fund.move("municipal", reference, "take")

    remind(house, MIDDLE)

    assert len(reminded(fund, "municipal")) == 1
    assert reminded(fund, "municipal.second") == []


def test_R102_then_weekly_one_level_up(fund: Fund, house: House) -> None:
    fund.submitted()

    for weeks in (1, 2, 3):
        remind(house, DUE + weeks * WEEK)

    assert len(reminded(fund, "manager")) == 1
    assert len(reminded(fund, "director")) == 2
    assert reminded(fund, "municipal") == []


def test_R102_where_nobody_holds_the_office_it_climbs_or_stays(fund: Fund) -> None:
    fund.submitted()
    house = house_on(fund)

    remind(house, DUE + WEEK)
    fund.join("director", (Role.APPROVER, "", Office.DIRECTOR))
    fund.submitted()
    remind(house, DUE + WEEK)

    assert len(reminded(fund, "municipal")) == 1
    assert len(reminded(fund, "director")) == 1


def test_a_worker_that_was_away_tells_the_newest_reminder_only(fund: Fund, house: House) -> None:
    fund.submitted()

    assert [remind(house, DUE + 3 * WEEK), remind(house, DUE + 3 * WEEK)] == [1, 0]
    assert [len(reminded(fund, who)) for who in ("municipal", "manager", "director")] == [0, 0, 1]


def test_what_has_moved_on_or_was_never_promised_reminds_nobody(fund: Fund, house: House) -> None:
    fund.need()
    reference = fund.submitted()
    fund.move("forum", reference, "withdraw", reason())

    assert remind(house, DUE + 9 * WEEK) == 0


def test_a_new_promise_has_reminders_of_its_own(fund: Fund, house: House) -> None:
    reference = fund.submitted()
    remind(house, MIDDLE)

    fund.move("municipal", reference, "accept", now=MIDDLE)
    fund.move("municipal.second", reference, "take", now=MIDDLE)
    remind(house, MIDDLE + SECOND)
    remind(house, DUE + SECOND)

    assert len(reminded(fund, "municipal.second")) == 2


def test_R102_several_workers_remind_exactly_once(fund: Fund, house: House) -> None:
    for _number in range(4):
        fund.submitted()
    counts: list[int] = []
    together = threading.Barrier(3)

    def work() -> None:
        together.wait()
        counts.append(remind(house, MIDDLE))

    workers = [threading.Thread(target=work) for _number in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sum(counts) == 4
    assert len(reminded(fund, "municipal")) == 4
    with fund.databases.read() as session:
        assert len(session.scalars(select(Reminder)).all()) == 4


def test_R102_what_is_promised_from_the_first_day_are_states_that_people_move_on() -> None:
    known = flows()

    wrong = [
        (kind, state)
        for kind, state in PROMISED_DAYS
        if state not in {one.value for one in known[kind].states}
        or any(state in move.start for move in clock_moves(known[kind]))
        or not any(move.awaited and state in move.start for move in known[kind].moves)
    ]

    assert wrong == []


# --- What people read


def page_at(fund: Fund, who: str, address: str, now: datetime) -> str:
    app = doors_of(replace(house_on(fund), now=lambda: now))
    return browser_of(fund, who, app).text(address)


def test_R102_the_forum_reads_the_promised_day(fund: Fund) -> None:
    reference = fund.submitted()

    page = page_at(fund, "forum", f"/cuf/projects/{reference}", NOW)

    assert "An answer is promised by" in page
    assert "28 July 2026" in page
    assert "late" not in page.partition("<main")[2]


def test_R102_once_it_has_passed_how_late_it_is_with_whom_it_lies_and_whom_to_ring(fund: Fund) -> None:
    reference = fund.submitted()

    soon = page_at(fund, "forum", f"/cuf/projects/{reference}", DUE + days(3))
    later = page_at(fund, "forum", f"/cuf/projects/{reference}", DUE + days(16))

    assert "3 working days late" in plain(soon)
    assert "It now lies with" not in soon
    assert "12 working days late" in plain(later)
    assert "It now lies with: director" in plain(later)
    assert "+231770999999" in later


def test_R102_lateness_counts_the_country_s_working_days(fund: Fund) -> None:
    put_promises(fund, datetime(2026, 7, 1, tzinfo=UTC).date(), holidays=["07-29"])
    reference = fund.submitted()

    page = page_at(fund, "forum", f"/cuf/projects/{reference}", DUE + days(2))

    assert "1 working day late" in plain(page)


def test_R102_my_work_says_so_too(fund: Fund) -> None:
    fund.submitted()

    soon = page_at(fund, "municipal", "/work", NOW)
    late = page_at(fund, "municipal", "/work", DUE + days(3))

    assert "promised by 28 July 2026" in plain(soon)
    assert "working days late" not in soon
    assert "3 working days late" in plain(late)


def test_R102_a_reminder_reads_as_a_sentence_in_the_reader_s_language(fund: Fund, house: House) -> None:
    fund.submitted()
    remind(house, DUE + WEEK)
    speaking(fund, "manager", "fr")

    page = plain(browser_of(fund, "manager").text("/notices"))

    assert "5 jours ouvrés de retard" in page
    assert "28 juillet 2026" in page


def plain(page: str) -> str:
    """The page's words without its tags, spaces run together."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


def reason() -> Reason:
    return Reason(reason="Another place was found.")
