"""All that a results page shows of a round, loaded at once: its newest run, its sheets, its decisions, its places."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cuf.meetings.models import Meeting, MeetingState, Secrecy
from app.cuf.meetings.sheets import WOMEN, Cells, Voting, together
from app.cuf.prioritisation.runs import is_consistent
from app.cuf.prioritisation.women import WomensMechanism
from app.cuf.rounds.count import voting_of
from app.cuf.rounds.grounds import counted_sheets, kept_run, last_computations, read_run
from app.cuf.rounds.models import Method, Round, RoundSettlement, RoundState
from app.cuf.rounds.outcomes import Computation, Decision, Outcome
from app.cuf.rounds.queries import decisions_of, options_of, settlements_of
from app.cuf.rounds.reasons import Material
from app.cuf.rounds.reasons import Place as Shown
from app.cuf.rounds.results import Lists
from app.kernel.errors import NotFound, why
from app.kernel.words import Message, _
from app.places.models import Place, Profile
from app.places.queries import profiles_on

SENSITIVE = _("a settlement of {city}")
NAMED = _("{name}")
MEN = "men"


def newest_run(session: Session, one: Round) -> Computation:
    """The run that the results rest on. Raises NotFound before the round was counted."""
    found = last_computations(session, [one.id]).get(one.id)
    if found is None:
        raise NotFound([why("", _("This round has not been counted yet."))])
    return found


def material_of(session: Session, one: Round, run: Computation) -> Material:
    """What a results page is made from, in a fixed number of queries."""
    asked, given = read_run(kept_run(run))
    options = options_of(session, one)
    rows = [row for row, _name in settlements_of(session, one)]
    sheets = counted_sheets(session, [one.id])[one.id]
    meetings = _meetings(session, one)
    places = _places(session, rows)
    profiles = profiles_on(session, places, one.since.date())
    outcomes = _outcomes(decisions_of(session, one))
    return Material(
        currency=one.currency,
        balanced=one.womens_mechanism == WomensMechanism.W3,
        method=Method(one.method),
        asked=asked,
        given=given,
        explained={line["code"]: (line["votes"], line["cost"]) for line in run.explained},
        places=tuple(
            _shown(
                row,
                places,
                voting_of(one, options, row.code),
                together(sheets.get(row.settlement_id, [])),
                meetings[row.settlement_id],
                profiles.get(row.settlement_id),
            )
            for row in rows
        ),
        options={option.code: option for option in options},
        outcomes={option.code: outcomes[option.id] for option in options if option.id in outcomes},
    )


def _outcomes(decisions: Sequence[Decision]) -> dict[int, Outcome]:
    return {outcome.option_id: outcome for decision in decisions for outcome in decision.outcomes}


def _meetings(session: Session, one: Round) -> defaultdict[int, list[Meeting]]:
    found: defaultdict[int, list[Meeting]] = defaultdict(list)
    statement = select(Meeting).where(Meeting.round_id == one.id, Meeting.state == MeetingState.LOCKED)
    for meeting in session.scalars(statement.order_by(Meeting.id)):
        found[meeting.settlement_id].append(meeting)
    return found


def _places(session: Session, rows: Sequence[RoundSettlement]) -> dict[int, Place]:
    settlements = list(
        session.scalars(select(Place).where(Place.id.in_([row.settlement_id for row in rows])))
    )
    cities = session.scalars(select(Place).where(Place.id.in_([place.city_id for place in settlements])))
    return {place.id: place for place in [*settlements, *cities]}


def _shown(
    row: RoundSettlement,
    places: dict[int, Place],
    voting: Voting,
    cells: Cells,
    meetings: Sequence[Meeting],
    profile: Profile | None,
) -> Shown:
    place = places[row.settlement_id]
    city = places[place.city_id].title if place.city_id in places else ""
    women, men = _voters(voting, cells, meetings)
    return Shown(
        letter=row.code,
        name=Message(SENSITIVE, {"city": city}) if place.sensitive else Message(NAMED, {"name": place.title}),
        voting=voting,
        cells=cells,
        women=women,
        men=men,
        households=row.households,
        lives=(profile.female, profile.male) if profile else None,
        hidden=place.sensitive,
        open_hands=any(meeting.secrecy == Secrecy.OPEN_HANDS for meeting in meetings),
    )


def _voters(voting: Voting, cells: Cells, meetings: Sequence[Meeting]) -> tuple[int, int]:
    """Women and men who cast a ballot, or who were there where no ballots are counted."""
    if voting.counts_ballots:
        women, men = (cells.get(f"ballots/sex/{group}/ballots_cast") or 0 for group in (WOMEN, MEN))
        return women, men
    return sum(meeting.women or 0 for meeting in meetings), sum(meeting.men or 0 for meeting in meetings)


def lists_of(session: Session, one: Round, run: Computation) -> Lists:
    """When each of the three lists came about, and whether the computed one is the same when computed again now."""
    published: date | None = one.since.date() if one.state == RoundState.PUBLISHED else None
    return Lists(
        number=run.number,
        engine=run.engine_version,
        sha256=run.given_sha256,
        asked_sha256=run.asked_sha256,
        computed_at=run.computed_at,
        same=is_consistent(kept_run(run)),
        decided_on=tuple(decision.decided_on for decision in decisions_of(session, one)),
        published_on=published,
    )
