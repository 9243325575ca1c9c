"""The card of the documents: their two doors out and the sweep."""

from app.documents.commands import documents
from app.documents.pages import router
from app.kernel.words import _
from app.web.card import Card

CARD = Card(key="documents", title=_("Documents"), pages=router, commands=documents)
