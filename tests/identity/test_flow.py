"""Accounts and posts through their flows: who may, who may not, and what the trail keeps of it."""

import json
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.identity import founding, keys, one_time, queries, sessions
from app.identity.flow import ACCOUNTS, POSTS
from app.identity.models import Account, AccountState, HeldPost, PostState
from app.identity.schemas import Correct, GivePost, Invite, IssueToken, Settle
from app.kernel.actors import CLOCK, EVERYWHERE, Office, Role
from app.kernel.errors import NotAllowed, NotFound, Refused, Why
from app.kernel.flow import NotFresh, Nothing, begin, find, fire, waiting
from app.kernel.outbox import Notice
from app.kernel.things import KnownState
from app.kernel.trail.models import FactRow, Secret
from app.kernel.tx import SOMEBODY_WAS_FASTER
from tests.identity.town import (
    KEY,
    PASSPHRASE,
    START,
    TOTP_SECRET,
    YEAR_END,
    Town,
    forum_officer,
    given,
    invited,
    moved,
    moved_post,
    officer,
    post,
    signed_in,
)


def proposed(town: Town, form: GivePost) -> HeldPost:
    with town.moving(town.acting(town.administrator)) as tx:
        return begin(tx, POSTS, "propose", form)


def state_of(town: Town, thing: Account | HeldPost) -> str:
    with town.reading() as session:
        return session.get_one(type(thing), thing.id).state


# --- The founding


def test_the_first_two_stand_in_the_trails_first_entries(town: Town) -> None:
    with town.reading() as session:
        facts = [json.loads(row.record) for row in session.scalars(select(FactRow).order_by(FactRow.seq))][:4]

    assert [fact["actor"] for fact in facts] == ["sys_init"] * 4
    assert [fact["kind"] for fact in facts] == [
        "identity.account.invite",
        "identity.account.invite",
        "identity.post.found",
        "identity.post.found",
    ]


def test_the_first_two_hold_their_posts_for_everything(town: Town) -> None:
    administrator, director = town.acting(town.administrator), town.acting(town.director)

    assert administrator.holds([Role.ADMINISTRATOR])[0].scope == EVERYWHERE
    assert director.holds([Role.APPROVER], {Office.DIRECTOR})[0].scope == EVERYWHERE


def test_nobody_else_gives_a_post_as_at_the_founding(town: Town) -> None:
    account, _code = invited(town, "Second Director")

    with pytest.raises(Refused), town.moving(town.acting(town.administrator)) as tx:
        begin(tx, POSTS, "found", post(account, Role.APPROVER, Office.DIRECTOR, EVERYWHERE))


def test_the_states_of_the_flows_are_those_the_database_knows(town: Town) -> None:
    with town.reading() as session:
        known = {(one.kind, one.state) for one in session.scalars(select(KnownState))}

    assert {(flow.kind, state.value) for flow in (ACCOUNTS, POSTS) for state in flow.states} <= known


# --- Accounts


def test_a_person_is_invited_comes_in_and_is_shut_out_and_let_in_again(town: Town) -> None:
    account, _code = invited(town, "Forum Officer", "0772 123456")
    states = [state_of(town, account)]
    with town.moving(town.acting(account)) as tx:
        founding.give_passphrase(tx, tx.session.get_one(Account, account.id), PASSPHRASE)
    states.append(state_of(town, account))
    for move in ("disable", "enable"):
        moved(town, town.administrator, account, move)
        states.append(state_of(town, account))

    assert states == ["INVITED", "ACTIVE", "DISABLED", "ACTIVE"]
    assert town.reloaded(account).sign_in == "+256772123456"


def test_without_a_sign_in_name_there_is_a_card(town: Town) -> None:
    account, _code = invited(town, "Forum Officer")

    assert account.sign_in.isdecimal()
    assert len(account.sign_in) == 10


@pytest.mark.parametrize("sign_in", ["admin@fund.example", "ADMIN@fund.example", "not a name", "0772"])
def test_a_sign_in_name_that_is_taken_or_does_not_read_is_refused(town: Town, sign_in: str) -> None:
    with pytest.raises(Refused) as refused:
        invited(town, "Somebody", sign_in)

    assert [reason.field for reason in refused.value.whys] == ["sign_in"]


