"""What identity tells the rooms below: who holds an office, how people are reached, and what a number alone opens."""

import pytest

from app.identity import queries
from app.kernel.actors import EVERYWHERE, Office, Role, Scope, ScopeKind
from app.kernel.plugs import Address, Credential
from tests.identity import town as towns
from tests.identity.town import SETTLEMENT, Town

PHONE = "+256772123456"


def test_people_are_reached_by_the_name_they_sign_in_with(town: Town) -> None:
    forum, officer = towns.forum_officer(town, sign_in=PHONE), towns.officer(town)
    card, _code = towns.invited(town, "Card Holder")
    people = {forum.person, officer.person, card.person, "sys_clock", "usr_999999"}

    with town.reading() as session:
        found = queries.addresses_of(session, people)

    assert found == {
        forum.person: Address("en", "UTC", telephone=PHONE),
        officer.person: Address("en", "UTC", mail="officer@fund.example"),
        card.person: Address("en", "UTC"),
    }


def test_whoever_is_shut_out_is_written_to_no_more(town: Town) -> None:
    officer = towns.officer(town)
    towns.moved(town, town.administrator, officer, "disable")

    with town.reading() as session:
        assert queries.addresses_of(session, {officer.person}) == {}


def test_an_office_is_held_in_a_scope_or_everywhere(town: Town) -> None:
    manager, _code = towns.invited(town, "Manager", "manager@fund.example")
    towns.given(town, towns.post(manager, Role.APPROVER, Office.PROGRAMME_MANAGER))
    elsewhere = Scope(ScopeKind.PLACE, 8)

    with town.reading() as session:
        here, there = (
            queries.officers_for(session, Office.PROGRAMME_MANAGER, [scope])
            for scope in (SETTLEMENT, elsewhere)
        )
        director = queries.officers_for(session, Office.DIRECTOR, [elsewhere])

    assert here == {manager.person}
    assert there == frozenset()
    assert director == {town.director.person}


def test_a_number_opens_what_its_forum_sees_and_nothing_of_its_own(town: Town) -> None:
    forum = towns.forum_officer(town, sign_in=PHONE)

    with town.reading() as session:
        actor = queries.actor_of(session, Credential("telephone", PHONE), town.clock.now)

    assert actor is not None
    assert (actor.reference, actor.fresh) == (forum.person, False)
    assert actor.roles == {Role.FORUM}


@pytest.mark.parametrize("number", ["+256772000000", "", "officer@fund.example"])
def test_a_number_that_nobody_signs_in_with_opens_nothing(town: Town, number: str) -> None:
    with town.reading() as session:
        assert queries.actor_of(session, Credential("telephone", number), town.clock.now) is None


def test_a_number_never_opens_a_post_of_staff(town: Town) -> None:
    both = towns.forum_officer(town, sign_in=PHONE)
    towns.given(town, towns.post(both, Role.PROGRAMME_OFFICER, scope=EVERYWHERE))

    with town.reading() as session:
        actor = queries.actor_of(session, Credential("telephone", PHONE), town.clock.now)

    assert actor is not None
    assert actor.roles == {Role.FORUM}
