"""Who is there, what they hold, and what of it others may see."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists, or_, select, tuple_
from sqlalchemy.orm import Session

from app.identity import api_tokens, second_factor, sessions, sign_in_names
from app.identity.models import Account, AccountState, HeldPost, PostState, account_id_of, person_of
from app.identity.rules import FOUNDER, AccountGrounds, PostGrounds
from app.identity.sessions import OpenSession
from app.kernel.actors import CLOCK, EVERYWHERE, STAFF, Actor, Office, Post, Role, Scope, ScopeKind
from app.kernel.errors import Invalid, Why, why
from app.kernel.flow.history import Event, NamesOf
from app.kernel.plugs import Address, Credential
from app.kernel.references import BadReference, parse_reference, reference
from app.kernel.things import THINGS, Step
from app.kernel.words import _
from app.settings import Settings

PAGE = 50
HANDS: Mapping[str, str] = {
    CLOCK.reference: _("the clock"),
    FOUNDER: _("the founding of this installation"),
    "sys_nobody": _("someone who was not signed in"),
}
"""The house's own hands, by the references they leave on the trail."""
PARTS: Mapping[str, ScopeKind] = {
    "places.place": ScopeKind.PLACE,
    "parties.party": ScopeKind.PARTY,
    "calls.call": ScopeKind.CALL,
    "funding.source": ScopeKind.SOURCE,
}
"""The kinds of things that a post may be given for."""


# --- The plugs


def actor_of(session: Session, credential: Credential, now: datetime) -> Actor | None:
    """The person behind a session, a token or a telephone with the posts held at this moment, or None."""
    if credential.kind == "session":
        found = signed_in(session, credential.secret, now)
        return None if found is None else found[1]
    if credential.kind == "telephone":
        return _caller(session, credential.secret, now)
    account_id = api_tokens.account_behind(session, credential.secret, now)
    account = session.get(Account, account_id) if account_id is not None else None
    if account is None or account.state != AccountState.ACTIVE:
        return None
    return _actor(session, account, now, own=frozenset(), fresh=False)


def _caller(session: Session, telephone: str, now: datetime) -> Actor | None:
    """Whoever signs in with this number, as far as a number alone goes: no post of staff, nothing of their own.

    The number of a text message can be forged, so it opens only what a forum or an applicant reads.
    """
    account = session.scalars(select(Account).where(Account.sign_in == telephone)).first()
    if account is None or account.state != AccountState.ACTIVE:
        return None
    posts = frozenset(post for post in posts_of(session, account.id, now.date()) if post.role not in STAFF)
    return Actor(account.person, posts, account.title, account.language)


def names_of(session: Session, references: Collection[str]) -> dict[str, str]:
    """The names to show for these references; one that nobody has stands for itself."""
    ids = [number for number in map(account_id_of, references) if number is not None]
    accounts = session.scalars(select(Account).where(Account.id.in_(ids))) if ids else ()
    found = {**HANDS, **{account.person: account.title for account in accounts}}
    return {reference: found.get(reference, reference) for reference in references}


def people_for(session: Session, role: Role, scopes: Collection[Scope]) -> frozenset[str]:
    """The references of those who hold this role in one of these scopes or everywhere.

    A post is over for this purpose once the clock has ended it.
    """
    if role is Role.PERSON:
        return frozenset(person_of(scope.id) for scope in scopes if scope.kind is ScopeKind.PERSON)
    return _holders(session, HeldPost.role == role, scopes)


def officers_for(session: Session, office: Office, scopes: Collection[Scope]) -> frozenset[str]:
    """The references of those who hold this office in one of these scopes or everywhere."""
    return _holders(session, HeldPost.office == office, scopes)


def addresses_of(session: Session, references: Collection[str]) -> dict[str, Address]:
    """How each of these people is reached, by the name they sign in with; whoever is shut out is not."""
    ids = [number for number in map(account_id_of, references) if number is not None]
    accounts = session.scalars(
        select(Account).where(Account.id.in_(ids), Account.state != AccountState.DISABLED)
    )
    return {account.person: _address(account) for account in accounts}


