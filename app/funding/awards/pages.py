"""The pages of awards: the list, and an award's sheet."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.funding.awards.flow import AWARDS
from app.funding.awards.models import (
    AWARD_STATES,
    FX_METHODS,
    GATE_NAMES,
    MODALITY_NAMES,
    REQUIREMENT_NAMES,
    RISK_NAMES,
    SIDE_NAMES,
    AwardState,
)
from app.funding.awards.queries import awards_seen_by, grounds_of, sheet_of
from app.funding.closure.models import SETTLING_NAMES
from app.funding.closure.rules import open_reasons
from app.funding.ledger.models import KIND_NAMES
from app.funding.models import INSTRUMENT_NAMES, TRACK_NAMES
from app.funding.tranches.flow import TRANCHES
from app.kernel.actors import ROLE_NAMES, Role
from app.kernel.errors import NotAllowed, why
from app.kernel.flow import find, offers
from app.kernel.flow.fire import NOT_YOURS
from app.kernel.flow.history import history, holders
from app.kernel.paging import Position, page_from
from app.messages.notes.flow import NOTES
from app.messages.notes.queries import panel
from app.web.doors import Reading
from app.web.moves import pages_of
from app.web.render import page

ADVANCES = frozenset({Role.FINANCE_OFFICER, Role.APPROVER, Role.PROGRAMME_OFFICER, Role.AUDITOR})
"""Who follows what is paid and not accounted for."""
COLOURS = {
    AwardState.APPROVED: "yellow",
    AwardState.PREPARED: "orange",
    AwardState.SIGNED_BY_GRANTEE: "orange",
    AwardState.SIGNED: "blue",
    AwardState.ACTIVE: "green",
    AwardState.SUSPENDED: "red",
    AwardState.ENDED: "orange",
    AwardState.COMPLETED: "teal",
    AwardState.CLOSING: "yellow",
    AwardState.CLOSE_CONFIRMED: "yellow",
    AwardState.CLOSED: "grey",
    AwardState.REOPENING: "red",
    AwardState.LAPSED: "grey",
    AwardState.TERMINATED: "grey",
}
NAMES = {
    "instruments": INSTRUMENT_NAMES,
    "tracks": TRACK_NAMES,
    "modalities": MODALITY_NAMES,
    "risks": RISK_NAMES,
    "methods": FX_METHODS,
    "requirements": REQUIREMENT_NAMES,
    "gates": GATE_NAMES,
    "sides": SIDE_NAMES,
    "kinds": KIND_NAMES,
    "settlings": SETTLING_NAMES,
}

pages = APIRouter(tags=["awards"], default_response_class=HTMLResponse, include_in_schema=False)
pages.include_router(pages_of(AWARDS))


@pages.get("/funding/awards")
def award_list(door: Reading) -> Response:
    """The awards this person sees, newest first, narrowed by state and words of the title."""
    if not door.actor.roles & AWARDS.sees.keys():
        raise NotAllowed([why("", NOT_YOURS)])
    asked = door.request.query_params
    state, words = asked.get("state", ""), asked.get("q", "").strip()
    after = Position.read(asked.get("after", ""))
    rows = awards_seen_by(door.session, door.actor, AWARDS, door.now, state=state, words=words, after=after)
    shown = page_from([award for award, _party in rows])
    return page(
        door,
        "funding/award_list.html",
        flow=AWARDS,
        awards=shown,
        parties={award.id: party for award, party in rows},
        states=AWARD_STATES,
        state=state,
        words=words,
        colours=COLOURS,
        advances=bool(door.actor.roles & ADVANCES),
    )


@pages.get("/funding/awards/{reference}")
def award_page(door: Reading, reference: str) -> Response:
    """An award's sheet: its money, who holds it, its terms, its plan, its checklist, what has happened."""
    award = find(door.session, door.actor, AWARDS, reference, door.now)
    sheet = sheet_of(door.session, award)
    names = door.house.plugs.names_of
    notes = panel(door.session, door.actor, NOTES, award, door.now)
    closing = award.state in (AwardState.CLOSING, AwardState.CLOSE_CONFIRMED)
    grounds = grounds_of(door.session, door.actor, [award], door.now)[award.id] if closing else None
    return page(
        door,
        "funding/award.html",
        reasons=open_reasons(grounds) if grounds is not None else None,
        flow=AWARDS,
        tranche_flow=TRANCHES,
        award=sheet.award,
        sheet=sheet,
        offers=offers(door.session, door.actor, AWARDS, [award], door.now)[award.id],
        timeline=history(door.session, AWARDS, award, names),
        notes=notes,
        note_flow=NOTES,
        note_names=names(door.session, notes.writers),
        holders=holders(AWARDS, award),
        hands=names(door.session, {one.met_by for one in sheet.award.conditions if one.met_by}),
        shows_names=bool(door.actor.roles - {Role.MEMBER}),
        roles=ROLE_NAMES,
        colours=COLOURS,
        names=NAMES,
    )
