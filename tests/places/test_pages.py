"""The pages of places as people of different posts see them."""

from types import SimpleNamespace

import pytest
from jinja2 import ChoiceLoader, DictLoader, FileSystemLoader

from app.kernel.actors import Role
from app.kernel.db import Databases
from app.places.flow import PLACES
from app.places.models import Place
from app.places.schemas import SectionForm
from app.web.render import TEMPLATES
from tests.doors import templates
from tests.places import world
from tests.places.browsing import Browser, queries_of
from tests.places.world import born, counted, holding, moved

SQUARE = (
    '{"type": "Polygon", "coordinates": [[[-10.800000, 6.300000], [-10.790000, 6.300000],'
    " [-10.790000, 6.310000], [-10.800000, 6.310000], [-10.800000, 6.300000]]]}"
)


@pytest.fixture
def monrovia(house_db: Databases) -> Place:
    """A city of Liberia."""
    return world.city(house_db, world.country(house_db))


@pytest.fixture
def kpaye(house_db: Databases, monrovia: Place) -> Place:
    """A settlement with a centre and a boundary, counted twice."""
    kpaye = world.settlement(house_db, monrovia, centre="6.305, -10.795", boundary=SQUARE)
    officer = holding("usr_3", Role.PROGRAMME_OFFICER, monrovia)
    moved(house_db, officer, PLACES, kpaye, "profile", counted(counted_on="2024-05-01", female=3000))
    return moved(house_db, officer, PLACES, kpaye, "profile", counted())


def test_the_list_follows_the_tree_and_leaves_unused_countries_to_the_end(
    house_db: Databases, kpaye: Place
) -> None:
    world.country(house_db, "Albania", "AL", "ALB")

    status, text = Browser(house_db, world.AUDITOR).get("/places")

    at = [text.index(f">{name}</a>") for name in ("Liberia", "Monrovia", "Kpaye Landing", "Albania")]
    assert status == 200
    assert at == sorted(at)
    assert "6,200" in text


@pytest.mark.parametrize(
    ("asked", "shown", "hidden"),
    [
        ("country=LBR", "Kpaye Landing", "Jinja"),
        ("level=city", "Jinja", "Kpaye Landing"),
        ("q=kpaye", "Kpaye Landing", "Monrovia</a>"),
    ],
)
def test_the_list_is_narrowed_by_country_level_and_name(
    house_db: Databases, kpaye: Place, asked: str, shown: str, hidden: str
) -> None:
    world.city(house_db, world.country(house_db, "Uganda", "UG", "UGA"), "Jinja")

    _status, text = Browser(house_db, world.AUDITOR).get(f"/places?{asked}")

    assert f"{shown}</a>" in text
    assert hidden not in text


def test_a_search_without_an_answer_leads_back_to_all(house_db: Databases, kpaye: Place) -> None:
    _status, text = Browser(house_db, world.AUDITOR).get("/places?q=100%25")

    assert "No place fits this search." in text


def test_a_list_of_more_than_sixty_goes_on_where_it_stopped(house_db: Databases, monrovia: Place) -> None:
    for number in range(61):
        world.settlement(house_db, monrovia, name=f"Block {number:02}")
    browser = Browser(house_db, world.AUDITOR)

    _status, first = browser.get("/places?level=settlement")
    after = first.split("after=")[1].split('"')[0]
    _status, second = browser.get(f"/places?level=settlement&after={after}")

    assert "Block 59</a>" in first
    assert "Block 60</a>" not in first
    assert "Block 60</a>" in second
    assert "Block 59</a>" not in second
    assert "after=" not in second


@pytest.mark.parametrize("address", ["/places", "/places/{city}"])
def test_pages_ask_the_database_as_often_for_many_places_as_for_few(
    house_db: Databases, monrovia: Place, kpaye: Place, address: str
) -> None:
    browser = Browser(house_db, world.AUDITOR)
    address = address.format(city=monrovia.reference)
    few = queries_of(house_db, lambda: browser.get(address))
    for number in range(10):
        world.settlement(house_db, monrovia, name=f"Block {number:02}")

    many = queries_of(house_db, lambda: browser.get(address))

    assert many == few <= 16


