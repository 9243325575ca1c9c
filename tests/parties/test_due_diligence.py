"""Due-diligence files through their flow: written, proven, approved by a second person, revoked; what ends soon."""

from datetime import date

import pytest

from app.documents.queries import find_version
from app.kernel.actors import EVERYWHERE, Actor, Post, Role
from app.kernel.db import Databases
from app.kernel.errors import NotFound, Refused
from app.kernel.flow import begin
from app.parties.checks.models import Screening
from app.parties.due_diligence.flow import DUE_DILIGENCE
from app.parties.due_diligence.models import DueDiligence, FileState
from app.parties.due_diligence.queries import (
    Check,
    ending_soon,
    files_of,
    safeguardings_of,
    screenings_of,
    whole_file,
)
from app.parties.due_diligence.schemas import FileForm, NewFile, Note
from app.parties.flow import PARTIES
from app.parties.models import Party
from app.parties.schemas import MemberEnd, Reason
from app.places.models import Place
from tests.parties.make import group, organisation
from tests.parties.proofs import (
    MANAGER,
    OFFICER,
    SECOND,
    approved,
    contents,
    director,
    opened,
    proven,
    safeguarding,
    screening,
)
from tests.places import world
from tests.places.world import NOW, moved, moving

TODAY = NOW.date()


@pytest.fixture
def monrovia(house_db: Databases) -> Place:
    """A city of Liberia."""
    return world.city(house_db, world.country(house_db))


@pytest.fixture
def network(house_db: Databases, monrovia: Place) -> Party:
    """An organisation that works there."""
    return organisation(house_db, monrovia)


def rules_against(database: Databases, actor: Actor, file: DueDiligence, name: str) -> list[str]:
    """The rules that stand against this move."""
    with pytest.raises(Refused) as refusal:
        moved(database, actor, DUE_DILIGENCE, file, name, Note())
    return [reason.rule for reason in refusal.value.whys]


def test_R36_an_approved_file_holds_for_the_years_of_the_terms_and_has_its_risk(
    house_db: Databases, network: Party
) -> None:
    file = approved(house_db, network)

    assert (file.state, file.expires_on, file.risk) == (FileState.APPROVED, date(2029, 6, 30), "low")


def test_R49_who_wrote_a_file_does_not_approve_it_and_another_officer_may(
    house_db: Databases, network: Party
) -> None:
    file = proven(house_db, network)
    moved(house_db, OFFICER, DUE_DILIGENCE, file, "finish", Note())

    assert rules_against(house_db, OFFICER, file, "approve") == ["R49"]
    assert moved(house_db, SECOND, DUE_DILIGENCE, file, "approve", Note()).state == FileState.APPROVED


def test_everything_that_a_file_lacks_is_told_at_once(house_db: Databases, network: Party) -> None:
    file = opened(house_db, network, representatives=[], declarations=[])

    assert rules_against(house_db, OFFICER, file, "finish") == ["R36", "", "", "R116", "R39"]


def test_R36_a_group_without_legal_personality_shows_its_papers_first(
    house_db: Databases, monrovia: Place
) -> None:
    file = opened(house_db, group(house_db, world.settlement(house_db, monrovia)))

    assert "R36" in rules_against(house_db, OFFICER, file, "finish")


def test_R36_a_representative_who_has_left_shuts_the_approval(house_db: Databases, network: Party) -> None:
    file = proven(house_db, network)
    moved(house_db, OFFICER, DUE_DILIGENCE, file, "finish", Note())
    end = MemberEnd(member=director(house_db, network), left_on=date(2026, 6, 29), reason="Minutes of June")
    moved(house_db, OFFICER, PARTIES, network, "end_member", end)

    assert rules_against(house_db, MANAGER, file, "approve") == ["R36"]


def test_R36_only_members_who_serve_are_representatives(house_db: Databases, network: Party) -> None:
    form = NewFile.model_validate({"party": network.reference, "representatives": [999]})

    with pytest.raises(Refused) as refusal, moving(house_db, OFFICER) as tx:
        begin(tx, DUE_DILIGENCE, "open", form)

    assert [(reason.rule, reason.field) for reason in refusal.value.whys] == [("R36", "representatives")]


def test_a_file_is_written_anew_until_it_waits_for_approval(house_db: Databases, network: Party) -> None:
    file = opened(house_db, network)
    form = FileForm.model_validate(contents(1, representatives=[director(house_db, network)]))

    moved(house_db, OFFICER, DUE_DILIGENCE, file, "save", form)

    with house_db.read() as session:
        whole = whole_file(session, file.id)
        assert set(whole.capacity.values()) == {1}
        assert [one.member_id for one in whole.representatives] == [director(house_db, network)]


def test_the_capacity_is_looked_at_in_every_area_or_in_none(house_db: Databases, network: Party) -> None:
    file = opened(house_db, network)

    with pytest.raises(Refused) as refusal:
        moved(house_db, OFFICER, DUE_DILIGENCE, file, "save", FileForm.model_validate({"governance": "3"}))

    assert [reason.field for reason in refusal.value.whys] == ["finances"]


def test_a_file_sent_back_is_written_on(house_db: Databases, network: Party) -> None:
    file = proven(house_db, network)
    moved(house_db, OFFICER, DUE_DILIGENCE, file, "finish", Note())

    moved(house_db, MANAGER, DUE_DILIGENCE, file, "send_back", Reason(reason="The statutes are old"))

    with house_db.read() as session:
        assert session.get_one(DueDiligence, file.id).state == FileState.DRAFT


