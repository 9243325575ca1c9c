"""The picture of a place: whole numbers within its square, north above."""

from app.places.models import Place
from app.places.picture import MARGIN, SIDE, picture


def place(title: str, latitude: int | None, longitude: int | None, boundary: object = None) -> Place:
    """A place at a position."""
    return Place(title=title, latitude=latitude, longitude=longitude, boundary=boundary)


def test_without_any_position_there_is_no_picture() -> None:
    assert picture(place("Monrovia", None, None), [place("Kpaye Landing", None, None)]) is None


def test_north_is_above_and_west_on_the_left() -> None:
    drawn = picture(place("Monrovia", None, None), [place("North", 20, 0), place("South west", 0, -10)])

    assert drawn is not None
    north, south_west = drawn.dots
    assert north.y < south_west.y
    assert south_west.x < north.x
    assert [dot.number for dot in drawn.dots] == [1, 2]


def test_everything_stays_within_the_margins() -> None:
    ring = [[0, 0], [9_000_000, 0], [9_000_000, 1_000_000], [0, 1_000_000]]

    drawn = picture(place("Wide", 500_000, 4_500_000, ring), [])

    assert drawn is not None
    (outline,) = drawn.outlines
    numbers = [int(number) for pair in outline.split() for number in pair.split(",")]
    assert min(numbers) == MARGIN
    assert max(numbers) == SIDE - MARGIN
    assert (drawn.dots[0].x, drawn.dots[0].y) == (SIDE // 2, SIDE // 2)


def test_a_single_point_stands_in_the_middle() -> None:
    drawn = picture(place("Point", 6_300_000, -10_796_000), [])

    assert drawn is not None
    assert [(dot.x, dot.y) for dot in drawn.dots] == [(SIDE // 2, SIDE // 2)]
