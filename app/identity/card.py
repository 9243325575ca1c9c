"""The card that identity hands to the house."""

from app.identity.demo import play
from app.identity.flow import ACCOUNTS, POSTS
from app.identity.pages import pages
from app.kernel.actors import Role
from app.kernel.words import _
from app.web.card import Card, Link

CARD = Card(
    key="identity",
    title=_("People and posts"),
    flows=(ACCOUNTS, POSTS),
    pages=pages,
    links=(
        Link("/people", _("People"), frozenset({Role.ADMINISTRATOR, Role.AUDITOR})),
        Link("/account", _("My account"), place=90),
    ),
    demo=play,
)
