"""The pages of rounds as people walk them, and the results as everybody reads them."""

import csv
import io
import json
import re
from hashlib import sha256

from fastapi.testclient import TestClient

from app.cuf.meetings.flow import CUF_MEETING
from app.cuf.meetings.models import Secrecy
from app.cuf.rounds.flow import CUF_ROUND
from app.cuf.rounds.schemas import Reason
from app.kernel.actors import Role
from app.places.flow import PLACES
from tests.cuf.browsing import app_on, browser_of, errors_on, form_on
from tests.cuf.make import Fund
from tests.cuf.rounds.make import (
    AFTER,
    NEEDS,
    SINGLE,
    decision,
    entered,
    frozen,
    held,
    locked,
    moved,
    need,
    sheet,
)
from tests.cuf.rounds.test_flow import LOT, counted
from tests.places import world


def published(fund: Fund, **changes: object) -> str:
    """The worked example, decided and published."""
    reference = counted(fund, **changes)
    moved(fund, "city", CUF_ROUND, reference, "decide", decision(), now=AFTER)
    moved(fund, "officer", CUF_ROUND, reference, "publish", now=AFTER)
    return reference


def anybody(fund: Fund) -> TestClient:
    """A browser of somebody who is not signed in."""
    return TestClient(app_on(fund), follow_redirects=False)


