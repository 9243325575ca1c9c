"""Months of the books and rates of exchange: opened and entered by one, closed and confirmed by another."""

from datetime import date

import pytest
from pydantic import ValidationError
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from app.funding.ledger.fsck import fsck
from app.funding.ledger.models import Kind
from app.funding.periods.flow import PERIODS
from app.funding.periods.models import Period
from app.funding.rates.flow import RATES
from app.funding.rates.queries import rate_on
from app.funding.rates.schemas import RateForm
from app.kernel.db import Databases
from app.kernel.errors import Refused
from tests.funding import fund, giving
from tests.funding.fund import APPROVER, FINANCE, OTHER_FINANCE, TODAY, posted
from tests.funding.fund import moved as entry
from tests.funding.giving import moved
from tests.funding.raw import finish, raw_journal, raw_leg


def closed(database: Databases, period: Period) -> Period:
    """The month, put forward by one and closed by another."""
    moved(database, PERIODS, period, "start_closing")
    return moved(database, PERIODS, period, "close", actor=APPROVER)


@pytest.fixture
def may(house_db: Databases) -> Period:
    """The month before the tests' day."""
    return fund.month(house_db, "2026-05")


@pytest.fixture
def at(house_db: Databases, may: Period) -> dict[Kind, int]:
    """Accounts with 100.00 received in May."""
    at = fund.accounts(house_db, may.id)
    posted(house_db, entry("receipt", at[Kind.CASH], at[Kind.FREE], 10_000, effective_on=date(2026, 5, 2)))
    return at


@pytest.mark.parametrize(
    ("name", "ends_on"), [("2026-02", date(2026, 2, 28)), ("2028-02", date(2028, 2, 29))]
)
def test_a_month_ends_with_its_last_day(house_db: Databases, name: str, ends_on: date) -> None:
    assert fund.month(house_db, name).ends_on == ends_on


def test_a_month_is_opened_once(house_db: Databases, may: Period) -> None:
    with pytest.raises(Refused, match="in the books already"):
        fund.month(house_db, "2026-05")


def test_a_month_is_closed_by_two_people(house_db: Databases, may: Period) -> None:
    moved(house_db, PERIODS, may, "start_closing")

    with pytest.raises(Refused) as refused:
        moved(house_db, PERIODS, may, "close", actor=FINANCE)

    assert [reason.rule for reason in refused.value.whys] == ["R49"]
    assert moved(house_db, PERIODS, may, "close", actor=OTHER_FINANCE).state == "CLOSED"


def test_a_month_is_closed_after_its_end_and_after_those_before_it(house_db: Databases, may: Period) -> None:
    june = fund.month(house_db)

    with pytest.raises(Refused) as refused:
        moved(house_db, PERIODS, june, "start_closing")

    assert [reason.text.id for reason in refused.value.whys] == [
        "The month ends on {day}.",
        "Close {month} first.",
    ]


def test_a_month_put_forward_may_be_kept_open(house_db: Databases, may: Period) -> None:
    moved(house_db, PERIODS, may, "start_closing")

    assert moved(house_db, PERIODS, may, "keep_open", actor=APPROVER).state == "OPEN"


def test_a_closed_month_takes_nothing_and_what_is_late_is_booked_in_todays(
    house_db: Databases, may: Period, at: dict[Kind, int]
) -> None:
    june = fund.month(house_db)
    closed(house_db, may)
    day = date(2026, 5, 20)

    with pytest.raises(Refused, match="is closed"):
        posted(house_db, entry("x", at[Kind.FREE], at[Kind.RESERVED], 5, effective_on=day, booked_on=day))
    posted(house_db, entry("late", at[Kind.FREE], at[Kind.RESERVED], 5, effective_on=day))

    with house_db.read() as session:
        row = session.execute(
            text("SELECT period_id, effective_on FROM funding_journal WHERE key = 'late'")
        ).one()
        assert (row.period_id, str(row.effective_on)) == (june.id, "2026-05-20")
        assert fsck(session).differences == []


