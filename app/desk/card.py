"""The desk's card."""

from app.desk.pages import pages
from app.kernel.words import _
from app.web.card import Card, Link

CARD = Card(key="desk", title=_("Desk"), pages=pages, links=(Link("/work", _("My work"), place=10),))
