"""What a round has counted and computed so far, and what its moves are judged by."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.cuf.meetings.models import Count, Meeting, MeetingState, Tally
from app.cuf.meetings.sheets import Cells, together, valid_of
from app.cuf.models import Project, State
from app.cuf.policy import CufPolicy
from app.cuf.prioritisation.runs import Run, ShortlistRun, is_consistent, outcome_in, question_in
from app.cuf.prioritisation.shortlist import Shortlist
from app.cuf.queries import names_of_places, policies_of
from app.cuf.rounds.count import Around, asked_of, voting_of, womens_first
from app.cuf.rounds.models import Dimension, Method, Option, Round, RoundSettlement, RoundState
from app.cuf.rounds.outcomes import Computation, Lot, Objection, Outcome
from app.cuf.rounds.queries import (
    country_codes,
    needs_on_offer,
    openings_of,
    options_of,
    places_on_offer,
    rows_of,
    settlements_of,
)
from app.cuf.rounds.rules import Computed, Listed, OpenGrounds, RoundGrounds, terms_of
from app.cuf.rounds.schemas import OpenForm
from app.funding.ledger.models import Kind
from app.funding.ledger.queries import standing
from app.funding.models import BOOKS
from app.funding.sources.models import Allotment
from app.kernel.actors import Actor, Role
from app.kernel.money import Money, convert, rate_of
from app.kernel.things import Step
from app.places.models import Level, Profile
from app.places.queries import profiles_on

COUNTED = (MeetingState.LOCKED,)
"""The states in which a meeting counts."""


# --- What was counted -----------------------------------------------------------------------------


def last_computations(session: Session, ids: Sequence[int]) -> dict[int, Computation]:
    """The newest run of each round that has one."""
    rows = session.scalars(
        select(Computation).where(Computation.round_id.in_(ids)).order_by(Computation.number)
    )
    return {row.round_id: row for row in rows}


def kept_run(row: Computation) -> Run:
    """A kept computation as the engine knows it."""
    return Run(row.engine_version, row.asked.encode(), row.asked_sha256, row.given.encode(), row.given_sha256)


def computations_of(session: Session, one: Round) -> list[tuple[Computation, Run]]:
    """Every run of a round, the newest first."""
    rows = session.scalars(
        select(Computation).where(Computation.round_id == one.id).order_by(Computation.number.desc())
    )
    return [(row, kept_run(row)) for row in rows]


def counted_sheets(session: Session, rounds: Sequence[int]) -> dict[int, dict[int, list[Cells]]]:
    """By round and settlement the sheets that count, one a locked meeting."""
    tally = aliased(Tally, flat=True)
    rows = session.execute(
        select(Meeting.round_id, Meeting.settlement_id, tally.pairs)
        .join(Count, (Count.meeting_id == Meeting.id) & (Count.sheet == Meeting.sheet))
        .join(tally, tally.id == Count.tally_id)
        .where(Meeting.round_id.in_(rounds), Meeting.state.in_(COUNTED))
        .order_by(Meeting.id)
    )
    found: dict[int, dict[int, list[Cells]]] = {key: defaultdict(list) for key in rounds}
    for round_id, settlement_id, pairs in rows:
        found[round_id][settlement_id].append(dict(pairs))
    return found


def around_of(
    settlements: Sequence[RoundSettlement],
    sheets: Mapping[int, Sequence[Cells]],
    lots: Sequence[Lot],
    withdrawn: Iterable[int],
) -> Around | None:
    """What a count takes, or None while a settlement has no sheet."""
    if not settlements or any(not sheets.get(row.settlement_id) for row in settlements):
        return None
    return Around(
        {row.code: together(sheets[row.settlement_id]) for row in settlements},
        tuple(lots[-1].drawn) if lots else (),
        frozenset(withdrawn),
    )


def question(session: Session, one: Round) -> ShortlistRun:
    """What the engine is asked about this round now. LookupError while a settlement's count is missing."""
    asked = questions(session, [one])[one.id]
    if asked is None:
        raise LookupError(f"{one.reference} is not counted everywhere")
    return asked


def most_votes(session: Session, one: Round) -> dict[str, int]:
    """By settlement, how many votes or points one option could get: what bounds "so many more votes"."""
    sheets, options = counted_sheets(session, [one.id])[one.id], options_of(session, one)
    each = one.most_per_option if one.method == Method.POINTS else 1
    return {
        row.code: each
        * sum(
            valid_of(
                voting_of(one, options, row.code), together(sheets[row.settlement_id]), Dimension.SEX
            ).values()
        )
        for row, _name in settlements_of(session, one)
    }


