"""The card of parties: who they are, their due-diligence files, their accounts."""

from app.kernel.words import _
from app.parties.bank_records.flow import BANK_RECORDS
from app.parties.bank_records.pages import pages as bank_records
from app.parties.demo import play
from app.parties.due_diligence.flow import DUE_DILIGENCE
from app.parties.due_diligence.pages import pages as due_diligence
from app.parties.flow import PARTIES
from app.parties.pages import pages
from app.parties.policy import found
from app.web.card import Card, Json, Link

pages.include_router(due_diligence)
pages.include_router(bank_records)

CARD = Card(
    key="parties",
    title=_("Parties"),
    flows=(PARTIES, DUE_DILIGENCE, BANK_RECORDS),
    pages=pages,
    json={
        DUE_DILIGENCE.kind: Json(but=frozenset({"attach", "screen"})),
        BANK_RECORDS.kind: Json(but=frozenset({"letter"})),
    },
    links=(Link("/parties", _("Parties"), place=40),),
    founds=found,
    demo=play,
)
