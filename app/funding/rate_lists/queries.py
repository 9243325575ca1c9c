"""What may be known of lists of rates: those read, and each rate beside what the books have."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.funding.rate_lists.models import ListedRate, RateList, RateListState
from app.funding.rate_lists.rules import Compared, ListGrounds
from app.funding.rate_lists.schemas import ListForm
from app.funding.rates.models import Rate, RateState
from app.kernel.actors import Actor, Scope


def lists_read(session: Session, limit: int = 24) -> list[RateList]:
    """The lists, the newest first."""
    return list(session.scalars(select(RateList).order_by(RateList.id.desc()).limit(limit)))


def list_of_file(session: Session, sha256: str) -> str:
    """The reference of the list that this very file was read as, unless it was discarded; "" where it was not."""
    statement = select(RateList.reference).where(
        RateList.sha256 == sha256, RateList.state != RateListState.DISCARDED
    )
    return session.scalars(statement.order_by(RateList.id).limit(1)).first() or ""


def is_known(session: Session, _actor: Actor, form: ListForm, _now: datetime) -> str:
    """What a new list is judged by: the list of the same file."""
    return list_of_file(session, form.file.sha256)


def compared(session: Session, list_ids: Sequence[int]) -> dict[int, list[Compared]]:
    """Each list's rates, the newest first, beside what the books have for the same currency and day; one query."""
    found: dict[int, list[Compared]] = {key: [] for key in list_ids}
    rows = session.execute(
        select(ListedRate, Rate.per_usd, Rate.state)
        .outerjoin(
            Rate,
            (Rate.currency == ListedRate.currency)
            & (Rate.effective_on == ListedRate.effective_on)
            & (Rate.state != RateState.REJECTED),
        )
        .where(ListedRate.list_id.in_(list_ids))
        .order_by(ListedRate.effective_on.desc(), ListedRate.currency, Rate.id)
    )
    for listed, known, state in rows:
        one = Compared(
            listed.currency, listed.effective_on, listed.per_usd, known or "", state == RateState.CONFIRMED
        )
        found[listed.list_id].append(one)
    return found


def grounds_of(
    session: Session, _actor: Actor, lists: Sequence[RateList], _now: datetime
) -> dict[int, ListGrounds]:
    """What the moves of these lists are judged by."""
    rows = compared(session, [one.id for one in lists])
    return {key: ListGrounds(found) for key, found in rows.items()}


def scopes(_session: Session, _list: RateList) -> frozenset[Scope]:
    """Rates are the whole fund's."""
    return frozenset()
