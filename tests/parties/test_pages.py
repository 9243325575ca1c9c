"""The pages of parties as people of different posts see them."""

import pytest

from app.kernel.actors import Role
from app.kernel.db import Databases
from app.parties.flow import PARTIES
from app.parties.models import Party
from app.parties.queries import members_on, whole_party
from app.places.models import Place
from tests.parties.make import group, member, organisation, recognition
from tests.places import world
from tests.places.browsing import Browser, queries_of
from tests.places.world import NOW, holding, moved


@pytest.fixture
def monrovia(house_db: Databases) -> Place:
    """A city of Liberia."""
    return world.city(house_db, world.country(house_db))


@pytest.fixture
def kpaye(house_db: Databases, monrovia: Place) -> Place:
    """A settlement of it."""
    return world.settlement(house_db, monrovia)


@pytest.fixture
def known(house_db: Databases, kpaye: Place) -> Party:
    """A group with three officers whose papers were seen."""
    officer = holding("usr_3", Role.PROGRAMME_OFFICER, kpaye)
    party = group(house_db, kpaye)
    for function in ("chair", "treasurer", "secretary"):
        moved(house_db, officer, PARTIES, party, "add_member", member(function, name=f"The {function}"))
    with house_db.read() as session:
        officers = [one.id for one in members_on(session, party.id, NOW.date())]
    return moved(house_db, officer, PARTIES, party, "recognise", recognition(officers))


@pytest.mark.parametrize(
    ("asked", "shown", "hidden"),
    [
        ("", "Kpaye Savings Group", "No party fits"),
        ("kind=organisation", "Harbour Communities Network", "Kpaye Savings Group"),
        ("country=LBR", "Kpaye Savings Group", "Jinja Trust"),
        ("q=savings", "Kpaye Savings Group", "Harbour"),
    ],
)
def test_the_list_is_narrowed_by_kind_country_and_name(
    house_db: Databases, monrovia: Place, kpaye: Place, asked: str, shown: str, hidden: str
) -> None:
    group(house_db, kpaye)
    organisation(house_db, monrovia)
    jinja = world.city(house_db, world.country(house_db, "Uganda", "UG", "UGA"), "Jinja")
    organisation(house_db, jinja, title="Jinja Trust", registration_number="")

    status, text = Browser(house_db, world.AUDITOR).get(f"/parties?{asked}")

    assert status == 200
    assert f"{shown}</a>" in text
    assert hidden not in text


def test_the_list_asks_the_database_as_often_for_many_parties_as_for_few(
    house_db: Databases, kpaye: Place
) -> None:
    browser = Browser(house_db, world.AUDITOR)
    group(house_db, kpaye)
    few = queries_of(house_db, lambda: browser.get("/parties"))
    for number in range(10):
        group(house_db, kpaye, f"Group {number}")

    many = queries_of(house_db, lambda: browser.get("/parties"))

    assert many == few <= 6


def test_the_list_goes_on_where_it_stopped(house_db: Databases, kpaye: Place) -> None:
    for number in range(61):
        group(house_db, kpaye, f"Group {number:02}")
    browser = Browser(house_db, world.AUDITOR)

    _status, first = browser.get("/parties")
    after = first.split("after=")[1].split('"')[0]
    _status, second = browser.get(f"/parties?after={after}")

    assert "Group 60</a>" not in first
    assert "Group 60</a>" in second
    assert "Group 59</a>" not in second


def test_R99_names_stand_on_the_page_for_the_forum_and_functions_for_the_city(
    house_db: Databases, monrovia: Place, kpaye: Place, known: Party
) -> None:
    address = f"/parties/{known.reference}"

    _status, forum = Browser(house_db, holding("usr_4", Role.FORUM, kpaye)).get(address)
    status, team = Browser(house_db, holding("usr_5", Role.MUNICIPAL_TEAM, monrovia)).get(address)

    assert "The treasurer" in forum
    assert "City of Monrovia" in forum
    assert status == 200
    assert "treasurer" in team
    assert "The treasurer" not in team


def test_R36_the_page_says_what_an_unknown_group_lacks(house_db: Databases, kpaye: Place) -> None:
    party = group(house_db, kpaye)

    _status, text = Browser(house_db, holding("usr_4", Role.FORUM, kpaye)).get(f"/parties/{party.reference}")

    assert "Not yet known as a group" in text
    assert "No members are entered yet." in text


def test_a_forum_registers_its_group_and_enters_a_member(house_db: Databases, kpaye: Place) -> None:
    browser = Browser(house_db, holding("usr_4", Role.FORUM, kpaye))

    status, there = browser.send(
        "/parties/group", title="Kpaye Water Group", legal_form="none", places=kpaye.reference
    )
    sent, _there = browser.send(
        f"{there}/add_member",
        name="The chair",
        sex="F",
        function="chair",
        represents="yes",
        joined_on="2026-06-01",
        consents="yes",
        seen="1",
    )

    assert (status, sent) == (303, 303)
    assert "The chair" in browser.get(there)[1]


def test_an_officer_ticks_the_places_of_an_organisation(house_db: Databases, monrovia: Place) -> None:
    party = organisation(house_db, monrovia)
    browser = Browser(house_db, holding("usr_3", Role.PROGRAMME_OFFICER, monrovia))
    address = f"/parties/{party.reference}/places"

    _status, form = browser.get(address)
    status, _there = browser.send(address, seen="1")

    assert f'value="{monrovia.reference}" checked' in form
    assert status == 303
    with house_db.read() as session:
        assert whole_party(session, party.id).places == []


def test_a_party_out_of_sight_is_not_found(house_db: Databases, monrovia: Place, known: Party) -> None:
    togba = world.settlement(house_db, monrovia, name="Togba Swamp")
    browser = Browser(house_db, holding("usr_5", Role.FORUM, togba))

    assert browser.get(f"/parties/{known.reference}")[0] == 404
    assert browser.get(f"/parties/{known.reference}/places")[0] == 404
    assert browser.get(f"/parties/{known.reference}/add_member")[0] == 404
    assert browser.send(f"/parties/{known.reference}/withdraw", reason="Gone")[0] == 404


@pytest.mark.parametrize(
    ("form", "offers"),
    [
        ("organisation", "Switzerland"),
        ("group", "Kpaye Landing"),
        ("municipality", "Monrovia"),
        ("{party}/end_member", "The treasurer"),
        ("{party}/recognise", "The secretary"),
        ("{party}/places", "Kpaye Landing"),
        ("{party}/correct", "Kpaye Savings Group"),
    ],
)
def test_every_form_opens_with_what_it_offers(
    house_db: Databases, monrovia: Place, known: Party, form: str, offers: str
) -> None:
    browser = Browser(house_db, holding("usr_3", Role.PROGRAMME_OFFICER, monrovia))

    status, text = browser.get("/parties/" + form.format(party=known.reference))

    assert status == 200
    assert offers in text


def test_where_a_party_works_is_not_a_forums_to_say(house_db: Databases, kpaye: Place, known: Party) -> None:
    browser = Browser(house_db, holding("usr_4", Role.FORUM, kpaye))

    assert browser.get(f"/parties/{known.reference}/places")[0] == 404


def test_a_page_after_an_unknown_party_begins_anew(house_db: Databases, known: Party) -> None:
    _status, text = Browser(house_db, world.AUDITOR).get("/parties?after=PTY-0&kind=nonsense")

    assert "Kpaye Savings Group</a>" in text
