"""Estimates through their flow: R84 to R86 beside their fields, verified by another person, replaced by versions."""

from typing import Any

import pytest
from sqlalchemy import select

from app.kernel.actors import Role
from app.kernel.db import Databases
from app.kernel.errors import NotFound, Refusal, Refused
from app.kernel.flow import begin, find
from app.kernel.things import Step, scopes_of
from app.results.estimates.flow import ESTIMATES
from app.results.estimates.models import Estimate
from app.results.estimates.schemas import Basis, EstimateForm, ReviseForm
from app.results.models import People
from app.results.outputs.flow import OUTPUTS
from app.results.outputs.models import Output
from app.results.outputs.schemas import NoEstimate
from tests.places.world import NOW, holding, moving
from tests.results import make
from tests.results.make import (
    BOTH,
    OFFICER,
    OTHER_OFFICER,
    RESULTS,
    Town,
    delivered,
    estimated,
    form_of,
    moved,
    people,
    recorded,
    submitted,
    verified,
)


@pytest.fixture
def town(house_db: Databases) -> Town:
    return make.town(house_db)


@pytest.fixture
def kiosks(house_db: Databases, town: Town) -> Output:
    return delivered(house_db, town.kpaye, guide=6_000)


def faults_of(refusal: pytest.ExceptionInfo[Refusal]) -> set[tuple[str, str | None]]:
    """The rules that stood against it, each with its field."""
    return {(reason.rule, reason.field) for reason in refusal.value.whys}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"female": 5_000, "male": 500}, ("R84", "total")),
        ({"female": 1, "male": 2, "not_disaggregated": 3}, ("R84", "total")),
        ({"basis": Basis.PLANNED}, ("R85", "basis")),
        ({"counted_on": "2025-04-30"}, ("R85", "counted_on")),
        ({"counted_on": "2026-07-01"}, ("R85", "counted_on")),
        ({"category": None}, ("", "category")),
        ({"indicator": People.POLICIES}, ("R89", "category")),
    ],
)
def test_bad_figures_are_refused_beside_their_field(
    house_db: Databases, town: Town, kiosks: Output, changes: dict[str, Any], fault: tuple[str, str]
) -> None:
    with pytest.raises(Refused) as refused:
        estimated(house_db, kiosks, town.kpaye, **changes)

    assert faults_of(refused) == {fault}


def test_R84_people_whose_sex_is_not_noted_make_the_total_up(
    house_db: Databases, town: Town, kiosks: Output
) -> None:
    estimate = estimated(house_db, kiosks, town.kpaye, total=100, female=40, male=35, not_disaggregated=25)

    assert (estimate.total, estimate.not_disaggregated) == (100, 25)


def test_R85_the_day_of_commissioning_itself_counts(house_db: Databases, town: Town, kiosks: Output) -> None:
    assert estimated(house_db, kiosks, town.kpaye, counted_on="2025-05-01").state == "DRAFT"


def test_all_faults_are_shown_at_once(house_db: Databases, town: Town, kiosks: Output) -> None:
    with pytest.raises(Refused) as refused:
        estimated(house_db, kiosks, town.kpaye, basis=Basis.PLANNED, female=9, counted_on="2024-01-01")

    assert faults_of(refused) == {("R84", "total"), ("R85", "basis"), ("R85", "counted_on")}


def test_R86_more_people_than_live_there_need_an_explanation(
    house_db: Databases, town: Town, kiosks: Output
) -> None:
    with pytest.raises(Refused) as refused:
        estimated(house_db, kiosks, town.kpaye, total=6_201)
    exactly = estimated(house_db, kiosks, town.kpaye, total=6_000)
    explained = estimated(
        house_db, kiosks, town.kpaye, total=6_201, explanation="People of the market come from elsewhere."
    )

    assert faults_of(refused) == {("R86", "explanation")}
    assert len(refused.value.whys) == 2, "more than live there, and more than it is built for"
    assert (exactly.total, explained.total) == (6_000, 6_201)


def test_R86_the_estimates_own_guide_value_goes_before_the_outputs(
    house_db: Databases, town: Town, kiosks: Output
) -> None:
    with pytest.raises(Refused) as refused:
        estimated(house_db, kiosks, town.kpaye, total=2_969, guide=1_000)

    assert [str(why.text.values["guide"]) for why in refused.value.whys] == ["1000"]


def test_a_population_nobody_counted_warns_of_nothing(
    house_db: Databases, town: Town, kiosks: Output
) -> None:
    assert estimated(house_db, kiosks, town.kpaye, town.togba, total=6_000).total == 6_000


def test_people_are_estimated_around_the_output_only(house_db: Databases, town: Town, kiosks: Output) -> None:
    with pytest.raises(Refused) as refused:
        estimated(house_db, kiosks, town.country)

    assert faults_of(refused) == {("", "places")}


def test_an_estimate_stands_in_its_places_and_those_above(
    house_db: Databases, town: Town, kiosks: Output
) -> None:
    estimate = estimated(house_db, kiosks, town.kpaye)
    before = places_in_scope(house_db, estimate)

    edited = moved(house_db, OFFICER, ESTIMATES, estimate, "edit", form_of(town.togba, total=7))

    assert before == {town.kpaye.id, town.city.id, town.country.id}
    assert places_in_scope(house_db, edited) == {town.togba.id, town.city.id, town.country.id}
    assert edited.total == 7


def places_in_scope(database: Databases, estimate: Estimate) -> set[int]:
    with database.read() as session:
        scopes = scopes_of(session, [estimate.root_id])[estimate.root_id]
    return {scope.id for scope in scopes if scope.kind == "place"}


