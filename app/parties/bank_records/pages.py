"""The pages of accounts: the list with its exceptions, one account, and those that begin and change one."""

from collections.abc import Sequence

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import select

from app.documents.moves import pages_with_file
from app.documents.queries import documents_of
from app.kernel.actors import Role
from app.kernel.flow import find, offers, seen_by
from app.kernel.flow.history import history
from app.kernel.paging import Position, newest_first, page_from
from app.parties.bank_records.flow import BANK_RECORDS
from app.parties.bank_records.models import KEEPERS, BankRecord
from app.parties.bank_records.queries import sees_number, shared_numbers, whole_record
from app.parties.flow import PARTIES
from app.parties.models import Party
from app.parties.under import fire_under, page_under
from app.web.doors import Door, Reading
from app.web.moves import add, address_of, pages_of
from app.web.render import page

PROPOSE = BANK_RECORDS.birth("propose")
EXCEPTIONS_SEEN_BY = frozenset({Role.FINANCE_OFFICER, Role.APPROVER, Role.AUDITOR})
"""Who is shown the numbers that stand at several parties."""
PER_PAGE = 60

pages = APIRouter(tags=["parties"], default_response_class=HTMLResponse, include_in_schema=False)
pages.include_router(pages_of(BANK_RECORDS, but=frozenset({PROPOSE.name, "letter"})))
pages.include_router(pages_with_file(BANK_RECORDS, "letter"))
add(
    pages,
    "/parties/{reference}/bank-record",
    page_under(BANK_RECORDS, PROPOSE, lambda _door, _party: {}),
    fire_under(BANK_RECORDS, PROPOSE),
)


@pages.get("/bank-records")
def record_list(door: Reading) -> Response:
    """The accounts that this person sees, the last moved first; for finance, the numbers at several parties."""
    beyond, order = newest_first(Position.read(door.request.query_params.get("after", "")))
    found = door.session.scalars(
        select(BankRecord)
        .where(seen_by(door.actor, [BANK_RECORDS], door.now.date()), *beyond)
        .order_by(*order)
        .limit(PER_PAGE + 1)
    ).all()
    rows = page_from(found, PER_PAGE)
    exceptions = shared_numbers(door.session) if door.actor.roles & EXCEPTIONS_SEEN_BY else ()
    return page(
        door,
        "parties/bank_record_list.html",
        flow=BANK_RECORDS,
        records=rows,
        parties=_parties(door, rows.rows),
        shared=exceptions,
        keepers=KEEPERS,
    )


def _parties(door: Door, records: Sequence[BankRecord]) -> dict[int, Party]:
    ids = {record.party_id for record in records}
    return {party.id: party for party in door.session.scalars(select(Party).where(Party.id.in_(ids)))}


@pages.get("/bank-records/{reference}")
def record_page(door: Reading, reference: str) -> Response:
    """One account: whose, where, who signs, what proves it, what may be done, what has happened."""
    shown = whole_record(door.session, find(door.session, door.actor, BANK_RECORDS, reference, door.now).id)
    party = door.session.get_one(Party, shown.party_id)
    letters = documents_of(door.session, shown.id)
    names = door.house.plugs.names_of
    return page(
        door,
        "parties/bank_record.html",
        flow=BANK_RECORDS,
        record=shown,
        party=party,
        number=shown.number if sees_number(door.session, door.actor, shown) else shown.masked,
        letters=letters,
        names=names(door.session, {letter.current.kept_by for letter in letters}),
        keepers=KEEPERS,
        offers=offers(door.session, door.actor, BANK_RECORDS, [shown], door.now)[shown.id],
        timeline=history(door.session, BANK_RECORDS, shown, names),
        back=address_of(PARTIES, party),
    )
