"""The people of the kernel's tests by their posts, and what identity would tell the kernel about them."""

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy.orm import Session

from app.kernel.actors import EVERYWHERE, Actor, Office, Post, Role, Scope, ScopeKind
from app.kernel.plugs import Plugs
from tests.kernel.toy import TOWN

HERE, ELSEWHERE, IN_TOWN = (Scope(ScopeKind.PLACE, place) for place in (7, 8, TOWN))


def holding(number: int, role: Role, scope: Scope = HERE, office: Office | None = None) -> Actor:
    """A person with one post."""
    return Actor(f"usr_{number}", frozenset({Post(role, scope, office=office)}))


forum = holding(1, Role.FORUM)
chair = holding(2, Role.FORUM, office=Office.CERTIFIER)
team = holding(3, Role.MUNICIPAL_TEAM, IN_TOWN)
other_forum = holding(4, Role.FORUM, ELSEWHERE)
member = holding(5, Role.MEMBER, EVERYWHERE)
other_member = holding(6, Role.MEMBER, EVERYWHERE)
auditor = holding(7, Role.AUDITOR, EVERYWHERE)
other_team = holding(8, Role.MUNICIPAL_TEAM, IN_TOWN)
nobody = Actor("usr_9")
EVERYBODY = (forum, chair, team, other_forum, member, other_member, auditor, other_team, nobody)


def fresh(actor: Actor) -> Actor:
    """The same person, signed in again a moment ago."""
    return replace(actor, fresh=True)


def people_for(_session: Session, role: Role, scopes: Collection[Scope]) -> list[str]:
    return [
        one.reference for one in EVERYBODY for post in one.posts if post.role == role and post.scope in scopes
    ]


PLUGS = Plugs(
    actor_of=lambda _session, _credential, _now: None,
    names_of=lambda _session, references: {
        name: f"Person {name[4:]}" for name in references if name != team.reference
    },
    people_for=people_for,
)
