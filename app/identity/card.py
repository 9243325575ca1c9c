"""The card that identity hands to the house."""

from app.identity.demo import play
from app.identity.flow import ACCOUNTS, POSTS
from app.identity.pages import pages
from app.kernel.actors import Role
from app.kernel.words import _
from app.web.card import Card, Json, Link

SECRET = frozenset(
    {
        "set_passphrase",
        "enrol_second_factor",
        "renew_recovery_codes",
        "use_recovery_code",
        "invite",
        "issue_code",
        "issue_token",
    }
)
"""Moves that take or show a secret, which pages do beside the form: no body carries one."""

CARD = Card(
    key="identity",
    title=_("People and posts"),
    flows=(ACCOUNTS, POSTS),
    pages=pages,
    json={ACCOUNTS.kind: Json(but=SECRET), POSTS.kind: Json(but=frozenset({"found"}))},
    links=(
        Link("/people", _("People"), frozenset({Role.ADMINISTRATOR, Role.AUDITOR})),
        Link("/account", _("My account"), place=90),
    ),
    demo=play,
)