def test_a_settlements_page_shows_the_newest_count_with_source_and_the_earlier_one(
    house_db: Databases, kpaye: Place
) -> None:
    born(
        house_db,
        holding("usr_4", Role.FORUM, kpaye),
        PLACES,
        "section",
        SectionForm.model_validate(
            {"settlement": kpaye.reference, "title": "Waterside", "centre": "6.302, -10.798"}
        ),
    )

    status, text = Browser(house_db, holding("usr_4", Role.FORUM, kpaye)).get(f"/places/{kpaye.reference}")

    assert status == 200
    for shown in (
        "3,190",
        "Enumeration by the savings groups",
        "Earlier profiles",
        "3,000",
        "Waterside",
        "<svg",
        "<polygon",
        "-10.798000",
        "added a profile",
        "Register a section",
    ):
        assert shown in text
    assert f"/places/{kpaye.reference}/correct" not in text


def test_a_place_out_of_sight_is_not_found(house_db: Databases, monrovia: Place, kpaye: Place) -> None:
    togba = world.settlement(house_db, monrovia, name="Togba Swamp")
    browser = Browser(house_db, holding("usr_4", Role.FORUM, kpaye))

    assert browser.get(f"/places/{togba.reference}")[0] == 404
    assert browser.get(f"/places/{monrovia.reference}")[0] == 404
    assert browser.get(f"/places/{togba.reference}/profile")[0] == 404
    assert browser.send(f"/places/{togba.reference}/mark", reason="Threats")[0] == 404


def test_an_officer_registers_a_settlement_from_its_citys_page(house_db: Databases, monrovia: Place) -> None:
    browser = Browser(house_db, holding("usr_3", Role.PROGRAMME_OFFICER, monrovia))

    _status, city = browser.get(f"/places/{monrovia.reference}")
    _status, form = browser.get(f"/places/settlement?city={monrovia.reference}")
    status, there = browser.send(
        "/places/settlement", city=monrovia.reference, title="Togba Swamp", centre="6.31, -10.79", boundary=""
    )

    assert f'href="/places/settlement?city={monrovia.reference}"' in city
    assert f'value="{monrovia.reference}" checked' in form
    assert status == 303
    assert "Togba Swamp" in browser.get(there)[1]


def test_R07_the_form_comes_back_with_the_warning_and_all_that_was_typed(
    house_db: Databases, monrovia: Place, kpaye: Place
) -> None:
    browser = Browser(house_db, holding("usr_3", Role.PROGRAMME_OFFICER, monrovia))
    typed = {"city": monrovia.reference, "title": "Togba Swamp", "centre": "6.3055, -10.795"}

    status, text = browser.send("/places/settlement", **typed)
    again, there = browser.send("/places/settlement", **typed, explanation="A canal lies between them")

    assert status == 409
    assert "Kpaye Landing" in text
    assert 'name="explanation"' in text
    assert 'value="6.3055, -10.795"' in text
    assert (again, there.startswith("/places/PLC-")) == (303, True)


def test_a_position_that_does_not_read_is_told_beside_its_field(house_db: Databases, monrovia: Place) -> None:
    browser = Browser(house_db, holding("usr_3", Role.PROGRAMME_OFFICER, monrovia))

    status, text = browser.send(
        "/places/settlement", city=monrovia.reference, title="Togba", centre="near the bridge", boundary="[]"
    )

    assert status == 422
    assert "Write latitude and longitude in decimal degrees" in text
    assert "This is no polygon in GeoJSON" in text
    assert "near the bridge" in text


