"""The card of grants."""

from typing import Any

from app.grants.demo import play
from app.grants.flow import GRANTS
from app.grants.pages import pages
from app.grants.policy import DEFAULTS, NAME
from app.kernel import policy
from app.kernel.tx import Tx
from app.kernel.words import _
from app.web.card import Card, Link


def found(tx: Tx, _settings: Any) -> None:
    """The policy that a new installation begins with, in force from its first day."""
    policy.put(tx, NAME, "", tx.today, DEFAULTS)


CARD = Card(
    key="grants",
    title=_("Grants"),
    flows=(GRANTS,),
    pages=pages,
    links=(Link("/grants", _("Grants"), frozenset(GRANTS.sees), place=22),),
    founds=found,
    demo=play,
)