def test_of_two_invited_at_one_moment_under_one_name_the_second_is_refused(town: Town) -> None:
    actor = town.acting(town.administrator)

    def invite_too() -> list[Why]:
        with pytest.raises(Refused) as refused:
            invited(town, "Second", "somebody@fund.example")
        return list(refused.value.whys)

    with ThreadPoolExecutor(1) as thread:
        with town.moving(actor) as tx:
            keys.invite(tx, Invite(name="First", sign_in="somebody@fund.example", country="UG"))
            second = thread.submit(invite_too)
            wait([second], 0.5)
        whys = second.result(10)

    assert len(whys) == 1
    assert whys[0].text.id == (
        SOMEBODY_WAS_FASTER
        if town.house.databases.kind == "postgresql"
        else "Somebody signs in with {name} already."
    )
    with town.reading() as session:
        names = session.scalars(select(Account.title).where(Account.sign_in == "somebody@fund.example"))
        assert list(names) == ["First"]


def test_only_an_administrator_invites(town: Town) -> None:
    with pytest.raises(NotAllowed), town.moving(town.acting(town.director)) as tx:
        keys.invite(tx, Invite(name="Somebody", country="UG"))


def test_a_name_is_corrected_by_an_administrator_and_may_keep_its_sign_in_name(town: Town) -> None:
    account = forum_officer(town)

    moved(
        town,
        town.administrator,
        account,
        "correct",
        Correct(title="Forum Treasurer", sign_in="0772 123456", country="UG"),
    )

    assert town.reloaded(account).title == "Forum Treasurer"
    assert town.reloaded(account).sign_in == "+256772123456"


def test_a_person_changes_their_own_language_and_nobody_elses(town: Town) -> None:
    mine, other = forum_officer(town), forum_officer(town, "Other Officer", "+256772123457")
    form = Settle(language="fr", time_zone="Africa/Kampala")

    moved(town, mine, mine, "settle", form)

    assert town.reloaded(mine).language == "fr"
    with pytest.raises(NotAllowed):
        moved(town, mine, other, "settle", form)


def test_a_person_sees_their_own_account_and_no_others(town: Town) -> None:
    mine, other = forum_officer(town), forum_officer(town, "Other Officer", "+256772123457")
    actor = town.acting(mine)

    with town.reading() as session:
        found = find(session, actor, ACCOUNTS, mine.reference, START)
        with pytest.raises(NotFound):
            find(session, actor, ACCOUNTS, other.reference, START)

    assert found.id == mine.id


def test_an_administrator_shuts_no_account_of_their_own(town: Town) -> None:
    with pytest.raises(Refused):
        moved(town, town.administrator, town.administrator, "disable")


def test_no_one_person_can_take_over_an_account_with_a_second_factor(town: Town) -> None:
    account = officer(town)

    with pytest.raises(NotAllowed):
        moved(town, town.administrator, account, "reset_second_factor")
    with pytest.raises(NotAllowed):
        moved(town, town.director, account, "issue_code")
    with pytest.raises(Refused):
        moved(town, town.director, town.director, "reset_second_factor")


def test_a_person_is_told_of_a_new_code_and_of_a_factor_taken_away(town: Town) -> None:
    account = officer(town)
    with town.moving(town.acting(town.administrator)) as tx:
        keys.issue_code(tx, tx.session.get_one(Account, account.id))
    moved(town, town.director, account, "reset_second_factor")

    with town.reading() as session:
        told = session.scalars(select(Notice.text).where(Notice.recipient == account.person)).all()

    assert {"gave a new one-time code", "took the second factor away"} <= set(told)


def test_shutting_an_account_ends_its_code(town: Town) -> None:
    account, code = invited(town, "Forum Officer")

    moved(town, town.administrator, account, "disable")

    with town.reading() as session:
        assert not one_time.is_good(session, account.id, code, START)


# --- Posts


def test_a_post_that_touches_no_money_holds_at_once(town: Town) -> None:
    account, _code = invited(town, "Forum Officer")

    made = given(town, post(account, Role.FORUM))

    assert state_of(town, made) == PostState.HELD


def test_a_post_that_touches_money_waits_for_a_director(town: Town) -> None:
    account, _code = invited(town, "Finance Officer")
    made = proposed(town, post(account, Role.FINANCE_OFFICER, scope=EVERYWHERE))
    with town.reading() as session:
        before = queries.posts_of(session, account.id, START.date())
        waits = waiting(session, town.acting(town.director), [POSTS], START)

    moved_post(town, town.director, made, "confirm")

    with town.reading() as session:
        after = queries.posts_of(session, account.id, START.date())
    assert not before
    assert [one.id for one in waits] == [made.id]
    assert [one.role for one in after] == [Role.FINANCE_OFFICER]


