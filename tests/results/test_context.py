"""Context figures through their flow and on their pages."""

from typing import Any

import pytest

from app.kernel.actors import Role
from app.kernel.db import Databases
from app.kernel.errors import Refused
from app.kernel.flow import begin
from app.places.models import Place
from app.results.context.flow import FIGURES
from app.results.context.models import ContextFigure
from app.results.context.queries import figures_standing
from app.results.context.schemas import FigureForm
from app.results.frameworks import CONTEXT_NAMES
from app.results.models import Context
from tests.places import world
from tests.places.browsing import Browser
from tests.places.world import holding, moving
from tests.results import make
from tests.results.make import AUDITOR, RESULTS, Town, moved


@pytest.fixture
def town(house_db: Databases) -> Town:
    return make.town(house_db)


def entered(database: Databases, place: Place, /, **changes: Any) -> ContextFigure:
    told: dict[str, Any] = {
        "indicator": Context.WATER,
        "place": place.reference,
        "year": 2024,
        "value": "48.3",
        "source": "Joint Monitoring Programme, table 4, June 2025",
    }
    with moving(database, RESULTS) as tx:
        return begin(tx, FIGURES, "enter", FigureForm.model_validate(told | changes))


def test_a_figure_is_kept_exactly_and_shown_as_published(house_db: Databases, town: Town) -> None:
    figure = entered(house_db, town.city)
    entered(house_db, town.country, value="100")

    text = Browser(house_db, AUDITOR).get("/results/context")[1]
    page = Browser(house_db, AUDITOR).get(f"/results/context/{figure.reference}")[1]

    assert (figure.thousandths, figure.value) == (48_300, "48.3")
    assert all(shown in text for shown in ("48.3", ">100<", "Joint Monitoring Programme", "Monrovia"))
    assert "people in low-income areas with safely managed water" in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"value": "100.001"}, "value"), ({"year": 2027}, "year"), ({"place": "PLC-1"}, "place")],
)
def test_what_cannot_be_is_refused_beside_its_field(
    house_db: Databases, town: Town, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        entered(house_db, town.city, **changes)

    assert [reason.field for reason in refused.value.whys] == [field]


def test_spending_may_be_more_than_a_hundred(house_db: Databases, town: Town) -> None:
    assert entered(house_db, town.city, indicator=Context.SPENDING, value="120.5").value == "120.5"


def test_a_settlement_has_no_context_figure(house_db: Databases, town: Town) -> None:
    with pytest.raises(Refused, match="offered"):
        entered(house_db, town.kpaye)


def test_one_figure_stands_for_a_place_and_a_year(house_db: Databases, town: Town) -> None:
    first = entered(house_db, town.city)
    with pytest.raises(Refused, match="already"):
        entered(house_db, town.city, value="49")

    moved(house_db, RESULTS, FIGURES, first, "withdraw")
    entered(house_db, town.city, value="49")

    with house_db.read() as session:
        assert [row.figure.value for row in figures_standing(session)] == ["49"]


def test_published_figures_are_for_everybody_their_pages_for_staff(house_db: Databases, town: Town) -> None:
    figure = entered(house_db, town.city)
    helper = Browser(house_db, holding("usr_70", Role.TECHNICAL_HELPER, town.kpaye))
    officer = Browser(house_db, holding("usr_71", Role.PROGRAMME_OFFICER, town.country))

    text = helper.get("/results/context")[1]
    form = officer.get("/results/context/enter")

    assert "48.3" in text
    assert figure.reference not in text
    assert helper.get("/results/context/enter")[0] == 403
    assert (form[0], "Monrovia" in form[1]) == (200, True)


def test_a_country_without_cities_of_ours_is_not_offered(house_db: Databases, town: Town) -> None:
    world.country(house_db, "Uganda", "UG", "UGA")

    assert "Uganda" not in Browser(house_db, RESULTS).get("/results/context/enter")[1]


def test_every_context_indicator_has_its_name() -> None:
    assert set(CONTEXT_NAMES) == set(Context)
