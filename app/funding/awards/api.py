"""What the JSON of an award and of a tranche says beyond the header."""

from collections.abc import Mapping, Sequence
from datetime import date

from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.funding.awards.flow import AWARDS
from app.funding.awards.models import Award, FxMethod, Modality, Risk
from app.funding.awards.queries import HELD, Paying, added, shares_of
from app.funding.models import BOOKS, Instrument, Track, Window
from app.funding.tranches.flow import TRANCHES
from app.funding.tranches.models import Tranche
from app.kernel.money import Money
from app.kernel.things import THINGS
from app.parties.models import Party
from app.web.card import Json


class AwardOut(BaseModel):
    """An award: to whom, for what, how much, and where its money stands."""

    party: str = Field(description="The grantee's reference.")
    instrument: Instrument
    window: Window
    country: str = Field(description="ISO 3166-1, three letters.")
    track: Track
    amount: str = Field(description="The firm part, in US dollars.", examples=["36000.00"])
    conditional: str = Field(description="Promised subject to funds, in US dollars; no obligation.")
    currency: str = Field(description="ISO 4217; what the grantee's accounts are kept in.")
    fx_method: FxMethod | None
    modality: Modality
    risk: Risk
    starts_on: date
    ends_on: date
    reserved_until: date
    stages: Mapping[str, str] = Field(description="By stage, what stands there, in US dollars.")


class TrancheOut(BaseModel):
    """A part of an award."""

    award: str = Field(description="The award's reference.")
    number: int
    percent: str
    amount: str = Field(description="In US dollars.")
    due_on: date


def awards(session: Session, asked: Sequence[Award]) -> dict[int, BaseModel]:
    """The content of these awards, in three queries."""
    shares = shares_of(session, [award.id for award in asked])
    ids = {award.party_id for award in asked}
    parties = {party.id: party.reference for party in session.scalars(select(Party).where(Party.id.in_(ids)))}
    return {award.id: _award(award, parties[award.party_id], shares[award.id]) for award in asked}


def _award(award: Award, party: str, paying: Sequence[Paying]) -> AwardOut:
    stages = added(one.stages for one in paying)
    return AwardOut(
        party=party,
        instrument=Instrument(award.instrument),
        window=Window(award.window),
        country=award.country,
        track=Track(award.track),
        amount=Money(award.amount, BOOKS).decimal_text(),
        conditional=Money(award.conditional, BOOKS).decimal_text(),
        currency=award.currency,
        fx_method=FxMethod(award.fx_method) if award.fx_method else None,
        modality=Modality(award.modality),
        risk=Risk(award.risk),
        starts_on=award.starts_on,
        ends_on=award.ends_on,
        reserved_until=award.reserved_until,
        stages={kind.value: stages[kind].decimal_text() for kind in HELD},
    )


def tranches(session: Session, asked: Sequence[Tranche]) -> dict[int, BaseModel]:
    """The content of these tranches, in one query."""
    ids = {tranche.award_id for tranche in asked}
    rows = session.execute(select(THINGS.c.id, THINGS.c.reference).where(THINGS.c.id.in_(ids)))
    names = {key: str(reference) for key, reference in rows}
    return {
        tranche.id: TrancheOut(
            award=names[tranche.award_id],
            number=tranche.number,
            percent=tranche.percent,
            amount=Money(tranche.amount, BOOKS).decimal_text(),
            due_on=tranche.due_on,
        )
        for tranche in asked
    }


JSON = {
    AWARDS.kind: Json(AwardOut, awards, but=frozenset({"attach"})),
    TRANCHES.kind: Json(TrancheOut, tranches),
}
