"""The cards of the money that instruments share: its ledger, and its sources."""

from datetime import timedelta
from typing import Any

from fastapi import APIRouter

from app.funding.demo import play
from app.funding.ledger.commands import ledger
from app.funding.periods.flow import PERIODS
from app.funding.periods.pages import pages as periods
from app.funding.rates.flow import RATES
from app.funding.rates.pages import pages as rates
from app.funding.sources.flow import FLOWS
from app.funding.sources.pages import pages as sources
from app.funding.sources.queries import DAYS_AFTER, POLICY, SEEN_BY
from app.kernel import policy
from app.kernel.tx import Tx
from app.kernel.words import _
from app.web.card import Card, Link

books = APIRouter()
books.include_router(periods)
books.include_router(rates)


def found(tx: Tx, _settings: Any) -> None:
    """The policy that a new installation begins with, in force from its first day."""
    policy.put(tx, POLICY, "", tx.today - timedelta(days=1), {"days_after_award": DAYS_AFTER})


LEDGER = Card(key="ledger", title=_("Ledger"), flows=(PERIODS, RATES), pages=books, commands=ledger)
CARD = Card(
    key="funding",
    title=_("Funding"),
    flows=FLOWS,
    pages=sources,
    links=(Link("/funding/sources", _("Money"), frozenset(SEEN_BY), place=40),),
    founds=found,
    demo=play,
)
