"""The pages of results: from the handover to the figure, and from the figure back to what it counts."""

import json

import pytest

from app.kernel.actors import Role
from app.kernel.db import Databases
from app.results.estimates.flow import ESTIMATES
from app.results.outputs.models import Output
from tests.places.browsing import Browser
from tests.places.world import holding
from tests.results import make
from tests.results.make import (
    AUDITOR,
    MANAGER,
    OFFICER,
    OTHER_RESULTS,
    RESULTS,
    Town,
    declared,
    delivered,
    estimated,
    moved,
    served,
    submitted,
    verified,
)


@pytest.fixture
def town(house_db: Databases) -> Town:
    return make.town(house_db)


@pytest.fixture
def kiosks(house_db: Databases, town: Town) -> Output:
    return delivered(house_db, town.kpaye, guide=6_000)


ASKED: dict[str, str | list[str]] = {
    "indicator": "T3.02",
    "category": "infrastructure",
    "basis": "found",
    "total": "5,400",
    "female": "2,850",
    "male": "2,550",
    "method": "usage",
    "source": "Buyers counted over seven days",
    "counted_on": "2025-06-15",
    "evidence": "Count sheets 1 to 7",
}


def test_a_walk_from_the_files_to_the_scorecard_and_back(house_db: Databases, town: Town) -> None:
    officer, results, auditor = (Browser(house_db, one) for one in (OFFICER, RESULTS, AUDITOR))
    recorded = officer.send(
        "/results/outputs/record",
        title="Six water kiosks", sort="work", primary_type="safe_water", themes=["services"],
        places=[town.kpaye.reference], commissioned_on="2025-05-01", handed_over_on="2025-05-20",
        evidence="Handover certificate 12",
    )  # fmt: skip
    output = recorded[1]
    results.send(f"{output}/confirm", seen="1")
    begun = officer.send(f"{output}/estimate", **ASKED, places=[town.kpaye.reference])
    officer.send(f"{begun[1]}/submit", seen="1")
    results.send(f"{begun[1]}/verify", seen="2")

    card = auditor.get("/results?year=2025")
    why = auditor.get(f"/results/people?who=T3.02&year=2025&place={town.city.reference}")

    assert (recorded[0], begun[0]) == (303, 303)
    assert card[0] == why[0] == 200
    assert "<svg" in card[1]
    assert "5,400" in card[1]
    assert f'href="{begun[1]}"' in why[1]
    assert "Counted: together they are the figure" in why[1]
    assert f'href="{output}"' in auditor.get(begun[1])[1]


def test_a_figure_says_why_an_estimate_is_not_in_it(house_db: Databases, town: Town) -> None:
    served(house_db, "Kiosks", 500, town.kpaye)
    served(house_db, "Toilets", 300, town.kpaye)

    status, text = Browser(house_db, AUDITOR).get("/results/people?year=2026")

    assert status == 200
    assert "Not counted, and why" in text
    assert "at Kpaye Landing may be the same people, and are more." in text


def test_every_fault_of_an_estimate_stands_beside_its_field(
    house_db: Databases, town: Town, kiosks: Output
) -> None:
    address = f"/results/outputs/{kiosks.reference}/estimate"
    browser = Browser(house_db, OFFICER)
    wrong = ASKED | {"basis": "planned", "female": "10", "counted_on": "2025-01-01"}
    unread = ASKED | {"total": "five", "male": "-3", "female": "1.5"}

    asked = browser.get(address)
    refused = browser.send(address, **wrong, places=[town.kpaye.reference])
    faulty = browser.send(address, **unread, places=[town.kpaye.reference])

    assert (asked[0], "6000" in asked[1] or "6,000" in asked[1]) == (200, True)
    assert refused[0] == 409
    assert all(f'#field-{field}"' in refused[1] for field in ("basis", "total", "counted_on"))
    assert faulty[0] == 422
    assert all(f'#field-{field}"' in faulty[1] for field in ("total", "female", "male"))


