"""Whose bundles are whose, and where they lie."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from app.audit.bundles.models import Bundle
from app.identity.models import account_id_of
from app.identity.queries import posts_of
from app.kernel.actors import CLOCK, Actor, Role, Scope
from app.kernel.db import table_of
from app.kernel.things import THINGS

BUNDLES = table_of(Bundle)


def own(actor: Actor) -> ColumnElement[bool]:
    """A bundle opens what its asker may see, so nobody else has it."""
    if actor.reference == CLOCK.reference:
        return true()
    return THINGS.c.id.in_(select(BUNDLES.c.id).where(BUNDLES.c.asked_by == actor.reference))


def scopes(session: Session, bundle: Bundle) -> frozenset[Scope]:
    """It stands where its asker is an auditor."""
    posts = posts_of(session, account_id_of(bundle.asked_by) or 0, bundle.since.date())
    return frozenset(post.scope for post in posts if post.role is Role.AUDITOR)


def no_grounds(
    _session: Session, _actor: Actor, bundles: Sequence[Bundle], _now: datetime
) -> dict[int, None]:
    """Nothing stands against what the worker notes."""
    return {bundle.id: None for bundle in bundles}
