"""Actors: posts held in a fixed order, and the table of duties that one person may not combine."""

import pytest

from app.kernel.actors import (
    CLOCK,
    DUTY_NAMES,
    EVERYWHERE,
    EXCLUSIONS,
    MONEY,
    OFFICE_NAMES,
    ROLE_NAMES,
    STAFF,
    Actor,
    Duty,
    Office,
    Post,
    Role,
    Scope,
    ScopeKind,
    Within,
    excluded_by,
    rule_of,
)

HERE, THERE = Scope(ScopeKind.PLACE, 1), Scope(ScopeKind.PLACE, 2)


def test_posts_are_held_in_a_fixed_order_by_role_scope_and_office() -> None:
    posts = (
        Post(Role.APPROVER, THERE),
        Post(Role.APPROVER, HERE, office=Office.DIRECTOR),
        Post(Role.APPROVER, HERE),
        Post(Role.AUDITOR, EVERYWHERE),
    )
    actor = Actor("usr_1", frozenset(posts))

    assert actor.holds([Role.AUDITOR, Role.APPROVER]) == (posts[2], posts[1], posts[0], posts[3])
    assert actor.holds([Role.FORUM]) == ()


def test_an_office_asked_for_must_be_held() -> None:
    director = Post(Role.APPROVER, HERE, office=Office.DIRECTOR)
    actor = Actor("usr_1", frozenset({director, Post(Role.APPROVER, THERE)}))

    assert actor.holds([Role.APPROVER], frozenset({Office.DIRECTOR})) == (director,)
    assert actor.holds([Role.APPROVER], frozenset({Office.CERTIFIER})) == ()


def test_roles_are_those_of_the_posts() -> None:
    actor = Actor(
        "usr_1", frozenset({Post(Role.FORUM, HERE), Post(Role.FORUM, THERE), Post(Role.PANEL, HERE)})
    )

    assert actor.roles == {Role.FORUM, Role.PANEL}
    assert CLOCK.roles == {Role.CLOCK}


def test_every_role_office_and_duty_has_a_name_for_people() -> None:
    assert set(ROLE_NAMES) == set(Role)
    assert set(OFFICE_NAMES) == set(Office)
    assert set(DUTY_NAMES) == set(Duty)


def test_who_touches_money_is_staff_and_the_clock_is_nobody_s_post() -> None:
    assert MONEY <= STAFF
    assert not STAFF & {Role.CLOCK, Role.PERSON, Role.FORUM}


def test_no_duty_excludes_nothing() -> None:
    assert excluded_by(None, Within.THING) == excluded_by(None, Within.CASE) == frozenset()


@pytest.mark.parametrize("exclusion", EXCLUSIONS, ids=lambda one: f"{one.rule}-{one.one}-{one.other}")
def test_exclusions_hold_both_ways_and_only_as_far_as_they_say(exclusion: object) -> None:
    one, other, within = (getattr(exclusion, name) for name in ("one", "other", "within"))
    beyond = Within.CASE if within is Within.THING else Within.THING

    assert other in excluded_by(one, within)
    assert one in excluded_by(other, within)
    assert one not in excluded_by(other, beyond)
    assert rule_of(one, other) == rule_of(other, one) == getattr(exclusion, "rule", "")


def test_R49_nobody_verifies_approves_and_pays_the_same_request() -> None:
    assert excluded_by(Duty.APPROVES, Within.THING) == {
        Duty.REQUESTS,
        Duty.VERIFIES,
        Duty.CERTIFIES,
        Duty.PAYS,
    }


def test_R28_author_appraiser_and_decider_are_three_people() -> None:
    assert excluded_by(Duty.DECIDES, Within.CASE) == {Duty.AUTHORS, Duty.APPRAISES}
