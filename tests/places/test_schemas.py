"""What the forms of places take and what they tell of the rest."""

import pytest

from app.kernel.errors import Invalid
from app.places.geometry import Point
from app.places.schemas import CountryForm, SettlementForm
from app.web.forms import read_values

TYPED = {"city": "PLC-1007", "title": "Togba Swamp"}


def test_nothing_typed_is_no_position() -> None:
    form = read_values(SettlementForm, {**TYPED, "centre": " ", "boundary": ""})

    assert (form.centre, form.boundary) == (None, None)


def test_positions_go_to_the_trail_as_whole_numbers() -> None:
    form = read_values(SettlementForm, {**TYPED, "centre": "6.3, -10.8"})

    assert form.centre == Point(-10_800_000, 6_300_000)
    assert form.model_dump(mode="json")["centre"] == [-10_800_000, 6_300_000]
    assert SettlementForm.model_validate(form.model_dump(mode="json")) == form


@pytest.mark.parametrize(
    "centre", ["near the bridge", [0.5, 1.25], [1, 2, 3], "6.3", [0, 90_000_001], [180_000_001, 0]]
)
def test_what_is_no_position_is_told_beside_its_field(centre: object) -> None:
    with pytest.raises(Invalid) as refusal:
        read_values(SettlementForm, {**TYPED, "centre": centre})

    assert {str(reason.field).partition("-")[0] for reason in refusal.value.whys} == {"centre"}


@pytest.mark.parametrize(
    "given", [[], [[0, 0], [1, 0]], [[0, 0], [10, 10], [10, 0], [0, 10]], [[0, 91_000_000]] * 3]
)
def test_a_boundary_in_whole_numbers_is_held_to_the_same(given: object) -> None:
    with pytest.raises(Invalid):
        read_values(SettlementForm, {**TYPED, "boundary": given})


def test_a_currency_is_one_in_use() -> None:
    typed = {"title": "Liberia", "iso2": "LR", "iso3": "LBR"}

    assert read_values(CountryForm, {**typed, "currency": " lrd "}).currency == "LRD"
    with pytest.raises(Invalid):
        read_values(CountryForm, {**typed, "currency": "XXX"})
