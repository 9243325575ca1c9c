"""The pages of parties as people of different posts see them."""

from pathlib import Path

import pytest

from app.kernel.actors import Role
from app.kernel.db import Databases
from app.parties.due_diligence.flow import DUE_DILIGENCE
from app.parties.flow import PARTIES
from app.parties.models import Party
from app.parties.queries import members_on, whole_party
from app.places.models import Place
from tests.parties.make import group, member, organisation, recognition
from tests.parties.proofs import (
    FINANCE,
    OFFICER,
    approved,
    director,
    opened,
    proposed,
    safeguarding,
    verified,
)
from tests.places import world
from tests.places.browsing import SETTINGS, Browser, queries_of
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


# --- Files and accounts ------------------------------------------------------------------------------


@pytest.fixture
def network(house_db: Databases, monrovia: Place) -> Party:
    """An organisation of Monrovia."""
    return organisation(house_db, monrovia)


def test_an_officer_opens_a_file_and_an_account_from_the_partys_page(
    house_db: Databases, network: Party
) -> None:
    browser = Browser(house_db, OFFICER)
    key = str(director(house_db, network))
    base = f"/parties/{network.reference}"

    _status, party = browser.get(base)
    opened_file, file = browser.send(f"{base}/due-diligence", representatives=key, declarations="solvent")
    entered, account = browser.send(
        f"{base}/bank-record",
        keeper="bank",
        institution="Commerce Bank",
        holder=network.title,
        number="00 1234 5678 9012",
        currency="USD",
        **{
            f"signatories-{row}-{name}": value
            for row in range(2)
            for name, value in {"name": f"Person {row}", "function": "officer", "un_staff": "no"}.items()
        },
    )

    assert "has no approved due-diligence file" in party
    assert (opened_file, entered) == (303, 303)
    assert "signed" in browser.get(file)[1]
    assert "•••• 9012" in browser.get(account)[1]
    assert "00 1234 5678 9012" not in browser.get(account)[1]
    assert "00 1234 5678 9012" in Browser(house_db, FINANCE).get(account)[1]
    assert "00 1234 5678 9012" not in browser.get(base)[1]


def test_a_file_with_its_papers_is_sent_and_approved_on_its_pages(
    house_db: Databases, network: Party, tmp_path: Path
) -> None:
    settings = SETTINGS.model_copy(update={"documents_dir": tmp_path})
    browser = Browser(house_db, OFFICER, settings=settings)
    file = opened(house_db, network)
    address = f"/due-diligence/{file.reference}"

    attached = browser.attach(f"{address}/attach", ("statutes.txt", b"The statutes"), title="Statutes")
    screened = browser.attach(
        f"{address}/screen",
        ("print-out.txt", b"Nothing found"),
        screened_on="2026-06-01",
        lists=["un_security_council", "un_ineligibility"],
        outcome="clear",
        found="The party and its director",
    )
    without, again = browser.send(f"{address}/screen", screened_on="2026-06-01", lists="un_ineligibility")
    _status, shown = browser.get(address)

    assert (attached, screened, without) == (303, 303, 422)
    assert "this must be filled in" in again
    assert "Statutes" in shown
    assert "no name was found" in shown
    assert "print-out</a>" in shown


def test_the_form_of_a_file_comes_with_what_it_says(house_db: Databases, network: Party) -> None:
    file = opened(house_db, network)
    browser = Browser(house_db, OFFICER)
    address = f"/due-diligence/{file.reference}/save"

    _status, text = browser.get(address)
    status, _there = browser.send(address, governance="3")
    saved, _there = browser.send(address, declarations="solvent")

    assert 'value="no_fraud" checked' in text
    assert 'value="3" checked' in text
    assert (status, saved) == (409, 303)


def test_the_lists_show_what_ends_and_which_numbers_are_shared(
    house_db: Databases, monrovia: Place, network: Party
) -> None:
    old = safeguarding(assessed_on="2021-06-01")
    moved(house_db, OFFICER, DUE_DILIGENCE, opened(house_db, network), "safeguarding", old)
    other = organisation(house_db, monrovia, title="Water Trust", registration_number="NGO-2")
    for party in (network, other):
        proposed(house_db, party)

    _status, files = Browser(house_db, OFFICER).get("/due-diligence")
    _status, finance = Browser(house_db, FINANCE).get("/bank-records")
    _status, officer = Browser(house_db, OFFICER).get("/bank-records")

    assert "safeguarding assessment" in files
    assert "being prepared" in files
    assert "Numbers at several parties" in finance
    assert "Numbers at several parties" not in officer
    assert "Water Trust" in officer


def test_a_party_with_everything_is_in_order_and_its_page_asks_as_often_as_for_one_without(
    house_db: Databases, network: Party
) -> None:
    browser = Browser(house_db, OFFICER)
    few = queries_of(house_db, lambda: browser.get(f"/parties/{network.reference}"))
    approved(house_db, network)
    verified(house_db, network)

    many = queries_of(house_db, lambda: browser.get(f"/parties/{network.reference}"))

    assert "Everything is in order" in browser.get(f"/parties/{network.reference}")[1]
    assert many <= few + 2


def test_the_page_of_an_ended_file_says_so(house_db: Databases, network: Party) -> None:
    file = approved(house_db, network)
    later = Browser(house_db, OFFICER, now=lambda: NOW.replace(year=2030))

    assert "This file has ended" in later.get(f"/due-diligence/{file.reference}")[1]
    assert "ended on 30 June 2029" in later.get(f"/parties/{network.reference}")[1]


def test_what_is_kept_about_a_party_is_not_shown_to_everyone_who_sees_it(
    house_db: Databases, monrovia: Place, network: Party
) -> None:
    file, record = approved(house_db, network), proposed(house_db, network)
    team = Browser(house_db, holding("usr_5", Role.MUNICIPAL_TEAM, monrovia))

    _status, shown = team.get(f"/parties/{network.reference}")

    assert "Before it signs and is paid" not in shown
    assert team.get(f"/due-diligence/{file.reference}")[0] == 404
    assert team.get(f"/due-diligence/{file.reference}/save")[0] == 404
    assert team.get(f"/bank-records/{record.reference}")[0] == 404
    assert team.get(f"/parties/{network.reference}/bank-record")[0] == 403
    assert team.get("/bank-records")[0] == 200
