"""The pages of rounds: the list, and one round with its terms, settlements, options, counts and history."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.cuf.meetings.flow import CUF_MEETING
from app.cuf.meetings.queries import meetings_of
from app.cuf.prioritisation.entitlements import Settlement, entitlements
from app.cuf.prioritisation.runs import recompute
from app.cuf.rounds import queries
from app.cuf.rounds.flow import CUF_ROUND
from app.cuf.rounds.grounds import computations_of, round_grounds
from app.cuf.rounds.models import PICTURE_WORDS, ROUND_STATES, Round, RoundSettlement, RoundState
from app.cuf.rounds.schemas import Terms
from app.kernel.actors import ROLE_NAMES
from app.kernel.flow import find, offers
from app.kernel.flow.history import history, holders
from app.kernel.paging import Position, page_from
from app.places.models import Place
from app.web.doors import Door, Reading
from app.web.forms import FieldSpec, fields
from app.web.moves import pages_of
from app.web.render import page

pages = APIRouter(tags=["cuf"], default_response_class=HTMLResponse, include_in_schema=False)
pages.include_router(pages_of(CUF_ROUND))
COLOURS = {
    RoundState.DRAFT: "grey",
    RoundState.PROPOSED: "orange",
    RoundState.FROZEN: "blue",
    RoundState.COUNTED: "yellow",
    RoundState.DECIDED: "teal",
    RoundState.PUBLISHED: "green",
    RoundState.CANCELLED: "grey",
}


@pages.get("/cuf/rounds")
def round_list(door: Reading) -> Response:
    """The rounds this person may see, the last moved first."""
    after = Position.read(door.request.query_params.get("after", ""))
    return page(
        door,
        "cuf/rounds/round_list.html",
        flow=CUF_ROUND,
        rounds=page_from(queries.rounds_seen_by(door.session, door.actor, CUF_ROUND, door.now, after)),
        states=ROUND_STATES,
        colours=COLOURS,
        births=[birth for birth in CUF_ROUND.births if door.actor.holds(birth.by, birth.office)],
    )


@dataclass(frozen=True)
class Share:
    """A settlement of a round: what it would be entitled to if all were by households, as agreed, or all equal."""

    row: RoundSettlement
    name: str
    households: int | None
    opening: int
    by_floor: dict[int, int]


@pages.get("/cuf/rounds/{reference}")
def round_page(door: Reading, reference: str) -> Response:
    """One round: what it is, what may be done now, and its whole history."""
    found = find(door.session, door.actor, CUF_ROUND, reference, door.now)
    one = queries.round_seen(door.session, found)
    grounds = round_grounds(door.session, door.actor, [one], door.now)[one.id]
    names = door.house.plugs.names_of
    computations = computations_of(door.session, one)
    return page(
        door,
        "cuf/rounds/round.html",
        flow=CUF_ROUND,
        round=one,
        place=door.session.get_one(Place, one.place_id),
        grounds=grounds,
        offers=offers(door.session, door.actor, CUF_ROUND, [one], door.now)[one.id],
        terms=terms_shown(one),
        shares=shares(door, one),
        meetings=meetings_of(door.session, one.id),
        meeting_flow=CUF_MEETING,
        may_plan=any(door.actor.holds(birth.by) for birth in CUF_MEETING.births),
        computations=[(row, recompute(kept).output_sha256 == row.given_sha256) for row, kept in computations],
        objections=queries.objections_of(door.session, one),
        lots=queries.lots_of(door.session, one),
        timeline=history(door.session, CUF_ROUND, one, names),
        holders=holders(CUF_ROUND, one),
        roles=ROLE_NAMES,
        colours=COLOURS,
        picture_words=PICTURE_WORDS,
    )


def terms_shown(one: Round) -> list[tuple[FieldSpec, Any]]:
    """Every term with its title and what it says."""
    return [(spec, getattr(one, spec.name)) for spec in fields(Terms)]


def shares(door: Door, one: Round) -> list[Share]:
    """What each settlement would be entitled to by three formulas side by side, as the municipal forum compares them."""
    rows = queries.settlements_of(door.session, one)
    households = queries.households_of(door.session, one, [row for row, _name in rows], door.now.date())
    openings = queries.openings_of(door.session, [one], {one.id: [row for row, _name in rows]})[one.id]
    floors = sorted({0, one.floor_permille, EQUAL})
    amounts: dict[int, dict[str, int]] = {}
    for floor in floors:
        taking = [
            Settlement(
                code=row.code,
                households=households.get(row.settlement_id) or 0,
                opening=openings[row.settlement_id],
            )
            for row, _name in rows
        ]
        countable = floor == EQUAL or any(place.households for place in taking)
        if one.envelope and countable and one.envelope + sum(openings.values()) >= 0:
            amounts[floor] = {share.code: share.amount for share in entitlements(one.envelope, taking, floor)}
    return [
        Share(
            row,
            name,
            households.get(row.settlement_id),
            openings[row.settlement_id],
            {floor: found[row.code] for floor, found in amounts.items()},
        )
        for row, name in rows
    ]


EQUAL = 1000
