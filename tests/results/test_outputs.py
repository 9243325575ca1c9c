"""Outputs through their flow: brought in and confirmed, reported inside another move, mended, withdrawn."""

from typing import Any

import pytest

from app.kernel.actors import Role
from app.kernel.db import Databases
from app.kernel.errors import NotAllowed, Refusal, Refused
from app.kernel.flow import begin
from app.kernel.things import Thing
from app.places.models import Place
from app.results.models import Sort, Topic, WorkType
from app.results.outputs.flow import OUTPUTS, report_output
from app.results.outputs.models import Output
from app.results.outputs.queries import outputs_of_award, without_figure
from app.results.outputs.schemas import Described, NoEstimate, ReportForm
from tests.places import world
from tests.places.world import holding, moving
from tests.results import make
from tests.results.make import BOTH, OFFICER, RESULTS, Town, delivered, moved, output_form, recorded


@pytest.fixture
def town(house_db: Databases) -> Town:
    return make.town(house_db)


def rules_of(refusal: pytest.ExceptionInfo[Refusal]) -> list[str]:
    """The numbers of the rules that stood against it."""
    return [reason.rule for reason in refusal.value.whys]


def test_what_comes_from_the_files_waits_for_a_second_person(house_db: Databases, town: Town) -> None:
    output = recorded(house_db, town.kpaye)

    confirmed = moved(house_db, RESULTS, OUTPUTS, output, "confirm")

    assert (output.state, confirmed.state) == ("RECORDED", "DELIVERED")


def test_R85_nobody_confirms_what_they_brought_in(house_db: Databases, town: Town) -> None:
    with moving(house_db, BOTH) as tx:
        output = begin(tx, OUTPUTS, "record", output_form(town.kpaye))

    with pytest.raises(Refused) as refused:
        moved(house_db, BOTH, OUTPUTS, output, "confirm")

    assert rules_of(refused) == ["R49"]


def test_every_fault_of_an_output_is_named_at_once(house_db: Databases, town: Town) -> None:
    with pytest.raises(Refused) as refused:
        recorded(house_db, town.kpaye, primary_type=None, commissioned_on=None, handed_over_on="2026-07-01")

    assert rules_of(refused) == ["R85", "R85", "R87"]
    assert {reason.field for reason in refused.value.whys} == {
        "handed_over_on",
        "commissioned_on",
        "primary_type",
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"commissioned_on": "2025-05-21"}, "commissioned_on"),
        ({"sort": Sort.TRAINING, "primary_type": None}, "commissioned_on"),
        ({"sort": Sort.TRAINING, "commissioned_on": None}, "primary_type"),
        ({"sort": Sort.TOOLKIT, "primary_type": None, "commissioned_on": None}, "topic"),
    ],
)
def test_what_an_output_says_must_fit_its_sort(
    house_db: Databases, town: Town, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        recorded(house_db, town.kpaye, **changes)

    assert [reason.field for reason in refused.value.whys] == [field]


def test_an_output_stands_in_places_that_the_person_sees(house_db: Databases, town: Town) -> None:
    elsewhere = holding("usr_9", Role.PROGRAMME_OFFICER, town.togba)

    with pytest.raises(Refused, match="offered"), moving(house_db, elsewhere) as tx:
        begin(tx, OUTPUTS, "record", output_form(town.kpaye))


def test_an_instrument_reports_inside_its_own_move(house_db: Databases, town: Town) -> None:
    team = holding("usr_8", Role.MUNICIPAL_TEAM, town.city)
    form = ReportForm.model_validate(output_form(town.kpaye).model_dump() | {"award": town.kpaye.id})

    with moving(house_db, team) as tx:
        output = report_output(tx, form, parent=tx.session.get_one(Place, town.kpaye.id))

    assert (output.state, output.case_id) == ("DELIVERED", town.kpaye.id)
    with house_db.read() as session:
        assert [one.id for one in outputs_of_award(session, town.kpaye.id)] == [output.id]


def test_a_forum_reports_nothing(house_db: Databases, town: Town) -> None:
    forum = holding("usr_9", Role.FORUM, town.kpaye)
    form = ReportForm.model_validate(output_form(town.kpaye).model_dump())

    with pytest.raises(NotAllowed), moving(house_db, forum) as tx:
        report_output(tx, form, parent=tx.session.get_one(Thing, town.kpaye.id))


def test_R87_mending_keeps_one_primary_type(house_db: Databases, town: Town) -> None:
    output = delivered(house_db, town.kpaye)
    wanted = Described(
        title="Kiosks and drain",
        primary_type=WorkType.ADAPTATION,
        tags=(WorkType.SAFE_WATER, WorkType.ADAPTATION),
        themes=("climate",),
    )

    mended = moved(house_db, OFFICER, OUTPUTS, output, "mend", wanted)

    assert (mended.primary_type, mended.tags, mended.title) == (
        "adaptation",
        ["safe_water"],
        "Kiosks and drain",
    )
    with pytest.raises(Refused) as refused:
        moved(house_db, OFFICER, OUTPUTS, output, "mend", wanted.model_copy(update={"primary_type": None}))
    assert rules_of(refused) == ["R87"]


def test_a_policy_keeps_its_topic_when_it_is_mended(house_db: Databases, town: Town) -> None:
    policy = delivered(
        house_db, town.city, sort=Sort.POLICY, primary_type=None, commissioned_on=None, topic=Topic.HOUSING
    )
    without = Described(title="Housing policy", themes=("upgrading",))

    with pytest.raises(Refused) as refused:
        moved(house_db, OFFICER, OUTPUTS, policy, "mend", without)

    assert [reason.field for reason in refused.value.whys] == ["topic"]


def test_R66_an_award_knows_its_outputs_without_a_figure(house_db: Databases, town: Town) -> None:
    keys = [town.kpaye.id, town.togba.id]
    outputs = []
    for place in (town.kpaye, town.togba):
        form = ReportForm.model_validate(output_form(place).model_dump() | {"award": place.id})
        with moving(house_db, OFFICER) as tx:
            outputs.append(report_output(tx, form, parent=tx.session.get_one(Thing, place.id)))
    make.verified(house_db, outputs[0], town.kpaye)

    before = missing(house_db, keys)
    moved(
        house_db, RESULTS, OUTPUTS, outputs[1], "waive_estimate", NoEstimate(none_applies="It stores tools.")
    )

    assert before == {town.kpaye.id: [], town.togba.id: [outputs[1].id]}
    assert missing(house_db, keys) == {town.kpaye.id: [], town.togba.id: []}


def missing(database: Databases, keys: list[int]) -> dict[int, list[int]]:
    with database.read() as session:
        return {key: [one.id for one in found] for key, found in without_figure(session, keys).items()}


def test_an_output_with_people_is_not_withdrawn_under_them(house_db: Databases, town: Town) -> None:
    output = delivered(house_db, town.kpaye)
    make.estimated(house_db, output, town.kpaye)

    for move, form in (("withdraw", None), ("waive_estimate", NoEstimate(none_applies="It stores tools."))):
        with pytest.raises(Refused, match="estimates of people stand"):
            moved(house_db, OFFICER if move == "withdraw" else RESULTS, OUTPUTS, output, move, form)


def test_an_output_without_people_is_withdrawn(house_db: Databases, town: Town) -> None:
    output: Output = delivered(house_db, town.kpaye)

    assert moved(house_db, OFFICER, OUTPUTS, output, "withdraw").state == "WITHDRAWN"


def test_a_country_is_no_place_of_an_output(house_db: Databases) -> None:
    country = world.country(house_db)

    with pytest.raises(Refused, match="offered"):
        recorded(house_db, country)
