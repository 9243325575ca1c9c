"""Outputs through their flow: brought in and confirmed, reported inside another move, mended, withdrawn."""

from typing import Any

import pytest

from app.funding.awards.models import Award
from app.funding.closure.rules import BENEFICIARIES
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
from tests.funding.awarding import Fund, condition, fund_on
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
    form = ReportForm.model_validate(output_form(town.kpaye).model_dump())

    with moving(house_db, team) as tx:
        output = report_output(tx, form, parent=tx.session.get_one(Place, town.kpaye.id))

    assert (output.state, output.case_id) == ("DELIVERED", town.kpaye.id)


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


def reported(database: Databases, award: Award, place: Place, title: str) -> Output:
    """What was delivered under an award."""
    form = ReportForm.model_validate(output_form(place, title=title).model_dump() | {"award": award.id})
    with moving(database, OFFICER) as tx:
        return report_output(tx, form, parent=tx.session.get_one(Award, award.id))


def test_R66_an_award_is_told_when_the_last_of_its_outputs_has_a_figure(house_db: Databases) -> None:
    fund = fund_on(house_db)
    line = condition("close", code=BENEFICIARIES, sentence="Whom it serves is known.", tranche=None)
    award = fund.reserved(conditions=(line,))
    outputs = [reported(house_db, award, fund.settlement, title) for title in ("Market shed", "Drain")]

    before = (missing(house_db, award), open_conditions(fund, award))
    make.verified(house_db, outputs[0], fund.settlement)
    between = (missing(house_db, award), open_conditions(fund, award))
    moved(
        house_db, RESULTS, OUTPUTS, outputs[1], "waive_estimate", NoEstimate(none_applies="It drains a road.")
    )

    assert before == ([one.id for one in outputs], [BENEFICIARIES])
    assert between == ([outputs[1].id], [BENEFICIARIES])
    assert (missing(house_db, award), open_conditions(fund, award)) == ([], [])
    with house_db.read() as session:
        assert [one.id for one in outputs_of_award(session, award.id)] == [one.id for one in outputs]


def test_R66_an_award_that_asks_for_no_figure_is_told_nothing(house_db: Databases) -> None:
    fund = fund_on(house_db)
    award = fund.reserved()

    make.verified(house_db, reported(house_db, award, fund.settlement, "Market shed"), fund.settlement)

    assert open_conditions(fund, award) == []


def missing(database: Databases, award: Award) -> list[int]:
    with database.read() as session:
        return [one.id for one in without_figure(session, [award.id])[award.id]]


def open_conditions(fund: Fund, award: Award) -> list[str]:
    return [one.code for one in fund.sheet(award).award.conditions if one.met_at is None]


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
