"""The rules of places over plain grounds: no database, no clock."""

from datetime import date

import pytest

from app.places.geometry import Point
from app.places.models import Level, PlaceState
from app.places.rules import (
    FITS,
    Neighbour,
    PlaceGrounds,
    Siting,
    another_person_unmarks,
    counted_by_today,
    country_may_benefit,
    fits,
    has_a_profile,
    is_marked,
    is_not_marked,
    lies_apart,
    name_is_free,
    no_unmarking_is_proposed,
    nothing_open_below,
    parent_is_open,
    parts_are_within_the_whole,
    somebody_lives_there,
    unmarking_is_proposed,
)
from app.places.schemas import SettlementForm
from tests.places.world import counted

TODAY = date(2026, 6, 30)
SETTLEMENT = PlaceGrounds(level=Level.SETTLEMENT, actor="usr_3", today=TODAY)


def settlement(**more: object) -> SettlementForm:
    """Togba Swamp as it is typed."""
    return SettlementForm.model_validate({"city": "PLC-1007", "title": "Togba Swamp"} | more)


def test_R01_a_country_off_the_list_may_not_benefit() -> None:
    reason = country_may_benefit("Nauru", date(2026, 1, 1), eligible=False)

    assert reason is not None
    assert reason.rule == "R01"
    assert reason.text.values == {"country": "Nauru", "day": date(2026, 1, 1)}
    assert country_may_benefit("Liberia", TODAY, eligible=True) is None


def test_R05_a_settlement_without_a_profile_has_no_needs() -> None:
    reason = has_a_profile("Kpaye Landing", profiled=False)

    assert reason is not None
    assert reason.rule == "R05"
    assert has_a_profile("Kpaye Landing", profiled=True) is None


def test_R05_a_profile_counts_people_on_a_day_that_has_come() -> None:
    assert counted_by_today(SETTLEMENT, counted(counted_on="2026-06-30")) is None
    assert counted_by_today(SETTLEMENT, counted(counted_on="2026-07-01")) is not None
    assert somebody_lives_there(SETTLEMENT, counted(female=1, male=0)) is None
    assert somebody_lives_there(SETTLEMENT, counted(female=0, male=0)) is not None


@pytest.mark.parametrize(
    ("households", "displaced", "field"),
    [(6200, 6200, None), (6201, 0, "households"), (1, 6201, "displaced"), (1, None, None)],
)
def test_parts_are_not_more_than_the_people_counted(
    households: int, displaced: int | None, field: str | None
) -> None:
    reason = parts_are_within_the_whole(SETTLEMENT, counted(households=households, displaced=displaced))

    assert (reason.field if reason else None) == field


@pytest.mark.parametrize(("metres_apart", "warned"), [(999, True), (1001, False)])
def test_R07_centres_nearer_than_the_policys_distance_are_warned_of(metres_apart: int, warned: bool) -> None:
    north = 6_300_000 + round(metres_apart / 0.111195)
    siting = Siting(neighbours=[Neighbour("Kpaye Landing", Point(-10_796_000, 6_300_000))], near_m=1000)

    reason = lies_apart(siting, settlement(centre=[-10_796_000, north]))

    assert (reason is not None) is warned


def test_R07_all_neighbours_that_are_too_near_are_named() -> None:
    here = Point(0, 0)
    siting = Siting(neighbours=[Neighbour("West", here), Neighbour("East", here)], near_m=1)

    reason = lies_apart(siting, settlement(centre=[0, 0]))

    assert reason is not None
    assert reason.text.values["names"] == "East, West"


def test_nothing_new_stands_in_a_closed_place() -> None:
    assert parent_is_open(Siting(), settlement()) is None
    assert parent_is_open(Siting(parent_state=PlaceState.CLOSED), settlement()) is not None


def test_a_name_is_taken_whatever_its_case() -> None:
    siting = Siting(names=frozenset({"togba swamp"}))

    assert name_is_free(siting, settlement(title="TOGBA Swamp")) is not None
    assert name_is_free(siting, settlement(title="Togba Hill")) is None


def test_R110_the_one_who_proposed_does_not_unmark() -> None:
    proposed = PlaceGrounds(Level.SETTLEMENT, "usr_3", TODAY, sensitive=True, unmarking_proposed_by="usr_3")
    by_another = PlaceGrounds(Level.SETTLEMENT, "usr_5", TODAY, sensitive=True, unmarking_proposed_by="usr_3")

    reason = another_person_unmarks(proposed)

    assert reason is not None
    assert reason.rule == "R110"
    assert another_person_unmarks(by_another) is None
    assert unmarking_is_proposed(by_another) is None
    assert no_unmarking_is_proposed(by_another) is not None


def test_marking_and_unmarking_each_begin_where_the_other_ended() -> None:
    marked = PlaceGrounds(Level.SETTLEMENT, "usr_3", TODAY, sensitive=True)

    assert is_not_marked(SETTLEMENT) is None
    assert is_not_marked(marked) is not None
    assert is_marked(marked) is None
    assert is_marked(SETTLEMENT) is not None
    assert unmarking_is_proposed(marked) is not None
    assert no_unmarking_is_proposed(marked) is None


def test_a_place_closes_after_what_lies_in_it() -> None:
    assert nothing_open_below(SETTLEMENT) is None
    assert nothing_open_below(PlaceGrounds(Level.CITY, "usr_3", TODAY, open_below=2)) is not None


@pytest.mark.parametrize("move", sorted(FITS))
def test_a_move_is_for_its_levels_only(move: str) -> None:
    for level in Level:
        reason = fits(move)(PlaceGrounds(level, "usr_3", TODAY))

        assert (reason is None) is (level in FITS[move])
