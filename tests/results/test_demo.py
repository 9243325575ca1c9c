"""The demonstration's results, played whole: the beneficiary case of DOMAIN 6 to the person."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from app.cli import main
from app.kernel.db import Databases, databases
from app.results.count_once import Tally
from app.results.counting.effects import effects
from app.results.counting.inputs import read_inputs
from app.results.counting.questions import at, by_year, count
from app.results.declarations.models import Declaration
from app.results.estimates.models import EstimateState
from app.results.frameworks import Measure
from app.results.models import Category, People, WorkType
from app.results.periods.models import ReportingPeriod
from app.results.periods.queries import closed_years, restated_since
from app.results.periods.snapshots import total_of
from app.results.scorecard.explained import explain
from app.results.scorecard.queries import Scorecard, scorecard
from tests.results.given import DIRECT
from tests.results.make import TODAY


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """A demonstration of the tests' day, on SQLite."""
    folder: Path = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LASTMILE_DATABASE_URL", f"sqlite:///{folder}/demo.db")
        patch.setenv("LASTMILE_SECRET_KEY", "s" * 40)
        patch.setenv("LASTMILE_ORIGIN", "demo.invalid/trail")
        assert CliRunner().invoke(main, ["migrate"]).exit_code == 0
        done = CliRunner().invoke(main, ["demo", "--today", TODAY.isoformat()])
        assert done.exit_code == 0, done.output
    database = databases(f"sqlite:///{folder}/demo.db")
    yield database
    database.close()


@pytest.fixture(scope="module")
def card(played: Databases) -> Scorecard:
    """The scorecard of the tests' day."""
    with played.read() as session:
        return scorecard(session, TODAY, TODAY.year)


def place(card: Scorecard, name: str) -> str:
    return next(one for one, where in card.inputs.places.items() if where.title == name)


def split(tally: Tally) -> tuple[int, int, int]:
    return tally.total, tally.female, tally.male


@pytest.mark.parametrize(
    ("name", "people"),
    [
        ("Kpaye Landing", (6_200, 3_190, 3_010)),
        ("Togba Swamp", (3_450, 1_790, 1_660)),
        ("Monrovia", (9_650, 4_980, 4_670)),
        ("Jinja", (5_800, 3_320, 2_480)),
    ],
)
def test_R83_each_place_counts_each_person_once(
    card: Scorecard, name: str, people: tuple[int, int, int]
) -> None:
    assert split(at(count(card.inputs, DIRECT), place(card, name)).tally) == people


def test_R83_the_countries_together(card: Scorecard) -> None:
    assert split(card.direct.tally) == (15_450, 8_300, 7_150)
    assert {row.where.title: row.figure.tally.total for row in card.places} == {
        "Liberia": 9_650,
        "Monrovia": 9_650,
        "Uganda": 5_800,
        "Jinja": 5_800,
    }


def test_R88_new_people_a_year_are_differences(card: Scorecard) -> None:
    rows = by_year(card.inputs, DIRECT, place(card, "Kpaye Landing"))

    to_date = {row.year: row.cumulative.tally.total for row in rows}
    new = {row.year: (row.new.total, row.new.female, row.new.male) for row in rows if row.new}
    assert to_date == {2022: 0, 2023: 0, 2024: 2_100, 2025: 5_400, 2026: 6_200}
    assert [new[year] for year in (2024, 2025, 2026)] == [
        (2_100, 1_180, 920),
        (3_300, 1_670, 1_630),
        (800, 340, 460),
    ]


def test_R87_seven_works_each_in_one_type(card: Scorecard) -> None:
    assert card.types == {
        WorkType.SAFE_WATER: 2,
        WorkType.SANITATION: 3,
        WorkType.SOLID_WASTE: 1,
        WorkType.ADAPTATION: 1,
    }
    assert {indicator.code: number for indicator, number in card.things}["T3.01"] == 7


def test_categories_are_each_counted_once_and_add_up_to_more(card: Scorecard) -> None:
    assert {row.category: row.figure.tally.total for row in card.categories} == {
        Category.INFRASTRUCTURE: 15_450,
        Category.CAPACITIES: 85,
    }
    assert card.in_several_rows == 85
    assert card.capacities.tally.total == 85


def test_the_targets_say_how_far_it_is(card: Scorecard) -> None:
    values = {target.measure: target.value for target in card.targets}

    assert values[Measure.DIRECT] == 15_450
    assert (values[Measure.INDIRECT], values[Measure.CITIES], values[Measure.COUNTRIES]) == (0, 3, 3)
    assert values[Measure.THEMES] == 3


def test_every_estimate_says_why_it_counts_or_not(card: Scorecard) -> None:
    explained = explain(card.inputs, DIRECT, place(card, "Monrovia"))

    told = {row.title: (row.counted, row.reason) for row in explained.rows if row.in_scope}
    assert {title for title, (counted, _reason) in told.items() if counted} == {
        "Solid-waste points",
        "Raised walkway",
    }
    assert told["Six water kiosks"][1].values["sentence"].values["place"] == "Kpaye Landing"  # type: ignore[union-attr]  # a message by its making


def test_R86_the_kiosk_of_2969_users_is_an_unverified_revision(card: Scorecard) -> None:
    claims = {
        card.inputs.titles[one.id]: one.total
        for one in card.inputs.estimates
        if one.status == EstimateState.SUBMITTED
    }

    assert claims["Six water kiosks"] == 2_969


def test_the_year_before_is_closed_and_nothing_of_it_restated(played: Databases) -> None:
    with played.read() as session:
        period = session.scalars(select(ReportingPeriod)).one()
        assert (period.year, period.state) == (2025, "CLOSED")
        assert restated_since(session, period) == []
        assert total_of(closed_years(session)[2025], People.DIRECT) == 14_650


def test_the_proposed_overlap_would_leave_the_market_only(played: Databases) -> None:
    with played.read() as session:
        proposed = session.scalars(select(Declaration)).one()
        inputs = read_inputs(session, TODAY, [proposed])

    found = {one.place: one for one in effects(inputs, proposed.reference, DIRECT.years, [])}
    assert (found[None].without.tally.total, found[None].having.tally.total) == (15_450, 13_550)
