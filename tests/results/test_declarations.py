"""Declarations: proposed by one person, approved by another, and what they do to the totals before and after."""

import pytest

from app.kernel.actors import Actor, Role
from app.kernel.db import Databases
from app.kernel.errors import Refusal, Refused
from app.kernel.flow import begin
from app.places.models import Place
from app.results.count_once import Says
from app.results.counting.effects import Effect, effects
from app.results.counting.inputs import read_inputs
from app.results.counting.questions import at, count
from app.results.declarations.flow import DECLARATIONS
from app.results.declarations.models import Declaration
from app.results.declarations.schemas import DeclareForm, EndForm
from app.results.estimates.flow import ESTIMATES
from app.results.estimates.schemas import ReviseForm
from app.results.outputs.schemas import Note
from tests.places import world
from tests.places.world import NOW, moving
from tests.results import make
from tests.results.given import DIRECT
from tests.results.make import (
    MANAGER,
    OFFICER,
    OTHER_RESULTS,
    RESULTS,
    TODAY,
    Town,
    approved,
    declared,
    estimated,
    moved,
    people,
    served,
)

YEARS = range(2022, 2027)


@pytest.fixture
def town(house_db: Databases) -> Town:
    return make.town(house_db)


def people_in(database: Databases, on: str = "2026-06-30") -> int:
    """People served directly everywhere, with the declarations of a day."""
    with database.read() as session:
        inputs = read_inputs(session, TODAY.fromisoformat(on))
    return at(count(inputs, DIRECT), None).tally.total


def faults_of(refusal: pytest.ExceptionInfo[Refusal]) -> set[str | None]:
    """The fields that something stood against."""
    return {reason.field for reason in refusal.value.whys}


def test_an_overlap_counts_the_larger_side_only(house_db: Databases, town: Town) -> None:
    served(house_db, "Kiosks", 500, town.kpaye)
    served(house_db, "Walkway", 300, town.togba)

    before = people_in(house_db)
    proposal = declared(house_db, town.kpaye, town.togba)
    proposed = people_in(house_db)
    moved(house_db, MANAGER, DECLARATIONS, proposal, "approve", Note())

    assert (before, proposed, people_in(house_db)) == (800, 800, 500)


def test_a_disjointness_of_estimates_adds_what_their_places_would_not(
    house_db: Databases, town: Town
) -> None:
    kiosks = served(house_db, "Kiosks", 500, town.kpaye)
    training = served(house_db, "Training of men from the port", 80, town.city)

    before = people_in(house_db)
    approved(house_db, training, kiosks, says=Says.DISJOINT)

    assert (before, people_in(house_db)) == (500, 580)


def test_a_declaration_bears_on_counts_between_its_days(house_db: Databases, town: Town) -> None:
    served(house_db, "Kiosks", 500, town.kpaye)
    served(house_db, "Walkway", 300, town.togba)
    declaration = approved(house_db, town.kpaye, town.togba)

    ended = moved(
        house_db,
        RESULTS,
        DECLARATIONS,
        declaration,
        "end",
        EndForm(valid_until="2026-06-15", reason="Found wrong"),
    )

    assert ended.state == "ENDED"
    days = ("2025-12-31", "2026-01-01", "2026-06-15", "2026-06-16")
    assert [people_in(house_db, day) for day in days] == [800, 500, 500, 800]
    with pytest.raises(Refused):
        moved(
            house_db,
            RESULTS,
            DECLARATIONS,
            declaration,
            "end",
            EndForm(valid_until="2026-06-30", reason="..."),
        )


def test_a_declaration_does_not_end_before_it_began(house_db: Databases, town: Town) -> None:
    declaration = approved(house_db, town.kpaye, town.togba)

    with pytest.raises(Refused) as refused:
        moved(
            house_db,
            RESULTS,
            DECLARATIONS,
            declaration,
            "end",
            EndForm(valid_until="2025-12-31", reason="Wrong"),
        )

    assert faults_of(refused) == {"valid_until"}


def test_R28_nobody_approves_their_own_declaration(house_db: Databases, town: Town) -> None:
    declaration = declared(house_db, town.kpaye, town.togba)

    with pytest.raises(Refused) as refused:
        moved(house_db, RESULTS, DECLARATIONS, declaration, "approve", Note())

    assert [reason.rule for reason in refused.value.whys] == ["R28"]
    assert moved(house_db, OTHER_RESULTS, DECLARATIONS, declaration, "approve", Note()).state == "APPROVED"


