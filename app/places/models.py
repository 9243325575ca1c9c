"""What a place is: a node of the tree country > city > settlement > section, and a settlement's dated profiles."""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, Code, Id, Line, Prose
from app.kernel.things import Thing
from app.kernel.words import _
from app.places.geometry import Point


class Level(StrEnum):
    """How deep in the tree a place stands."""

    COUNTRY = "country"
    CITY = "city"
    SETTLEMENT = "settlement"
    SECTION = "section"


LEVEL_NAMES: dict[Level, str] = {
    Level.COUNTRY: _("country"),
    Level.CITY: _("city"),
    Level.SETTLEMENT: _("settlement"),
    Level.SECTION: _("section"),
}


class PlaceState(StrEnum):
    """A place is in use until it is closed: withdrawn, not deleted."""

    ACTIVE = "ACTIVE"
    CLOSED = "CLOSED"


PLACE_STATES: dict[StrEnum, str] = {
    PlaceState.ACTIVE: _("in use"),
    PlaceState.CLOSED: _("closed"),
}


class Place(Thing):
    """A place with its whole line of descent, which never changes: a place does not move.

    The centre is in millionths of a degree; the boundary is one ring of [longitude, latitude] pairs in the
    same unit, without the closing repetition.
    """

    __tablename__ = "places_place"
    __table_args__: Any = (
        CheckConstraint(
            "(level = 'country') = (country_id IS NULL)"
            " AND (level IN ('settlement', 'section')) = (city_id IS NOT NULL)"
            " AND (level = 'section') = (settlement_id IS NOT NULL)",
            name="line",
        ),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="centre"),
        CheckConstraint("(level = 'country') = (iso3 IS NOT NULL)", name="country"),
        Index("places_place_country_ix", "country_id"),
        Index("places_place_city_ix", "city_id"),
        Index("places_place_settlement_ix", "settlement_id"),
    )
    __mapper_args__ = {"polymorphic_identity": "places.place"}

    id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)
    level: Mapped[Code]
    country_id: Mapped[Id | None] = mapped_column(ForeignKey("places_place.id"))
    city_id: Mapped[Id | None] = mapped_column(ForeignKey("places_place.id"))
    settlement_id: Mapped[Id | None] = mapped_column(ForeignKey("places_place.id"))
    iso2: Mapped[Code | None] = mapped_column(unique=True)
    iso3: Mapped[Code | None] = mapped_column(unique=True)
    currency: Mapped[Code | None]
    secondary: Mapped[bool] = mapped_column(default=False)
    latitude: Mapped[int | None]
    longitude: Mapped[int | None]
    boundary: Mapped[list[list[int]] | None] = mapped_column(JSON(none_as_null=True))
    landmarks: Mapped[Prose | None]
    sensitive: Mapped[bool] = mapped_column(default=False)
    unmarking_proposed_by: Mapped[Code | None]

    @property
    def parent_id(self) -> int | None:
        """The place one level up; None for a country."""
        return self.settlement_id or self.city_id or self.country_id

    @property
    def line(self) -> tuple[int, ...]:
        """The keys of the places above, the country first."""
        return tuple(key for key in (self.country_id, self.city_id, self.settlement_id) if key is not None)

    @property
    def centre(self) -> Point | None:
        """Where it lies, or None where nobody has said."""
        if self.latitude is None or self.longitude is None:
            return None
        return Point(self.longitude, self.latitude)

    @property
    def ring(self) -> tuple[Point, ...]:
        """The corners of its boundary; none where nobody has walked it."""
        return tuple(Point(longitude, latitude) for longitude, latitude in self.boundary or ())


class Tenure(StrEnum):
    """How safely most households hold the ground they live on."""

    SECURE = "secure"
    MIXED = "mixed"
    INSECURE = "insecure"
    UNKNOWN = "unknown"


TENURE_NAMES: dict[Tenure, str] = {
    Tenure.SECURE: _("mostly secure"),
    Tenure.MIXED: _("mixed"),
    Tenure.INSECURE: _("mostly insecure"),
    Tenure.UNKNOWN: _("not known"),
}


class Hazard(StrEnum):
    """What endangers a settlement."""

    FLOOD = "flood"
    LANDSLIDE = "landslide"
    FIRE = "fire"
    STORM = "storm"
    SEA = "sea"
    HEAT = "heat"
    DROUGHT = "drought"
    POLLUTION = "pollution"


HAZARD_NAMES: dict[Hazard, str] = {
    Hazard.FLOOD: _("floods"),
    Hazard.LANDSLIDE: _("landslides"),
    Hazard.FIRE: _("fire"),
    Hazard.STORM: _("storms"),
    Hazard.SEA: _("the rising sea"),
    Hazard.HEAT: _("heat"),
    Hazard.DROUGHT: _("drought"),
    Hazard.POLLUTION: _("polluted ground, water or air"),
}


class Water(StrEnum):
    """The water most households drink, on the ladder of the WHO/UNICEF Joint Monitoring Programme."""

    SAFE = "safe"
    BASIC = "basic"
    LIMITED = "limited"
    UNIMPROVED = "unimproved"
    SURFACE = "surface"


WATER_NAMES: dict[Water, str] = {
    Water.SAFE: _("safe water at home when needed"),
    Water.BASIC: _("an improved source within 30 minutes"),
    Water.LIMITED: _("an improved source farther than 30 minutes"),
    Water.UNIMPROVED: _("an unprotected well or spring"),
    Water.SURFACE: _("a river, lake or canal"),
}


class Sanitation(StrEnum):
    """The toilets most households use, on the ladder of the WHO/UNICEF Joint Monitoring Programme."""

    SAFE = "safe"
    BASIC = "basic"
    LIMITED = "limited"
    UNIMPROVED = "unimproved"
    OPEN = "open"


SANITATION_NAMES: dict[Sanitation, str] = {
    Sanitation.SAFE: _("their own toilet, the waste treated"),
    Sanitation.BASIC: _("their own improved toilet"),
    Sanitation.LIMITED: _("an improved toilet shared with others"),
    Sanitation.UNIMPROVED: _("a pit without a slab, a bucket or a hanging toilet"),
    Sanitation.OPEN: _("none: open defecation"),
}


class Waste(StrEnum):
    """What happens to most households' solid waste."""

    COLLECTED = "collected"
    IRREGULAR = "irregular"
    POINTS = "points"
    DUMPED = "dumped"


WASTE_NAMES: dict[Waste, str] = {
    Waste.COLLECTED: _("collected every week"),
    Waste.IRREGULAR: _("collected now and then"),
    Waste.POINTS: _("carried to collection points"),
    Waste.DUMPED: _("dumped or burnt"),
}


class Profile(Base):
    """What was counted in a settlement on a day: written once by a move, never changed; a newer one replaces it."""

    __tablename__ = "places_profile"
    __table_args__ = (Index("places_profile_place_ix", "place_id", "counted_on", "id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    place_id: Mapped[Id] = mapped_column(ForeignKey("places_place.id"))
    counted_on: Mapped[date]
    source: Mapped[Line]
    counted_by: Mapped[Line]
    female: Mapped[int]
    male: Mapped[int]
    households: Mapped[int]
    displaced: Mapped[int | None]
    tenure: Mapped[Code]
    hazards: Mapped[list[Any]] = mapped_column(JSON, info={"plain": True})
    dwellings: Mapped[int | None]
    housing: Mapped[Prose | None]
    water: Mapped[Code]
    sanitation: Mapped[Code]
    waste: Mapped[Code]

    @property
    def population(self) -> int:
        """Women and men together."""
        return self.female + self.male
