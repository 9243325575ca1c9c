"""Places through their flow: births down the tree, profiles, correction, marking, closing, and who may."""

from typing import Any

import pytest

from app.kernel.actors import EVERYWHERE, Actor, Post, Role, Scope, ScopeKind
from app.kernel.db import Databases
from app.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from app.kernel.flow import find
from app.kernel.things import scopes_of
from app.places.flow import PLACES
from app.places.models import Level
from app.places.schemas import (
    CityForm,
    CountryCorrection,
    CountryForm,
    PlaceCorrection,
    Reason,
    SectionForm,
    SettlementForm,
)
from tests.places import world
from tests.places.world import NOW, born, holding, moved

WHY = Reason(reason="Threats after the last eviction")
SQUARE = '{"type":"Polygon","coordinates":[[[0,0],[0.01,0],[0.01,0.01],[0,0.01],[0,0]]]}'
BESIDE = '{"type":"Polygon","coordinates":[[[0.01,0],[0.02,0],[0.02,0.01],[0.01,0.01],[0.01,0]]]}'
ACROSS = '{"type":"Polygon","coordinates":[[[0.005,0],[0.02,0],[0.02,0.01],[0.005,0.01],[0.005,0]]]}'


def test_a_settlement_stands_in_itself_its_city_and_its_country(house_db: Databases) -> None:
    liberia = world.country(house_db)
    monrovia = world.city(house_db, liberia)

    kpaye = world.settlement(house_db, monrovia)

    with house_db.read() as session:
        scopes = scopes_of(session, [kpaye.id])[kpaye.id]
    assert scopes == {
        EVERYWHERE,
        Scope(ScopeKind.PLACE, liberia.id),
        Scope(ScopeKind.PLACE, monrovia.id),
        Scope(ScopeKind.PLACE, kpaye.id),
    }
    assert (kpaye.level, kpaye.parent_id) == (Level.SETTLEMENT, monrovia.id)


def test_only_an_administrator_registers_countries(house_db: Databases) -> None:
    liberia = world.country(house_db)
    officer = holding("usr_3", Role.PROGRAMME_OFFICER, liberia)
    form = CountryForm(title="Uganda", iso2="UG", iso3="UGA", currency="UGX")

    with pytest.raises(NotAllowed):
        born(house_db, officer, PLACES, "country", form)


def test_a_country_is_registered_once(house_db: Databases) -> None:
    world.country(house_db)

    with pytest.raises(Refused, match="registered already"):
        world.country(house_db, name="Liberia again")


def test_an_officer_registers_nothing_in_another_country(house_db: Databases) -> None:
    liberia = world.country(house_db)
    uganda = world.country(house_db, "Uganda", "UG", "UGA")
    officer = holding("usr_3", Role.PROGRAMME_OFFICER, liberia)
    form = CityForm(country=uganda.reference, title="Jinja", secondary=True)

    with pytest.raises(Invalid, match="Choose the place"):
        born(house_db, officer, PLACES, "city", form)


def test_a_settlement_stands_in_a_city_only(house_db: Databases) -> None:
    liberia = world.country(house_db)
    officer = holding("usr_3", Role.PROGRAMME_OFFICER, liberia)
    form = SettlementForm(city=liberia.reference, title="Kpaye Landing")

    with pytest.raises(Invalid, match="Choose the place"):
        born(house_db, officer, PLACES, "settlement", form)


def test_a_forum_registers_sections_of_its_own_settlement(house_db: Databases) -> None:
    kpaye = world.settlement(house_db, world.city(house_db, world.country(house_db)))
    forum = holding("usr_4", Role.FORUM, kpaye)

    section = born(
        house_db, forum, PLACES, "section", SectionForm(settlement=kpaye.reference, title="Waterside")
    )

    assert section.line == (*kpaye.line, kpaye.id)


def test_one_name_stands_once_in_a_city_whatever_its_case(house_db: Databases) -> None:
    monrovia = world.city(house_db, world.country(house_db))
    world.settlement(house_db, monrovia)

    with pytest.raises(Refused, match="already a place called"):
        world.settlement(house_db, monrovia, name="KPAYE landing")


# --- R07 -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"boundary": SQUARE}, {"boundary": ACROSS}),
        ({"boundary": SQUARE}, {"centre": "0.005, 0.005"}),
        ({"centre": "0.005, 0.005"}, {"boundary": SQUARE}),
        ({"centre": "6.300000, -10.796000"}, {"centre": "6.304000, -10.796000"}),
    ],
)
def test_R07_shared_ground_asks_for_an_explanation(
    house_db: Databases, first: dict[str, Any], second: dict[str, Any]
) -> None:
    monrovia = world.city(house_db, world.country(house_db))
    world.settlement(house_db, monrovia, **first)

    with pytest.raises(Refused) as refusal:
        world.settlement(house_db, monrovia, name="Togba Swamp", **second)

    (reason,) = refusal.value.whys
    assert (reason.rule, reason.field) == ("R07", "explanation")
    assert reason.text.values["names"] == "Kpaye Landing"


