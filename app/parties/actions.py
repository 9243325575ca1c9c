"""What else happens when a party changes: its columns, its places with their scopes, its members."""

from app.kernel.things import set_scopes
from app.kernel.tx import Tx
from app.parties.models import IdentitySeen, LegalForm, Member, Party, PartyPlace, Recognition, Sort
from app.parties.queries import places_chosen, places_on_offer, scopes_of_party, whole_party
from app.parties.schemas import (
    GroupForm,
    MemberEnd,
    MemberForm,
    MunicipalityForm,
    NewParty,
    OrganisationForm,
    PartyCorrection,
    PartyForm,
    PlacesForm,
    RecognitionForm,
)


def make_party(tx: Tx, form: NewParty) -> Party:
    """A party of the form's kind, of the places that the form names."""
    places = places_chosen(tx.session, tx.actor, form, tx.today)
    party = Party(
        sort=form.sort,
        legal_form=LegalForm.PUBLIC_BODY,
        country=form.country if isinstance(form, OrganisationForm) else None,
        places=[PartyPlace(place_id=place.id) for place in places],
    )
    _describe(party, form)
    if not isinstance(form, MunicipalityForm):
        _register(party, form)
    return party


def correct(tx: Tx, party: Party, form: PartyCorrection) -> None:
    """The party as it should read."""
    del tx
    _describe(party, form)
    _register(party, form)


def set_places(tx: Tx, party: Party, form: PlacesForm) -> None:
    """The party's places anew, and with them who reaches it; places the person does not see stay."""
    seen = places_on_offer(tx.session, tx.actor, Sort(party.sort), tx.today)
    wanted = set(form.places)
    whole = whole_party(tx.session, party.id)
    unseen = [link for link in whole.places if link.place_id not in {place.id for place in seen}]
    kept = {link.place_id: link for link in whole.places}
    chosen_now = [place.id for place in seen if place.reference in wanted]
    whole.places = [*unseen, *(kept.get(key) or PartyPlace(place_id=key) for key in chosen_now)]
    set_scopes(tx.session, party.root_id, scopes_of_party(tx.session, whole))


def add_member(tx: Tx, party: Party, form: MemberForm) -> None:
    """One more person with a function; the consent is of the day it is entered (R99)."""
    tx.session.add(
        Member(
            party_id=party.id, consented_on=tx.today, **form.model_dump(mode="python", exclude={"consents"})
        )
    )


def end_member(tx: Tx, party: Party, form: MemberEnd) -> None:
    """The function's last day; the member stays on record."""
    del party
    tx.session.get_one(Member, form.member).left_on = form.left_on


def recognise(tx: Tx, party: Party, form: RecognitionForm) -> None:
    """R36: the minutes, the letter, and whose papers were seen."""
    seen = [
        IdentitySeen(member_id=officer.member, paper=officer.paper, seen_on=officer.seen_on)
        for officer in form.officers
    ]
    tx.session.add(Recognition(party_id=party.id, seen=seen, **form.model_dump(exclude={"officers"})))


def _describe(party: Party, form: PartyForm) -> None:
    party.title = form.title
    party.short_name = form.short_name or None
    party.contact = form.contact or None
    party.phone = form.phone or None
    party.email = form.email or None


def _register(party: Party, form: OrganisationForm | GroupForm | PartyCorrection) -> None:
    party.legal_form = form.legal_form
    party.registration_number = form.registration_number or None
    party.registered_on = form.registered_on