@pytest.mark.parametrize("name", ["give", "propose"])
def test_money_is_proposed_and_the_rest_is_given(town: Town, name: str) -> None:
    account, _code = invited(town, "Somebody")
    wrong = Role.FINANCE_OFFICER if name == "give" else Role.FORUM

    with pytest.raises(Refused), town.moving(town.acting(town.administrator)) as tx:
        begin(tx, POSTS, name, post(account, wrong))


def test_an_administrator_confirms_nothing(town: Town) -> None:
    account, _code = invited(town, "Finance Officer")
    made = proposed(town, post(account, Role.FINANCE_OFFICER))

    with pytest.raises(NotAllowed):
        moved_post(town, town.administrator, made, "confirm")


def test_an_approver_who_is_no_director_confirms_and_sees_nothing(town: Town) -> None:
    manager, _code = invited(town, "Programme Manager", "manager@fund.example")
    given(town, post(manager, Role.APPROVER, Office.PROGRAMME_MANAGER, EVERYWHERE))
    founded = town.acting(manager)
    account, _code = invited(town, "Finance Officer")
    made = proposed(town, post(account, Role.FINANCE_OFFICER))

    assert not founded.posts - {post for post in founded.posts if post.role is Role.PERSON}
    with pytest.raises(NotAllowed):
        moved_post(town, manager, made, "confirm")


def test_a_director_confirms_no_post_of_their_own(town: Town) -> None:
    made = proposed(town, post(town.director, Role.FINANCE_OFFICER))

    with pytest.raises(Refused) as refused:
        moved_post(town, town.director, made, "confirm")

    assert "their own" not in refused.value.whys[0].rule
    assert state_of(town, made) == PostState.PROPOSED


def test_an_administrator_gives_and_ends_no_post_of_their_own(town: Town) -> None:
    with pytest.raises(Refused), town.moving(town.acting(town.administrator)) as tx:
        begin(tx, POSTS, "give", post(town.administrator, Role.ADMINISTRATOR))
    with town.reading() as session:
        own = session.scalars(select(HeldPost).where(HeldPost.account_id == town.administrator.id)).one()
    with pytest.raises(Refused):
        moved_post(town, town.administrator, own, "end")


def test_a_director_declines(town: Town) -> None:
    account, _code = invited(town, "Finance Officer")
    made = proposed(town, post(account, Role.FINANCE_OFFICER))

    moved_post(town, town.director, made, "decline")

    assert state_of(town, made) == PostState.ENDED


def test_R49_what_has_changed_since_the_proposal_counts_at_the_confirmation(town: Town) -> None:
    account, _code = invited(town, "Finance Officer")
    made = proposed(town, post(account, Role.FINANCE_OFFICER))
    other, _code = invited(town, "Somebody")
    with pytest.raises(Refused) as refused:
        given(town, post(account, Role.PROGRAMME_OFFICER))

    assert [reason.rule for reason in refused.value.whys] == ["R49"]
    moved_post(town, town.director, made, "confirm")
    assert state_of(town, made) == PostState.HELD
    assert state_of(town, other) == AccountState.INVITED


def test_every_reason_against_a_post_comes_at_once(town: Town) -> None:
    account = officer(town)

    with pytest.raises(Refused) as refused:
        given(town, post(account, Role.AUDITOR, Office.DIRECTOR, until=date(2026, 1, 1)))

    assert len(refused.value.whys) == 3


def test_giving_a_post_asks_for_fresh_authentication(town: Town) -> None:
    account, _code = invited(town, "Forum Officer")

    with pytest.raises(NotFresh), town.moving(town.acting(town.administrator, fresh=False)) as tx:
        begin(tx, POSTS, "give", post(account, Role.FORUM))


def test_a_post_counts_on_its_last_day_and_not_after(town: Town) -> None:
    account, _code = invited(town, "Forum Officer")
    given(town, post(account, Role.FORUM))

    with town.reading() as session:
        held = [
            bool(queries.posts_of(session, account.id, YEAR_END + timedelta(days=days)))
            for days in (-1, 0, 1)
        ]

    assert held == [True, True, False]


