"""The card of the messages."""

from app.kernel.actors import Role
from app.kernel.words import _
from app.messages.founding import founds
from app.messages.pages import pages
from app.web.card import Card, Link

CARD = Card(
    key="messages",
    title=_("Messages"),
    pages=pages,
    founds=founds,
    links=(Link("/messages", _("Messages"), frozenset({Role.ADMINISTRATOR}), place=80),),
)