def test_R07_an_explanation_answers_the_warning(house_db: Databases) -> None:
    monrovia = world.city(house_db, world.country(house_db))
    world.settlement(house_db, monrovia, boundary=SQUARE)

    togba = world.settlement(
        house_db, monrovia, name="Togba Swamp", boundary=ACROSS, explanation="A canal lies between them"
    )

    assert togba.state == "ACTIVE"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"boundary": SQUARE}, {"boundary": BESIDE}),
        ({"boundary": SQUARE, "centre": "0.005, 0.0099"}, {"boundary": BESIDE, "centre": "0.005, 0.0101"}),
        ({"centre": "6.300000, -10.796000"}, {"centre": "6.310000, -10.796000"}),
        ({}, {"centre": "6.310000, -10.796000"}),
    ],
)
def test_R07_settlements_that_lie_apart_are_not_warned_of(
    house_db: Databases, first: dict[str, Any], second: dict[str, Any]
) -> None:
    monrovia = world.city(house_db, world.country(house_db))
    world.settlement(house_db, monrovia, **first)

    togba = world.settlement(house_db, monrovia, name="Togba Swamp", **second)

    assert togba.state == "ACTIVE"


def test_R07_a_settlement_closed_lately_still_counts_as_one_that_may_be_split(house_db: Databases) -> None:
    monrovia = world.city(house_db, world.country(house_db))
    officer = holding("usr_3", Role.PROGRAMME_OFFICER, monrovia)
    kpaye = world.settlement(house_db, monrovia, centre="6.3, -10.796")
    moved(house_db, officer, PLACES, kpaye, "close", WHY)

    with pytest.raises(Refused) as refusal:
        world.settlement(house_db, monrovia, name="Kpaye East", centre="6.3001, -10.796")

    assert [reason.rule for reason in refusal.value.whys] == ["R07"]


def test_R07_a_correction_onto_a_neighbour_is_warned_of(house_db: Databases) -> None:
    monrovia = world.city(house_db, world.country(house_db))
    officer = holding("usr_3", Role.PROGRAMME_OFFICER, monrovia)
    world.settlement(house_db, monrovia, boundary=SQUARE)
    togba = world.settlement(house_db, monrovia, name="Togba Swamp")
    form = PlaceCorrection(title="Togba Swamp", boundary=ACROSS)

    with pytest.raises(Refused) as refusal:
        moved(house_db, officer, PLACES, togba, "correct", form)

    assert [reason.rule for reason in refusal.value.whys] == ["R07"]


# --- Profiles ------------------------------------------------------------------------------------


def test_R05_a_forum_adds_the_profile_of_its_settlement(house_db: Databases) -> None:
    kpaye = world.settlement(house_db, world.city(house_db, world.country(house_db)))
    forum = holding("usr_4", Role.FORUM, kpaye)

    after = moved(house_db, forum, PLACES, kpaye, "profile", world.counted())

    assert (after.state, after.version) == ("ACTIVE", 2)


def test_R05_every_fault_of_a_profile_is_told_at_once(house_db: Databases) -> None:
    kpaye = world.settlement(house_db, world.city(house_db, world.country(house_db)))
    forum = holding("usr_4", Role.FORUM, kpaye)
    form = world.counted(counted_on="2026-07-01", female=0, male=0)

    with pytest.raises(Refused) as refusal:
        moved(house_db, forum, PLACES, kpaye, "profile", form)

    assert [(reason.rule, reason.field) for reason in refusal.value.whys] == [
        ("R05", "counted_on"),
        ("R05", "female"),
        ("", "households"),
    ]


def test_a_city_has_no_profile(house_db: Databases) -> None:
    monrovia = world.city(house_db, world.country(house_db))
    officer = holding("usr_3", Role.PROGRAMME_OFFICER, monrovia)

    with pytest.raises(Refused, match="not done with"):
        moved(house_db, officer, PLACES, monrovia, "profile", world.counted())


# --- The mark ------------------------------------------------------------------------------------


def test_R110_marking_is_immediate_and_unmarking_takes_two_people(house_db: Databases) -> None:
    monrovia = world.city(house_db, world.country(house_db))
    kpaye = world.settlement(house_db, monrovia)
    officer = holding("usr_3", Role.PROGRAMME_OFFICER, monrovia)
    other = holding("usr_5", Role.SAFEGUARDS, monrovia)

    marked = moved(house_db, holding("usr_4", Role.FORUM, kpaye), PLACES, kpaye, "mark", WHY)
    assert marked.sensitive

    moved(house_db, officer, PLACES, kpaye, "propose_unmarking", WHY)
    with pytest.raises(Refused) as refusal:
        moved(house_db, officer, PLACES, kpaye, "unmark", WHY)
    assert [reason.rule for reason in refusal.value.whys] == ["R110"]

    unmarked = moved(house_db, other, PLACES, kpaye, "unmark", WHY)
    assert not unmarked.sensitive


