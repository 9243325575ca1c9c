"""Years of results: closed with all they were made of, counted again elsewhere, restated, reopened by two people."""

import json
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from app.cli import main
from app.kernel.db import Databases
from app.kernel.errors import Refusal, Refused
from app.kernel.flow import NotFresh, begin, fire
from app.kernel.trail.log import records
from app.results.counting.inputs import read_inputs
from app.results.estimates.flow import ESTIMATES
from app.results.models import People
from app.results.outputs.schemas import Note
from app.results.periods.actions import exact_closing
from app.results.periods.flow import PERIODS
from app.results.periods.models import ReportingPeriod, Snapshot
from app.results.periods.queries import as_closed, closed_years, closings_of, restated_since
from app.results.periods.schemas import YearForm
from app.results.periods.snapshots import closing, digest, recomputed, total_of
from tests.places.world import moving
from tests.results import make
from tests.results.given import tangled
from tests.results.make import (
    MANAGER,
    OTHER_RESULTS,
    RESULTS,
    TODAY,
    Town,
    approved,
    moved,
    served,
    submitted,
)


@pytest.fixture
def town(house_db: Databases) -> Town:
    return make.town(house_db)


def opened(database: Databases, year: int = 2025) -> ReportingPeriod:
    with moving(database, RESULTS) as tx:
        return begin(tx, PERIODS, "open", YearForm(year=year))


def closed(database: Databases, year: int = 2025, explanation: str = "") -> ReportingPeriod:
    period = opened(database, year)
    with moving(database, RESULTS) as tx:
        found = tx.session.get_one(ReportingPeriod, period.id)
        return fire(tx, PERIODS, found, "close", Note(), explanation=explanation)


def rules_of(refusal: pytest.ExceptionInfo[Refusal]) -> list[str]:
    """The numbers of the rules that stood against it."""
    return [reason.rule for reason in refusal.value.whys]


def the_snapshot(database: Databases) -> Snapshot:
    with database.read() as session:
        return session.scalars(select(Snapshot)).one()


def test_closing_keeps_inputs_declarations_tree_result_and_hash(house_db: Databases, town: Town) -> None:
    kiosks = served(house_db, "Kiosks", 500, town.kpaye)
    served(house_db, "Walkway", 300, town.togba)
    approved(house_db, kiosks, town.togba, valid_from="2025-01-01")

    period = closed(house_db)

    stored = the_snapshot(house_db)
    case = json.loads(stored.inputs)["cases"][0]
    assert period.state == "CLOSED"
    assert [one["total"] for one in case["estimates"]] == [500, 300]
    assert [one["type"] for one in case["declarations"]] == ["overlap"]
    assert {one["title"] for one in case["places"]} == {"Liberia", "Monrovia", "Kpaye Landing", "Togba Swamp"}
    assert total_of(as_closed(stored), People.DIRECT) == 500
    assert stored.digest == period.digest == digest(stored.inputs, stored.result)


def test_the_hash_stands_on_the_trail(house_db: Databases, town: Town) -> None:
    period = closed(house_db)

    with house_db.read() as session:
        told = [json.loads(record) for _seq, record, _leaf in records(session.connection())]

    last = next(one for one in reversed(told) if one["kind"] == "results.period.close")
    assert str(period.digest) in json.dumps(last)


def test_counting_a_closed_year_again_gives_the_stored_result(house_db: Databases, town: Town) -> None:
    served(house_db, "Kiosks", 500, town.kpaye)
    served(house_db, "Training for both", 700, town.kpaye, town.togba)
    closed(house_db)

    stored = the_snapshot(house_db)

    assert recomputed(stored.inputs) == stored.result
    assert recomputed(stored.inputs.replace('"total":700', '"total":701')) != stored.result


def test_anybody_can_count_the_stored_inputs_with_the_command(
    house_db: Databases, town: Town, tmp_path: Any
) -> None:
    served(house_db, "Kiosks", 500, town.kpaye)
    closed(house_db)
    stored = the_snapshot(house_db)
    file = tmp_path / "inputs.json"
    file.write_text(stored.inputs, encoding="utf-8")

    counted = CliRunner().invoke(main, ["results", "count", str(file)])

    assert counted.exit_code == 0
    assert json.loads(counted.output) == json.loads(stored.result)


def test_R88_later_changes_are_restated_and_the_closed_figures_stay(house_db: Databases, town: Town) -> None:
    kiosks = served(house_db, "Kiosks", 500, town.kpaye)
    period = closed(house_db)
    before = restated(house_db, period)

    served(house_db, "Kiosks of a friend", 520, town.kpaye)
    more = restated(house_db, period)
    moved(house_db, RESULTS, ESTIMATES, kiosks, "take_out")

    assert (before, restated(house_db, period)) == ([], more)
    assert {(place, then, now) for place, then, now in more} == {
        (None, 500, 520),
        (town.country.reference, 500, 520),
        (town.city.reference, 500, 520),
        (town.kpaye.reference, 500, 520),
    }
    assert total_of(as_closed(the_snapshot(house_db)), People.DIRECT) == 500