def test_R85_nobody_verifies_their_own_estimate(house_db: Databases, town: Town, kiosks: Output) -> None:
    form = EstimateForm.model_validate(people(town.kpaye) | {"output": kiosks.reference})
    with moving(house_db, BOTH) as tx:
        estimate = begin(tx, ESTIMATES, "estimate", form)
    moved(house_db, OFFICER, ESTIMATES, estimate, "submit")

    with pytest.raises(Refused) as refused:
        moved(house_db, BOTH, ESTIMATES, estimate, "verify")

    assert faults_of(refused) == {("R49", None)}
    assert moved(house_db, RESULTS, ESTIMATES, estimate, "verify").state == "VERIFIED"


def test_R85_people_count_from_handover_on(house_db: Databases, town: Town) -> None:
    waiting = submitted(house_db, recorded(house_db, town.kpaye), town.kpaye)

    with pytest.raises(Refused) as refused:
        moved(house_db, RESULTS, ESTIMATES, waiting, "verify")

    assert faults_of(refused) == {("R85", None)}


def test_a_returned_estimate_is_edited_and_sent_again(
    house_db: Databases, town: Town, kiosks: Output
) -> None:
    estimate = submitted(house_db, kiosks, town.kpaye)

    moved(house_db, RESULTS, ESTIMATES, estimate, "return")
    moved(house_db, OTHER_OFFICER, ESTIMATES, estimate, "edit", form_of(town.kpaye, total=5_300))
    again = moved(house_db, OTHER_OFFICER, ESTIMATES, estimate, "submit")

    assert (again.state, again.total) == ("SUBMITTED", 5_300)


def test_a_verified_estimate_is_replaced_by_a_version_and_never_edited(
    house_db: Databases, town: Town, kiosks: Output
) -> None:
    first = verified(house_db, kiosks, town.kpaye)
    second = revised(house_db, first, town, total=5_500)
    waiting = moved(house_db, OFFICER, ESTIMATES, second, "submit")

    with pytest.raises(Refused, match="It is"):
        moved(house_db, OFFICER, ESTIMATES, first, "edit", form_of(town.kpaye))
    moved(house_db, RESULTS, ESTIMATES, waiting, "verify")

    with house_db.read() as session:
        states = {one.total: one.state for one in session.scalars(select(Estimate))}
        told = session.scalars(select(Step.move).where(Step.thing_id == first.id).order_by(Step.seq)).all()
    assert states == {5_400: "REPLACED", 5_500: "VERIFIED"}
    assert list(told) == ["estimate", "submit", "verify", "give_way"]


def revised(database: Databases, before: Estimate, town: Town, **changes: Any) -> Estimate:
    form = ReviseForm.model_validate(people(town.kpaye, **changes) | {"replaces": before.reference})
    with moving(database, OFFICER) as tx:
        return begin(tx, ESTIMATES, "revise", form)


def test_one_version_at_a_time_replaces_an_estimate(house_db: Databases, town: Town, kiosks: Output) -> None:
    first = verified(house_db, kiosks, town.kpaye)
    revised(house_db, first, town)

    with pytest.raises(Refused, match="on its way"):
        revised(house_db, first, town)


def test_a_draft_is_not_replaced(house_db: Databases, town: Town, kiosks: Output) -> None:
    with pytest.raises(Refused, match="Only a verified"):
        revised(house_db, estimated(house_db, kiosks, town.kpaye), town)


def test_a_version_whose_predecessor_is_gone_is_not_verified(
    house_db: Databases, town: Town, kiosks: Output
) -> None:
    first = verified(house_db, kiosks, town.kpaye)
    second = moved(house_db, OFFICER, ESTIMATES, revised(house_db, first, town), "submit")
    moved(house_db, RESULTS, ESTIMATES, first, "take_out")

    with pytest.raises(Refused, match="no longer stands"):
        moved(house_db, RESULTS, ESTIMATES, second, "verify")

    assert moved(house_db, OFFICER, ESTIMATES, second, "withdraw").state == "WITHDRAWN"


def test_where_no_estimate_applies_none_is_made(house_db: Databases, town: Town, kiosks: Output) -> None:
    waiver = NoEstimate(none_applies="It stores the tools of the group.")
    moved(house_db, RESULTS, OUTPUTS, kiosks, "waive_estimate", waiver)

    with pytest.raises(Refused, match="no estimate applies"):
        estimated(house_db, kiosks, town.kpaye)


@pytest.mark.parametrize("typed", ["OUT-1", "nothing", "PLC-1007"])
def test_an_estimate_hangs_on_an_output(house_db: Databases, town: Town, typed: str) -> None:
    form = EstimateForm.model_validate(people(town.kpaye) | {"output": typed})

    with pytest.raises(NotFound), moving(house_db, OFFICER) as tx:
        begin(tx, ESTIMATES, "estimate", form)


def test_a_draft_is_its_authors_sides_own(house_db: Databases, town: Town, kiosks: Output) -> None:
    draft = estimated(house_db, kiosks, town.kpaye)
    forum = holding("usr_30", Role.FORUM, town.kpaye)

    with house_db.read() as session:
        assert find(session, forum, ESTIMATES, draft.reference, NOW).id == draft.id
        for stranger in (RESULTS, holding("usr_31", Role.FORUM, town.togba)):
            with pytest.raises(NotFound):
                find(session, stranger, ESTIMATES, draft.reference, NOW)
