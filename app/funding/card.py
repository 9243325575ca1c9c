"""The cards of the money that instruments share: its ledger, its sources, and what is awarded."""

from datetime import timedelta
from typing import Any

from fastapi import APIRouter

from app.funding import authority
from app.funding.amendments.flow import AMENDMENTS
from app.funding.amendments.pages import pages as amendments
from app.funding.awards import schedule
from app.funding.awards.api import JSON
from app.funding.awards.flow import AWARDS as AWARD_FLOW
from app.funding.awards.flow import WATCHING
from app.funding.awards.pages import pages as awards
from app.funding.awards.queries import DEFAULTS, TERMS
from app.funding.budgets.flow import BUDGETS
from app.funding.budgets.pages import pages as budgets
from app.funding.demo import play
from app.funding.ledger.commands import ledger
from app.funding.payment_runs.flow import PAYMENT_RUNS
from app.funding.payment_runs.pages import pages as payment_runs
from app.funding.periods.flow import PERIODS
from app.funding.periods.pages import pages as periods
from app.funding.rate_lists.flow import RATE_LISTS
from app.funding.rate_lists.pages import pages as rate_lists
from app.funding.rates.flow import RATES
from app.funding.rates.pages import pages as rates
from app.funding.reports import terms
from app.funding.reports.flow import REPORTS as REPORT_FLOW
from app.funding.reports.flow import WATCHING as READING_REPORTS
from app.funding.reports.pages import pages as reports
from app.funding.sources.flow import FLOWS
from app.funding.sources.pages import pages as sources
from app.funding.sources.queries import DAYS_AFTER, POLICY, SEEN_BY
from app.funding.statements.flow import STATEMENTS
from app.funding.statements.pages import pages as statements
from app.funding.tranches import policy as tranches
from app.funding.tranches.flow import TRANCHES
from app.funding.tranches.pages import pages as tranche_pages
from app.kernel import policy
from app.kernel.tx import Tx
from app.kernel.words import _
from app.web.card import Card, Json, Link

given = APIRouter()
given.include_router(amendments)
given.include_router(awards)
given.include_router(tranche_pages)
books = APIRouter()
books.include_router(periods)
books.include_router(rates)
books.include_router(rate_lists)
books.include_router(statements)
books.include_router(payment_runs)
reports.include_router(budgets)


def found(tx: Tx, _settings: Any) -> None:
    """The policies that a new installation begins with, in force from its first day."""
    for name, settings in (
        (POLICY, {"days_after_award": DAYS_AFTER}),
        (authority.POLICY, authority.DEFAULTS),
        (schedule.POLICY, schedule.DEFAULTS),
        (TERMS, DEFAULTS),
        (tranches.POLICY, tranches.DEFAULTS),
        (terms.POLICY, terms.DEFAULTS),
    ):
        policy.put(tx, name, "", tx.today - timedelta(days=1), settings)


LEDGER = Card(
    key="ledger",
    title=_("Ledger"),
    flows=(PERIODS, RATES, RATE_LISTS, STATEMENTS, PAYMENT_RUNS),
    pages=books,
    json={
        RATE_LISTS.kind: Json(but=frozenset({"read"})),
        STATEMENTS.kind: Json(but=frozenset({"read_bank", "read_host"})),
    },
    commands=ledger,
)
CARD = Card(
    key="funding",
    title=_("Funding"),
    flows=FLOWS,
    pages=sources,
    links=(Link("/funding/sources", _("Money"), frozenset(SEEN_BY), place=40),),
    founds=found,
    demo=play,
)
AWARDS = Card(
    key="awards",
    title=_("Awards"),
    flows=(AWARD_FLOW, TRANCHES, AMENDMENTS),
    pages=given,
    json=JSON,
    links=(Link("/funding/awards", _("Awards"), WATCHING, place=30),),
)
REPORTS = Card(
    key="reports",
    title=_("Reports"),
    flows=(REPORT_FLOW, BUDGETS),
    pages=reports,
    json={REPORT_FLOW.kind: Json(but=frozenset({"attach"}))},
    links=(Link("/funding/reports", _("Reports"), READING_REPORTS, place=35),),
)