def test_R86_a_warning_is_answered_on_the_same_page(house_db: Databases, town: Town, kiosks: Output) -> None:
    address = f"/results/outputs/{kiosks.reference}/estimate"
    browser = Browser(house_db, OFFICER)
    many: dict[str, str | list[str]] = ASKED | {
        "total": "6,300",
        "female": "3,200",
        "male": "3,100",
        "places": [town.kpaye.reference],
    }

    warned = browser.send(address, **many)
    answered = browser.send(address, **many, explanation="People of the market come from elsewhere.")

    assert (warned[0], "explanation" in warned[1]) == (409, True)
    assert answered[0] == 303


def test_an_estimate_is_edited_in_its_whole_form(house_db: Databases, town: Town, kiosks: Output) -> None:
    draft = estimated(house_db, kiosks, town.kpaye)
    browser = Browser(house_db, OFFICER)
    address = f"/results/estimates/{draft.reference}"

    form = browser.get(f"{address}/edit")
    sent = browser.send(f"{address}/edit", **ASKED, places=[town.togba.reference], seen="1")

    assert form[0] == 200
    assert "Users counted over seven days" in form[1]
    assert sent == (303, address)
    assert "Togba Swamp" in browser.get(address)[1]


def test_a_new_version_begins_from_what_stands(house_db: Databases, town: Town, kiosks: Output) -> None:
    first = verified(house_db, kiosks, town.kpaye)
    browser = Browser(house_db, OFFICER)
    address = f"/results/estimates/{first.reference}"

    offered = browser.get(address)[1]
    form = browser.get(f"{address}/revise")
    status, newer = browser.send(f"{address}/revise", **ASKED, places=[town.kpaye.reference])
    browser.send(f"{newer}/submit", seen="1")
    Browser(house_db, RESULTS).send(f"{newer}/verify", seen="2")

    assert f"{address}/revise" in offered
    assert (form[0], status) == (200, 303)
    assert first.reference in browser.get(newer)[1]
    assert "replaced by a newer version" in browser.get(address)[1]


def test_who_may_not_write_is_not_asked_to(house_db: Databases, town: Town, kiosks: Output) -> None:
    draft = estimated(house_db, kiosks, town.kpaye)
    sent = submitted(house_db, kiosks, town.kpaye)
    auditor = Browser(house_db, AUDITOR)

    page = auditor.get(f"/results/outputs/{kiosks.reference}")
    form = auditor.get(f"/results/outputs/{kiosks.reference}/estimate")
    edit = auditor.get(f"/results/estimates/{sent.reference}/edit")

    assert page[0] == 200
    assert sent.reference in page[1]
    assert draft.reference not in page[1]
    assert "/estimate" not in page[1].replace("/results/estimates/", "")
    assert (form[0], edit[0]) == (403, 403)


def test_a_declaration_shows_its_effect_before_it_is_approved(house_db: Databases, town: Town) -> None:
    served(house_db, "Kiosks", 500, town.kpaye)
    served(house_db, "Walkway", 300, town.togba)
    proposal = declared(house_db, town.kpaye, town.togba)
    manager = Browser(house_db, MANAGER)
    address = f"/results/declarations/{proposal.reference}"

    status, text = manager.get(address)
    prefilled = Browser(house_db, OTHER_RESULTS).get(
        f"/results/declarations/declare?says=disjoint&one={town.kpaye.reference}&other={town.togba.reference}"
    )
    listed = manager.get("/results/declarations")

    assert status == 200
    assert "all countries" in text
    assert all(figure in text for figure in ("800", "500", "-300"))
    assert town.kpaye.reference in prefilled[1]
    assert proposal.title in listed[1]


def test_a_declaration_that_changes_no_total_says_so(house_db: Databases, town: Town) -> None:
    served(house_db, "Kiosks", 500, town.kpaye)

    text = Browser(house_db, MANAGER).get(
        f"/results/declarations/{declared(house_db, town.kpaye, town.togba).reference}"
    )[1]

    assert "It changes no total now" in text


