"""What the moves of a source and of what belongs to it are judged by."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.funding.ledger.models import Kind
from app.funding.ledger.queries import standing, sums_of_funds
from app.funding.models import BOOKS
from app.funding.rates.queries import rate_on
from app.funding.sources.matching import Earmark
from app.funding.sources.models import (
    Allotment,
    Charge,
    ChargeState,
    Contribution,
    Source,
    SourceState,
)
from app.funding.sources.queries import (
    NOT_SPENT,
    PARTS,
    PENDING,
    Part,
    countries_on_offer,
    donors_on_offer,
    earmark_of,
    in_the_books,
    source_named,
)
from app.funding.sources.rules import NOTHING, Registering, SourceGrounds, Within
from app.funding.sources.schemas import AllotForm, ChargeForm, PledgeForm, SourceForm
from app.kernel.actors import Actor
from app.kernel.money import Money


def registering(session: Session, actor: Actor, form: SourceForm, now: datetime) -> Registering:
    """What a new source is judged by."""
    donors = donors_on_offer(session, actor, now.date())
    return Registering(
        code_taken=bool(session.scalar(select(exists().where(Source.code == form.code)))),
        donor_found=form.donor in {party.reference for party in donors},
        countries=frozenset(code for code, _title in countries_on_offer(session)),
    )


def source_grounds(
    session: Session, _actor: Actor, sources: Sequence[Source], _now: datetime
) -> dict[int, SourceGrounds]:
    """What the moves of these sources are judged by."""
    ids = [source.id for source in sources]
    sums = sums_of_funds(session, ids)
    countries = frozenset(code for code, _title in countries_on_offer(session))
    pledged, waiting = Counter[int](), Counter[int]()
    for model in PARTS:
        for key, state in session.execute(
            select(model.source_id, model.state).where(model.source_id.in_(ids))
        ):
            pledged[key] += model is Contribution
            waiting[key] += state in PENDING
    return {
        key: SourceGrounds(
            countries=countries,
            contributions=pledged[key],
            left=_sum(in_the_books(sums[key])[kind] for kind in NOT_SPENT),
            waiting=waiting[key],
        )
        for key in ids
    }


def _sum(amounts: Iterable[Money]) -> Money:
    return sum(amounts, start=NOTHING)


def within_for_birth(
    session: Session, _actor: Actor, form: PledgeForm | AllotForm | ChargeForm, now: datetime
) -> Within:
    """What is born under a source is judged by."""
    source = source_named(session, form.source)
    if source is None:
        return Within(None, Earmark(), now.date())
    taken = isinstance(form, ChargeForm) and _voucher_taken(session, source, form.voucher)
    return Within(SourceState(source.state), earmark_of(source), now.date(), voucher_taken=taken)


def _voucher_taken(session: Session, source: Source, voucher: str) -> bool:
    standing_ones = select(Charge.id).where(
        Charge.source_id == source.id,
        Charge.voucher == voucher,
        Charge.state.in_([ChargeState.ENTERED, ChargeState.POSTED]),
    )
    return session.scalars(standing_ones.limit(1)).first() is not None


def within_of(session: Session, _actor: Actor, parts: Sequence[Any], now: datetime) -> dict[int, Within]:
    """What the moves of contributions, allotments and charges are judged by."""
    ids = {part.source_id for part in parts}
    sources = {source.id: source for source in session.scalars(select(Source).where(Source.id.in_(ids)))}
    sums = {key: in_the_books(one) for key, one in sums_of_funds(session, ids).items()}
    free = standing(session, [part.holder for part in parts if isinstance(part, Allotment)], Kind.FREE, BOOKS)
    found: dict[int, Within] = {}
    for part in parts:
        source = sources[part.source_id]
        found[part.id] = Within(
            state=SourceState(source.state),
            earmark=earmark_of(source),
            today=now.date(),
            unallotted=sums[source.id][Kind.UNALLOTTED],
            **_own(session, part, free),
        )
    return found


def _own(session: Session, part: Part, free: Mapping[str, Money]) -> dict[str, Any]:
    match part:
        case Contribution():
            return {
                "pledged_on": part.pledged_on,
                "signed_on": part.signed_on,
                "rate_found": _rate_found(session, part),
            }
        case Allotment():
            return {"free": free[part.holder], "asked": Money(part.amount, BOOKS)}
        case _:
            return {"asked": Money(part.amount, BOOKS)}


def _rate_found(session: Session, part: Contribution) -> bool:
    if part.currency == BOOKS or part.received_on is None:
        return True
    return rate_on(session, part.currency, part.received_on) is not None
