"""My work and the front door as people see them: whose, in which order, how many, and giving it to one another."""

from urllib.parse import urlencode

from app.cuf.proposals.schemas import SectionName
from tests.cuf.browsing import Browser, app_on, browser_of, errors_on, form_on
from tests.cuf.make import NOW, Fund, days

WORK = "/work"


def rows_on(page: str, known: list[str]) -> list[str]:
    """These references in the order in which the page lists them."""
    places = {one: page.find(f'href="/cuf/projects/{one}"') for one in known}
    return sorted((one for one, at in places.items() if at >= 0), key=lambda one: places[one])


def waiting(fund: Fund, number: int) -> list[str]:
    """Proposals that wait for the municipal team, the oldest first."""
    return [fund.submitted(title=f"Work {at}", now=NOW - days(50 - at)) for at in range(number)]


def csrf_of(browser: Browser) -> str:
    return form_on(browser.text("/notices"), "/sign-out").fields["csrf"][0]


def test_whoever_is_signed_in_begins_with_their_work_and_nobody_else_sees_it(fund: Fund) -> None:
    browser = browser_of(fund, "forum")

    home = browser.get("/")
    browser.client.cookies.clear()
    away = browser.get(WORK)

    assert (home.status_code, home.headers["location"]) == (303, WORK)
    assert (away.status_code, away.headers["location"]) == (303, f"/sign-in?{urlencode({'next': WORK})}")
    assert browser.get("/").status_code == 200


def test_work_is_listed_oldest_first_with_its_count_and_split_into_mine_and_nobodys(fund: Fund) -> None:
    made = waiting(fund, 3)
    fund.move("municipal", made[1], "take")
    fund.move("municipal.second", made[2], "take")
    browser = browser_of(fund, "municipal")

    assert rows_on(browser.text(WORK), made) == made
    assert "3 things wait for you to move them." in browser.text(WORK)
    assert rows_on(browser.text(f"{WORK}?queue=mine"), made) == [made[1]]
    assert "1 thing waits for you to move it." in browser.text(f"{WORK}?queue=mine")
    assert rows_on(browser.text(f"{WORK}?queue=unassigned"), made) == [made[0]]
    assert rows_on(browser.text(f"{WORK}?queue=everything"), made) == made


def test_a_row_says_since_when_until_when_and_with_whom(fund: Fund) -> None:
    (late,) = waiting(fund, 1)
    fund.move("municipal.second", late, "take")

    page = browser_of(fund, "municipal").text(WORK)

    assert 'datetime="2026-05-11"' in page
    assert 'datetime="2026-06-08"' in page
    assert "late</strong>" in page
    assert "With municipal.second." in page


def test_more_than_a_page_goes_on_where_the_first_ended(fund: Fund) -> None:
    made = [fund.need(title=f"Need {at:02}", now=NOW - days(60 - at)) for at in range(27)]
    browser = browser_of(fund, "forum")

    first = browser.text(WORK)
    following = first.partition(">More<")[0].rpartition('href="')[2].partition('"')[0]
    second = browser.text(following.replace("&amp;", "&"))

    assert rows_on(first, made) == made[:25]
    assert rows_on(second, made) == made[25:]
    assert "27 things wait" in first
    assert ">More<" not in second


def test_a_row_that_is_shut_stays_with_all_its_reasons(fund: Fund) -> None:
    draft = fund.draft()

    page = browser_of(fund, "forum").text(WORK)

    assert rows_on(page, [draft]) == [draft]
    assert "Finish and ask for the certificate" in page
    assert "questions are still unanswered" in page
    assert f'href="/cuf/projects/{draft}/finish"' not in page


def test_R28_what_one_wrote_does_not_wait_for_ones_own_certificate(fund: Fund) -> None:
    reference = fund.sent_back(SectionName.DOCUMENTS)
    fund.move("treasurer", reference, "finish")

    assert rows_on(browser_of(fund, "chair").text(WORK), [reference]) == [reference]
    assert rows_on(browser_of(fund, "treasurer").text(WORK), [reference]) == []


def test_ticked_rows_are_taken_on_each_as_a_fact_of_its_own(fund: Fund) -> None:
    made = waiting(fund, 3)
    browser = browser_of(fund, "municipal")

    answer = browser.send(WORK, thing=made[:2])

    assert (answer.status_code, answer.headers["location"]) == (303, f"{WORK}?queue=mine")
    assert rows_on(browser.text(answer.headers["location"]), made) == made[:2]
    assert [fund.project(one).lead for one in made] == [fund.cast["municipal"].reference] * 2 + [None]


def test_taking_one_that_is_not_there_takes_none(fund: Fund) -> None:
    (mine,) = waiting(fund, 1)
    hidden = fund.draft()
    browser = browser_of(fund, "municipal")

    for strange in (hidden, "CUF-1", "nothing", "XYZ-1041"):
        assert browser.send(WORK, thing=[mine, strange]).status_code == 404
    assert fund.project(mine).lead is None


def test_work_is_given_to_a_colleague_who_is_told_and_to_nobody_else(fund: Fund) -> None:
    (reference,) = waiting(fund, 1)
    app = app_on(fund)
    giver, taker = browser_of(fund, "municipal", app), browser_of(fund, "municipal.second", app)
    there = f"{WORK}/{reference}/assign"

    offered = form_on(giver.text(there), there).offered["person"]
    stranger = giver.send(there, person=fund.cast["forum"].reference)
    nobody = giver.send(there)
    given = giver.send(there, person=fund.cast["municipal.second"].reference)

    assert {one for one in offered if one} == {
        fund.cast[who].reference for who in ("municipal", "municipal.second")
    }
    assert stranger.status_code == 409
    assert "Choose somebody whose post lets them do this here." in errors_on(stranger.text)["person"]
    assert nobody.status_code == 422
    assert given.status_code == 303
    assert rows_on(taker.text(f"{WORK}?queue=mine"), [reference]) == [reference]
    assert "gave this to you" in taker.text("/notices")


def test_work_is_handed_back_to_all(fund: Fund) -> None:
    (reference,) = waiting(fund, 1)
    fund.move("municipal", reference, "take")
    browser = browser_of(fund, "municipal")

    answer = browser.send(f"/cuf/projects/{reference}/release")

    assert answer.status_code == 303
    assert rows_on(browser.text(f"{WORK}?queue=unassigned"), [reference]) == [reference]


def test_whoever_may_not_give_it_is_not_asked_to_whom(fund: Fund) -> None:
    (reference,) = waiting(fund, 1)
    app = app_on(fund)

    for who in ("auditor", "municipal.buchanan"):
        assert browser_of(fund, who, app).get(f"{WORK}/{reference}/assign").status_code == 404


def test_nothing_to_do_says_so(fund: Fund) -> None:
    page = browser_of(fund, "auditor").text(WORK)

    assert "Nothing waits for you here." in page
