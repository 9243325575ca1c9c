"""The scorecard's figures: direct and indirect apart, by place, falls with their reasons, tables without formulas."""

import pytest

from app.kernel.db import Databases
from app.results.count_once import Declaration, Estimate, Says, Side, TooEntangledError
from app.results.counting.questions import Question, at, by_year, count
from app.results.frameworks import FRAMEWORKS, INDICATORS, Measure, framework_on
from app.results.models import People, Sort, Topic
from app.results.scorecard.explained import explain
from app.results.scorecard.picture import MARGIN, WIDTH, picture
from app.results.scorecard.queries import delivery, scorecard
from app.results.scorecard.tables import FIGURES, figures, table
from tests.results import make
from tests.results.given import DIRECT, estimate, inputs_of, tangled
from tests.results.make import TODAY, Town, delivered, served, verified


@pytest.fixture
def town(house_db: Databases) -> Town:
    return make.town(house_db)


def test_R89_direct_and_indirect_people_are_never_added() -> None:
    with pytest.raises(ValueError, match="R89"):
        Question(frozenset({People.DIRECT, People.POLICIES}), range(2022, 2027))


def test_R89_indirect_people_are_a_figure_of_their_own(house_db: Databases, town: Town) -> None:
    served(house_db, "Kiosks", 500, town.kpaye)
    policy = delivered(
        house_db, town.city, sort=Sort.POLICY, primary_type=None, commissioned_on=None, topic=Topic.SERVICES,
        title="Water policy",
    )  # fmt: skip
    verified(house_db, policy, town.city, total=9_000, indicator=People.POLICIES, category=None)
    verified(house_db, policy, town.kpaye, total=700, indicator=People.LEVERAGED, category=None)

    with house_db.read() as session:
        card = scorecard(session, TODAY, 2026)

    assert {people: rows[-1].cumulative.tally.total for people, rows in card.people.items()} == {
        People.DIRECT: 500,
        People.LEVERAGED: 700,
        People.POLICIES: 9_000,
    }
    assert {one.measure: one.value for one in card.targets}[Measure.INDIRECT] == 9_000, "each once over both"
    assert {one.code: number for one, number in card.things}["T3.07"] == 1


def test_a_place_has_a_scorecard_of_its_own(house_db: Databases, town: Town) -> None:
    served(house_db, "Kiosks", 500, town.kpaye)
    served(house_db, "Walkway", 300, town.togba)
    served(house_db, "Training for both", 30, town.kpaye, town.togba)

    with house_db.read() as session:
        whole, kpaye = scorecard(session, TODAY, 2026), scorecard(session, TODAY, 2026, town.kpaye.reference)

    assert (whole.direct.tally.total, kpaye.direct.tally.total) == (800, 500)
    assert (len(whole.outputs), len(kpaye.outputs)) == (3, 1)
    assert [row.where.title for row in kpaye.places] == ["Liberia", "Monrovia"]
    assert kpaye.targets == ()


def test_years_go_from_the_frameworks_first_day_to_the_asked_one(house_db: Databases, town: Town) -> None:
    served(house_db, "Kiosks", 500, town.kpaye)

    with house_db.read() as session:
        before, after = scorecard(session, TODAY, 2024), scorecard(session, TODAY, 2025)

    assert (before.direct.tally.total, len(before.outputs)) == (0, 0)
    assert (after.direct.tally.total, len(after.outputs)) == (500, 1)
    assert [row.year for row in after.people[People.DIRECT]] == [2022, 2023, 2024, 2025]


def test_nothing_is_paid_and_nothing_delivered_in_an_empty_house(house_db: Databases) -> None:
    with house_db.read() as session:
        assert delivery(session, FRAMEWORKS[0].starts_on, TODAY).minor == 0
        assert scorecard(session, TODAY, 2026).direct.tally.total == 0


# --- What needs no database ----------------------------------------------------------------------


def test_R88_a_figure_that_falls_names_what_gave_way() -> None:
    inputs = inputs_of(estimate("e1", "S0", 2024, 90, 10), estimate("e2", "S0", 2025, 60, 50))

    rows = {row.year: row for row in by_year(inputs, DIRECT)}

    fallen = rows[2025].new
    assert fallen is not None
    assert (fallen.total, fallen.female, fallen.falls) == (10, -30, ("female",))
    assert list(fallen.left) == ["e1"]


