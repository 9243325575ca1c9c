"""Parties through their flow: three kinds of registration, members, how a group is known, places, withdrawal."""

import pytest

from app.kernel.actors import EVERYWHERE, Role, Scope, ScopeKind
from app.kernel.db import Databases
from app.kernel.errors import NotAllowed, NotFound, Refused
from app.kernel.flow import find
from app.kernel.things import scopes_of
from app.parties.flow import PARTIES
from app.parties.models import Sort
from app.parties.queries import (
    is_recognised,
    legal_representatives,
    members_on,
    parties_in,
    sees_names,
    whole_party,
)
from app.parties.schemas import (
    GroupForm,
    MemberEnd,
    MunicipalityForm,
    OrganisationForm,
    PartyCorrection,
    PlacesForm,
    Reason,
)
from app.places.models import Place
from tests.parties.make import group, member, organisation, recognition
from tests.places import world
from tests.places.world import NOW, born, holding, moved

TODAY = NOW.date()


@pytest.fixture
def kpaye(house_db: Databases) -> Place:
    """A settlement of Monrovia in Liberia."""
    return world.settlement(house_db, world.city(house_db, world.country(house_db)))


def test_a_group_stands_in_itself_and_its_settlement_with_all_above(
    house_db: Databases, kpaye: Place
) -> None:
    party = group(house_db, kpaye)

    with house_db.read() as session:
        scopes = scopes_of(session, [party.id])[party.id]

    places = {Scope(ScopeKind.PLACE, key) for key in (*kpaye.line, kpaye.id)}
    assert scopes == places | {EVERYWHERE, Scope(ScopeKind.PARTY, party.id)}


def test_a_forum_registers_no_group_of_another_settlement(house_db: Databases, kpaye: Place) -> None:
    with house_db.read() as session:
        monrovia = session.get_one(Place, kpaye.city_id)
    togba = world.settlement(house_db, monrovia, name="Togba Swamp")
    forum = holding("usr_4", Role.FORUM, kpaye)
    form = GroupForm.model_validate({"title": "Togba Group", "legal_form": "none", "places": togba.reference})

    with pytest.raises(Refused, match="from those offered"):
        born(house_db, forum, PARTIES, "group", form)


def test_an_administrator_registers_a_member_without_any_place(house_db: Databases) -> None:
    form = OrganisationForm.model_validate(
        {"title": "Institute for Secondary Cities", "legal_form": "university", "country": "CH"}
    )

    party = born(house_db, world.ADMINISTRATOR, PARTIES, "organisation", form)

    assert (party.country, party.state) == ("CH", "REGISTERED")


def test_an_officer_registers_only_what_works_in_the_officers_country(
    house_db: Databases, kpaye: Place
) -> None:
    officer = holding("usr_3", Role.PROGRAMME_OFFICER, kpaye)
    form = OrganisationForm.model_validate({"title": "Elsewhere Trust", "legal_form": "ngo", "country": "CH"})

    with pytest.raises(NotAllowed):
        born(house_db, officer, PARTIES, "organisation", form)


def test_an_organisation_is_registered_once_by_its_number(house_db: Databases, kpaye: Place) -> None:
    with house_db.read() as session:
        monrovia = session.get_one(Place, kpaye.city_id)
    first = organisation(house_db, monrovia)

    with pytest.raises(Refused) as refusal:
        organisation(house_db, monrovia, title="Harbour Network")

    assert refusal.value.whys[0].text.values["reference"] == first.reference


def test_a_municipality_is_a_public_body_and_stays_with_its_city(house_db: Databases, kpaye: Place) -> None:
    with house_db.read() as session:
        monrovia = session.get_one(Place, kpaye.city_id)
    officer = holding("usr_3", Role.PROGRAMME_OFFICER, monrovia)
    form = MunicipalityForm(title="City of Monrovia", city=monrovia.reference)

    party = born(house_db, officer, PARTIES, "municipality", form)

    assert party.legal_form == "public_body"
    with pytest.raises(Refused, match="stays with its city"):
        moved(house_db, officer, PARTIES, party, "places", PlacesForm(places=(monrovia.reference,)))
    correction = PartyCorrection.model_validate({"title": "City of Monrovia", "legal_form": "ngo"})
    with pytest.raises(Refused, match="is a public body"):
        moved(house_db, officer, PARTIES, party, "correct", correction)