def test_the_clock_ends_a_post_after_its_last_day(town: Town) -> None:
    account, _code = invited(town, "Forum Officer")
    made = given(town, post(account, Role.FORUM))
    money, _code = invited(town, "Finance Officer")
    confirmed = given(town, post(money, Role.FINANCE_OFFICER))
    with town.reading() as session:
        due = {session.get_one(HeldPost, one.id).due_at for one in (made, confirmed)}
    town.clock.forward(days=200)

    with town.moving(CLOCK) as tx:
        fire(tx, POSTS, tx.session.get_one(HeldPost, made.id), "lapse", Nothing())

    assert [moment.date() for moment in due if moment] == [YEAR_END + timedelta(days=1)]
    assert state_of(town, made) == PostState.ENDED


# --- What the rooms below are told


def test_names_are_told_for_people_and_for_the_houses_own_hands(town: Town) -> None:
    with town.reading() as session:
        names = queries.names_of(session, [town.director.person, "sys_clock", "usr_999999", "usr_x"])

    assert names[town.director.person] == "First Director"
    assert names["sys_clock"] == "the clock"
    assert names["usr_999999"] == "usr_999999"
    assert names["usr_x"] == "usr_x"


def test_people_are_found_by_role_in_these_scopes_or_everywhere(town: Town) -> None:
    here, elsewhere = forum_officer(town), officer(town)
    moved(town, town.administrator, elsewhere, "disable")
    scopes = town.acting(here).holds([Role.FORUM])[0].scope

    with town.reading() as session:
        forums = queries.people_for(session, Role.FORUM, [scopes])
        officers = queries.people_for(session, Role.PROGRAMME_OFFICER, [scopes])
        directors = queries.people_for(session, Role.APPROVER, [scopes])
        oneself = queries.people_for(session, Role.PERSON, [here.self_scope])
        nowhere = queries.people_for(session, Role.FORUM, [])

    assert forums == {here.person}
    assert officers == frozenset()
    assert directors == {town.director.person}
    assert oneself == {here.person}
    assert nowhere == frozenset()


def test_staff_without_a_second_factor_can_do_nothing_but_enrol(town: Town) -> None:
    account, _code = invited(town, "Programme Officer", "officer@fund.example")
    given(town, post(account, Role.PROGRAMME_OFFICER))
    before = town.acting(account)
    with town.moving(before) as tx:
        own = tx.session.get_one(Account, account.id)
        founding.give_passphrase(tx, own, PASSPHRASE)
        founding.give_second_factor(tx, own, KEY, TOTP_SECRET)

    after = town.acting(account)

    assert before.roles == {Role.PERSON}
    assert after.roles == {Role.PERSON, Role.PROGRAMME_OFFICER}
    assert after.second_factor


# --- What stays off the trail


def everything_kept(town: Town) -> str:
    """All that the trail and its secrets hold, as text."""
    with town.reading() as session:
        facts = [row.record.decode() for row in session.scalars(select(FactRow))]
        secrets = [str(row.value) for row in session.scalars(select(Secret))]
    return "\n".join(facts + secrets)


def test_no_secret_reaches_the_trail(town: Town) -> None:
    account, code = invited(town, "Programme Officer", "officer@fund.example")
    with town.moving(town.acting(account)) as tx:
        own = tx.session.get_one(Account, account.id)
        founding.give_passphrase(tx, own, PASSPHRASE)
        spare = founding.give_second_factor(tx, own, KEY, TOTP_SECRET)
        token = keys.issue_token(tx, own, IssueToken(label="export"))
    browser = signed_in(town, account)
    secrets = [code, one_time.digest_of(code), PASSPHRASE, TOTP_SECRET, *spare, token, browser.sid]

    kept = everything_kept(town)

    assert "issue_token" in kept
    assert not [secret for secret in secrets if secret in kept]
    assert not [secret for secret in secrets if sessions.digest_of(secret) in kept]


def test_60_names_and_sign_in_names_stand_on_the_trail_as_commitments_only(town: Town) -> None:
    forum_officer(town, "A Name Not To Be Shown")
    with town.reading() as session:
        facts = "\n".join(row.record.decode() for row in session.scalars(select(FactRow)))

    assert "identity_account" in facts
    assert not [text for text in ("A Name Not To Be Shown", "772123456", "@fund.example") if text in facts]


def test_a_move_that_nobody_knows_is_no_move(town: Town) -> None:
    with pytest.raises(NotFound):
        moved(town, town.administrator, town.director, "promote")


def test_the_flows_name_every_state_in_words() -> None:
    flows: list[Any] = [ACCOUNTS, POSTS]

    assert [set(flow.words) == set(flow.states) for flow in flows] == [True, True]