def restated(database: Databases, period: ReportingPeriod) -> list[tuple[str | None, int, int]]:
    with database.read() as session:
        found = restated_since(session, session.get_one(ReportingPeriod, period.id))
    return [
        (one.scope.get("place"), one.before["total"], one.now["total"])
        for one in found
        if "categories" not in one.scope
    ]


def test_a_year_never_closed_restates_nothing(house_db: Databases) -> None:
    assert restated(house_db, opened(house_db)) == []


def test_a_year_is_closed_when_it_is_over(house_db: Databases) -> None:
    with pytest.raises(Refused) as refused:
        closed(house_db, TODAY.year)

    assert rules_of(refused) == ["R88"]


@pytest.mark.parametrize("year", [2021, 2027])
def test_a_year_before_the_framework_or_to_come_has_no_period(house_db: Databases, year: int) -> None:
    with pytest.raises(Refused, match="Give a year"):
        opened(house_db, year)


def test_a_year_has_one_period(house_db: Databases) -> None:
    opened(house_db)

    with pytest.raises(Refused, match="already"):
        opened(house_db)


def test_R85_closing_without_what_waits_needs_an_explanation(house_db: Databases, town: Town) -> None:
    submitted(house_db, make.delivered(house_db, town.kpaye), town.kpaye)

    with pytest.raises(Refused) as refused:
        closed(house_db)
    assert rules_of(refused) == ["R85"]

    period = moved_with(house_db, "The forum will count again in March.")
    assert period.state == "CLOSED"


def moved_with(database: Databases, explanation: str) -> ReportingPeriod:
    with moving(database, RESULTS) as tx:
        period = tx.session.scalars(select(ReportingPeriod)).one()
        return fire(tx, PERIODS, period, "close", Note(), explanation=explanation)


def test_closing_asks_for_a_fresh_sign_in(house_db: Databases) -> None:
    period = opened(house_db)
    tired = type(RESULTS)(RESULTS.reference, RESULTS.posts)

    with pytest.raises(NotFresh):
        moved(house_db, tired, PERIODS, period, "close", Note())


def test_R69_a_closed_year_is_reopened_by_two_people_and_closed_anew(house_db: Databases, town: Town) -> None:
    served(house_db, "Kiosks", 500, town.kpaye)
    period = closed(house_db)
    moved(house_db, RESULTS, PERIODS, period, "propose_reopening")

    with pytest.raises(Refused) as refused:
        moved(house_db, RESULTS, PERIODS, period, "reopen", Note())
    kept = moved(house_db, OTHER_RESULTS, PERIODS, period, "keep_closed")
    moved(house_db, RESULTS, PERIODS, period, "propose_reopening")
    reopened = moved(house_db, MANAGER, PERIODS, period, "reopen", Note())
    served(house_db, "Walkway", 300, town.togba)
    while_open = years_closed(house_db)
    moved(house_db, RESULTS, PERIODS, period, "close", Note())

    assert rules_of(refused) == ["R69"]
    assert (kept.state, reopened.state, while_open) == ("CLOSED", "OPEN", {})
    with house_db.read() as session:
        totals = [total_of(as_closed(one), People.DIRECT) for one in closings_of(session, period.id)]
    assert totals == [800, 500]
    assert years_closed(house_db) == {2025: 800}


def years_closed(database: Databases) -> dict[int, int]:
    with database.read() as session:
        return {year: total_of(one, People.DIRECT) for year, one in closed_years(session).items()}


def test_a_year_too_entangled_to_count_is_not_closed() -> None:
    with pytest.raises(Refused) as refused:
        exact_closing(tangled(), range(2022, 2026))

    assert rules_of(refused) == ["R83"]
    assert "S" in str(refused.value.whys[0].text.values["pairs"])


def test_a_closing_names_no_estimate_of_another_indicator(house_db: Databases, town: Town) -> None:
    kiosks = served(house_db, "Kiosks", 500, town.kpaye)
    approved(house_db, kiosks, town.togba)

    with house_db.read() as session:
        made = closing(read_inputs(session, TODAY), range(2022, 2027))

    cases = {case["id"]: case for case in json.loads(made.inputs)["cases"]}
    assert [len(cases[people]["declarations"]) for people in People] == [1, 0, 0]
    assert cases["T3.04"]["estimates"] == []
