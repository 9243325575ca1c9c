"""The card of parties."""

from app.kernel.words import _
from app.parties.demo import play
from app.parties.flow import PARTIES
from app.parties.pages import pages
from app.web.card import Card, Link

CARD = Card(
    key="parties",
    title=_("Parties"),
    flows=(PARTIES,),
    pages=pages,
    links=(Link("/parties", _("Parties"), place=40),),
    demo=play,
)