def test_where_no_month_is_open_nothing_is_booked(
    house_db: Databases, may: Period, at: dict[Kind, int]
) -> None:
    closed(house_db, may)

    with pytest.raises(Refused) as refused:
        posted(house_db, entry("x", at[Kind.FREE], at[Kind.RESERVED], 5, effective_on=date(2026, 5, 3)))

    assert len(refused.value.whys) == 2


def test_a_month_put_forward_takes_nothing_either(
    house_db: Databases, may: Period, at: dict[Kind, int]
) -> None:
    moved(house_db, PERIODS, may, "start_closing")

    with pytest.raises(Refused, match="is closed"):
        posted(house_db, entry("x", at[Kind.FREE], at[Kind.RESERVED], 5, effective_on=date(2026, 5, 3)))


def test_the_database_itself_keeps_a_closed_month_closed(
    house_db: Databases, may: Period, at: dict[Kind, int]
) -> None:
    closed(house_db, may)

    with house_db.writing.connect() as connection, pytest.raises(IntegrityError, match="not open"):
        late_past_the_application(connection, may, at)


def late_past_the_application(connection: Connection, period: Period, at: dict[Kind, int]) -> None:
    """A whole journal in a month, as far as the database lets it."""
    journal = raw_journal(connection, period.id, 2)
    raw_leg(connection, journal, 1, at[Kind.FREE], 5, 0)
    raw_leg(connection, journal, 2, at[Kind.RESERVED], 0, 5)
    finish(connection, journal)


# --- Rates ---------------------------------------------------------------------------------------


def test_R58_a_rate_by_hand_has_a_source_and_a_second_person(house_db: Databases) -> None:
    form = RateForm(currency="eur", per_usd="0.920", effective_on="2026-06-01", source="UN list of June")
    rate = giving.born(house_db, RATES, "enter", form)

    with house_db.read() as session:
        assert rate_on(session, "EUR", TODAY) is None
    with pytest.raises(Refused) as refused:
        moved(house_db, RATES, rate, "confirm", actor=FINANCE)
    moved(house_db, RATES, rate, "confirm", actor=OTHER_FINANCE)

    assert [reason.rule for reason in refused.value.whys] == ["R49"]
    with house_db.read() as session:
        found = rate_on(session, "EUR", TODAY)
        assert found is not None
        assert (found.per_usd, found.source) == ("0.920", "UN list of June")
        assert rate_on(session, "EUR", date(2026, 5, 31)) is None


def test_R58_a_currency_has_one_rate_from_a_day_until_it_is_rejected(house_db: Databases) -> None:
    form = RateForm(currency="EUR", per_usd="0.920", effective_on="2026-06-01", source="UN list of June")
    first = giving.born(house_db, RATES, "enter", form)

    with pytest.raises(Refused, match="from this day already"):
        giving.born(house_db, RATES, "enter", form)
    moved(house_db, RATES, first, "reject", actor=APPROVER)

    assert giving.born(house_db, RATES, "enter", form).state == "ENTERED"


def test_R58_the_books_own_currency_needs_no_rate(house_db: Databases) -> None:
    form = RateForm(currency="USD", per_usd="1", effective_on="2026-06-01", source="None is needed")

    with pytest.raises(Refused, match="needs no rate"):
        giving.born(house_db, RATES, "enter", form)


@pytest.mark.parametrize(
    "changed", [{"per_usd": "0"}, {"per_usd": "-1"}, {"per_usd": "1,5"}, {"currency": "XXQ"}]
)
def test_a_rate_that_does_not_read_is_invalid(changed: dict[str, str]) -> None:
    told = {"currency": "EUR", "per_usd": "0.920", "effective_on": "2026-06-01", "source": "UN list of June"}

    with pytest.raises(ValidationError):
        RateForm.model_validate(told | changed)
