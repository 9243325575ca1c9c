"""Rules of posts and accounts, without a database."""

from dataclasses import replace
from datetime import date

import pytest

from app.identity import rules
from app.identity.models import AccountState
from app.identity.rules import AccountGrounds, PostGrounds
from app.identity.schemas import GivePost, Invite
from app.kernel.actors import EVERYWHERE, Office, Post, Role, Scope, ScopeKind

TODAY = date(2026, 6, 30)
CITY, OTHER_CITY = Scope(ScopeKind.PLACE, 3), Scope(ScopeKind.PLACE, 4)
GIVEN = sorted(set(Role) - {Role.PERSON, Role.CLOCK})
GROUNDS = PostGrounds("usr_104", AccountState.ACTIVE, None, frozenset(), "usr_100", TODAY)


def form(
    role: Role, scope: Scope = CITY, office: Office | None = None, until: date | None = TODAY
) -> GivePost:
    return GivePost(
        holder="USR-1041",
        role=role,
        office=office,
        scope_kind=scope.kind,
        scope_id=scope.id,
        scope_label="" if scope == EVERYWHERE else "Kampala",
        until=until,
    )


def holding(*posts: Post) -> PostGrounds:
    return replace(GROUNDS, others=frozenset(posts))


@pytest.mark.parametrize(
    ("alone", "other"), [(alone, other) for alone in rules.ALONE for other in GIVEN if other is not alone]
)
def test_administrator_and_auditor_stand_alone_whatever_the_scope(alone: Role, other: Role) -> None:
    assert rules.never_in_one_hand(holding(Post(other, OTHER_CITY)), form(alone)) is not None
    assert rules.never_in_one_hand(holding(Post(alone, OTHER_CITY)), form(other)) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Role.PROGRAMME_OFFICER, Role.FINANCE_OFFICER),
        (Role.PROGRAMME_OFFICER, Role.APPROVER),
        (Role.CUF_BOARD, Role.MUNICIPAL_TEAM),
    ],
)
def test_R49_roles_that_stand_apart_are_refused_where_their_scopes_meet(one: Role, other: Role) -> None:
    for held, asked in ((one, other), (other, one)):
        assert rules.never_in_one_hand(holding(Post(held, CITY)), form(asked, CITY)) is not None
        assert rules.never_in_one_hand(holding(Post(held, EVERYWHERE)), form(asked, CITY)) is not None
        assert rules.never_in_one_hand(holding(Post(held, CITY)), form(asked, EVERYWHERE)) is not None
        assert rules.never_in_one_hand(holding(Post(held, OTHER_CITY)), form(asked, CITY)) is None


def test_the_same_role_for_another_part_is_no_conflict() -> None:
    assert rules.never_in_one_hand(holding(Post(Role.AUDITOR, CITY)), form(Role.AUDITOR, OTHER_CITY)) is None


def test_the_very_same_post_is_not_given_twice() -> None:
    held = Post(Role.FORUM, CITY, date(2026, 12, 31))

    assert rules.never_in_one_hand(holding(held), form(Role.FORUM)) is not None
    assert rules.never_in_one_hand(holding(held), form(Role.FORUM, office=Office.CERTIFIER)) is None


def test_a_post_that_waits_is_weighed_by_what_it_is() -> None:
    waiting = replace(
        holding(Post(Role.PROGRAMME_OFFICER, CITY)), post=Post(Role.FINANCE_OFFICER, EVERYWHERE)
    )

    assert rules.never_in_one_hand(waiting) is not None
    assert rules.never_in_one_hand(replace(waiting, others=frozenset())) is None
    assert rules.never_in_one_hand(GROUNDS) is None


def test_nobody_gives_their_own_post() -> None:
    assert rules.nobody_gives_their_own(replace(GROUNDS, actor="usr_104")) is not None
    assert rules.nobody_gives_their_own(GROUNDS) is None