def test_a_forum_changes_its_group_but_not_an_organisation_that_works_there(
    house_db: Databases, kpaye: Place
) -> None:
    forum = holding("usr_4", Role.FORUM, kpaye)
    party = group(house_db, kpaye)
    form = PartyCorrection.model_validate({"title": "Kpaye Women's Group", "legal_form": "association"})

    after = moved(house_db, forum, PARTIES, party, "correct", form)

    assert (after.title, after.legal_form) == ("Kpaye Women's Group", "association")
    with house_db.read() as session:
        monrovia = session.get_one(Place, kpaye.city_id)
    other = organisation(house_db, monrovia)
    with pytest.raises(NotAllowed):
        moved(house_db, forum, PARTIES, other, "correct", form)


def test_R99_a_member_is_recorded_with_consent_only(house_db: Databases, kpaye: Place) -> None:
    forum = holding("usr_4", Role.FORUM, kpaye)
    party = group(house_db, kpaye)

    with pytest.raises(Refused) as refusal:
        moved(house_db, forum, PARTIES, party, "add_member", member(consents=False))

    assert [(reason.rule, reason.field) for reason in refusal.value.whys] == [("R99", "consents")]


def test_R13_members_serve_from_a_day_to_a_day_both_included(house_db: Databases, kpaye: Place) -> None:
    forum = holding("usr_4", Role.FORUM, kpaye)
    party = group(house_db, kpaye)
    moved(house_db, forum, PARTIES, party, "add_member", member())
    with house_db.read() as session:
        (chair,) = members_on(session, party.id, TODAY)
    form = MemberEnd(member=chair.id, left_on=TODAY, reason="Minutes of June")

    moved(house_db, forum, PARTIES, party, "end_member", form)

    with house_db.read() as session:
        days = ("2024-01-31", "2024-02-01", "2026-06-30", "2026-07-01")
        serving = [len(members_on(session, party.id, TODAY.fromisoformat(day))) for day in days]
    assert serving == [0, 1, 1, 0]
    with pytest.raises(Refused, match="no members whose function"):
        moved(house_db, forum, PARTIES, party, "end_member", form)


@pytest.mark.parametrize("day", ["2024-01-31", "2026-07-01"])
def test_a_function_does_not_end_before_it_began_or_in_the_future(
    house_db: Databases, kpaye: Place, day: str
) -> None:
    forum = holding("usr_4", Role.FORUM, kpaye)
    party = group(house_db, kpaye)
    moved(house_db, forum, PARTIES, party, "add_member", member())
    with house_db.read() as session:
        (chair,) = members_on(session, party.id, TODAY)
    form = MemberEnd.model_validate({"member": chair.id, "left_on": day, "reason": "Minutes of June"})

    with pytest.raises(Refused) as refusal:
        moved(house_db, forum, PARTIES, party, "end_member", form)

    assert [reason.field for reason in refusal.value.whys] == ["left_on"]


def test_nobody_ends_a_member_of_another_party(house_db: Databases, kpaye: Place) -> None:
    forum = holding("usr_4", Role.FORUM, kpaye)
    party, other = group(house_db, kpaye), group(house_db, kpaye, "Kpaye Water Group")
    for one in (party, other):
        moved(house_db, forum, PARTIES, one, "add_member", member())
    with house_db.read() as session:
        (stranger,) = members_on(session, other.id, TODAY)
    form = MemberEnd(member=stranger.id, left_on=TODAY, reason="Minutes of June")

    with pytest.raises(Refused) as refusal:
        moved(house_db, forum, PARTIES, party, "end_member", form)

    assert [reason.field for reason in refusal.value.whys] == ["member"]


def test_R36_a_group_is_known_by_minutes_letter_and_three_officers(house_db: Databases, kpaye: Place) -> None:
    officer = holding("usr_3", Role.PROGRAMME_OFFICER, kpaye)
    party = group(house_db, kpaye)
    for function in ("chair", "treasurer", "secretary"):
        moved(house_db, officer, PARTIES, party, "add_member", member(function))
    with house_db.read() as session:
        three = [one.id for one in members_on(session, party.id, TODAY)]
        assert not is_recognised(session, party.id)

    moved(house_db, officer, PARTIES, party, "recognise", recognition(three))

    with house_db.read() as session:
        whole = whole_party(session, party.id)
        assert [seen.member_id for seen in whole.recognitions[0].seen] == three
        assert is_recognised(session, party.id)
        assert [one.function for one in legal_representatives(session, party.id, TODAY)] == ["chair"]


def test_R36_the_same_officer_twice_or_a_plain_member_is_not_three_officers(
    house_db: Databases, kpaye: Place
) -> None:
    officer = holding("usr_3", Role.PROGRAMME_OFFICER, kpaye)
    party = group(house_db, kpaye)
    for function in ("chair", "treasurer", "member"):
        moved(house_db, officer, PARTIES, party, "add_member", member(function))
    with house_db.read() as session:
        chair, treasurer, plain = (one.id for one in members_on(session, party.id, TODAY))

    for shown in ([chair, treasurer, treasurer], [chair, treasurer, plain]):
        with pytest.raises(Refused) as refusal:
            moved(house_db, officer, PARTIES, party, "recognise", recognition(shown))
        assert [reason.rule for reason in refusal.value.whys] == ["R36"]


