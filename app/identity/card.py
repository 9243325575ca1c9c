"""The card that identity hands to the house."""

from app.identity.demo import play
from app.identity.flow import ACCOUNTS, POSTS
from app.kernel.words import _
from app.web.card import Card

CARD = Card(key="identity", title=_("People and posts"), flows=(ACCOUNTS, POSTS), demo=play)