def _address(account: Account) -> Address:
    name = account.sign_in
    return Address(
        language=account.language,
        time_zone=account.time_zone,
        mail=name if "@" in name else "",
        telephone=name if name.startswith("+") else "",
    )


def _holders(session: Session, held: ColumnElement[bool], scopes: Collection[Scope]) -> frozenset[str]:
    wanted = [(scope.kind.value, scope.id) for scope in {EVERYWHERE, *scopes}]
    shut_out = THINGS.alias()
    holders = session.scalars(
        select(HeldPost.account_id).where(
            HeldPost.state == PostState.HELD,
            held,
            tuple_(HeldPost.scope_kind, HeldPost.scope_id).in_(wanted),
            ~exists().where(shut_out.c.id == HeldPost.account_id, shut_out.c.state == AccountState.DISABLED),
        )
    )
    return frozenset(person_of(account_id) for account_id in holders)


# --- Behind a sign-in


def signed_in(session: Session, secret: str, now: datetime) -> tuple[OpenSession, Actor] | None:
    """The open session with this id, past its second factor, and the person who opened it."""
    found = sessions.behind(session, secret, now)
    if found is None or found.awaits_code:
        return None
    account = session.get_one(Account, found.account_id)
    if account.state != AccountState.ACTIVE:
        return None
    return found, actor_for(session, account, now, fresh=found.is_fresh(now))


def actor_for(session: Session, account: Account, now: datetime, *, fresh: bool = True) -> Actor:
    """This person as an actor: the posts held, and the one that everyone has towards their own account."""
    return _actor(session, account, now, own=frozenset({Post(Role.PERSON, account.self_scope)}), fresh=fresh)


def _actor(session: Session, account: Account, now: datetime, *, own: frozenset[Post], fresh: bool) -> Actor:
    """Staff without a second factor can do nothing but enrol: their posts do not count yet."""
    posts = posts_of(session, account.id, now.date())
    enrolled = second_factor.is_enrolled(session, account.id)
    if is_staff(posts) and not enrolled:
        posts = frozenset()
    return Actor(account.person, posts | own, account.title, account.language, enrolled, fresh)


def posts_of(session: Session, account_id: int, day: date) -> frozenset[Post]:
    """The posts that this person holds on this day."""
    held = session.scalars(_posts(account_id, [PostState.HELD]))
    return frozenset(one.post for one in held if one.until is None or one.until >= day)


def is_staff(posts: Iterable[Post]) -> bool:
    """Whether one of these posts asks for a second factor and a short session."""
    return any(post.role in STAFF for post in posts)


def must_enrol(session: Session, account_id: int, day: date) -> bool:
    """Whether this person is staff and has no second factor yet."""
    return is_staff(posts_of(session, account_id, day)) and not second_factor.is_enrolled(session, account_id)


def idle_time(session: Session, account_id: int, now: datetime, settings: Settings) -> timedelta:
    """How long this person's session may rest: staff less than forums."""
    staff = is_staff(posts_of(session, account_id, now.date()))
    return settings.staff_idle if staff else settings.forum_idle


def account_named(session: Session, typed: str) -> Account | None:
    """The one account that this sign-in name can mean.

    A number without its country code is tried in every country that people here are from; where it then
    means two people it means nobody, and the code must be typed. A card's number means its card.
    """
    countries = session.scalars(select(Account.country).distinct())
    names = sign_in_names.readings(typed, countries)
    found = session.scalars(select(Account).where(Account.sign_in.in_(names))).all() if names else ()
    cards = [account for account in found if sign_in_names.is_card(account.sign_in)]
    meant = cards or found
    return meant[0] if len(meant) == 1 else None


# --- People and their posts


def account_of(session: Session, person: str) -> Account:
    """The account of somebody who is signed in."""
    return session.get_one(Account, account_id_of(person))


def accounts_matching(
    session: Session, seen: ColumnElement[bool], search: str, after: str, limit: int = PAGE
) -> list[Account]:
    """The accounts seen whose name or sign-in name has this text, by name, beginning after the one with the
    reference `after`; one more than `limit` where there are more."""
    statement = select(Account).where(seen).order_by(Account.title, Account.id).limit(limit + 1)
    if search:
        written = search.replace(" ", "")
        statement = statement.where(
            or_(
                Account.title.icontains(search, autoescape=True),
                Account.sign_in.icontains(written, autoescape=True),
            )
        )
    last = session.scalars(select(Account).where(Account.reference == after)).first() if after else None
    if last is not None:
        statement = statement.where(tuple_(Account.title, Account.id) > tuple_(last.title, last.id))
    return list(session.scalars(statement))


