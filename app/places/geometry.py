"""Where things lie, reckoned exactly: whole millionths of a degree, one ring a boundary, no float kept anywhere."""

import json
import math
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Any, NamedTuple

from pydantic import Field

MICRO = 1_000_000
EARTH_RADIUS_M = 6_371_008
"""The mean radius of the earth in metres (IUGG)."""
MOST_CORNERS = 200
WIDEST, HIGHEST = 180 * MICRO, 90 * MICRO


class Point(NamedTuple):
    """A position in millionths of a degree, in GeoJSON's order: east of Greenwich, north of the equator."""

    longitude: Annotated[int, Field(ge=-WIDEST, le=WIDEST)]
    latitude: Annotated[int, Field(ge=-HIGHEST, le=HIGHEST)]


Ring = Sequence[Point]
"""The corners of a boundary in order, the first not repeated at the end."""


class NoShape(ValueError):
    """What was given is no position or boundary that can be kept."""


def micro_degrees(text: str) -> int:
    """Read decimal degrees, such as "6.30052", into millionths; finer digits are rounded away."""
    try:
        degrees = Decimal(text.strip().replace("\N{MINUS SIGN}", "-"))
    except InvalidOperation:
        raise NoShape(text) from None
    if not degrees.is_finite() or abs(degrees) * MICRO > WIDEST:
        raise NoShape(text)
    return int((degrees * MICRO).to_integral_value())


def degrees_text(micro: int) -> str:
    """Write millionths of a degree as decimal degrees."""
    sign = "-" if micro < 0 else ""
    return f"{sign}{abs(micro) // MICRO}.{abs(micro) % MICRO:06d}"


def read_position(text: str) -> Point:
    """Read "latitude, longitude" in decimal degrees, as maps and telephones give it; NoShape otherwise."""
    latitude, comma, longitude = text.partition(",")
    if not comma:
        raise NoShape(text)
    return on_the_globe(Point(micro_degrees(longitude), micro_degrees(latitude)))


def read_boundary(text: str) -> tuple[Point, ...]:
    """Read a GeoJSON polygon (RFC 7946), bare or in a feature, with one ring that does not cross itself.

    Numbers are read as they are written, never as floats. NoShape for anything else, also for more than
    `MOST_CORNERS` corners and for a ring that crosses the 180th meridian.
    """
    try:
        given: Any = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
        shape = given["geometry"] if given.get("type") == "Feature" else given
        (written,) = shape["coordinates"]
        corners = [
            on_the_globe(Point(micro_degrees(longitude), micro_degrees(latitude)))
            for longitude, latitude, *_height in written
        ]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise NoShape(text) from None
    if shape.get("type") != "Polygon" or corners[:1] != corners[-1:]:
        raise NoShape(text)
    return simple_ring(corners[:-1])


def on_the_globe(point: Point) -> Point:
    """The same position; NoShape where there is none such."""
    if abs(point.latitude) * 2 > WIDEST or abs(point.longitude) > WIDEST:
        raise NoShape(point)
    return point


def simple_ring(corners: Sequence[Point]) -> tuple[Point, ...]:
    """The same corners; NoShape unless they bound an area by edges that do not cross each other."""
    edges = list(_edges([on_the_globe(corner) for corner in corners]))
    if not 3 <= len(corners) <= MOST_CORNERS or len(set(corners)) != len(corners):  # noqa: PLR2004 - a triangle
        raise NoShape(corners)
    apart = ((edge, across) for at, edge in enumerate(edges) for across in edges[at + 1 :])
    if any(_cross(*edge, *across) for edge, across in apart) or _twice_the_area(corners) == 0:
        raise NoShape(corners)
    return tuple(corners)


def distance_m(one: Point, other: Point) -> int:
    """The great-circle distance in whole metres, by the haversine formula on a sphere (error below 0.6 %)."""
    (lon1, lat1), (lon2, lat2) = ([math.radians(part / MICRO) for part in point] for point in (one, other))
    half = (
        math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return round(2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, half))))


def contains(ring: Ring, point: Point) -> bool:
    """Whether the point lies within the ring; its edge belongs to it."""
    inside = False
    for start, end in _edges(ring):
        turn = _turn(start, end, point)
        if turn == 0 and _between(start, end, point):
            return True
        if (start.latitude > point.latitude) != (end.latitude > point.latitude):
            upward = end.latitude > start.latitude
            inside ^= (turn > 0) == upward
    return inside


def overlap(one: Ring, other: Ring) -> bool:
    """Whether two rings share ground; a common border alone is none.

    Exact: either two edges cross, or between two neighbouring corners' latitudes the order of the edges is
    the same all the way, so that looking at the middle decides.
    """
    if any(_cross(*edge, *across) for edge in _edges(one) for across in _edges(other)):
        return True
    latitudes = sorted({point.latitude for point in (*one, *other)})
    for south, north in pairwise(latitudes):
        middle = Fraction(south + north, 2)
        spans, others = list(_spans(one, middle)), list(_spans(other, middle))
        if any(max(a[0], b[0]) < min(a[1], b[1]) for a in spans for b in others):
            return True
    return False


def _twice_the_area(corners: Ring) -> int:
    return abs(sum(a.longitude * b.latitude - b.longitude * a.latitude for a, b in _edges(corners)))


def _edges(ring: Ring) -> Iterator[tuple[Point, Point]]:
    return zip(ring, [*ring[1:], *ring[:1]], strict=True)


def _turn(a: Point, b: Point, c: Point) -> int:
    """Above zero where a, b, c turn to the left, zero where they lie on one line."""
    return (b.longitude - a.longitude) * (c.latitude - a.latitude) - (b.latitude - a.latitude) * (
        c.longitude - a.longitude
    )


def _between(a: Point, b: Point, c: Point) -> bool:
    return min(a.longitude, b.longitude) <= c.longitude <= max(a.longitude, b.longitude) and min(
        a.latitude, b.latitude
    ) <= c.latitude <= max(a.latitude, b.latitude)


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether the edges ab and cd cross at a point that is an end of neither."""
    return _turn(a, b, c) * _turn(a, b, d) < 0 and _turn(c, d, a) * _turn(c, d, b) < 0


def _spans(ring: Ring, latitude: Fraction) -> Iterator[tuple[Fraction, Fraction]]:
    """The stretches of this latitude inside the ring, from west to east; no corner lies on it."""
    crossings = sorted(
        a.longitude + Fraction(b.longitude - a.longitude, b.latitude - a.latitude) * (latitude - a.latitude)
        for a, b in _edges(ring)
        if (a.latitude > latitude) != (b.latitude > latitude)
    )
    return zip(crossings[::2], crossings[1::2], strict=True)
