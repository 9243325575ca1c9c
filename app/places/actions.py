"""What else happens when a place changes: its columns, and the profile that was counted."""

from app.kernel.tx import Tx
from app.places.models import Level, Place, Profile
from app.places.queries import CHILD, parent_of
from app.places.schemas import (
    CityForm,
    CountryCorrection,
    CountryForm,
    NewPlace,
    PlaceCorrection,
    PlaceForm,
    ProfileForm,
    Reason,
)


def make_country(tx: Tx, form: CountryForm) -> Place:
    """A country of the reference data."""
    del tx
    return Place(
        level=Level.COUNTRY,
        title=form.title,
        iso2=form.iso2,
        iso3=form.iso3,
        currency=form.currency,
        secondary=False,
        sensitive=False,
    )


def make_place(tx: Tx, form: NewPlace) -> Place:
    """A city, settlement or section, below the place that the form names."""
    parent = parent_of(tx.session, tx.actor, form, tx.today)
    columns = ("country_id", "city_id", "settlement_id")
    place = Place(
        level=CHILD[Level(parent.level)],
        **dict(zip(columns, (*parent.line, parent.id), strict=False)),
        secondary=isinstance(form, CityForm) and form.secondary,
        sensitive=False,
    )
    _describe(place, form)
    return place


def correct(tx: Tx, place: Place, form: PlaceCorrection) -> None:
    """The place as it should read."""
    del tx
    _describe(place, form)
    place.secondary = form.secondary and place.level == Level.CITY


def correct_country(tx: Tx, place: Place, form: CountryCorrection) -> None:
    """The country's name and currency as they should read."""
    del tx
    place.title, place.currency = form.title, form.currency


def add_profile(tx: Tx, place: Place, form: ProfileForm) -> None:
    """One more profile; the earlier ones stay as they were."""
    fields = form.model_dump(exclude={"hazards"})
    tx.session.add(Profile(place_id=place.id, hazards=[hazard.value for hazard in form.hazards], **fields))


def mark(tx: Tx, place: Place, form: Reason) -> None:
    """R110: at once."""
    del tx, form
    place.sensitive = True


def propose_unmarking(tx: Tx, place: Place, form: Reason) -> None:
    """R110: the first of two people."""
    del form
    place.unmarking_proposed_by = tx.actor.reference


def keep_marked(tx: Tx, place: Place, form: Reason) -> None:
    """The proposal is put aside; the mark stays."""
    del tx, form
    place.unmarking_proposed_by = None


def unmark(tx: Tx, place: Place, form: Reason) -> None:
    """R110: the second person agrees."""
    del tx, form
    place.sensitive, place.unmarking_proposed_by = False, None


def _describe(place: Place, form: PlaceForm) -> None:
    place.title = form.title
    place.landmarks = form.landmarks or None
    place.longitude, place.latitude = form.centre or (None, None)
    place.boundary = [list(corner) for corner in form.boundary] if form.boundary else None
