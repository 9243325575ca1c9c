"""The pages of money as people of finance see them, and their commands."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, event
from typer.testing import CliRunner

from app.cli import main
from app.funding.rates.flow import RATES
from app.funding.rates.schemas import RateForm
from app.funding.sources.flow import CONTRIBUTIONS, SOURCES
from app.funding.sources.models import Source
from app.kernel.actors import Role
from app.kernel.db import Databases
from tests.funding import fund, giving
from tests.funding.fund import APPROVER, AUDITOR, FINANCE, OTHER_FINANCE, staff
from tests.funding.giving import allotted, charge, funded, moved, pledge, received
from tests.places import world
from tests.places.browsing import Browser
from tests.places.world import holding

OFFICER = staff("usr_20", Role.PROGRAMME_OFFICER)


@pytest.fixture
def june(house_db: Databases) -> None:
    """The open month of the tests' day."""
    fund.month(house_db)


@pytest.fixture
def source(house_db: Databases, june: None) -> Source:
    """A source in euros, received, allotted and charged."""
    giving.rate(house_db, "EUR", "0.920")
    source = funded(house_db, 40_000_000, currency="EUR", themes=("climate",), instruments=("cuf",))
    allotted(house_db, source, 10_000_000, instrument="cuf", window="country", call="INN-1")
    charge(house_db, source, 5_000)
    return source


def test_the_sheet_shows_money_through_its_stages_with_a_picture_and_its_table(
    house_db: Databases, source: Source
) -> None:
    status, text = Browser(house_db, AUDITOR).get(f"/funding/sources/{source.reference}")

    assert status == 200
    for shown in ("<svg", "434,782.61", "334,782.61", "400,000.00", "0.920", "INN-1", "Donor of SRC-01"):
        assert shown in text
    assert "resilience and climate change" in text


def test_the_sheet_can_be_asked_as_it_stood_on_a_day(house_db: Databases, source: Source) -> None:
    browser = Browser(house_db, AUDITOR)
    address = f"/funding/sources/{source.reference}"

    before, then = browser.get(f"{address}?on=2026-06-14"), browser.get(f"{address}?on=2026-06-15")
    odd = browser.get(f"{address}?on=yesterday")

    assert "Nothing has come in yet" in before[1]
    assert "434,782.61" in then[1]
    assert (odd[0], "does not read as a day" in odd[1]) == (422, True)


def test_the_list_shows_every_source_with_its_money(house_db: Databases, source: Source) -> None:
    status, text = Browser(house_db, FINANCE).get("/funding/sources")

    assert status == 200
    assert "334,782.61" in text
    assert "/funding/sources/register" in text


def test_the_sheet_takes_the_same_queries_however_much_belongs_to_the_source(
    house_db: Databases, source: Source
) -> None:
    browser = Browser(house_db, AUDITOR)
    address = f"/funding/sources/{source.reference}"

    few = queries_of(house_db, lambda: browser.get(address))
    for voucher in range(4):
        charge(house_db, source, 5, voucher=f"V-9{voucher}")
        allotted(house_db, source, 5)
    many = queries_of(house_db, lambda: browser.get(address))

    assert many == few


