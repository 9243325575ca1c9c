"""The list of projects as a file: asked for on a page, told to the trail, the same rows as on the page."""

import io
import json
from urllib.parse import parse_qs, urlencode, urlsplit

import openpyxl
import pytest
from sqlalchemy import select

from app.formats.sheets import read_csv
from app.kernel.trail.models import FactRow
from tests.cuf.browsing import Browser, app_on, browser_of, speaking
from tests.cuf.make import Fund

LIST = "/cuf/projects"
HEADINGS = [
    "Project",
    "Settlement",
    "Reference",
    "Kind of work",
    "Asked of the fund",
    "currency",
    "State",
    "Since",
]


def file_of(browser: Browser, search: str = "", kind: str = "csv") -> str:
    """The address of the file that the list's page gives when it is asked."""
    answer = browser.send(f"{LIST}/export", kind=kind, q=search, state="")
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def rows_of(browser: Browser, search: str = "") -> list[list[str]]:
    answer = browser.get(file_of(browser, search))
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return read_csv(answer.content)


def test_a_file_holds_exactly_the_rows_that_the_search_finds(fund: Fund) -> None:
    drain, kiosk = fund.draft(title="=Drain, 100%"), fund.need(title="Kiosk")
    browser = browser_of(fund, "forum")

    everything, one = rows_of(browser), rows_of(browser, "is:identified")

    assert everything[0] == HEADINGS
    assert {row[2]: row[0] for row in everything[1:]} == {drain: "=Drain, 100%", kiosk: "Kiosk"}
    assert [row[2] for row in one[1:]] == [kiosk]


def test_a_workbook_says_beside_its_rows_what_was_searched(fund: Fund) -> None:
    reference = fund.submitted()
    browser = browser_of(fund, "municipal")

    answer = browser.get(file_of(browser, "is:submitted", "xlsx"))

    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[1][2] == reference
    assert isinstance(rows[1][4], int | float)
    assert [row[:2] for row in book.worksheets[1].iter_rows(values_only=True)][:2] == [
        ("List", "Projects, the latest change first"),
        ("Search", "is:submitted"),
    ]
    assert answer.headers["content-disposition"].startswith('attachment; filename="projects-')


def test_R72_taking_a_file_is_a_fact_with_its_search_sealed_and_its_rows_counted(fund: Fund) -> None:
    fund.need(title="Kiosk")

    rows_of(browser_of(fund, "forum"), "kiosk")

    with fund.databases.read() as session:
        fact = session.scalars(select(FactRow).order_by(FactRow.seq.desc()).limit(1)).one()
    told = json.loads(fact.record)
    assert (told["kind"], told["actor"]) == ("web.export", fund.cast["forum"].reference)
    exported = told["body"]["exports"][0]
    assert (exported["list"], exported["rows"]) == ("cuf.project", 1)
    assert list(exported["words"]) == ["commitment"]


@pytest.mark.parametrize(
    "change", [{"q": "is:identified"}, {"proof": "0" * 64}, {"until": "2099-01-01"}, {"kind": "pdf"}]
)
def test_the_address_of_a_file_serves_nothing_else_than_what_was_told(
    fund: Fund, change: dict[str, str]
) -> None:
    fund.need()
    browser = browser_of(fund, "forum")
    there = file_of(browser)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(there).query).items()}

    answer = browser.get(f"{LIST}/file?{urlencode({**asked, **change})}")

    assert answer.status_code == 403
    assert browser.get(there).status_code == 200


def test_the_address_of_a_file_is_of_use_to_nobody_else(fund: Fund) -> None:
    fund.need()
    app = app_on(fund)

    there = file_of(browser_of(fund, "forum", app))

    assert browser_of(fund, "chair", app).get(there).status_code == 403


def test_a_search_that_cannot_be_read_says_so_on_the_list_and_gives_no_file(fund: Fund) -> None:
    fund.need(title="Kiosk")
    browser = browser_of(fund, "forum")

    shown = browser.text(f"{LIST}?q=colour:red")
    asked = browser.send(f"{LIST}/export", kind="csv", q="colour:red", state="")

    assert "There is no search word colour. There are: is, lead, since, country, in." in shown
    assert 'value="colour:red"' in shown
    assert "Kiosk" not in shown
    assert asked.status_code == 409
    assert "There is no search word colour." in asked.text


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("country:lbr", True),
        ("country:liberia", True),
        ("country:uga", False),
        ("in:kpaye", True),
        ("in:jinja", False),
    ],
)
def test_places_narrow_the_list_by_country_and_by_name(
    fund: Fund, search: str, found: bool
) -> None:  # a case
    fund.need(title="Kiosk")

    shown = browser_of(fund, "forum").text(f"{LIST}?{urlencode({'q': search})}")

    assert ("Kiosk" in shown) is found


def test_headings_and_states_stand_in_the_readers_language(fund: Fund) -> None:
    fund.need(title="Kiosk")
    speaking(fund, "forum", "fr")

    rows = rows_of(browser_of(fund, "forum"))

    assert rows[0][0] == "Projet"
    assert rows[1][6] == "besoin signalé"


def test_the_page_that_asks_says_how_many_rows_there_will_be(fund: Fund) -> None:
    browser = browser_of(fund, "forum")

    empty = browser.text(f"{LIST}/export")
    fund.need(title="Kiosk")
    one = browser.text(f"{LIST}/export?q=kiosk")

    assert "Nothing fits this search." in empty
    assert 'name="q" value="kiosk"' in one
    assert "is kept on the trail" in one
