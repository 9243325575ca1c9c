"""The cards of the money that instruments share: its ledger, and its sources."""

from app.funding.ledger.commands import ledger
from app.funding.periods.flow import PERIODS
from app.funding.rates.flow import RATES
from app.funding.sources.flow import FLOWS
from app.kernel.words import _
from app.web.card import Card

LEDGER = Card(key="ledger", title=_("Ledger"), flows=(PERIODS, RATES), commands=ledger)
CARD = Card(key="funding", title=_("Funding"), flows=FLOWS)