def test_a_registered_body_needs_no_recognition(house_db: Databases, kpaye: Place) -> None:
    with house_db.read() as session:
        monrovia = session.get_one(Place, kpaye.city_id)
    officer = holding("usr_3", Role.PROGRAMME_OFFICER, monrovia)
    party = organisation(house_db, monrovia)

    with pytest.raises(Refused, match="without legal personality"):
        moved(house_db, officer, PARTIES, party, "recognise", recognition([1, 2, 3]))


def test_new_places_change_who_reaches_a_party(house_db: Databases, kpaye: Place) -> None:
    with house_db.read() as session:
        monrovia = session.get_one(Place, kpaye.city_id)
        liberia = session.get_one(Place, kpaye.country_id)
    buchanan = world.city(house_db, liberia, "Buchanan")
    party = organisation(house_db, monrovia)
    officer = holding("usr_3", Role.PROGRAMME_OFFICER, liberia)
    there = holding("usr_5", Role.MUNICIPAL_TEAM, buchanan)
    before = holding("usr_6", Role.MUNICIPAL_TEAM, monrovia)

    moved(house_db, officer, PARTIES, party, "places", PlacesForm(places=(buchanan.reference,)))

    with house_db.read() as session:
        assert find(session, there, PARTIES, party.reference, NOW).id == party.id
        with pytest.raises(NotFound):
            find(session, before, PARTIES, party.reference, NOW)


def test_places_out_of_the_officers_sight_stay(house_db: Databases, kpaye: Place) -> None:
    with house_db.read() as session:
        monrovia = session.get_one(Place, kpaye.city_id)
    uganda = world.country(house_db, "Uganda", "UG", "UGA")
    party = organisation(house_db, monrovia)
    both = PlacesForm(places=(monrovia.reference, uganda.reference))
    moved(house_db, world.ADMINISTRATOR, PARTIES, party, "places", both)
    officer = holding("usr_3", Role.PROGRAMME_OFFICER, monrovia)

    moved(house_db, officer, PARTIES, party, "places", PlacesForm())

    with house_db.read() as session:
        assert [link.place_id for link in whole_party(session, party.id).places] == [uganda.id]


def test_a_group_keeps_a_settlement(house_db: Databases, kpaye: Place) -> None:
    officer = holding("usr_3", Role.PROGRAMME_OFFICER, kpaye)
    party = group(house_db, kpaye)

    with pytest.raises(Refused, match="at least one settlement"):
        moved(house_db, officer, PARTIES, party, "places", PlacesForm())


def test_a_withdrawn_party_is_no_longer_among_those_of_its_place(house_db: Databases, kpaye: Place) -> None:
    officer = holding("usr_3", Role.PROGRAMME_OFFICER, kpaye)
    party, other = group(house_db, kpaye), group(house_db, kpaye, "Kpaye Water Group")

    moved(house_db, officer, PARTIES, party, "withdraw", Reason(reason="It has dissolved"))

    with house_db.read() as session:
        there = kpaye.country_id or 0
        assert [one.id for one in parties_in(session, there)] == [other.id]
        assert [one.id for one in parties_in(session, there, Sort.COMMUNITY_GROUP)] == [other.id]
        assert parties_in(session, there, Sort.ORGANISATION) == []


def test_R99_names_are_for_those_who_work_with_the_party(house_db: Databases, kpaye: Place) -> None:
    party = group(house_db, kpaye)

    with house_db.read() as session:
        seen = {
            role: sees_names(session, holding("usr_9", role, kpaye), party, TODAY)
            for role in (Role.FORUM, Role.PROGRAMME_OFFICER, Role.MUNICIPAL_TEAM, Role.SAFEGUARDS)
        }

    assert seen == {
        Role.FORUM: True,
        Role.PROGRAMME_OFFICER: True,
        Role.MUNICIPAL_TEAM: False,
        Role.SAFEGUARDS: False,
    }


def test_another_settlements_forum_does_not_find_the_group(house_db: Databases, kpaye: Place) -> None:
    with house_db.read() as session:
        monrovia = session.get_one(Place, kpaye.city_id)
    togba = world.settlement(house_db, monrovia, name="Togba Swamp")
    party = group(house_db, kpaye)

    with house_db.read() as session, pytest.raises(NotFound):
        find(session, holding("usr_5", Role.FORUM, togba), PARTIES, party.reference, NOW)
