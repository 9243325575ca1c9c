"""The list of grants: its columns, for the page and for files."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from app.funding.models import BOOKS
from app.grants.flow import GRANTS
from app.grants.models import STATE_WORDS, Grant, State
from app.grants.queries import names_of_parties
from app.kernel.listing import Listing
from app.kernel.money import Money
from app.kernel.words import _
from app.places.words import PLACE_WORDS
from app.web.lists import Column, Table, Tag, Way

COLOURS: Mapping[State, str] = {
    State.IDEA: "grey",
    State.DRAFT: "yellow",
    State.READY: "orange",
    State.SUBMITTED: "blue",
    State.RETURNED: "red",
    State.INELIGIBLE: "grey",
    State.DUE_DILIGENCE: "blue",
    State.APPRAISED: "teal",
    State.NO_OBJECTION: "teal",
    State.CONDITIONAL: "orange",
    State.APPROVED: "green",
    State.REJECTED: "grey",
    State.LAPSED: "grey",
    State.WITHDRAWN: "grey",
}
Names = Mapping[int, str]


def _names(session: Session, grants: Sequence[Grant]) -> Names:
    return names_of_parties(session, (grant.party_id for grant in grants))


LIST: Table[Grant, Names] = Table(
    title=_("Grants, the latest change first"),
    listing=Listing(GRANTS, PLACE_WORDS),
    columns=(
        Column(_("Grant"), lambda grant, _names: Way(f"/{GRANTS.path}/{grant.reference}", grant.title)),
        Column(_("Organisation"), lambda grant, names: names[grant.party_id]),
        Column(_("Countries"), lambda grant, _names: ", ".join(grant.countries)),
        Column(_("Reference"), lambda grant, _names: grant.reference),
        Column(
            _("Asked of the fund"),
            lambda grant, _names: None if grant.amount is None else Money(grant.amount, BOOKS),
            "money",
        ),
        Column(
            _("State"),
            lambda grant, _names: Tag(STATE_WORDS[State(grant.state)], COLOURS[State(grant.state)]),
        ),
        Column(_("Since"), lambda grant, _names: grant.since.date()),
    ),
    around=_names,
    empty=_("There is no grant here for you to see yet."),
)