def test_a_forum_cannot_take_the_mark_away(house_db: Databases) -> None:
    kpaye = world.settlement(house_db, world.city(house_db, world.country(house_db)))
    forum = holding("usr_4", Role.FORUM, kpaye)
    moved(house_db, forum, PLACES, kpaye, "mark", WHY)

    with pytest.raises(NotAllowed):
        moved(house_db, forum, PLACES, kpaye, "propose_unmarking", WHY)


def test_R110_a_proposal_put_aside_leaves_the_mark(house_db: Databases) -> None:
    monrovia = world.city(house_db, world.country(house_db))
    kpaye = world.settlement(house_db, monrovia)
    officer = holding("usr_3", Role.PROGRAMME_OFFICER, monrovia)
    moved(house_db, officer, PLACES, kpaye, "mark", WHY)
    moved(house_db, officer, PLACES, kpaye, "propose_unmarking", WHY)

    after = moved(house_db, officer, PLACES, kpaye, "keep_marked", WHY)

    assert (after.sensitive, after.unmarking_proposed_by) == (True, None)


# --- Correcting and closing ----------------------------------------------------------------------


def test_a_correction_replaces_what_is_said_of_a_place(house_db: Databases) -> None:
    monrovia = world.city(house_db, world.country(house_db))
    officer = holding("usr_3", Role.PROGRAMME_OFFICER, monrovia)
    form = PlaceCorrection(title="Greater Monrovia", centre="6.3, -10.8", secondary=False)

    after = moved(house_db, officer, PLACES, monrovia, "correct", form)

    assert (after.title, after.latitude, after.longitude) == ("Greater Monrovia", 6_300_000, -10_800_000)


def test_a_countrys_currency_is_the_administrators_to_correct(house_db: Databases) -> None:
    liberia = world.country(house_db)
    form = CountryCorrection(title="Liberia", currency="usd")

    after = moved(house_db, world.ADMINISTRATOR, PLACES, liberia, "correct_country", form)

    assert after.currency == "USD"


def test_a_city_closes_after_its_settlements(house_db: Databases) -> None:
    monrovia = world.city(house_db, world.country(house_db))
    officer = holding("usr_3", Role.PROGRAMME_OFFICER, monrovia)
    kpaye = world.settlement(house_db, monrovia)

    with pytest.raises(Refused, match="places in it first"):
        moved(house_db, officer, PLACES, monrovia, "close", WHY)
    moved(house_db, officer, PLACES, kpaye, "close", WHY)

    assert moved(house_db, officer, PLACES, monrovia, "close", WHY).state == "CLOSED"


def test_nothing_new_stands_in_a_closed_city(house_db: Databases) -> None:
    monrovia = world.city(house_db, world.country(house_db))
    officer = holding("usr_3", Role.PROGRAMME_OFFICER, monrovia)
    moved(house_db, officer, PLACES, monrovia, "close", WHY)

    with pytest.raises(Refused, match="is closed"):
        world.settlement(house_db, monrovia)


def test_another_forums_settlement_does_not_exist_for_it(house_db: Databases) -> None:
    monrovia = world.city(house_db, world.country(house_db))
    kpaye = world.settlement(house_db, monrovia)
    togba = world.settlement(house_db, monrovia, name="Togba Swamp")
    forum = holding("usr_4", Role.FORUM, kpaye)

    with house_db.read() as session:
        own = find(session, forum, PLACES, kpaye.reference.lower(), NOW)
        with pytest.raises(NotFound):
            find(session, forum, PLACES, togba.reference, NOW)

    assert own.id == kpaye.id


def test_a_post_that_has_ended_opens_nothing(house_db: Databases) -> None:
    kpaye = world.settlement(house_db, world.city(house_db, world.country(house_db)))
    post = Post(Role.FORUM, Scope(ScopeKind.PLACE, kpaye.id), until=NOW.date().replace(day=29))

    with house_db.read() as session, pytest.raises(NotFound):
        find(session, Actor("usr_4", frozenset({post})), PLACES, kpaye.reference, NOW)


def test_a_birth_without_a_readable_parent_does_not_read(house_db: Databases) -> None:
    liberia = world.country(house_db)
    officer = holding("usr_3", Role.PROGRAMME_OFFICER, liberia)
    form = CityForm(country="nowhere", title="Monrovia", secondary=False)

    with pytest.raises(Invalid):
        born(house_db, officer, PLACES, "city", form)
