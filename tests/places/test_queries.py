"""What may be known of places, on both databases."""

from datetime import date

import pytest

from app.kernel.actors import Role, Scope, ScopeKind
from app.kernel.db import Databases
from app.places import dac
from app.places.card import currency_of, found
from app.places.flow import PLACES
from app.places.models import Level, Place
from app.places.queries import (
    ancestors,
    country_of,
    country_with_code,
    is_eligible,
    profile_on,
    profiles_of,
    profiles_on,
    scopes_of_place,
    scopes_of_places,
    settlements_seen_by,
    subtree,
)
from tests.places import world
from tests.places.world import NOW, counted, holding, moved, moving


@pytest.fixture
def monrovia(house_db: Databases) -> Place:
    """A city of Liberia."""
    return world.city(house_db, world.country(house_db))


@pytest.fixture
def kpaye(house_db: Databases, monrovia: Place) -> Place:
    """A settlement of it."""
    return world.settlement(house_db, monrovia)


def test_the_tree_is_walked_up_and_down(house_db: Databases, monrovia: Place, kpaye: Place) -> None:
    togba = world.settlement(house_db, monrovia, name="Togba Swamp")

    with house_db.read() as session:
        above = [place.title for place in ancestors(session, kpaye.id)]
        below = [place.id for place in subtree(session, monrovia.id)]
        whole = [place.level for place in subtree(session, country_of(session, kpaye.id).id)]
        alone = [place.id for place in subtree(session, togba.id)]
        top = ancestors(session, country_of(session, kpaye.id).id)

    assert above == ["Liberia", "Monrovia"]
    assert below == [monrovia.id, kpaye.id, togba.id]
    assert whole == ["country", "city", "settlement", "settlement"]
    assert (alone, top) == ([togba.id], [])


def test_a_thing_in_two_settlements_stands_in_both_and_in_all_above(
    house_db: Databases, monrovia: Place, kpaye: Place
) -> None:
    togba = world.settlement(house_db, monrovia, name="Togba Swamp")

    with house_db.read() as session:
        one = scopes_of_place(session, kpaye.id)
        both = scopes_of_places(session, [kpaye.id, togba.id])

    keys = {*kpaye.line, kpaye.id}
    assert one == {Scope(ScopeKind.PLACE, key) for key in keys}
    assert both == {Scope(ScopeKind.PLACE, key) for key in keys | {togba.id}}


def test_the_newest_count_on_or_before_a_day_is_read(
    house_db: Databases, monrovia: Place, kpaye: Place
) -> None:
    officer = holding("usr_3", Role.PROGRAMME_OFFICER, monrovia)
    for day, female in (("2026-03-01", 30), ("2024-05-01", 10), ("2026-03-01", 31)):
        form = counted(counted_on=day, female=female, households=1)
        moved(house_db, officer, PLACES, kpaye, "profile", form)

    with house_db.read() as session:
        days = (date(2024, 4, 30), date(2024, 5, 1), date(2026, 2, 28), date(2026, 3, 1))
        read = [profile.female if (profile := profile_on(session, kpaye.id, day)) else None for day in days]
        many = profiles_on(session, [kpaye.id, monrovia.id], NOW.date())
        kept = [profile.female for profile in profiles_of(session, kpaye.id)]

    assert read == [None, 10, 10, 31]
    assert {key: profile.female for key, profile in many.items()} == {kpaye.id: 31}
    assert kept == [31, 30, 10]


def test_settlements_are_those_in_use_within_a_persons_posts(
    house_db: Databases, monrovia: Place, kpaye: Place
) -> None:
    togba = world.settlement(house_db, monrovia, name="Togba Swamp")
    officer = holding("usr_3", Role.PROGRAMME_OFFICER, monrovia)
    closed = world.settlement(house_db, monrovia, name="Old Yard")
    moved(house_db, officer, PLACES, closed, "close", world.because("Everybody has moved"))

    with house_db.read() as session:
        forum = settlements_seen_by(session, holding("usr_4", Role.FORUM, kpaye), NOW.date())
        seen = settlements_seen_by(session, officer, NOW.date())
        applicant = settlements_seen_by(session, holding("usr_6", Role.APPLICANT, kpaye), NOW.date())

    assert [place.id for place in forum] == [kpaye.id]
    assert [place.id for place in seen] == [kpaye.id, togba.id]
    assert applicant == []


def test_R01_eligibility_is_that_of_the_country_on_the_day(house_db: Databases, kpaye: Place) -> None:
    nauru = world.city(house_db, world.country(house_db, "Nauru", "NR", "NRU"), "Yaren")

    with house_db.read() as session:
        liberia = is_eligible(session, kpaye, date(2026, 6, 30))
        before, after = (is_eligible(session, nauru, day) for day in (date(2025, 12, 31), date(2026, 1, 1)))

    assert (liberia, before, after) == (True, True, False)


def test_a_new_installation_has_every_country_of_the_list_with_its_currency(house_db: Databases) -> None:
    with moving(house_db, world.ADMINISTRATOR) as tx:
        found(tx, None)

    with house_db.read() as session:
        uganda = country_with_code(session, "UGA")
        assert uganda is not None
        assert (uganda.title, uganda.currency, uganda.level) == ("Uganda", "UGX", Level.COUNTRY)
        missing = [one.iso3 for one in dac.recipients() if country_with_code(session, one.iso3) is None]
    assert missing == []


@pytest.mark.parametrize(
    ("country", "currency"), [("LR", "LRD"), ("UG", "UGX"), ("TN", "TND"), ("ET", "ETB"), ("XK", "EUR")]
)
def test_a_countrys_currency_is_legal_tender_there(country: str, currency: str) -> None:
    assert currency_of(country) == currency
