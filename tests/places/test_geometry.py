"""Positions and boundaries: exact in millionths of a degree, nothing read that is not a place."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.places.geometry import (
    MICRO,
    NoShape,
    Point,
    contains,
    degrees_text,
    distance_m,
    micro_degrees,
    overlap,
    read_boundary,
    read_position,
)

SQUARE = (Point(0, 0), Point(10, 0), Point(10, 10), Point(0, 10))
HORSESHOE = (
    Point(0, 0),
    Point(30, 0),
    Point(30, 30),
    Point(20, 30),
    Point(20, 10),
    Point(10, 10),
    Point(10, 30),
    Point(0, 30),
)


def moved(ring: tuple[Point, ...], east: int, north: int) -> tuple[Point, ...]:
    """The ring elsewhere."""
    return tuple(Point(x + east, y + north) for x, y in ring)


@given(st.integers(-180 * MICRO, 180 * MICRO))
def test_what_is_written_reads_back_exactly(micro: int) -> None:
    assert micro_degrees(degrees_text(micro)) == micro


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("6.30052, -10.79688", Point(-10_796_880, 6_300_520)),
        (" 0,0 ", Point(0, 0)),
        ("-90, 180", Point(180 * MICRO, -90 * MICRO)),
        ("6.3005204, \N{MINUS SIGN}10.7968796", Point(-10_796_880, 6_300_520)),
    ],
)
def test_a_position_reads_as_latitude_then_longitude(text: str, point: Point) -> None:
    assert read_position(text) == point


@pytest.mark.parametrize("text", ["", "6.3", "6,3, 10,8", "91, 0", "0, 181", "NaN, 0", "near the bridge, 1"])
def test_what_is_no_position_is_refused(text: str) -> None:
    with pytest.raises(NoShape):
        read_position(text)


def test_a_polygon_reads_bare_or_as_a_feature_and_heights_are_left_out() -> None:
    ring = [[-10.8, 6.3, 12], [-10.79, 6.3, 12], [-10.79, 6.31, 12], [-10.8, 6.3, 12]]
    polygon = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {}, "geometry": polygon}

    corners = read_boundary(json.dumps(polygon))

    assert corners == (
        Point(-10_800_000, 6_300_000),
        Point(-10_790_000, 6_300_000),
        Point(-10_790_000, 6_310_000),
    )
    assert read_boundary(json.dumps(feature)) == corners


@pytest.mark.parametrize(
    "ring",
    [
        [[0, 0], [1, 0], [0, 0]],
        [[0, 0], [1, 0], [1, 1]],
        [[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]],
        [[0, 0], [1, 0], [2, 0], [0, 0]],
        [[0, 0], [1, 0], [1, 0], [1, 1], [0, 0]],
        [[0, 0], [1, 0], [1, 91], [0, 0]],
        [[0, 0], [1, 0], ["x", 1], [0, 0]],
        [[number % 20 / 1000, number / 1000] for number in range(201)] + [[0, 0]],
    ],
)
def test_a_ring_that_bounds_nothing_or_crosses_itself_is_refused(ring: object) -> None:
    with pytest.raises(NoShape):
        read_boundary(json.dumps({"type": "Polygon", "coordinates": [ring]}))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        '{"type": "Point", "coordinates": [0, 0]}',
        '{"type": "Polygon", "coordinates": []}',
        '{"type": "Polygon", "coordinates": [[[0,0],[1,0],[1,1],[0,0]],[[0,0],[1,0],[1,1],[0,0]]]}',
        '{"type": "LineString", "coordinates": [[[0,0],[1,0],[1,1],[0,0]]]}',
        '{"type": "Polygon", "coordinates": [[[NaN,0],[1,0],[1,1],[NaN,0]]]}',
        "[" * 100_000,
    ],
)
def test_what_is_no_polygon_is_refused(text: str) -> None:
    with pytest.raises(NoShape):
        read_boundary(text)


@pytest.mark.parametrize(
    ("one", "other", "metres"),
    [
        (Point(0, 0), Point(0, 0), 0),
        (Point(0, 0), Point(0, MICRO), 111_195),
        (Point(0, 60 * MICRO), Point(MICRO, 60 * MICRO), 55_597),
        (Point(-180 * MICRO, 0), Point(180 * MICRO, 0), 0),
        (Point(0, 0), Point(180 * MICRO, 0), 20_015_112),
    ],
)
def test_distances_are_those_of_the_great_circle(one: Point, other: Point, metres: int) -> None:
    assert distance_m(one, other) == metres
    assert distance_m(other, one) == metres


@pytest.mark.parametrize(
    ("point", "inside"),
    [
        (Point(5, 5), True),
        (Point(0, 0), True),
        (Point(10, 5), True),
        (Point(5, 10), True),
        (Point(11, 5), False),
        (Point(5, -1), False),
        (Point(-5, 0), False),
    ],
)
def test_the_edge_belongs_to_the_ground_it_bounds(point: Point, inside: bool) -> None:
    assert contains(SQUARE, point) is inside
    assert contains(tuple(reversed(SQUARE)), point) is inside


def test_a_bay_is_not_inside() -> None:
    assert contains(HORSESHOE, Point(5, 20))
    assert not contains(HORSESHOE, Point(15, 20))


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        (SQUARE, SQUARE, True),
        (SQUARE, tuple(reversed(SQUARE)), True),
        (SQUARE, moved(SQUARE, 5, 0), True),
        (SQUARE, moved(SQUARE, 5, 5), True),
        (SQUARE, moved(SQUARE, 10, 0), False),
        (SQUARE, moved(SQUARE, 10, 10), False),
        (SQUARE, moved(SQUARE, 11, 0), False),
        (SQUARE, (Point(3, 3), Point(6, 3), Point(5, 6)), True),
        (HORSESHOE, moved((Point(1, 1), Point(9, 1), Point(9, 9), Point(1, 9)), 10, 15), False),
        (HORSESHOE, moved(SQUARE, 10, 10), False),
        (HORSESHOE, moved(SQUARE, 10, 9), True),
        (SQUARE, (Point(5, -5), Point(15, 5), Point(5, 15), Point(-5, 5)), True),
    ],
)
def test_R07_rings_overlap_where_they_share_ground_and_not_where_they_touch(
    one: tuple[Point, ...], other: tuple[Point, ...], shared: bool
) -> None:
    assert overlap(one, other) is shared
    assert overlap(other, one) is shared


triangles = st.tuples(*[st.builds(Point, st.integers(0, 12), st.integers(0, 12))] * 3).filter(
    lambda ring: (
        (ring[1].longitude - ring[0].longitude) * (ring[2].latitude - ring[0].latitude)
        != (ring[1].latitude - ring[0].latitude) * (ring[2].longitude - ring[0].longitude)
    )
)


@given(triangles, triangles)
def test_R07_overlap_agrees_with_separating_lines(one: tuple[Point, ...], other: tuple[Point, ...]) -> None:
    """Two triangles share no ground exactly if one of their six edges' lines parts them."""

    def side(start: Point, end: Point, point: Point) -> int:
        return (end.longitude - start.longitude) * (point.latitude - start.latitude) - (
            end.latitude - start.latitude
        ) * (point.longitude - start.longitude)

    def parted(ring: tuple[Point, ...], across: tuple[Point, ...]) -> bool:
        for at in range(3):
            start, end, rest = ring[at], ring[(at + 1) % 3], ring[(at + 2) % 3]
            own = side(start, end, rest)
            if all(side(start, end, point) * own <= 0 for point in across):
                return True
        return False

    assert overlap(one, other) is not (parted(one, other) or parted(other, one))
