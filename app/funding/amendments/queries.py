"""What may be known of amendments: those of an award, and what their moves are judged by."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.funding.amendments.models import Amendment, AmendmentKind, AmendmentState
from app.funding.amendments.rules import AmendmentGrounds
from app.funding.amendments.schemas import Propose
from app.funding.authority import authorities
from app.funding.awards.models import Award, AwardState
from app.funding.awards.queries import shares_of, terms_on
from app.funding.models import BOOKS, Instrument, Theme, Window
from app.funding.sources.matching import Want, matches
from app.funding.sources.queries import days_after, offerings
from app.funding.tranches.models import Tranche
from app.kernel.actors import Actor
from app.kernel.errors import NotFound, why
from app.kernel.flow import AnyFlow, find
from app.kernel.money import Money
from app.kernel.things import Thing, scopes_of
from app.kernel.words import _
from app.places.dac import eligible_on

UNDER_WAY = frozenset({AmendmentState.PROPOSED, AmendmentState.APPROVED, AmendmentState.SIGNED_BY_GRANTEE})
NOT_USED = frozenset({"PLANNED", "CANCELLED", "RECALLED"})
"""The states of tranches whose amount may still change, or fell away."""


def amendments_of(session: Session, award_id: int) -> list[Amendment]:
    """Every amendment of an award, the newest first."""
    statement = select(Amendment).where(Amendment.award_id == award_id)
    return list(session.scalars(statement.order_by(Amendment.id.desc())))


def award_named(flow: AnyFlow, session: Session, actor: Actor, form: Propose, now: datetime) -> Thing:
    """The award that a proposal names, where the person sees it."""
    found: Thing = find(session, actor, flow, form.award, now)
    return found


def ground_proposal(session: Session, actor: Actor, form: Propose, now: datetime) -> AmendmentGrounds:
    """What a proposal is judged by."""
    award = session.scalars(select(Award).where(Award.reference == form.award)).first()
    if award is None:
        raise NotFound([why("", _("There is no such award that you may see."))])
    return _grounds(session, actor, {award.id: award}, now)[award.id]


def grounds_of(
    session: Session, actor: Actor, amendments: Sequence[Amendment], now: datetime
) -> dict[int, AmendmentGrounds]:
    """What the moves of these amendments are judged by, in a fixed number of queries."""
    ids = {amendment.award_id for amendment in amendments}
    awards = {award.id: award for award in session.scalars(select(Award).where(Award.id.in_(ids)))}
    return {
        amendment.id: _grounds(
            session, actor, {amendment.award_id: awards[amendment.award_id]}, now, amendment
        )[amendment.award_id]
        for amendment in amendments
    }


def _grounds(
    session: Session,
    actor: Actor,
    awards: dict[int, Award],
    now: datetime,
    amendment: Amendment | None = None,
) -> dict[int, AmendmentGrounds]:
    today = now.date()
    scopes = scopes_of(session, {award.root_id for award in awards.values()})
    limits = authorities(
        session, actor, {key: (award.country, scopes[award.root_id]) for key, award in awards.items()}, today
    )
    terms = terms_on(session, {award.country for award in awards.values()}, today)
    used, waiting = _used(session, awards), _waiting(session, awards, amendment)
    return {
        key: AmendmentGrounds(
            state=AwardState(award.state),
            today=today,
            ends_on=award.ends_on,
            amount=Money(award.amount, BOOKS),
            conditional=Money(award.conditional, BOOKS),
            used=used[key],
            eligible=eligible_on(award.country, today),
            waiting=key in waiting,
            notice_days=int(terms[award.country]["notice_days"]),
            threshold=Fraction(terms[award.country]["budget_percent"]),
            authority=limits[key],
            **(_wanted(session, award, amendment, today) if amendment is not None else {}),
        )
        for key, award in awards.items()
    }


def _used(session: Session, ids: Collection[int]) -> dict[int, Money]:
    """What of each award is paid or asked for."""
    found = {key: Money.zero(BOOKS) for key in ids}
    rows = select(Tranche).where(Tranche.award_id.in_(ids), Tranche.state.not_in(NOT_USED))
    for tranche in session.scalars(rows):
        found[tranche.award_id] += Money(tranche.amount, BOOKS)
    return found


def _waiting(session: Session, ids: Collection[int], but: Amendment | None) -> set[int]:
    rows = select(Amendment.award_id).where(
        Amendment.award_id.in_(ids), Amendment.state.in_(UNDER_WAY), Amendment.id != (but.id if but else 0)
    )
    return set(session.scalars(rows))


def _wanted(session: Session, award: Award, amendment: Amendment, today: date) -> dict[str, Any]:
    """What the amendment wants, and the money judged for it (R34)."""
    last = amendment.ends_on or award.ends_on
    want = Want(
        countries=frozenset({award.country}),
        themes=frozenset(map(Theme, award.themes)),
        instrument=Instrument(award.instrument),
        window=Window(award.window),
        last_on=last,
        ends_on=last,
        days_after=days_after(session, today),
    )
    latest = last + timedelta(days=want.days_after)
    return {
        "sort": AmendmentKind(amendment.sort),
        "wanted_end": amendment.ends_on,
        "wanted": None if amendment.amount is None else Money(amendment.amount, BOOKS),
        "moved": Fraction(amendment.moved or 0),
        "matches": matches(offerings(session), want),
        "ends_too_early": sorted(
            {
                one.source.code
                for one in shares_of(session, [award.id])[award.id]
                if amendment.ends_on and one.source.ends_on and one.source.ends_on < latest
            }
        ),
    }