def queries_of(database: Databases, act: Callable[[], object]) -> int:
    """How many statements reading takes; the browser's house reads through the same engine."""
    asked: list[str] = []

    def count(_conn: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(database.reading, "before_cursor_execute", count)
    act()
    event.remove(database.reading, "before_cursor_execute", count)
    return len(asked)


def test_a_pledge_is_typed_in_the_donors_currency_and_lost_by_no_refusal(
    house_db: Databases, june: None
) -> None:
    source = giving.source(house_db, currency="TND")
    browser = Browser(house_db, FINANCE)
    address = f"/funding/sources/{source.reference}/pledge"

    asked = browser.get(address)
    late = browser.send(address, title="First instalment", amount="1,500.250", pledged_on="2026-07-15")
    done = browser.send(address, title="First instalment", amount="1,500.250", pledged_on="2026-05-15")

    assert "TND" in asked[1]
    assert (late[0], "1,500.250" in late[1], "still to come" in late[1]) == (409, True, True)
    assert done == (303, f"/funding/sources/{source.reference}")
    assert "1,500.250" in browser.get(f"/funding/sources/{source.reference}")[1]


def test_an_amount_that_does_not_read_names_its_field(house_db: Databases, source: Source) -> None:
    browser = Browser(house_db, FINANCE)

    status, text = browser.send(f"/funding/sources/{source.reference}/charge", sort="fee", amount="1.234")

    assert status == 422
    assert "this must be filled in" in text
    assert "too many decimals" in text


def test_money_moves_through_its_pages(house_db: Databases, source: Source) -> None:
    fee = charge(house_db, source, 700, voucher="V-7")
    address = f"/funding/charges/{fee.reference}"
    before = Browser(house_db, FINANCE).get(address)

    done = Browser(house_db, APPROVER).send(f"{address}/confirm", seen="1")
    stale = Browser(house_db, OTHER_FINANCE).send(f"{address}/confirm", seen="1")

    assert "you certified it" in before[1]
    assert done == (303, address)
    assert stale[0] == 412
    assert "7.00" in Browser(house_db, AUDITOR).get(address)[1]


def test_contributions_and_allotments_have_their_pages(house_db: Databases, june: None) -> None:
    source = funded(house_db, 100_000)
    contribution = received(house_db, source, 5_500)
    pledged = pledge(house_db, source, 4_400)
    made = allotted(house_db, source, 10_000, window="country", instrument="cuf")
    browser = Browser(house_db, AUDITOR)

    pages = [
        browser.get(f"/funding/{path}/{one.reference}")
        for path, one in (("contributions", contribution), ("contributions", pledged), ("allotments", made))
    ]

    assert [status for status, _text in pages] == [200, 200, 200]
    assert "Advice 12" in pages[0][1]
    assert "Received on" not in pages[1][1]
    assert "Country and City Window" in pages[2][1]


@pytest.mark.parametrize("path", ["sources", "rates", "periods"])
def test_lists_of_finance_are_not_for_a_forum(house_db: Databases, path: str) -> None:
    forum = holding("usr_9", Role.FORUM, world.country(house_db))

    assert Browser(house_db, forum).get(f"/funding/{path}")[0] == 403


def test_an_officer_reads_the_sheet_without_ways_to_what_is_finances(
    house_db: Databases, source: Source
) -> None:
    browser = Browser(house_db, OFFICER)
    address = f"/funding/sources/{source.reference}"

    status, text = browser.get(address)

    assert status == 200
    assert "/funding/contributions/" not in text
    assert browser.get(f"{address}/pledge")[0] == 403


def test_a_source_in_preparation_offers_pledges_only_and_a_closed_one_nothing(
    house_db: Databases, june: None
) -> None:
    source = giving.source(house_db)
    browser = Browser(house_db, FINANCE)
    address = f"/funding/sources/{source.reference}"
    preparing = browser.get(address)[1]
    withdrawn = pledge(house_db, source)
    giving.opened(house_db, source)
    giving.moved(house_db, CONTRIBUTIONS, withdrawn, "withdraw")

    moved(house_db, SOURCES, source, "close", actor=APPROVER)

    assert (f"{address}/pledge" in preparing, f"{address}/allot" in preparing) == (True, False)
    assert f"{address}/pledge" not in browser.get(address)[1]


def test_rates_and_months_have_their_pages(house_db: Databases, june: None) -> None:
    form = RateForm(currency="EUR", per_usd="0.920", effective_on="2026-06-01", source="UN list of June")
    rate = giving.born(house_db, RATES, "enter", form)
    browser = Browser(house_db, FINANCE)

    texts = [browser.get(f"/funding/{path}")[1] for path in ("rates", f"rates/{rate.reference}", "periods")]
    status, address = browser.send("/funding/periods/open", month="2026-07")

    assert all("0.920" in text for text in texts[:2])
    assert "2026-06" in texts[2]
    assert status == 303
    assert "2026-07" in browser.get(address)[1]


def test_the_command_checks_the_ledger_and_names_what_differs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path}/books.db"
    monkeypatch.setenv("LASTMILE_DATABASE_URL", url)
    assert CliRunner().invoke(main, ["migrate"]).exit_code == 0

    empty = CliRunner().invoke(main, ["ledger", "fsck"])

    assert (empty.exit_code, empty.output) == (0, "0 accounts, 0 journals: difference zero.\n")
