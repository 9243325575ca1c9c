"""What the moves of awards are judged by, for many at once, and what their forms offer."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.funding.awards.models import (
    REQUIREMENT_NAMES,
    Agreement,
    Award,
    AwardPlace,
    AwardState,
    Block,
    Condition,
    Gate,
    Modality,
    Requirement,
    RequirementKind,
)
from app.funding.awards.queries import added, settlements_of, shares_of, tables, terms_on
from app.funding.awards.rules import AwardGrounds, Open
from app.funding.closure.models import Settlement, Settling
from app.funding.models import BOOKS, Track
from app.funding.tranches.models import Tranche, TrancheState
from app.kernel.actors import Actor
from app.kernel.errors import Why
from app.kernel.money import Money
from app.kernel.words import Message, _
from app.parties.models import LegalForm, Party
from app.parties.queries import parties_along
from app.parties.standing.queries import standing_of
from app.parties.standing.rules import against_signing


def against_the_parties(
    session: Session, awards: Sequence[Award], today: date
) -> dict[int, tuple[tuple[Why, ...], Mapping[int, str]]]:
    """By award, what its party's own file says against signing (R36-R39), and who may sign for it.

    What the secretariat carries out itself is signed by no party.
    """
    standings = standing_of(session, {award.party_id for award in awards}, today)
    found: dict[int, tuple[tuple[Why, ...], Mapping[int, str]]] = {}
    for award in awards:
        standing = standings[award.party_id]
        against = against_signing(
            standing, BOOKS, small=award.track == Track.SMALL, co_signed=award.co_signer_id is not None
        )
        itself = award.modality == Modality.DIRECT_EXECUTION
        found[award.id] = (() if itself else against), standing.file.representatives if standing.file else {}
    return found


def grounds_of(
    session: Session, _actor: Actor, awards: Sequence[Award], now: datetime
) -> dict[int, AwardGrounds]:
    """What the moves of these awards are judged by, in a fixed number of queries."""
    ids = [award.id for award in awards]
    today = now.date()
    countries = {award.country for award in awards}
    by_country, terms = tables(session, countries, today), terms_on(session, countries, today)
    conditions = _open_conditions(session, ids)
    tranches = _tranches(session, ids)
    shares = shares_of(session, ids)
    against = against_the_parties(session, awards, today)
    bodies = _registered_bodies(session, ids)
    owed = owed_by(session, ids)
    blocks, settled = _blocks(session, ids), settlements_of(session, ids)
    return {
        award.id: AwardGrounds(
            state=AwardState(award.state),
            today=today,
            amount=Money(award.amount, BOOKS),
            track=Track(award.track),
            starts_on=award.starts_on,
            ends_on=award.ends_on,
            reserved_until=award.reserved_until,
            table=by_country.get(award.country),
            tranches=[
                (Fraction(one.percent), Money(one.amount, BOOKS))
                for one in tranches[award.id]
                if one.state != TrancheState.CANCELLED
            ],
            stages=added(one.stages for one in shares[award.id]),
            open=conditions[award.id],
            against_the_party=against[award.id][0],
            representatives=against[award.id][1],
            co_signed=award.co_signer_id is not None,
            bodies=frozenset(party.reference for party in bodies[award.id]),
            owed=frozenset(row.id for row in owed[award.id]),
            tranche_states=[one.state for one in tranches[award.id]],
            blocks=blocks[award.id],
            write_off_most=Money.of(terms[award.country]["write_off_usd"], BOOKS),
            **_settled(settled[award.id]),
        )
        for award in awards
    }


def _settled(rows: Sequence[Settlement]) -> dict[str, Any]:
    """The last day of a demand, and the write-off that waits; both fall away once the file was opened anew."""
    demanded = [row.due_on for row in rows if row.kind == Settling.DEMAND]
    waiting = [row for row in rows if row.kind == Settling.WRITE_OFF and row.confirmed_at is None]
    return {
        "demanded_until": demanded[-1] if demanded else None,
        "write_off": Money(waiting[-1].amount, BOOKS) if waiting else None,
    }


def owed_by(session: Session, ids: Collection[int]) -> defaultdict[int, list[Requirement]]:
    """The reports, visits and audit that each award owes by its newest draft, without those waived; one query."""
    newest = (
        select(func.max(Agreement.number))
        .where(Agreement.award_id == Requirement.award_id)
        .correlate(Requirement)
        .scalar_subquery()
    )
    rows = session.scalars(
        select(Requirement)
        .where(
            Requirement.award_id.in_(ids),
            Requirement.waived_at.is_(None),
            Requirement.agreement == newest,
        )
        .order_by(Requirement.due_on, Requirement.id)
    )
    found: defaultdict[int, list[Requirement]] = defaultdict(list)
    for row in rows:
        found[row.award_id].append(row)
    return found


def owed_on_offer(
    session: Session, _actor: Actor, award: Award, _now: datetime
) -> dict[str, list[tuple[str, Message]]]:
    """The same for one award, as a form's answers."""
    return {
        "requirement": [
            (
                str(row.id),
                Message(
                    _("{what}, due on {day}"),
                    {"what": Message(REQUIREMENT_NAMES[RequirementKind(row.kind)]), "day": row.due_on},
                ),
            )
            for row in owed_by(session, [award.id])[award.id]
        ]
    }


