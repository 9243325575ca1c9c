"""The demonstration's people: one sign-in a post, named after it, invited and posted through the flows."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity import founding, keys, passphrases, queries
from app.identity.flow import POSTS
from app.identity.models import Account
from app.identity.schemas import GivePost, Invite
from app.kernel.actors import EVERYWHERE, MONEY, ROLE_NAMES, STAFF, Actor, Office, Role
from app.kernel.flow import Nothing, begin, fire
from app.kernel.stage import Part, SignIn, Stage

HOST = "demo.example"
ADMINISTRATOR, DIRECTOR = "administrator", "director"
DAYS_HELD = 730
LONG_AGO = 900
SECRETARIAT = {
    "finance": Part(Role.FINANCE_OFFICER),
    "finance.second": Part(Role.FINANCE_OFFICER),
    "host": Part(Role.APPROVER, office=Office.HOST_AUTHORITY),
    "manager": Part(Role.APPROVER, office=Office.PROGRAMME_MANAGER),
    "results": Part(Role.RESULTS_OFFICER),
    "auditor": Part(Role.AUDITOR),
}
LANGUAGES = {"tunisia": "fr", "tunis": "fr", "babzitoun": "fr"}


def play(stage: Stage) -> None:
    """The first two people, then the secretariat; the packages above invite whom they need."""
    stage.actor_of, stage.invite = actor_of, invite
    with stage.acting(founding.INIT, LONG_AGO) as tx:
        found = founding.founds(tx, _who(ADMINISTRATOR), _who(DIRECTOR))
        people = {ADMINISTRATOR: found.administrator, DIRECTOR: found.director}
        stage.people |= {key: account.person for key, account in people.items()}
    for key, part in (
        (ADMINISTRATOR, Part(Role.ADMINISTRATOR)),
        (DIRECTOR, Part(Role.APPROVER, "", Office.DIRECTOR)),
    ):
        _let_in(stage, key, (part,))
    for key, part in SECRETARIAT.items():
        invite(stage, key, (part,))


def actor_of(session: Session, person: str, now: datetime) -> Actor:
    """One of the people, freshly signed in, with the posts held at that moment."""
    return queries.actor_for(session, queries.account_of(session, person), now)


def invite(stage: Stage, key: str, parts: tuple[Part, ...]) -> None:
    """One more person: invited and given posts by the administrator, confirmed by the director where money is touched."""
    with stage.acting(ADMINISTRATOR, LONG_AGO) as tx:
        account, _code = keys.invite(tx, _who(key))
        stage.people[key] = account.person
        reference = account.reference
    _let_in(stage, key, parts)
    for part in parts:
        _give(stage, reference, part)


def _who(key: str) -> Invite:
    language = LANGUAGES.get(key.rpartition(".")[2], "en")
    return Invite(name=key, sign_in=f"{key}@{HOST}", country="LR", language=language)


def _let_in(stage: Stage, key: str, parts: tuple[Part, ...]) -> None:
    passphrase, staff = stage.passphrase_of(key), any(part.role in STAFF for part in parts)
    made = passphrases.hash_of(passphrase)
    with stage.acting(key, LONG_AGO) as tx:
        account = queries.account_of(tx.session, tx.actor.reference)
        keys.set_passphrase(tx, account, made)
        if staff:
            keys.enrol(tx, account, stage.secret, stage.factor_of(key), step=0)
    posts = ", ".join(f"{ROLE_NAMES[part.role]}{f' ({part.where})' if part.where else ''}" for part in parts)
    stage.sign_ins.append(SignIn(f"{key}@{HOST}", passphrase, stage.factor_of(key) if staff else "", posts))


def _give(stage: Stage, holder: str, part: Part) -> None:
    scope = stage.scopes[part.where] if part.where else EVERYWHERE
    form = GivePost(
        holder=holder,
        role=part.role,
        office=part.office,
        scope_kind=scope.kind,
        scope_id=scope.id,
        scope_label=part.where,
        until=stage.today + timedelta(days=DAYS_HELD),
    )
    money = part.role in MONEY
    with stage.acting(ADMINISTRATOR, LONG_AGO) as tx:
        reference = begin(tx, POSTS, "propose" if money else "give", form).reference
    if money:
        with stage.acting(DIRECTOR, LONG_AGO) as tx:
            post = tx.session.scalars(select(POSTS.model).where(POSTS.model.reference == reference)).one()
            fire(tx, POSTS, post, "confirm", Nothing())


def sign_ins_of(stage: Stage, session: Session) -> list[SignIn]:
    """The sign-ins again, for a demonstration that stands already."""
    accounts = session.scalars(
        select(Account).where(Account.sign_in.endswith(f"@{HOST}")).order_by(Account.id)
    )
    found = []
    for account in accounts:
        key = account.title
        posts = queries.posts_of(session, account.id, stage.today)
        staff = queries.is_staff(posts)
        roles = ", ".join(ROLE_NAMES[post.role] for post in sorted(posts, key=lambda post: post.role))
        found.append(
            SignIn(account.sign_in, stage.passphrase_of(key), stage.factor_of(key) if staff else "", roles)
        )
    return found
