"""The pages of parties: the list, one party with its members, and the form of its places."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.kernel.errors import NotFound, why
from app.kernel.flow import find, fire, offers, version_of
from app.kernel.flow.fire import NOT_YOURS
from app.kernel.flow.history import history
from app.messages.notes.flow import NOTES
from app.messages.notes.queries import panel
from app.parties.flow import PARTIES
from app.parties.lists import Wanted, page_of_parties
from app.parties.models import FUNCTIONS, LEGAL_FORMS, PAPERS, SEX_NAMES, SORT_NAMES, LegalForm, Party, Sort
from app.parties.queries import places_of, sees_names, whole_party
from app.parties.rules import group_is_known
from app.places.lists import countries_seen_by
from app.places.queries import seen_among
from app.web.doors import Door, Reading, Writing
from app.web.forms import fields, read
from app.web.moves import address_of, pages_of, see
from app.web.posted import Posted, PostedForm
from app.web.render import page

PLACES = PARTIES.by_name["places"]
NAMES: dict[str, Any] = {
    "sorts": SORT_NAMES,
    "legal_forms": LEGAL_FORMS,
    "functions": FUNCTIONS,
    "sexes": SEX_NAMES,
    "papers": PAPERS,
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
        **NAMES,
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
