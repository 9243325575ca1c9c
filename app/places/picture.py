"""A small picture of a place: its boundary and centre, and what lies in it, as whole numbers for an SVG."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.places.geometry import MICRO, Point
from app.places.models import Place

SIDE, MARGIN = 320, 24


@dataclass(frozen=True)
class Dot:
    """A centre, numbered as in the table behind the picture."""

    x: int
    y: int
    number: int
    name: str
    position: Point


@dataclass(frozen=True)
class Picture:
    """A square of `side`; `outlines` are the corners of polygons as SVG writes them, the place's own first."""

    side: int
    outlines: tuple[str, ...]
    dots: tuple[Dot, ...]


def picture(place: Place, within: Sequence[Place]) -> Picture | None:
    """The picture of a place with those in it, north above; None where no position is known."""
    drawn = [place, *within]
    points = [point for one in drawn for point in (*one.ring, *_centre(one))]
    if not points:
        return None
    scale = _Scale.over(points)
    outlines = tuple(" ".join(map(scale.pair, one.ring)) for one in drawn if one.ring)
    centres = [(one, point) for one in drawn for point in _centre(one)]
    dots = tuple(
        Dot(*scale.at(point), number, one.title, point)
        for number, (one, point) in enumerate(centres, start=1)
    )
    return Picture(SIDE, outlines, dots)


def _centre(place: Place) -> Iterable[Point]:
    return () if place.centre is None else (place.centre,)


@dataclass(frozen=True)
class _Scale:
    """From millionths of a degree to the picture; degrees of longitude narrow towards the poles."""

    middle: Point
    narrow: float
    zoom: float

    @classmethod
    def over(cls, points: Sequence[Point]) -> "_Scale":
        west, east = min(point.longitude for point in points), max(point.longitude for point in points)
        south, north = min(point.latitude for point in points), max(point.latitude for point in points)
        middle = Point((west + east) // 2, (south + north) // 2)
        narrow = math.cos(math.radians(middle.latitude / MICRO))
        widest = max((east - west) * narrow, north - south, 1)
        return cls(middle, narrow, (SIDE - 2 * MARGIN) / widest)

    def at(self, point: Point) -> tuple[int, int]:
        east = (point.longitude - self.middle.longitude) * self.narrow * self.zoom
        north = (point.latitude - self.middle.latitude) * self.zoom
        return SIDE // 2 + round(east), SIDE // 2 - round(north)

    def pair(self, point: Point) -> str:
        return "{},{}".format(*self.at(point))
