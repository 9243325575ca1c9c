"""The card of administration: what an operator reads."""

from app.administration.metrics import router
from app.kernel.words import _
from app.web.card import Card

CARD = Card(key="administration", title=_("Administration"), pages=router)
