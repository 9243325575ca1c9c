"""What may be seen of rounds: their settlements, options and counts, and and what may be chosen for them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, selectinload

from app.cuf.models import Project, State
from app.cuf.queries import countries_of
from app.cuf.rounds.models import Option, Round, RoundSettlement, RoundState
from app.cuf.rounds.outcomes import Balance, Decision, Lot, Objection
from app.funding.sources.models import Allotment, AllotmentState
from app.kernel.actors import Actor, Scope
from app.kernel.flow import AnyFlow, seen_by
from app.kernel.paging import PAGE, Position, newest_first
from app.kernel.references import BadReference, parse_reference, reference
from app.places.models import Level, Place, PlaceState
from app.places.queries import places_seen, profiles_on, scopes_of_places

LIVING = (RoundState.DRAFT, RoundState.PROPOSED, RoundState.FROZEN, RoundState.COUNTED)
"""The states in which an option still waits for what its round decides."""


def scopes_of_round(session: Session, one: Round) -> frozenset[Scope]:
    """A round stands in its place and in every settlement that takes part."""
    return scopes_of_places(session, [one.place_id, *(row.settlement_id for row in one.settlements)])


# --- Choices ------------------------------------------------------------------------------------


def places_on_offer(session: Session, actor: Actor, levels: Collection[Level], day: date) -> list[Place]:
    """The places of these levels in use that this person sees, by name."""
    statement = select(Place).where(
        Place.level.in_(levels), Place.state == PlaceState.ACTIVE, places_seen(actor, day)
    )
    return list(session.scalars(statement.order_by(Place.title, Place.id)))


def answers_for_round(
    session: Session, actor: Actor, _thing: None, now: datetime
) -> dict[str, list[tuple[str, str]]]:
    """The cities, countries and settlements to choose from."""
    wide = places_on_offer(session, actor, {Level.COUNTRY, Level.CITY}, now.date())
    settlements = places_on_offer(session, actor, {Level.SETTLEMENT}, now.date())
    return {
        "place": [(place.reference, place.title) for place in wide],
        "settlements": [(place.reference, place.title) for place in settlements],
    }


def answers_for_terms(
    session: Session, _actor: Actor, one: Round, _now: datetime
) -> dict[str, list[tuple[str, str]]]:
    """The allotments that a round's money may come from: for its country, or for any."""
    country = countries_of(session, {one.place_id}).get(one.place_id) or _own_country(session, one.place_id)
    rows = session.scalars(
        select(Allotment)
        .where(
            Allotment.state == AllotmentState.ALLOTTED,
            Allotment.country.is_(None) | (Allotment.country == country),
            Allotment.instrument.is_(None) | (Allotment.instrument == "cuf"),
        )
        .order_by(Allotment.id)
    )
    return {"allotment": [(row.reference, f"{row.reference} {row.title}") for row in rows]}


def _own_country(session: Session, place_id: int) -> str:
    return session.get_one(Place, place_id).iso3 or ""


def country_codes(session: Session, places: Iterable[int]) -> dict[int, str]:
    """The ISO 3166-1 code of the country that each place stands in, or is."""
    country = aliased(Place)
    rows = session.execute(
        select(Place.id, func.coalesce(country.iso3, Place.iso3))
        .outerjoin(country, country.id == Place.country_id)
        .where(Place.id.in_(places))
    )
    return {place_id: str(code) for place_id, code in rows}


def needs_on_offer(session: Session, rounds: Sequence[Round]) -> dict[int, list[Project]]:
    """By round, the needs of its settlements that stand in no other living round."""
    rows = rows_of(session, RoundSettlement, [one.id for one in rounds])
    places = {row.settlement_id for found in rows.values() for row in found}
    needs = session.scalars(
        select(Project)
        .where(Project.settlement_id.in_(places), Project.state == State.IDENTIFIED)
        .order_by(Project.settlement_id, Project.id)
    ).all()
    listed = session.execute(
        select(Option.project_id, Option.round_id)
        .join(Round, Round.id == Option.round_id)
        .where(Option.project_id.in_([need.id for need in needs]), Round.state.in_(LIVING))
    )
    taken = {row.project_id: row.round_id for row in listed}
    return {
        one.id: [
            need
            for need in needs
            if need.settlement_id in {row.settlement_id for row in rows[one.id]}
            and taken.get(need.id, one.id) == one.id
        ]
        for one in rounds
    }


def answers_for_list(
    session: Session, _actor: Actor, one: Round, _now: datetime
) -> dict[str, list[tuple[str, str]]]:
    """The needs that may be listed, and the options that another may exclude."""
    needs = needs_on_offer(session, [one])[one.id]
    return {
        "need": [(need.reference, f"{need.reference} {need.title}") for need in needs],
        "excludes": [(option.code, f"{option.code} {option.name}") for option in options_of(session, one)],
    }


def answers_for_unlist(
    session: Session, _actor: Actor, one: Round, _now: datetime
) -> dict[str, list[tuple[str, str]]]:
    """The options on the list, by their needs."""
    rows = session.execute(
        select(Project.reference, Project.title)
        .join(Option, Option.project_id == Project.id)
        .where(Option.round_id == one.id)
        .order_by(Option.settlement_code, Option.number)
    )
    return {"need": [(reference, f"{reference} {title}") for reference, title in rows]}