def questions(session: Session, rounds: Sequence[Round]) -> dict[int, ShortlistRun | None]:
    """The same for many rounds in a fixed number of queries; None where a settlement's count is missing."""
    ids = [one.id for one in rounds]
    settlements, options = rows_of(session, RoundSettlement, ids), rows_of(session, Option, ids)
    lots, sheets = rows_of(session, Lot, ids), counted_sheets(session, ids)
    given_up = set(
        session.scalars(
            select(Option.project_id)
            .join(Project, Project.id == Option.project_id)
            .where(Option.round_id.in_(ids), Project.state == State.WITHDRAWN)
        )
    )
    found: dict[int, ShortlistRun | None] = {}
    for one in rounds:
        ordered = sorted(settlements[one.id], key=lambda row: row.code)
        around = around_of(ordered, sheets[one.id], lots[one.id], given_up)
        found[one.id] = None if around is None else asked_of(one, ordered, options[one.id], around)
    return found


# --- Grounds --------------------------------------------------------------------------------------


def opening(session: Session, actor: Actor, form: OpenForm, now: datetime) -> OpenGrounds:
    """What a new round is judged by."""
    today = now.date()
    wide = places_on_offer(session, actor, {Level.COUNTRY, Level.CITY}, today)
    place = next((one for one in wide if one.reference == form.place), None)
    settlements = {one.reference: one for one in places_on_offer(session, actor, {Level.SETTLEMENT}, today)}
    inside = {
        settlements[name].title if name in settlements else name: place is not None
        and name in settlements
        and place.id in settlements[name].line
        for name in form.settlements
    }
    code = country_codes(session, [place.id]).get(place.id, "") if place else ""
    return OpenGrounds(place is not None, inside, bool(policies_of(session, {code}, today)), today)


def round_grounds(
    session: Session, _actor: Actor, rounds: Sequence[Round], now: datetime
) -> dict[int, RoundGrounds]:
    """What the moves of these rounds are judged by."""
    ids = [one.id for one in rounds]
    settlements, options = rows_of(session, RoundSettlement, ids), rows_of(session, Option, ids)
    places = {row.settlement_id for rows in settlements.values() for row in rows}
    names = names_of_places(session, places)
    kinds = {
        key: (kind, reference)
        for key, kind, reference in session.execute(
            select(Project.id, Project.kind_of_work, Project.reference).where(
                Project.id.in_([row.project_id for rows in options.values() for row in rows])
            )
        )
    }
    profiles = profiles_on(session, places, now.date())
    needs = needs_on_offer(session, rounds)
    frozen, policies = _freezings(session, ids), _policies(session, rounds, now.date())
    free, meetings = _free(session, rounds), _meetings(session, ids)
    asked = questions(session, [one for one in rounds if one.state == RoundState.FROZEN])
    computations = last_computations(session, ids)
    objections, decided = rows_of(session, Objection, ids), _decided(session, ids)
    openings = openings_of(session, rounds, settlements)
    found = {}
    for one in rounds:
        own, policy = settlements[one.id], policies.get(one.id)
        letters = {row.settlement_id: row.code for row in own}
        money = one.envelope + sum(openings[one.id].values())
        computation = computations.get(one.id)
        found[one.id] = RoundGrounds(
            state=RoundState(one.state),
            terms=terms_of(one),
            frozen_at=frozen.get(one.id, (None, None))[0],
            frozen_by=frozen.get(one.id, (None, None))[1],
            settlements={row.code: names[row.settlement_id] for row in own},
            counted={row.code: _counted_on(row, profiles) for row in own},
            sourced={row.code: bool(row.source or row.settlement_id in profiles) for row in own},
            options=tuple(_listed(row, *kinds[row.project_id]) for row in options[one.id]),
            needs=frozenset(need.reference for need in needs[one.id]),
            money=money,
            money_usd=policy.in_usd(money) if policy else None,
            free=free.get(one.id),
            allotment_named=one.allotment is not None,
            meetings={code: meetings[one.id][key, True] for key, code in letters.items()},
            unfinished={letters[key] for (key, counts), n in meetings[one.id].items() if n and not counts},
            asked=asked.get(one.id),
            computed=_computed(computation) if computation else None,
            computed_at=computation.computed_at if computation else None,
            objection_days=one.objection_days,
            objections={row.id: row.settlement_code for row in objections[one.id] if row.answer is None},
            decided=decided[one.id],
            today=now.date(),
        )
    return found