def test_the_reasons_read_as_sentences() -> None:
    inputs = inputs_of(
        estimate("e1", "S0", 2025, 50),
        estimate("e2", "S0", 2025, 40),
        estimate("e3", "M", 2025, 60),
        estimate("e4", "S1", 2025, 30),
        estimate("e5", "S1", 2025, 30, status="SUBMITTED"),
        estimate("e6", "S1", 2021, 30),
        declarations=(Declaration(Says.OVERLAP, Side(place="S0"), Side(estimate="e4"), "DCL-1"),),
    )

    rows = {row.estimate.id: row for row in explain(inputs, DIRECT, None).rows}

    told = {key: row.reason.values.get("sentence", row.reason) for key, row in rows.items()}
    assert {key: row.counted for key, row in rows.items()} == {
        "e1": False, "e2": False, "e3": True, "e4": False, "e5": False, "e6": False,
    }  # fmt: skip
    assert [told[key].id for key in ("e3", "e5", "e6")] == [  # type: ignore[union-attr]  # messages by their making
        "counted",
        "not verified",
        "counted in another year than asked",
    ]
    assert told["e1"].values == {"by": "Output of e3 (e3)", "place": "M"}  # type: ignore[union-attr]  # as above


def test_an_overlap_that_decides_is_named_with_its_declaration() -> None:
    inputs = inputs_of(
        estimate("e1", "S0", 2025, 50),
        estimate("e2", "S1", 2025, 40),
        declarations=(Declaration(Says.OVERLAP, Side(place="S0"), Side(place="S1"), "DCL-7"),),
    )

    row = next(row for row in explain(inputs, DIRECT, None).rows if not row.counted)

    sentence = row.reason.values["sentence"]
    assert sentence.values == {"by": "Output of e1 (e1)", "declarations": "DCL-7"}  # type: ignore[union-attr]  # a message


def test_parts_that_add_up_to_more_are_named() -> None:
    inputs = inputs_of(
        estimate("e1", "S0", 2025, 50), estimate("e2", "S1", 2025, 40), estimate("e3", "M", 2025, 60)
    )

    row = next(row for row in explain(inputs, DIRECT, None).rows if not row.counted)

    assert row.reason.values["sentence"].values["by"] == "Output of e1 (e1), Output of e2 (e2)"  # type: ignore[union-attr]  # a message


def test_what_is_too_entangled_has_no_figure_but_the_places_beside_it_have() -> None:
    inputs = tangled()

    counted = count(inputs, DIRECT)
    figure, settlement = at(counted, None), at(counted, "S0")

    assert isinstance(figure.tangle, TooEntangledError)
    assert settlement.tally.total == 1_000
    assert [row.new for row in by_year(inputs, DIRECT)][-2:] == [None, None]
    assert explain(inputs, DIRECT, None).figure.tangle is not None


def test_the_picture_draws_women_men_and_those_not_noted_to_scale() -> None:
    inputs = inputs_of(
        Estimate("e1", ("S0",), "infrastructure", 2025, 100, 50, 25, "approved", People.DIRECT)
    )

    drawn = picture(by_year(inputs, DIRECT))

    assert drawn is not None
    assert [bar.year for bar in drawn.bars] == [2022, 2023, 2024, 2025, 2026]
    assert [part.width for part in drawn.bars[0].parts] == [0, 0, 0]
    assert [part.width for part in drawn.bars[3].parts] == [WIDTH // 2, WIDTH // 4, WIDTH // 4]
    assert drawn.bars[3].parts[0].x == MARGIN
    assert picture(by_year(inputs_of(), DIRECT)) is None


def test_a_table_holds_no_formula() -> None:
    written = table("T", ("a", "b"), [("=1+1", -5)])

    assert written.decode("utf-8-sig").splitlines() == ["a,b", "'=1+1,-5"]


def test_the_table_of_figures_is_tidy(house_db: Databases, town: Town) -> None:
    served(house_db, "Kiosks", 500, town.kpaye)

    with house_db.read() as session:
        rows = list(figures(scorecard(session, TODAY, 2026)))

    assert all(len(row) == len(FIGURES) for row in rows)
    assert ("T3.02", "2025", "", "", "", "to date: total", 500) in rows
    assert ("T3.02", "2025", "", "", "", "new: female", 250) in rows
    assert ("T3.02", "2026", town.city.reference, "Monrovia", "", "to date: total", 500) in rows
    assert ("T3.01", "2026", "", "", "safe_water", "to date", 1) in rows


def test_the_framework_is_the_newest_that_has_begun() -> None:
    first = FRAMEWORKS[0]

    assert framework_on(first.starts_on) is framework_on(TODAY) is first
    assert framework_on(first.starts_on.replace(year=1999)) is first
    assert list(first.years(2024)) == [2022, 2023, 2024]
    assert list(first.years(2020)) == [2022]


def test_every_indicator_of_the_framework_is_there_and_says_how_it_adds() -> None:
    tier_three = [code for code in INDICATORS if code.startswith("T3.")]

    assert tier_three == [f"T3.{number:02}" for number in range(1, 13)]
    assert {code for code, one in INDICATORS.items() if one.adds == "count_once"} == {
        people.value for people in People
    }
    assert len([code for code in INDICATORS if code.startswith(("T1.", "T2."))]) == 11
