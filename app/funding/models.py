"""What all money is sorted by: windows, instruments, themes and tracks (DOMAIN 1, 3.5)."""

from enum import StrEnum

from app.kernel.words import _

BOOKS = "USD"
"""The currency in which the fund keeps its books (R96)."""


class Window(StrEnum):
    """Where a record belongs: exactly one of two."""

    COUNTRY = "country"
    GLOBAL = "global"


WINDOW_NAMES: dict[Window, str] = {
    Window.COUNTRY: _("Country and City Window"),
    Window.GLOBAL: _("Global Window"),
}


class Instrument(StrEnum):
    """How money reaches those it is for."""

    GRANT = "grant"
    CUF = "cuf"
    INNOVATION = "innovation"


INSTRUMENT_NAMES: dict[Instrument, str] = {
    Instrument.GRANT: _("grant"),
    Instrument.CUF: _("Community Upgrading Fund project"),
    Instrument.INNOVATION: _("Innovation Fund small grant"),
}


class Theme(StrEnum):
    """What a record is about: one or several, one of them first."""

    UPGRADING = "upgrading"
    SERVICES = "services"
    CLIMATE = "climate"
    ECONOMY = "economy"
    WOMEN = "women"
    MIGRATION = "migration"


THEME_NAMES: dict[Theme, str] = {
    Theme.UPGRADING: _("slum upgrading and housing"),
    Theme.SERVICES: _("basic services"),
    Theme.CLIMATE: _("resilience and climate change"),
    Theme.ECONOMY: _("economy and investments"),
    Theme.WOMEN: _("women and gender equality"),
    Theme.MIGRATION: _("migration"),
}


class Track(StrEnum):
    """As much control as the amount deserves (DOMAIN 3.5)."""

    SMALL = "small"
    STANDARD = "standard"
    LARGE = "large"


TRACK_NAMES: dict[Track, str] = {
    Track.SMALL: _("small"),
    Track.STANDARD: _("standard"),
    Track.LARGE: _("large"),
}