def test_a_year_is_opened_closed_and_restated_on_its_page(house_db: Databases, town: Town) -> None:
    served(house_db, "Kiosks", 500, town.kpaye)
    browser = Browser(house_db, RESULTS)

    _status, address = browser.send("/results/periods/open", year="2025")
    closed = browser.send(f"{address}/close", seen="1")
    before = browser.get(address)[1]
    served(house_db, "Walkway", 300, town.togba)
    after, card = browser.get(address)[1], browser.get("/results?year=2025")[1]
    files = [browser.get(f"{address}/closings/1/{part}.json") for part in ("inputs", "result", "else")]

    assert closed == (303, address)
    assert "every figure is as it was closed" in before
    assert "gives the stored result" in before
    assert "800" in after
    assert "restated from" in card
    assert [status for status, _text in files] == [200, 200, 404]
    assert json.loads(files[1][1])["cases"][0]["results"][-1]["total"] == 500
    assert address in browser.get("/results/periods")[1]


def test_tables_are_taken_away_as_csv(house_db: Databases, town: Town) -> None:
    served(house_db, "=Kiosks", 500, town.kpaye)
    browser = Browser(house_db, AUDITOR)

    figures = browser.get(f"/results/scorecard.csv?year=2026&place={town.city.reference}")
    estimates = browser.get("/results/people.csv?year=2026")

    assert f"T3.02,2025,{town.city.reference},Monrovia,,to date: total,500" in figures[1]
    assert "'=Kiosks" in estimates[1]


@pytest.mark.parametrize("page", ["", "/people", "/people.csv", "/scorecard.csv"])
def test_a_place_that_is_not_there_has_no_figures(house_db: Databases, page: str) -> None:
    browser = Browser(house_db, AUDITOR)

    assert browser.get(f"/results{page}?place=PLC-1")[0] == 404
    assert browser.get(f"/results{page}?year=1")[0] == 422


def test_a_scorecard_of_nothing_says_so(house_db: Databases) -> None:
    status, text = Browser(house_db, holding("usr_50", Role.FORUM, make.town(house_db).kpaye)).get("/results")

    assert status == 200
    assert "Nobody is counted here yet." in text
    assert "/results/declarations" not in text


def test_lists_of_results_are_for_those_whose_work_it_is(house_db: Databases, town: Town) -> None:
    forum, helper = (
        Browser(house_db, holding(f"usr_{n}", role, town.kpaye))
        for n, role in enumerate((Role.FORUM, Role.TECHNICAL_HELPER), 60)
    )

    lists = ("outputs", "estimates", "declarations", "periods")
    assert [forum.get(f"/results/{one}/export")[0] for one in lists] == [200, 200, 403, 403]
    assert [helper.get(f"/results/{one}/export")[0] for one in lists] == [403, 403, 403, 403]


def test_lists_are_searched_and_begin_what_can_be_begun_there(house_db: Databases, town: Town) -> None:
    served(house_db, "Kiosks", 500, town.kpaye)
    served(house_db, "Walkway", 300, town.togba)
    declared(house_db, town.kpaye, town.togba)
    officer = Browser(house_db, OFFICER)

    texts = {
        one: officer.get(f"/results/{one}")[1] for one in ("outputs", "estimates", "declarations", "periods")
    }
    found = officer.get("/results/estimates?q=Kiosks")[1]

    assert all(title in texts["outputs"] for title in ("Kiosks", "Walkway", "/results/outputs/record"))
    assert "/results/estimates/estimate" not in texts["estimates"]
    assert ("Kiosks" in found, "Walkway" in found) == (True, False)
    assert "may be the same people" in texts["declarations"]
    assert "No year is open or closed yet." in texts["periods"]


def test_a_withdrawn_output_asks_for_no_estimate(house_db: Databases, kiosks: Output) -> None:
    browser = Browser(house_db, OFFICER)
    address = f"/results/outputs/{kiosks.reference}"
    before = browser.get(address)[1]

    browser.send(f"{address}/withdraw", seen="2", reason="Recorded twice")

    assert (f"{address}/estimate" in before, f"{address}/estimate" in browser.get(address)[1]) == (
        True,
        False,
    )
    assert ESTIMATES.path in browser.get("/results")[1]


def test_an_estimate_taken_out_counts_no_longer(house_db: Databases, town: Town) -> None:
    kiosks = served(house_db, "Kiosks", 500, town.kpaye)
    browser = Browser(house_db, AUDITOR)
    before = browser.get("/results/people?year=2026")[1]

    moved(house_db, RESULTS, ESTIMATES, kiosks, "take_out")

    assert "500" in before
    assert "500" not in browser.get("/results/people?year=2026")[1].split("<main")[1]
