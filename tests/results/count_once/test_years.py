"""People to date and new people per year, by hand."""

from app.results.count_once import Count, Estimate, Says, Scope
from app.results.count_once.why import Because, Cause, Tie
from app.results.count_once.years import Year, change, cumulative
from tests.results.count_once.worlds import (
    EVERYTHING,
    KPAYE,
    LIBERIA_AND_UGANDA,
    MASAFU,
    NALULE,
    declare,
    estimate,
)


def rows(estimates: list[Estimate], years: range) -> list[Year]:
    return cumulative(LIBERIA_AND_UGANDA, estimates, [], Scope(), years)


def test_R88_new_people_of_kpaye_landing_are_differences_of_cumulative_counts() -> None:
    years = rows(KPAYE, range(2024, 2027))

    assert [year.cumulative.total for year in years] == [2_100, 5_400, 6_200]
    assert [year.new.total for year in years] == [2_100, 3_300, 800]
    assert [(year.new.female, year.new.male) for year in years] == [
        (1_180, 920),
        (1_670, 1_630),
        (340, 460),
    ]


def test_R88_a_year_says_what_entered_and_why_something_left() -> None:
    year = rows(KPAYE, range(2024, 2026))[1]

    assert year.new.entered == ("kiosks",)
    assert year.new.left == {
        "toilets": Because(Cause.LARGER, ("kiosks",), "Kpaye Landing", decided=Tie.TOTAL)
    }


def test_R88_women_may_go_down_when_a_larger_estimate_takes_over_and_the_reason_stands_beside() -> None:
    city = estimate("city", "Jinja", 9_000, female=3_000, male=6_000, year=2026)

    year = rows([MASAFU, NALULE, city], range(2024, 2027))[2]

    assert (year.new.total, year.new.female, year.new.male) == (3_200, -320, 3_520)
    assert year.new.falls == ("female",)
    assert {reason.by for reason in year.new.left.values() if reason} == {("city",)}


def test_people_before_the_first_year_are_baseline() -> None:
    assert [year.cumulative.total for year in rows(KPAYE, range(2025, 2027))] == [5_400, 6_200]


def test_a_year_without_estimates_brings_nobody_new() -> None:
    quiet = rows(KPAYE, range(2024, 2029))[-1]

    assert (quiet.new.total, quiet.new.falls, quiet.new.entered) == (0, (), ())


def test_one_place_has_its_own_years() -> None:
    years = cumulative(LIBERIA_AND_UGANDA, EVERYTHING, [], Scope(), range(2024, 2026), place="Jinja")

    assert [year.new.total for year in years] == [1_900, 3_900]


def test_R88_a_later_declaration_or_a_dropped_estimate_shows_as_a_fall() -> None:
    before = Count(LIBERIA_AND_UGANDA, EVERYTHING).at("Jinja")
    shared = declare(Says.OVERLAP, "Masafu East", "Nalule Central")
    after = Count(LIBERIA_AND_UGANDA, [e for e in EVERYTHING if e is not NALULE], [shared])

    restated = change(before, after, "Jinja")

    assert restated.total == -3_900
    assert restated.falls == ("total", "female", "male")
    assert restated.left == {"market": None}