def test_the_holder_must_be_there_and_not_shut_out() -> None:
    nobody, shut = replace(GROUNDS, holder=None), replace(GROUNDS, holder_state=AccountState.DISABLED)

    assert rules.holder_can_hold(GROUNDS) is None
    assert rules.holder_can_hold(nobody) is not None
    assert rules.holder_can_hold(shut) is not None


@pytest.mark.parametrize("role", GIVEN)
def test_exactly_the_roles_that_touch_money_need_a_second_person(role: Role) -> None:
    money = role in {Role.FINANCE_OFFICER, Role.APPROVER}

    assert (rules.needs_a_second_person(GROUNDS, form(role)) is None) is money
    assert (rules.needs_no_second_person(GROUNDS, form(role)) is None) is not money
    assert rules.role_can_be_given(GROUNDS, form(role)) is None


@pytest.mark.parametrize("role", [Role.PERSON, Role.CLOCK])
def test_the_houses_own_roles_are_never_given(role: Role) -> None:
    assert rules.role_can_be_given(GROUNDS, form(role)) is not None


@pytest.mark.parametrize(
    ("role", "office", "fits"),
    [
        (Role.APPROVER, Office.DIRECTOR, True),
        (Role.APPROVER, Office.PROGRAMME_MANAGER, True),
        (Role.APPROVER, Office.HOST_AUTHORITY, True),
        (Role.APPROVER, None, False),
        (Role.APPROVER, Office.CERTIFIER, False),
        (Role.FORUM, Office.CERTIFIER, True),
        (Role.APPLICANT, Office.CERTIFIER, True),
        (Role.FORUM, None, True),
        (Role.FORUM, Office.DIRECTOR, False),
        (Role.FACILITATOR, Office.CERTIFIER, False),
    ],
)
def test_R30_an_office_belongs_to_its_role(role: Role, office: Office | None, *, fits: bool) -> None:
    assert (rules.office_fits_the_role(GROUNDS, form(role, office=office)) is None) is fits


@pytest.mark.parametrize(
    ("kind", "number", "label", "whole"),
    [
        (ScopeKind.ALL, 0, "", True),
        (ScopeKind.ALL, 5, "", False),
        (ScopeKind.PLACE, 5, "Kampala", True),
        (ScopeKind.PLACE, 0, "Kampala", False),
        (ScopeKind.PLACE, 5, "", False),
        (ScopeKind.PERSON, 5, "Somebody", False),
    ],
)
def test_a_post_is_for_everything_or_for_a_part_that_has_a_name(
    kind: ScopeKind, number: int, label: str, *, whole: bool
) -> None:
    asked = form(Role.FORUM).model_copy(update={"scope_kind": kind, "scope_id": number, "scope_label": label})

    assert (rules.scope_is_whole(GROUNDS, asked) is None) is whole


def test_a_post_is_given_until_a_day_that_is_not_over() -> None:
    assert rules.day_is_set_and_ahead(GROUNDS, form(Role.FORUM, until=TODAY)) is None
    assert rules.day_is_set_and_ahead(GROUNDS, form(Role.FORUM, until=date(2026, 6, 29))) is not None
    assert rules.day_is_set_and_ahead(GROUNDS, form(Role.FORUM, until=None)) is not None


def test_only_the_founding_gives_posts_without_a_second_person() -> None:
    assert rules.only_at_the_founding(replace(GROUNDS, actor=rules.FOUNDER), None) is None
    assert rules.only_at_the_founding(GROUNDS, None) is not None


def test_nobody_shuts_their_own_account() -> None:
    assert rules.not_ones_own_account(AccountGrounds("usr_104", "usr_100")) is None
    assert rules.not_ones_own_account(AccountGrounds("usr_104", "usr_104")) is not None


def test_country_and_time_zone_are_known_ones() -> None:
    right = Invite(name="Somebody", country="UG", time_zone="Africa/Kampala")

    assert rules.country_is_known(None, right) is None
    assert rules.zone_is_known(None, right) is None
    assert rules.country_is_known(None, right.model_copy(update={"country": "XX"})) is not None
    assert rules.zone_is_known(None, right.model_copy(update={"time_zone": "Kampala"})) is not None