def words_of(page: str) -> str:
    """A page's text with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page)).replace("\u00a0", " ").replace("&nbsp;", " ")


def test_the_results_begin_with_one_sentence_and_say_why_of_each_project(fund: Fund) -> None:
    reference = published(fund)

    page = anybody(fund).get(f"/cuf/results/{reference}")

    assert page.status_code == 200
    text = words_of(page.text)
    assert "46 people voted (26 women, 20 men). There is money for 3 of 5 projects." in text
    assert "Chosen: 31 votes, cost LRD 60,000.00, money left LRD 90,000.00." in text
    assert "Not this time: LRD 90,000.00 more was needed, LRD 0.00 was left." in text
    assert "A2, A3 were equal. What decided: the lot that was drawn in public. The order is A3, A2." in text
    assert "The lot was drawn on 30 June 2026 before 40 people: A3, A2." in text


def test_P69_the_page_says_rule_date_engine_and_hash_and_computes_it_again(fund: Fund) -> None:
    reference = published(fund)

    text = words_of(anybody(fund).get(f"/cuf/results/{reference}").text)

    given = anybody(fund).get(f"/cuf/results/{reference}/given.json").text
    assert f"engine 1.0.0, hash {sha256(given.encode()).hexdigest()[:12]}" in text
    assert "Computed again when you opened this page: the same." in text
    assert "lowest cost, then most women's votes" in text.replace("&#39;", "'")


def test_the_results_have_no_script_and_weigh_less_than_100_kb(fund: Fund) -> None:
    page = anybody(fund).get(f"/cuf/results/{published(fund)}")

    assert "<script" not in page.text
    assert len(page.text.encode()) < 100_000


def test_results_are_everybodys_once_published_and_before_that_of_those_who_see_the_round(fund: Fund) -> None:
    reference = counted(fund)
    address = f"/cuf/results/{reference}"

    assert anybody(fund).get(address).status_code == 404
    assert "Nothing is decided yet" in browser_of(fund, "forum").text(address)
    moved(fund, "city", CUF_ROUND, reference, "decide", decision(), now=AFTER)
    assert anybody(fund).get(address).status_code == 404
    assert "This is the decided list" in browser_of(fund, "city").text(address)
    moved(fund, "officer", CUF_ROUND, reference, "publish", now=AFTER)
    assert "Not published yet" not in anybody(fund).get(address).text
    assert reference in anybody(fund).get("/cuf/results").text


def test_the_machine_data_are_the_bytes_that_were_hashed(fund: Fund) -> None:
    reference = published(fund)
    client = anybody(fund)

    asked, given = (client.get(f"/cuf/results/{reference}/{name}.json") for name in ("asked", "given"))

    assert json.loads(asked.text)["rule"] == "shortlist"
    assert json.loads(given.text)["selected"] == ["A1", "A3", "A2"]
    rows = list(csv.DictReader(io.StringIO(client.get(f"/cuf/results/{reference}/tally.csv").text)))
    assert {"settlement": "A", "option": "A1", "dimension": "total", "group": "total", "count": "31"} in rows
    assert {"settlement": "A", "option": "A4", "dimension": "sex", "group": "Women", "count": "20"} in rows


def test_P66_few_women_are_not_shown_and_the_exact_question_is_withheld(fund: Fund) -> None:
    reference = frozen(fund)
    few = sheet({"A1": (3, 16), "A2": (8, 10), "A3": (6, 9), "A4": (9, 2), "A5": (5, 1)}, women=20, men=20)
    locked(fund, reference, few, women=20, men=20)
    moved(fund, "officer", CUF_ROUND, reference, "count")
    moved(fund, "city", CUF_ROUND, reference, "decide", decision(), now=AFTER)
    moved(fund, "officer", CUF_ROUND, reference, "publish", now=AFTER)
    client = anybody(fund)

    page = words_of(client.get(f"/cuf/results/{reference}").text)

    assert "A1 &lt;5 –" in page
    assert "What was asked holds counts of very few people" in page
    assert client.get(f"/cuf/results/{reference}/asked.json").status_code == 404
    assert browser_of(fund, "auditor").get(f"/cuf/results/{reference}/asked.json").status_code == 200
    assert "A1,sex,Women,<5" in client.get(f"/cuf/results/{reference}/tally.csv").text


def test_R110_a_sensitive_settlement_shows_its_city_only(fund: Fund) -> None:
    reference = published(fund)
    officer = world.holding("usr_9", Role.PROGRAMME_OFFICER, fund.places["liberia"])
    world.moved(fund.databases, officer, PLACES, fund.places["kpaye"], "mark", world.because("Threatened"))

    page = anybody(fund).get(f"/cuf/results/{reference}").text

    assert "a settlement of Monrovia" in page
    assert "Kpaye Landing" not in page
    assert "By the old well" not in page


def test_P33_open_hands_are_said_on_meeting_and_results(fund: Fund) -> None:
    reference = frozen(fund)
    meeting = locked(fund, reference, secrecy=Secrecy.OPEN_HANDS, multi_token=True)
    moved(fund, "city", CUF_ROUND, reference, "enter_lot", LOT)
    moved(fund, "officer", CUF_ROUND, reference, "count")

    shown = browser_of(fund, "forum").text(f"/cuf/meetings/{meeting}")

    assert "Open hands: the vote was not secret" in shown
    assert "Marks of one person that could not be told apart" in shown
    assert "Open hands: the vote was not secret" in browser_of(fund, "forum").text(
        f"/cuf/results/{reference}"
    )


# --- The walk on the pages ---------------------------------------------------------------------------


def test_a_round_is_prepared_proposed_and_frozen_on_its_pages(fund: Fund) -> None:
    app = app_on(fund)
    officer, manager = browser_of(fund, "officer", app), browser_of(fund, "manager", app)
    wanted = need(fund, "A1")

    began = officer.send(
        "/cuf/rounds/prepare",
        title="Round of Monrovia",
        place=fund.places["monrovia"].reference,
        settlements=[fund.places["kpaye"].reference],
    )
    assert began.status_code == 303, errors_on(began.text)
    address = began.headers["location"]
    set_ = officer.send(f"{address}/terms", envelope="150,000.00", marks="3")
    assert set_.status_code == 303, errors_on(set_.text)
    put = officer.send(
        f"{address}/list_need",
        need=wanted,
        picture="tap",
        place="By the old well",
        feasibility="feasible",
        households="600",
    )
    assert put.status_code == 303, errors_on(put.text)
    assert "A1 Six water kiosks" in officer.text(address)
    assert officer.send(f"{address}/propose").status_code == 303
    assert address.rpartition("/")[2] in manager.text("/work")
    assert manager.send(f"{address}/freeze").status_code == 303
    assert "by the approver" in words_of(officer.text(address))
    assert "The terms were frozen on" in words_of(officer.text(f"{address}/terms"))
    assert address.rpartition("/")[2] in browser_of(fund, "forum", app).text("/cuf/rounds")


def test_a_sheet_that_does_not_add_up_keeps_all_that_was_typed(fund: Fund) -> None:
    meeting = held(fund, frozen(fund))
    browser, address = browser_of(fund, "facilitator"), f"/cuf/meetings/{meeting}/sheet"
    typed = {f"cells-{path}": str(count) for path, count in sheet().items()}

    refused = browser.fill(address, typed | {"cells-total/A1": "47", "cells-sex/men/A5": ""})
    entered_ = browser.fill(address, typed)

    assert refused.status_code == 409
    said = errors_on(refused.text)
    assert said["cells-total/A1"] == "total/A1: There are 1 more than valid ballots allow."
    assert "This cell is empty" in said["cells-sex/men/A5"]
    kept = form_on(refused.text, address).fields
    assert kept["cells-total/A1"] == ["47"]
    assert kept["cells-sex/women/A4"] == ["20"]
    assert entered_.status_code == 303


def test_P06_the_sheet_stands_in_the_order_of_the_ballot(fund: Fund) -> None:
    meeting = held(fund, frozen(fund))
    browser = browser_of(fund, "facilitator")

    sheet_page, kit = (
        browser.text(f"/cuf/meetings/{meeting}/sheet"),
        browser.text(f"/cuf/meetings/{meeting}/kit"),
    )

    order = [f"{code} {NEEDS[code][0]}" for code in SINGLE]
    assert [name for name in re.findall(r'scope="row"[^>]*>([^<]+)<', sheet_page) if name in order] == order
    assert re.findall(r'lm-ballot__code">([^<]+)<', kit) == list(SINGLE)


def test_P25_the_pages_of_a_meeting_show_nobody_anothers_entry(fund: Fund) -> None:
    meeting = held(fund, frozen(fund))
    app = app_on(fund)
    tally = entered(fund, "facilitator", meeting, sheet())

    mine = browser_of(fund, "facilitator", app)
    others = [browser_of(fund, who, app) for who in ("municipal", "officer", "auditor")]

    assert tally.reference in mine.text(f"/cuf/meetings/{meeting}")
    assert mine.get(f"/cuf/tallies/{tally.reference}").status_code == 200
    for other in others:
        assert tally.reference not in other.text(f"/cuf/meetings/{meeting}")
        assert tally.reference not in other.text("/cuf/tallies")
        assert other.get(f"/cuf/tallies/{tally.reference}").status_code == 404
        assert other.get(f"/api/cuf/tallies/{tally.reference}").status_code == 404


def test_P28_a_meetings_page_shows_the_sheet_before_the_correction_too(fund: Fund) -> None:
    meeting = locked(fund, frozen(fund))
    moved(
        fund, "manager", CUF_MEETING, meeting, "correct", Reason(reason="The second tin was counted twice.")
    )

    page = browser_of(fund, "officer").text(f"/cuf/meetings/{meeting}")

    assert "was corrected and no longer counts" in page
    assert "The second tin was counted twice." in page
    assert "Cards given out" in page