def test_R39_a_screening_searches_every_list_of_the_terms_by_today(
    house_db: Databases, network: Party
) -> None:
    file = opened(house_db, network)

    for change, rule, field in (
        ({"lists": ["un_ineligibility"]}, "R39", "lists"),
        ({"screened_on": "2026-07-01"}, "", "screened_on"),
    ):
        with pytest.raises(Refused) as refusal:
            moved(house_db, OFFICER, DUE_DILIGENCE, file, "screen", screening(**change))
        assert [(reason.rule, reason.field) for reason in refusal.value.whys] == [(rule, field)]


def test_R39_a_party_that_is_listed_gets_no_approval(house_db: Databases, network: Party) -> None:
    file = proven(house_db, network)
    listed = screening(screened_on="2026-06-29", outcome="listed")
    moved(house_db, OFFICER, DUE_DILIGENCE, file, "screen", listed)

    assert rules_against(house_db, OFFICER, file, "finish") == ["R39"]


def test_R39_the_print_out_is_not_for_those_who_see_the_party_alone(
    house_db: Databases, network: Party
) -> None:
    proven(house_db, network)
    forum = Actor("usr_40", frozenset({Post(Role.MUNICIPAL_TEAM, EVERYWHERE)}))

    with house_db.read() as session:
        (found,) = screenings_of(session, network.id)
        flows = (PARTIES, DUE_DILIGENCE)
        assert find_version(session, OFFICER, flows, found.evidence_id, 1, NOW).size
        with pytest.raises(NotFound):
            find_version(session, forum, flows, found.evidence_id, 1, NOW)


def test_R116_less_than_full_capacity_has_a_plan_and_an_assessment_holds_five_years(
    house_db: Databases, network: Party
) -> None:
    file = opened(house_db, network)
    with pytest.raises(Refused) as refusal:
        moved(house_db, OFFICER, DUE_DILIGENCE, file, "safeguarding", safeguarding(rating="medium"))

    planned = safeguarding(rating="medium", plan="Training of all staff by December")
    moved(house_db, OFFICER, DUE_DILIGENCE, file, "safeguarding", planned)

    assert [(reason.rule, reason.field) for reason in refusal.value.whys] == [("R116", "plan")]
    with house_db.read() as session:
        (kept,) = safeguardings_of(session, network.id)
        assert (kept.rating, kept.expires_on) == ("medium", date(2031, 5, 1))


def test_R116_an_assessment_is_entered_when_it_was_made(house_db: Databases, network: Party) -> None:
    file = opened(house_db, network)

    with pytest.raises(Refused) as refusal:
        moved(house_db, OFFICER, DUE_DILIGENCE, file, "safeguarding", safeguarding(assessed_on="2026-07-01"))

    assert [reason.field for reason in refusal.value.whys] == ["assessed_on"]


def test_a_revoked_file_makes_room_for_the_next_and_both_stay(house_db: Databases, network: Party) -> None:
    first = approved(house_db, network)

    moved(house_db, MANAGER, DUE_DILIGENCE, first, "revoke", Reason(reason="The statutes were forged"))
    second = opened(house_db, network)

    with house_db.read() as session:
        assert [(one.id, one.state) for one in files_of(session, network.id)] == [
            (second.id, FileState.DRAFT),
            (first.id, FileState.REVOKED),
        ]


def test_a_withdrawn_party_needs_no_file(house_db: Databases, network: Party) -> None:
    file = proven(house_db, network)
    moved(house_db, OFFICER, PARTIES, network, "withdraw", Reason(reason="It has dissolved"))

    assert rules_against(house_db, OFFICER, file, "finish") == [""]


def test_what_ends_within_the_terms_days_is_listed_the_soonest_first(
    house_db: Databases, monrovia: Place, network: Party
) -> None:
    file = approved(house_db, network)
    old = safeguarding(assessed_on="2021-06-01")
    other = organisation(house_db, monrovia, title="Water Trust", registration_number="NGO-2")
    moved(house_db, OFFICER, DUE_DILIGENCE, opened(house_db, other), "safeguarding", old)

    with house_db.read() as session:
        now = ending_soon(session, OFFICER, TODAY)
        later = ending_soon(session, OFFICER, date(2029, 5, 1))

    assert [(one.party.id, one.check) for one in now] == [(other.id, Check.SAFEGUARDING)]
    assert [(one.party.id, one.check) for one in later] == [
        (other.id, Check.SAFEGUARDING),
        (network.id, Check.FILE),
    ]
    assert later[1].expires_on == file.expires_on


def test_what_ends_elsewhere_is_not_listed(house_db: Databases, network: Party) -> None:
    old = safeguarding(assessed_on="2021-06-01")
    moved(house_db, OFFICER, DUE_DILIGENCE, opened(house_db, network), "safeguarding", old)
    uganda = world.country(house_db, "Uganda", "UG", "UGA")
    officer = world.holding("usr_41", Role.PROGRAMME_OFFICER, uganda)

    with house_db.read() as session:
        assert ending_soon(session, officer, TODAY) == []


def test_a_screening_keeps_what_was_searched(house_db: Databases, network: Party) -> None:
    file = opened(house_db, network)

    moved(house_db, OFFICER, DUE_DILIGENCE, file, "screen", screening(outcome="other_person"))

    with house_db.read() as session:
        kept = session.get_one(Screening, screenings_of(session, network.id)[0].id)
        assert (kept.outcome, kept.lists) == ("other_person", ["un_ineligibility", "un_security_council"])