def _blocks(session: Session, ids: Collection[int]) -> defaultdict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    rows = select(Block).where(Block.award_id.in_(ids), Block.lifted_at.is_(None)).order_by(Block.id)
    for row in session.scalars(rows):
        found[row.award_id].append(row.reason)
    return found


def _registered_bodies(session: Session, ids: Collection[int]) -> dict[int, list[Party]]:
    """The parties with legal personality of each award's places and of all above them, in three queries."""
    links = session.scalars(select(AwardPlace).where(AwardPlace.award_id.in_(ids))).all()
    along = parties_along(session, {link.place_id for link in links})
    found: dict[int, dict[int, Party]] = {key: {} for key in ids}
    for link in links:
        found[link.award_id] |= {
            party.id: party for party in along[link.place_id] if party.legal_form != LegalForm.NONE
        }
    return {key: list(parties.values()) for key, parties in found.items()}


def bodies_on_offer(
    session: Session, _actor: Actor, award: Award, _now: datetime
) -> dict[str, list[tuple[str, str]]]:
    """Who may sign with the grantee, as a form's answers."""
    bodies = _registered_bodies(session, [award.id])[award.id]
    return {"co_signer": [(party.reference, party.title) for party in bodies if party.id != award.party_id]}


def representatives_on_offer(
    session: Session, _actor: Actor, award: Award, now: datetime
) -> dict[str, list[tuple[str, str]]]:
    """Who may sign for the grantee, as a form's answers."""
    names = against_the_parties(session, [award], now.date())[award.id][1]
    return {"signatory": [(str(key), name) for key, name in names.items()]}


def _open_conditions(session: Session, ids: Collection[int]) -> dict[int, list[Open]]:
    found: dict[int, list[Open]] = {key: [] for key in ids}
    rows = session.scalars(
        select(Condition)
        .where(Condition.award_id.in_(ids), Condition.met_at.is_(None))
        .order_by(Condition.id)
    )
    for row in rows:
        found[row.award_id].append(Open(row.id, Gate(row.gate), row.tranche, row.sentence, row.code))
    return found


def _tranches(session: Session, ids: Collection[int]) -> defaultdict[int, list[Tranche]]:
    found: defaultdict[int, list[Tranche]] = defaultdict(list)
    rows = select(Tranche).where(Tranche.award_id.in_(ids)).order_by(Tranche.number, Tranche.id)
    for row in session.scalars(rows):
        found[row.award_id].append(row)
    return found


def open_conditions_on_offer(
    session: Session, _actor: Actor, award: Award, _now: datetime
) -> dict[str, list[tuple[str, str]]]:
    """The open conditions of an award, as a form's answers."""
    return {
        "condition": [(str(one.id), one.sentence) for one in _open_conditions(session, [award.id])[award.id]]
    }


def measures_on_offer(
    session: Session, _actor: Actor, award: Award, _now: datetime
) -> dict[str, list[tuple[str, str]]]:
    """Those that the municipal team measures (R46)."""
    found = _open_conditions(session, [award.id])[award.id]
    return {"condition": [(str(one.id), one.sentence) for one in found if one.measured]}
