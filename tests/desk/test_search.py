"""Searching everything: what a person may see is found by words and by reference, and nothing else is."""

from urllib.parse import urlencode

import pytest

from tests.cuf.browsing import Browser, browser_of
from tests.cuf.make import Fund, counted_queries


def searched(browser: Browser, text: str) -> str:
    return browser.text(f"/search?{urlencode({'q': text})}")


def test_an_empty_search_says_what_may_be_searched(fund: Fund) -> None:
    shown = browser_of(fund, "forum").text("/search")

    assert "Search for a project, an award, a party or a place" in shown
    assert "since:" in shown
    assert 'href="/search"' in shown


@pytest.mark.parametrize("text", ["kiosk", "kind:project KIOSK", "is:identified", "in:kpaye is:open kiosk"])
def test_words_find_what_the_person_may_see(fund: Fund, text: str) -> None:
    reference = fund.need(title="Kiosk")

    assert f'href="/cuf/projects/{reference}"' in searched(browser_of(fund, "forum"), text)
    assert reference not in searched(browser_of(fund, "municipal"), text)
    assert reference not in searched(browser_of(fund, "forum.togba"), text)


def test_a_reference_however_it_is_typed_leads_to_its_page_at_once(fund: Fund) -> None:
    reference = fund.need(title="Kiosk")
    browser = browser_of(fund, "forum")

    answer = browser.get(f"/search?{urlencode({'q': reference.lower().replace('-', ' ')})}")
    foreign = searched(browser_of(fund, "forum.togba"), reference)

    assert (answer.status_code, answer.headers["location"]) == (303, f"/cuf/projects/{reference}")
    assert "Nothing that you may see fits this search." in foreign


def test_what_cannot_be_read_is_named_and_stays_in_the_field(fund: Fund) -> None:
    shown = searched(browser_of(fund, "forum"), "kind:bridge <b>")

    assert "There is no kind bridge. There are:" in shown
    assert 'value="kind:bridge &lt;b&gt;"' in shown


def test_many_finds_are_counted_and_paged_and_cost_as_many_queries_as_few(fund: Fund) -> None:
    browser = browser_of(fund, "forum")

    def asked() -> tuple[int, str]:
        with counted_queries(fund.databases) as sent:
            shown = searched(browser, "kind:project")
        return len(sent), shown

    fund.need(title="Kiosk")
    few, _page = asked()
    for number in range(26):
        fund.need(title=f"Need {number}")
    many, page = asked()

    assert many == few
    assert "27 in all" in page
    assert 'rel="next"' in page
