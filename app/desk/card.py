"""The desk's card."""

from app.desk.pages import pages
from app.desk.search import pages as search
from app.kernel.words import _
from app.web.card import Card, Link

pages.include_router(search)

CARD = Card(
    key="desk",
    title=_("Desk"),
    pages=pages,
    links=(Link("/work", _("My work"), place=10), Link("/search", _("Search"), place=90)),
)