def part_named(session: Session, typed: str) -> tuple[Scope, str]:
    """The part of the portfolio with this reference, and what it is called; everything where none is typed."""
    if not typed.strip():
        return EVERYWHERE, ""
    try:
        named = reference(*parse_reference(typed))
    except BadReference as error:
        raise Invalid([Why("", error.message, "part")]) from None
    columns = THINGS.c
    row = session.execute(
        select(columns.id, columns.kind, columns.title).where(
            columns.reference == named, columns.kind.in_(list(PARTS))
        )
    ).first()
    if row is None:
        raise Invalid(
            [
                why(
                    "",
                    _("{reference} is no place, organisation, call or source of money."),
                    field="part",
                    reference=named,
                )
            ]
        )
    return Scope(PARTS[row.kind], row.id), row.title


def _posts(account_id: int, states: Iterable[PostState]) -> Select[HeldPost]:
    return (
        select(HeldPost)
        .where(HeldPost.account_id == account_id, HeldPost.state.in_(list(states)))
        .order_by(HeldPost.id)
    )


def posts_listed(session: Session, account_id: int) -> list[HeldPost]:
    """All posts that this person has or had, the newest first."""
    return list(session.scalars(_posts(account_id, PostState)))[::-1]


def timeline(
    session: Session, account: Account, past: Mapping[str, str], names: NamesOf, limit: int = PAGE
) -> list[Event]:
    """The last steps of an account and its posts, the newest first; `past` says each move as done."""
    posts = select(HeldPost.id).where(HeldPost.account_id == account.id)
    about = or_(Step.thing_id == account.id, Step.thing_id.in_(posts))
    steps = session.scalars(select(Step).where(about).order_by(Step.seq.desc()).limit(limit)).all()
    shown = names(session, {step.actor for step in steps})
    return [
        Event(step.seq, step.at, shown[step.actor], past.get(step.move, step.move), step.after, {})
        for step in steps
    ]


# --- Grounds


def account_grounds(
    _session: Session, actor: Actor, accounts: Sequence[Account], _now: datetime
) -> dict[int, AccountGrounds]:
    """What the rules of each of these accounts look at."""
    return {account.id: AccountGrounds(account.person, actor.reference) for account in accounts}


def post_grounds(
    session: Session, actor: Actor, posts: Sequence[HeldPost], now: datetime
) -> dict[int, PostGrounds]:
    """What the rules of each of these posts look at, in two queries."""
    holders = {post.account_id for post in posts}
    accounts = {one.id: one for one in session.scalars(select(Account).where(Account.id.in_(holders)))}
    live = session.scalars(
        select(HeldPost).where(
            HeldPost.account_id.in_(holders), HeldPost.state.in_([PostState.PROPOSED, PostState.HELD])
        )
    ).all()
    return {
        post.id: PostGrounds(
            holder=accounts[post.account_id].person,
            holder_state=AccountState(accounts[post.account_id].state),
            post=post.post,
            others=_others(live, post),
            actor=actor.reference,
            today=now.date(),
        )
        for post in posts
    }


def _others(live: Iterable[HeldPost], post: HeldPost) -> frozenset[Post]:
    return frozenset(
        other.post for other in live if other.account_id == post.account_id and other.id != post.id
    )


def giving_grounds(session: Session, actor: Actor, holder: str, now: datetime) -> PostGrounds:
    """What the rules look at before a post is given to the account of this reference."""
    account = session.scalars(select(Account).where(Account.reference == holder)).first()
    live = session.scalars(_posts(account.id, [PostState.PROPOSED, PostState.HELD])).all() if account else ()
    return PostGrounds(
        holder=account.person if account else None,
        holder_state=AccountState(account.state) if account else None,
        post=None,
        others=frozenset(one.post for one in live),
        actor=actor.reference,
        today=now.date(),
    )