def answers_for_objection(
    session: Session, _actor: Actor, one: Round, _now: datetime
) -> dict[str, list[tuple[str, str]]]:
    """The settlements of the round."""
    return {"settlement": [(row.code, name) for row, name in settlements_of(session, one)]}


def answers_for_answer(
    session: Session, _actor: Actor, one: Round, _now: datetime
) -> dict[str, list[tuple[str, str]]]:
    """The objections that wait."""
    rows = session.scalars(
        select(Objection)
        .where(Objection.round_id == one.id, Objection.answer.is_(None))
        .order_by(Objection.id)
    )
    return {"objection": [(str(row.id), f"{row.settlement_code}: {row.said[:80]}") for row in rows]}


# --- One round and many ---------------------------------------------------------------------------


def settlements_of(session: Session, one: Round) -> list[tuple[RoundSettlement, str]]:
    """The settlements that take part, by letter, with their names."""
    rows = session.execute(
        select(RoundSettlement, Place.title)
        .join(Place, Place.id == RoundSettlement.settlement_id)
        .where(RoundSettlement.round_id == one.id)
        .order_by(RoundSettlement.code)
    )
    return [(row, name) for row, name in rows]


def options_of(session: Session, one: Round) -> list[Option]:
    """The options in the order of the ballots (P-06)."""
    statement = select(Option).where(Option.round_id == one.id)
    return list(session.scalars(statement.order_by(Option.settlement_code, Option.number)))


def round_seen(session: Session, one: Round) -> Round:
    """The same round with its settlements and options."""
    return session.scalars(
        select(Round)
        .where(Round.id == one.id)
        .options(selectinload(Round.settlements), selectinload(Round.options))
        .execution_options(populate_existing=True)
    ).one()


def rounds_seen_by(
    session: Session, actor: Actor, flow: AnyFlow, now: datetime, after: Position | None = None
) -> list[Round]:
    """The rounds this person may see, newest first, one more than a page holds."""
    beyond, order = newest_first(after)
    statement = select(Round).where(seen_by(actor, [flow], now.date()), *beyond)
    return list(session.scalars(statement.order_by(*order).limit(PAGE + 1)))


def published_rounds(session: Session) -> list[Round]:
    """The rounds that everybody may read, newest first."""
    statement = select(Round).where(Round.state == RoundState.PUBLISHED)
    return list(session.scalars(statement.order_by(Round.since.desc(), Round.id.desc())))


def round_published(session: Session, typed: str) -> Round | None:
    """The published round of this reference, as people write references."""
    try:
        prefix, number = parse_reference(typed)
    except BadReference:
        return None
    return session.scalars(
        select(Round).where(Round.reference == reference(prefix, number), Round.state == RoundState.PUBLISHED)
    ).first()


def rows_of(session: Session, model: Any, ids: Sequence[int]) -> defaultdict[int, list[Any]]:
    """The rows of this model that belong to these rounds, by round."""
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in session.scalars(select(model).where(model.round_id.in_(ids)).order_by(model.id)):
        found[row.round_id].append(row)
    return found


def objections_of(session: Session, one: Round) -> list[Objection]:
    """What was said against the count, in order."""
    return list(session.scalars(select(Objection).where(Objection.round_id == one.id).order_by(Objection.id)))


def lots_of(session: Session, one: Round) -> list[Lot]:
    """The lots that were drawn, the last of which holds."""
    return list(session.scalars(select(Lot).where(Lot.round_id == one.id).order_by(Lot.id)))


def households_of(
    session: Session, one: Round, settlements: Sequence[RoundSettlement], day: date
) -> dict[int, int | None]:
    """The households of each settlement: as frozen, else as last counted."""
    profiles = profiles_on(session, [row.settlement_id for row in settlements], day)
    open_terms = one.state in {RoundState.DRAFT, RoundState.PROPOSED}
    return {
        row.settlement_id: profiles[row.settlement_id].households
        if open_terms and row.settlement_id in profiles
        else row.households
        for row in settlements
    }


def openings_of(
    session: Session, rounds: Sequence[Round], settlements: Mapping[int, Sequence[RoundSettlement]]
) -> dict[int, dict[int, int]]:
    """What each settlement brings: as frozen, else what its last decided round in that currency left (P-52)."""
    places = {row.settlement_id for rows in settlements.values() for row in rows}
    last = {
        (row.settlement_id, row.currency): row.closing + row.deferred
        for row in session.scalars(
            select(Balance).where(Balance.settlement_id.in_(places)).order_by(Balance.id)
        )
    }
    open_terms = {RoundState.DRAFT, RoundState.PROPOSED}
    return {
        one.id: {
            row.settlement_id: last.get((row.settlement_id, one.currency), 0)
            if one.state in open_terms
            else row.opening
            for row in settlements[one.id]
        }
        for one in rounds
    }


def decisions_of(session: Session, one: Round) -> list[Decision]:
    """What was decided, in order, with each option's outcome."""
    return list(
        session.scalars(
            select(Decision)
            .where(Decision.round_id == one.id)
            .options(selectinload(Decision.outcomes))
            .order_by(Decision.id)
        )
    )
