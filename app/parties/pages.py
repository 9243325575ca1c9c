"""The pages of parties: the list, one party with its members, and the form of its places."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.kernel.errors import NotFound, Why, why
from app.kernel.flow import Birth, find, fire, offers, version_of
from app.kernel.flow.fire import NOT_YOURS
from app.kernel.flow.history import history
from app.kernel.flow.offers import entitling
from app.kernel.things import scopes_of
from app.kernel.words import _
from app.messages.notes.flow import NOTES
from app.messages.notes.queries import panel
from app.parties.bank_records.flow import BANK_RECORDS
from app.parties.bank_records.models import KEEPERS, BankRecord
from app.parties.bank_records.queries import records_of
from app.parties.due_diligence.flow import DUE_DILIGENCE
from app.parties.due_diligence.models import RISKS, DueDiligence
from app.parties.due_diligence.queries import files_of
from app.parties.flow import PARTIES
from app.parties.lists import Wanted, page_of_parties
from app.parties.models import (
    FUNCTIONS,
    LEGAL_FORMS,
    PAPERS,
    SEX_NAMES,
    SORT_NAMES,
    LegalForm,
    Party,
    PartyState,
    Sort,
)
from app.parties.queries import places_of, sees_names, whole_party
from app.parties.rules import group_is_known
from app.parties.standing.queries import standing_of
from app.parties.standing.rules import gaps
from app.places.lists import countries_seen_by
from app.places.queries import seen_among
from app.web.doors import Door, Reading, Writing
from app.web.forms import fields, read
from app.web.moves import address_of, pages_of, see
from app.web.posted import Posted, PostedForm
from app.web.render import page

PLACES = PARTIES.by_name["places"]
UNDER = (
    ("due-diligence", DUE_DILIGENCE.birth("open")),
    ("bank-record", BANK_RECORDS.birth("propose")),
)
"""What is begun on a party's own pages, by the end of their addresses."""
LISTS = (
    ("/due-diligence", _("Due diligence"), DUE_DILIGENCE),
    ("/bank-records", _("Accounts"), BANK_RECORDS),
)
NAMES: dict[str, Any] = {
    "sorts": SORT_NAMES,
    "legal_forms": LEGAL_FORMS,
    "functions": FUNCTIONS,
    "sexes": SEX_NAMES,
    "papers": PAPERS,
    "risks": RISKS,
    "keepers": KEEPERS,
    "flows": {"file": DUE_DILIGENCE, "record": BANK_RECORDS},
}

pages = APIRouter(tags=["parties"], default_response_class=HTMLResponse, include_in_schema=False)
pages.include_router(pages_of(PARTIES, but=frozenset({PLACES.name})))


@pages.get("/parties")
def party_list(door: Reading) -> Response:
    """The parties this person sees, by name, narrowed by kind, country and words of the name."""
    asked = door.request.query_params
    sort = asked.get("kind", "")
    wanted = Wanted(Sort(sort) if sort in set(Sort) else None, asked.get("country", ""), asked.get("q", ""))
    today = door.now.date()
    return page(
        door,
        "parties/party_list.html",
        found=page_of_parties(door.session, door.actor, wanted, today, asked.get("after", "")),
        wanted=wanted,
        countries=countries_seen_by(door.session, door.actor, today),
        births=[birth for birth in PARTIES.births if door.actor.holds(birth.by)],
        lists=[(path, text) for path, text, flow in LISTS if door.actor.holds(flow.sees)],
        **NAMES,
    )


@pages.get("/parties/{reference}")
def party(door: Reading, reference: str) -> Response:
    """One party: where it is, who serves in it, how it is known, what may be done, what has happened."""
    shown = whole_party(door.session, find(door.session, door.actor, PARTIES, reference, door.now).id)
    places = places_of(door.session, shown)
    today = door.now.date()
    notes = panel(door.session, door.actor, NOTES, shown, door.now)
    return page(
        door,
        "parties/party.html",
        flow=PARTIES,
        party=shown,
        places=places,
        open_places=seen_among(door.session, door.actor, places, today),
        serving=[member for member in shown.members if member.serves_on(today)],
        left=[member for member in shown.members if not member.serves_on(today)],
        named=sees_names(door.session, door.actor, shown, today),
        unknown=group_is_known(shown.title, LegalForm(shown.legal_form), recognised=bool(shown.recognitions)),
        offers=offers(door.session, door.actor, PARTIES, [shown], door.now)[shown.id],
        notes=notes,
        note_flow=NOTES,
        note_names=door.house.plugs.names_of(door.session, notes.writers),
        timeline=history(door.session, PARTIES, shown, door.house.plugs.names_of),
        kept=_kept(door, shown),
        **NAMES,
    )


@dataclass(frozen=True)
class Kept:
    """What is kept about a party, as far as the person's posts show it; `gaps` are for who reads its files."""

    files: Sequence[DueDiligence]
    records: Sequence[BankRecord]
    gaps: Sequence[Why]
    sees_files: bool
    sees_records: bool
    births: Sequence[tuple[str, Birth]]


def _kept(door: Door, party: Party) -> Kept:
    """The party's files and accounts, and what may be begun for it here."""
    scopes = scopes_of(door.session, [party.root_id])[party.root_id]
    files, records = (
        any(post.scope in scopes for post in door.actor.holds(flow.sees))
        for flow in (DUE_DILIGENCE, BANK_RECORDS)
    )
    today = door.now.date()
    return Kept(
        files=files_of(door.session, party.id) if files else (),
        records=records_of(door.session, party.id) if records else (),
        gaps=gaps(standing_of(door.session, [party.id], today)[party.id]) if files else (),
        sees_files=files,
        sees_records=records,
        births=[
            (address, birth)
            for address, birth in UNDER
            if party.state == PartyState.REGISTERED and entitling(door.actor, birth, scopes, door.now)
        ],
    )


@pages.get("/parties/{reference}/places")
def places_form(door: Reading, reference: str) -> Response:
    """The places on offer, those of the party ticked."""
    shown = find(door.session, door.actor, PARTIES, reference, door.now)
    offered = offers(door.session, door.actor, PARTIES, [shown], door.now)[shown.id]
    offer = next((offer for offer in offered if offer.move is PLACES), None)
    if offer is None:
        raise NotFound([why("", NOT_YOURS)])
    return page(
        door,
        "move.html",
        flow=PARTIES,
        move=PLACES,
        offer=offer,
        thing=shown,
        seen=version_of(door.session, shown),
        fields=fields(PLACES.form),
        answers=PLACES.answers(door.session, door.actor, shown, door.now) if PLACES.answers else {},
        back=address_of(PARTIES, shown),
        typed=getattr(door.request.state, "typed", None) or _ticked(door, shown),
    )


@pages.post("/parties/{reference}/places")
def set_places(tx: Writing, posted: PostedForm, reference: str) -> Response:
    """The party's places anew."""
    shown = find(tx.session, tx.actor, PARTIES, reference, tx.now)
    form = read(PLACES.form, posted, language=tx.actor.language)
    fire(tx, PARTIES, shown, PLACES.name, form, seen=posted.seen)
    return see(PARTIES, shown)


def _ticked(door: Door, shown: Party) -> Posted:
    places = places_of(door.session, whole_party(door.session, shown.id))
    return Posted({"places": [place.reference for place in places]})
