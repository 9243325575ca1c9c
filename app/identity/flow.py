"""How accounts and posts change: who may, from where, to where."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, false, true
from sqlalchemy.orm import Session

from app.identity import actions, queries, rules, schemas
from app.identity.models import Account, AccountState, HeldPost, PostState
from app.identity.rules import AccountGrounds, PostGrounds
from app.kernel.actors import Actor, Duty, Office, Role, Scope
from app.kernel.flow import Birth, Flow, Move, Sight
from app.kernel.words import _

INVITED, ACTIVE, DISABLED = AccountState
PROPOSED, HELD, ENDED = PostState

ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
ONESELF = frozenset({Role.PERSON})
APPROVER, DIRECTOR = frozenset({Role.APPROVER}), frozenset({Office.DIRECTOR})
NEW_POST = (
    rules.holder_can_hold,
    rules.nobody_gives_their_own,
    rules.role_can_be_given,
    rules.office_fits_the_role,
    rules.scope_is_whole,
    rules.never_in_one_hand,
)


def _director(actor: Actor) -> ColumnElement[bool]:
    return true() if actor.holds(APPROVER, DIRECTOR) else false()


def _person(_session: Session, account: Account) -> Iterable[Scope]:
    return (account.self_scope,)


def _holder_and_part(session: Session, post: HeldPost) -> Iterable[Scope]:
    return (session.get_one(Account, post.account_id).self_scope, post.scope)


def _giving(session: Session, actor: Actor, form: schemas.GivePost, now: datetime) -> PostGrounds:
    return queries.giving_grounds(session, actor, form.holder, now)


ACCOUNTS = Flow[Account, AccountGrounds](
    kind="identity.account",
    prefix="USR",
    title=_("Person"),
    path="people",
    model=Account,
    states=AccountState,
    words={INVITED: _("invited"), ACTIVE: _("active"), DISABLED: _("shut out")},
    births=(
        Birth(
            name="invite",
            says=_("Invite a person"),
            past=_("invited the person"),
            end=INVITED,
            by=ADMINISTRATOR,
            does=actions.make_account,
            form=schemas.Invite,
            checks=(rules.country_is_known, rules.zone_is_known),
        ),
    ),
    moves=(
        Move(
            name="set_passphrase",
            says=_("Choose a passphrase"),
            past=_("chose a new passphrase"),
            start=frozenset({INVITED, ACTIVE}),
            end=ACTIVE,
            by=ONESELF,
            does=actions.end_all_sessions,
        ),
        Move(
            name="enrol_second_factor",
            says=_("Set up the second factor"),
            past=_("set up a second factor"),
            start=frozenset({ACTIVE}),
            end=None,
            by=ONESELF,
            does=actions.end_all_sessions,
            sensitive=True,
        ),
        Move(
            name="renew_recovery_codes",
            says=_("Make new recovery codes"),
            past=_("made new recovery codes"),
            start=frozenset({ACTIVE}),
            end=None,
            by=ONESELF,
            sensitive=True,
        ),
        Move(
            name="use_recovery_code",
            says=_("Sign in with a recovery code"),
            past=_("signed in with a recovery code"),
            start=frozenset({ACTIVE}),
            end=None,
            by=ONESELF,
        ),
        Move(
            name="end_sessions",
            says=_("End sessions"),
            past=_("ended sessions"),
            start=frozenset({ACTIVE}),
            end=None,
            by=ONESELF,
            form=schemas.EndSessions,
            does=actions.end_sessions,
        ),
        Move(
            name="issue_token",
            says=_("Make a token"),
            past=_("made a token for the API"),
            start=frozenset({ACTIVE}),
            end=None,
            by=ONESELF,
            form=schemas.IssueToken,
            sensitive=True,
        ),
        Move(
            name="end_token",
            says=_("End the token"),
            past=_("ended a token"),
            start=frozenset({ACTIVE}),
            end=None,
            by=ONESELF,
            form=schemas.EndToken,
            does=actions.end_token,
        ),
        Move(
            name="settle",
            says=_("Change language and time zone"),
            past=_("changed language or time zone"),
            start=frozenset({ACTIVE}),
            end=None,
            by=ONESELF,
            form=schemas.Settle,
            checks=(rules.zone_is_known,),
            does=actions.settle,
        ),
        Move(
            name="correct",
            says=_("Correct the name or the sign-in name"),
            past=_("corrected the name or the sign-in name"),
            start=frozenset({INVITED, ACTIVE}),
            end=None,
            by=ADMINISTRATOR,
            form=schemas.Correct,
            checks=(rules.country_is_known,),
            does=actions.correct,
            tells=(Role.PERSON,),
            sensitive=True,
        ),
        Move(
            name="issue_code",
            says=_("Give a new one-time code"),
            past=_("gave a new one-time code"),
            start=frozenset({INVITED, ACTIVE}),
            end=None,
            by=ADMINISTRATOR,
            tells=(Role.PERSON,),
            sensitive=True,
            hint=_("The person chooses a new passphrase with it. A second factor is still asked for."),
        ),
        Move(
            name="disable",
            says=_("Shut the account"),
            past=_("shut the account"),
            start=frozenset({INVITED, ACTIVE}),
            end=DISABLED,
            by=ADMINISTRATOR,
            needs=(rules.not_ones_own_account,),
            does=actions.shut_out,
            sensitive=True,
        ),
        Move(
            name="enable",
            says=_("Open the account again"),
            past=_("opened the account again"),
            start=frozenset({DISABLED}),
            end=ACTIVE,
            by=ADMINISTRATOR,
            tells=(Role.PERSON,),
            sensitive=True,
        ),
        Move(
            name="reset_second_factor",
            says=_("Take the second factor away"),
            past=_("took the second factor away"),
            start=frozenset({ACTIVE}),
            end=None,
            by=APPROVER,
            office=DIRECTOR,
            needs=(rules.not_ones_own_account,),
            does=actions.forget_second_factor,
            tells=(Role.PERSON,),
            sensitive=True,
            hint=_(
                "For a lost telephone. A director does this and an administrator gives codes, so that no one "
                "person can sign in as another."
            ),
        ),
    ),
    sees={
        Role.PERSON: Sight(frozenset(AccountState)),
        Role.ADMINISTRATOR: Sight(frozenset(AccountState)),
        Role.AUDITOR: Sight(frozenset(AccountState)),
        Role.APPROVER: Sight(frozenset(AccountState), only=_director),
    },
    scopes=_person,
    grounds=queries.account_grounds,
)

POSTS = Flow[HeldPost, PostGrounds](
    kind="identity.post",
    prefix="PST",
    title=_("Post"),
    path="posts",
    model=HeldPost,
    states=PostState,
    words={PROPOSED: _("waiting for a second person"), HELD: _("held"), ENDED: _("ended")},
    births=(
        Birth(
            name="give",
            says=_("Give a post"),
            past=_("gave the post"),
            end=HELD,
            by=ADMINISTRATOR,
            does=actions.make_held_post,
            form=schemas.GivePost,
            grounds=_giving,
            checks=(*NEW_POST, rules.day_is_set_and_ahead, rules.needs_no_second_person),
            tells=(Role.PERSON,),
            sensitive=True,
        ),
        Birth(
            name="propose",
            says=_("Propose a post that touches money"),
            past=_("proposed the post"),
            end=PROPOSED,
            by=ADMINISTRATOR,
            duty=Duty.REQUESTS,
            does=actions.make_post,
            form=schemas.GivePost,
            grounds=_giving,
            checks=(*NEW_POST, rules.day_is_set_and_ahead, rules.needs_a_second_person),
            sensitive=True,
        ),
        Birth(
            name="found",
            says=_("Give a first post"),
            past=_("gave a first post"),
            end=HELD,
            by=ADMINISTRATOR,
            does=actions.make_held_post,
            form=schemas.GivePost,
            grounds=_giving,
            checks=(*NEW_POST, rules.only_at_the_founding),
        ),
    ),
    moves=(
        Move(
            name="confirm",
            says=_("Confirm the post"),
            past=_("confirmed the post"),
            start=frozenset({PROPOSED}),
            end=HELD,
            by=APPROVER,
            office=DIRECTOR,
            duty=Duty.VERIFIES,
            needs=(rules.nobody_gives_their_own, rules.holder_can_hold, rules.never_in_one_hand),
            does=actions.take_effect,
            tells=(Role.PERSON,),
            awaited=True,
            sensitive=True,
        ),
        Move(
            name="decline",
            says=_("Decline the post"),
            past=_("declined the post"),
            start=frozenset({PROPOSED}),
            end=ENDED,
            by=APPROVER,
            office=DIRECTOR,
            needs=(rules.nobody_gives_their_own,),
            awaited=True,
        ),
        Move(
            name="end",
            says=_("End the post"),
            past=_("ended the post"),
            start=frozenset({PROPOSED, HELD}),
            end=ENDED,
            by=ADMINISTRATOR,
            needs=(rules.nobody_gives_their_own,),
            does=actions.cease,
            tells=(Role.PERSON,),
            sensitive=True,
        ),
        Move(
            name="lapse",
            says=_("Its last day is over"),
            past=_("ended the post, whose last day was over"),
            start=frozenset({HELD}),
            end=ENDED,
            by=frozenset({Role.CLOCK}),
            does=actions.cease,
            tells=(Role.PERSON,),
        ),
    ),
    sees={
        Role.PERSON: Sight(frozenset({HELD, ENDED})),
        Role.ADMINISTRATOR: Sight(frozenset(PostState)),
        Role.AUDITOR: Sight(frozenset(PostState)),
        Role.APPROVER: Sight(frozenset(PostState), only=_director),
        Role.CLOCK: Sight(frozenset(PostState)),
    },
    scopes=_holder_and_part,
    grounds=queries.post_grounds,
    final=frozenset({ENDED}),
)
