"""The card of the messages."""

from app.kernel.words import _
from app.messages.pages import pages
from app.web.card import Card

CARD = Card(key="messages", title=_("Messages"), pages=pages)
