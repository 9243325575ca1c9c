"""The card of parties."""

from app.kernel.words import _
from app.parties.flow import PARTIES
from app.web.card import Card, Link

CARD = Card(
    key="parties", title=_("Parties"), flows=(PARTIES,), links=(Link("/parties", _("Parties"), place=40),)
)