def _listed(row: Option, kind: str, need: str) -> Listed:
    return Listed(
        row.code,
        row.name,
        row.picture,
        row.place,
        row.cost,
        row.feasibility,
        row.feasibility_reason,
        kind,
        need,
    )


def _counted_on(row: RoundSettlement, profiles: Mapping[int, Profile]) -> date | None:
    if row.counted_on is not None:
        return row.counted_on
    profile = profiles.get(row.settlement_id)
    return profile.counted_on if profile else None


def _freezings(session: Session, ids: Sequence[int]) -> dict[int, tuple[datetime, Role]]:
    rows = session.execute(
        select(Step.thing_id, Step.at, Step.post).where(Step.thing_id.in_(ids), Step.move == "freeze")
    )
    return {key: (at, Role(post.partition("@")[0])) for key, at, post in rows}


def _policies(session: Session, rounds: Sequence[Round], day: date) -> dict[int, CufPolicy]:
    countries = country_codes(session, {one.place_id for one in rounds})
    policies = policies_of(session, countries.values(), day)
    return {
        one.id: policies[countries[one.place_id]] for one in rounds if countries[one.place_id] in policies
    }


def _free(session: Session, rounds: Sequence[Round]) -> dict[int, Money]:
    """What each round's allotment holds, less what was promised to the other rounds that were frozen on it."""
    named = {one.allotment for one in rounds if one.allotment}
    if not named:
        return {}
    allotments = {
        row.reference: row for row in session.scalars(select(Allotment).where(Allotment.reference.in_(named)))
    }
    stands = standing(session, [row.holder for row in allotments.values()], Kind.FREE, BOOKS)
    others = session.scalars(
        select(Round).where(
            Round.allotment.in_(named), Round.state.in_([RoundState.FROZEN, RoundState.COUNTED])
        )
    ).all()
    found = {}
    for one in rounds:
        if one.allotment is None:
            continue
        promised = [
            convert(Money(other.envelope, other.currency), rate_of(other.units_per_usd), BOOKS)
            for other in others
            if other.allotment == one.allotment and other.id != one.id and other.units_per_usd
        ]
        found[one.id] = stands[allotments[one.allotment].holder] - sum(promised, start=Money(0, BOOKS))
    return found


def _meetings(session: Session, ids: Sequence[int]) -> dict[int, Counter[tuple[int, bool]]]:
    """By round, how many meetings of a settlement count, and how many were held and do not count yet."""
    found: dict[int, Counter[tuple[int, bool]]] = {key: Counter() for key in ids}
    held = (MeetingState.HELD, MeetingState.VERIFIED, MeetingState.LOCKED)
    rows = session.execute(
        select(Meeting.round_id, Meeting.settlement_id, Meeting.state).where(
            Meeting.round_id.in_(ids), Meeting.state.in_(held)
        )
    )
    for round_id, settlement_id, state in rows:
        found[round_id][settlement_id, state in COUNTED] += 1
    return found


def read_run(kept: Run) -> tuple[ShortlistRun, Shortlist]:
    """A kept run's question and answer; a round keeps no other kind (P-39)."""
    asked, outcome = question_in(kept), outcome_in(kept)
    if not isinstance(asked, ShortlistRun) or not isinstance(outcome, Shortlist):
        raise TypeError("a round's run is a shortlist across settlements")
    return asked, outcome


def _computed(row: Computation) -> Computed:
    kept = kept_run(row)
    asked, outcome = read_run(kept)
    return Computed(
        reasons={one.code: one.reason for account in outcome.accounts for one in account.verdicts},
        costs={option.code: option.cost for place in asked.settlements for option in place.options},
        left=outcome.left,
        womens_first=womens_first(asked.settlements),
        consistent=is_consistent(kept),
    )


def _decided(session: Session, ids: Sequence[int]) -> dict[int, set[str]]:
    rows = session.execute(
        select(Option.round_id, Option.settlement_code)
        .join(Outcome, Outcome.option_id == Option.id)
        .where(Option.round_id.in_(ids))
        .distinct()
    )
    found: dict[int, set[str]] = {key: set() for key in ids}
    for round_id, letter in rows:
        found[round_id].add(letter)
    return found