def test_a_correction_opens_with_what_stands_and_keeps_what_was_not_touched(
    house_db: Databases, monrovia: Place, kpaye: Place
) -> None:
    browser = Browser(house_db, holding("usr_3", Role.PROGRAMME_OFFICER, monrovia))
    address = f"/places/{kpaye.reference}/correct"

    status, form = browser.get(address)
    sent, _there = browser.send(
        address,
        title="Kpaye Landing West",
        centre="6.305000, -10.795000",
        boundary=SQUARE,
        secondary="no",
        seen="3",
    )

    assert status == 200
    assert 'value="6.305000, -10.795000"' in form
    assert "[-10.800000, 6.300000], [-10.790000, 6.300000]" in form
    assert sent == 303
    with house_db.read() as session:
        after = session.get_one(Place, kpaye.id)
    assert (after.title, after.ring, after.centre) == ("Kpaye Landing West", kpaye.ring, kpaye.centre)


def test_a_correction_of_what_someone_else_changed_meanwhile_is_told_so(
    house_db: Databases, monrovia: Place, kpaye: Place
) -> None:
    browser = Browser(house_db, holding("usr_3", Role.PROGRAMME_OFFICER, monrovia))

    status, text = browser.send(f"/places/{kpaye.reference}/correct", title="Kpaye", secondary="no", seen="1")

    assert status == 412
    assert 'value="Kpaye"' in text


def test_a_profile_without_population_day_and_source_does_not_read(house_db: Databases, kpaye: Place) -> None:
    browser = Browser(house_db, holding("usr_4", Role.FORUM, kpaye))

    status, text = browser.send(f"/places/{kpaye.reference}/profile", female="", households="12", seen="3")

    assert status == 422
    for field in ("counted_on", "female", "male", "source"):
        assert f'href="#field-{field}"' in text


def test_other_packages_hang_their_panels_on_a_places_page(house_db: Databases, kpaye: Place) -> None:
    panels = {
        "place": (
            lambda _door, place: SimpleNamespace(template="panel.html", says=f"works in {place.title}"),
            lambda _door, _place: None,
        )
    }
    given = DictLoader({"panel.html": "<p>{{ panel.says }}</p>"})
    with_panel = templates().overlay(loader=ChoiceLoader([given, FileSystemLoader(TEMPLATES)]))
    browser = Browser(house_db, world.AUDITOR, panels=panels, templates=with_panel)

    _status, text = browser.get(f"/places/{kpaye.reference}")

    assert text.count("<p>works in Kpaye Landing</p>") == 1


@pytest.mark.parametrize("form", ["country", "city", "{settlement}/mark"])
def test_whom_a_form_is_not_for_hears_nothing_of_its_fields(
    house_db: Databases, kpaye: Place, form: str
) -> None:
    address = "/places/" + form.format(settlement=kpaye.reference)

    status, text = Browser(house_db, world.AUDITOR).send(address)

    assert status == 403
    assert "#field-" not in text


@pytest.mark.parametrize("form", ["city", "settlement", "section", "{settlement}/mark", "{city}/correct"])
def test_every_form_of_an_officer_opens(
    house_db: Databases, monrovia: Place, kpaye: Place, form: str
) -> None:
    browser = Browser(house_db, holding("usr_3", Role.PROGRAMME_OFFICER, monrovia))

    status, text = browser.get("/places/" + form.format(settlement=kpaye.reference, city=monrovia.reference))

    assert status == 200
    assert "<form" in text


def test_a_correction_is_not_a_forums(house_db: Databases, kpaye: Place) -> None:
    browser = Browser(house_db, holding("usr_4", Role.FORUM, kpaye))

    assert browser.get(f"/places/{kpaye.reference}/correct")[0] == 404


def test_a_page_after_an_unknown_place_begins_anew(house_db: Databases, kpaye: Place) -> None:
    _status, text = Browser(house_db, world.AUDITOR).get("/places?after=PLC-0&level=nonsense")

    assert "Kpaye Landing</a>" in text
