"""What the moves of places ask for: country, city, settlement and section, a profile, a correction, a reason."""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from app.kernel.currencies import CURRENCIES
from app.kernel.fields import Day, Several, Whole, YesNo, answers
from app.kernel.flow import Form
from app.kernel.words import _
from app.places.geometry import NoShape, Point, on_the_globe, read_boundary, read_position, simple_ring
from app.places.models import (
    HAZARD_NAMES,
    SANITATION_NAMES,
    TENURE_NAMES,
    WASTE_NAMES,
    WATER_NAMES,
    Hazard,
    Level,
    Sanitation,
    Tenure,
    Waste,
    Water,
)

LONGEST_NAME = 120
LONGEST_BOUNDARY = 20_000
NO_POSITION = _("Write latitude and longitude in decimal degrees, such as 6.30052, -10.79688.")
NO_BOUNDARY = _("This is no polygon in GeoJSON with one ring of 3 to 200 corners that does not cross itself.")
NO_CURRENCY = _("Write the three letters of a currency in use, such as LRD.")


def _said(text: str) -> PydanticCustomError:
    return PydanticCustomError("unreadable", "{said}", {"said": text, "values": {}})


def _or_said(act: Callable[[Any], Any], value: Any, otherwise: str) -> Any:
    try:
        return act(value)
    except NoShape:
        raise _said(otherwise) from None


def _typed(reads: Callable[[str], Any], otherwise: str) -> BeforeValidator:
    """What a person typed is read; blank is nothing."""

    def read(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return _or_said(reads, value, otherwise) if value.strip() else None

    return BeforeValidator(read)


def _held(holds: Callable[[Any], Any], otherwise: str) -> AfterValidator:
    """What came as numbers, as the API sends it, is held to the same."""
    return AfterValidator(lambda value: None if value is None else _or_said(holds, value, otherwise))


def _known_currency(value: Any) -> Any:
    code = value.strip().upper() if isinstance(value, str) else value
    if code not in CURRENCIES:
        raise _said(NO_CURRENCY)
    return code


Name = Annotated[str, Field(title=_("Name"), min_length=2, max_length=LONGEST_NAME)]
Position = Annotated[
    Point | None,
    _typed(read_position, NO_POSITION),
    _held(on_the_globe, NO_POSITION),
    Field(
        title=_("Centre"),
        description=_("Latitude and longitude in decimal degrees, such as 6.30052, -10.79688."),
    ),
]
Boundary = Annotated[
    tuple[Point, ...] | None,
    _typed(read_boundary, NO_BOUNDARY),
    _held(simple_ring, NO_BOUNDARY),
    Field(
        title=_("Boundary"),
        description=_("A polygon in GeoJSON. Leave it empty if nobody has walked the boundary yet."),
        json_schema_extra={"kind": "textarea"},
    ),
]
Landmarks = Annotated[
    str,
    Field(
        title=_("Landmarks"),
        description=_("What stands there that people name when they tell the way."),
        max_length=1000,
    ),
]
Iso2 = Annotated[str, Field(title=_("Two-letter code (ISO 3166-1)"), pattern=r"^[A-Z]{2}$")]
Iso3 = Annotated[str, Field(title=_("Three-letter code (ISO 3166-1)"), pattern=r"^[A-Z]{3}$")]
Currency = Annotated[
    str,
    BeforeValidator(_known_currency),
    Field(title=_("Currency"), description=_("Its three letters, such as LRD."), max_length=3),
]
Secondary = Annotated[
    YesNo, Field(title=_("Secondary city"), description=_("Neither the capital nor the largest city."))
]
Parent = Annotated[str, Field(max_length=40)]


class CountryForm(Form):
    """A country of the reference data."""

    title: Name
    iso2: Iso2
    iso3: Iso3
    currency: Currency


class CountryCorrection(Form):
    """What may change about a country: how it is named, what people pay with."""

    title: Name
    currency: Currency


class PlaceForm(Form):
    """What every place below a country says of itself."""

    title: Name
    centre: Position = None
    boundary: Boundary = None
    landmarks: Landmarks = ""


class CityForm(PlaceForm):
    """A city of a country."""

    country: Annotated[Parent, Field(title=_("Country"))]
    secondary: Secondary

    @property
    def within(self) -> tuple[Level, str]:
        """The level and reference of the place it stands in."""
        return Level.COUNTRY, self.country


class SettlementForm(PlaceForm):
    """A settlement of a city."""

    city: Annotated[Parent, Field(title=_("City"))]

    @property
    def within(self) -> tuple[Level, str]:
        """The level and reference of the place it stands in."""
        return Level.CITY, self.city


class SectionForm(PlaceForm):
    """A section of a settlement."""

    settlement: Annotated[Parent, Field(title=_("Settlement"))]

    @property
    def within(self) -> tuple[Level, str]:
        """The level and reference of the place it stands in."""
        return Level.SETTLEMENT, self.settlement


NewPlace = CityForm | SettlementForm | SectionForm


class PlaceCorrection(PlaceForm):
    """A place below a country, as it should read."""

    secondary: Annotated[
        YesNo, Field(title=_("Secondary city"), description=_("Cities only; no for others."))
    ] = False


class ProfileForm(Form):
    """What was counted in a settlement (R05)."""

    counted_on: Annotated[Day, Field(title=_("Day of the count"))]
    female: Annotated[Whole, Field(title=_("Women and girls"))]
    male: Annotated[Whole, Field(title=_("Men and boys"))]
    households: Annotated[Whole, Field(title=_("Households"))]
    source: Annotated[
        str,
        Field(
            title=_("Source"),
            description=_("The enumeration, census or survey that the numbers come from."),
            min_length=3,
            max_length=200,
        ),
    ]
    counted_by: Annotated[
        str,
        Field(
            title=_("Who counted"),
            description=_("The group, office or partner, not a person's name."),
            min_length=2,
            max_length=200,
        ),
    ]
    displaced: Annotated[
        Whole | None,
        Field(title=_("Displaced persons"), description=_("Leave it empty if they were not counted.")),
    ] = None
    tenure: Annotated[Tenure, Field(title=_("Tenure"), json_schema_extra=answers(TENURE_NAMES))]
    hazards: Annotated[
        tuple[Hazard, ...],
        Several,
        Field(title=_("Hazards"), json_schema_extra=answers(HAZARD_NAMES)),
    ] = ()
    dwellings: Annotated[
        Whole | None, Field(title=_("Dwellings"), description=_("Leave it empty if they were not counted."))
    ] = None
    housing: Annotated[
        str,
        Field(
            title=_("Quality of housing"),
            description=_("Walls, roofs, crowding: what most dwellings are like."),
            max_length=1000,
        ),
    ] = ""
    water: Annotated[Water, Field(title=_("Water now"), json_schema_extra=answers(WATER_NAMES))]
    sanitation: Annotated[
        Sanitation, Field(title=_("Toilets now"), json_schema_extra=answers(SANITATION_NAMES))
    ]
    waste: Annotated[Waste, Field(title=_("Solid waste now"), json_schema_extra=answers(WASTE_NAMES))]


class Reason(Form):
    """Why."""

    reason: Annotated[str, Field(title=_("Reason"), min_length=3, max_length=1000)]