def test_a_rejected_declaration_does_nothing(house_db: Databases, town: Town) -> None:
    served(house_db, "Kiosks", 500, town.kpaye)
    served(house_db, "Walkway", 300, town.togba)

    rejected = moved(house_db, MANAGER, DECLARATIONS, declared(house_db, town.kpaye, town.togba), "reject")

    assert (rejected.state, people_in(house_db)) == ("REJECTED", 800)


def test_a_declaration_is_of_two_sides_that_are_there(house_db: Databases, town: Town) -> None:
    draft = estimated(house_db, make.delivered(house_db, town.kpaye), town.kpaye)

    for other, field in ((town.kpaye, "other"), (draft, "other")):
        with pytest.raises(Refused) as refused:
            declared(house_db, town.kpaye, other)
        assert faults_of(refused) == {field}
    with pytest.raises(Refused) as refused:
        declared(house_db, draft, draft)
    assert faults_of(refused) == {"one", "other"}


def test_a_side_that_the_person_does_not_see_is_not_there(house_db: Databases, town: Town) -> None:
    abroad = world.country(house_db, "Uganda", "UG", "UGA")
    local = world.holding("usr_40", Role.RESULTS_OFFICER, abroad)

    with pytest.raises(Refused) as refused:
        begun_by(house_db, local, town)

    assert faults_of(refused) == {"one", "other"}


def begun_by(database: Databases, actor: Actor, town: Town) -> None:
    form = DeclareForm(
        says=Says.OVERLAP,
        one=town.kpaye.reference,
        other=town.togba.reference,
        reason="Both lists were laid side by side.",
        valid_from="2026-01-01",
    )
    with moving(database, actor) as tx:
        begin(tx, DECLARATIONS, "declare", form)


def test_a_disjointness_of_a_city_and_its_settlement_is_refused_for_what_it_would_mean(
    house_db: Databases, town: Town
) -> None:
    with pytest.raises(Refused) as refused:
        declared(house_db, town.kpaye, town.city, says=Says.DISJOINT)

    assert [reason.rule for reason in refused.value.whys] == ["R83"]


def test_two_sides_are_declared_once(house_db: Databases, town: Town) -> None:
    declared(house_db, town.kpaye, town.togba)

    with pytest.raises(Refused, match="declared already"):
        declared(house_db, town.togba, town.kpaye)


def effects_of(database: Databases, declaration: Declaration, *touched: Place) -> dict[str | None, Effect]:
    with database.read() as session:
        inputs = read_inputs(session, TODAY, [session.get_one(Declaration, declaration.id)])
    found = effects(inputs, declaration.reference, YEARS, [place.reference for place in touched])
    return {one.place: one for one in found}


def test_what_a_proposal_would_do_is_told_before_it_is_approved(house_db: Databases, town: Town) -> None:
    served(house_db, "Kiosks", 500, town.kpaye)
    served(house_db, "Walkway", 300, town.togba)
    proposal = declared(house_db, town.kpaye, town.togba)

    found = effects_of(house_db, proposal, town.kpaye, town.togba)

    totals = {
        place: (one.without.tally.total, one.having.tally.total, one.changes) for place, one in found.items()
    }
    assert totals == {
        None: (800, 500, True),
        town.country.reference: (800, 500, True),
        town.city.reference: (800, 500, True),
        town.kpaye.reference: (500, 500, False),
        town.togba.reference: (300, 300, False),
    }


def test_a_declaration_follows_an_estimate_to_its_newer_version(house_db: Databases, town: Town) -> None:
    kiosks = served(house_db, "Kiosks", 500, town.kpaye)
    training = served(house_db, "Training of men from the port", 80, town.city)
    approved(house_db, training, kiosks, says=Says.DISJOINT)

    form = ReviseForm.model_validate(people(town.kpaye, total=600) | {"replaces": kiosks.reference})
    with moving(house_db, OFFICER, NOW) as tx:
        newer = begin(tx, ESTIMATES, "revise", form)
    moved(house_db, OFFICER, ESTIMATES, newer, "submit")
    moved(house_db, RESULTS, ESTIMATES, newer, "verify")

    assert people_in(house_db) == 680


def test_a_declaration_of_an_estimate_that_was_taken_out_does_nothing(
    house_db: Databases, town: Town
) -> None:
    kiosks = served(house_db, "Kiosks", 500, town.kpaye)
    approved(house_db, kiosks, town.togba)
    served(house_db, "Walkway", 300, town.togba)

    before = people_in(house_db)
    moved(house_db, RESULTS, ESTIMATES, kiosks, "take_out")

    assert (before, people_in(house_db)) == (500, 300)
