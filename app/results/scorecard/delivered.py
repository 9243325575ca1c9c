"""What was delivered, thing by thing: each counted once, by sort, type and topic, in the year of its handover (R87)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.results.models import Sort, WorkType
from app.results.outputs.models import Output, OutputPlace, OutputState


@dataclass(frozen=True)
class Delivered:
    """One output as the scorecard counts it; `themes` may be several, its sort and type are one."""

    reference: str
    title: str
    sort: Sort
    primary_type: WorkType | None
    themes: frozenset[str]
    handed_over_on: date
    places: frozenset[int]


def delivered(session: Session, since: date, until: date, within: frozenset[int] | None) -> list[Delivered]:
    """What was handed over between two days, all of whose places lie among `within` (None: anywhere)."""
    outputs = list(
        session.scalars(
            select(Output)
            .where(
                Output.state == OutputState.DELIVERED,
                Output.handed_over_on >= since,
                Output.handed_over_on <= until,
            )
            .order_by(Output.handed_over_on, Output.id)
        )
    )
    places: dict[int, set[int]] = {}
    for output_id, place_id in session.execute(select(OutputPlace.output_id, OutputPlace.place_id)):
        places.setdefault(output_id, set()).add(place_id)
    found = (_as_counted(output, frozenset(places[output.id])) for output in outputs)
    return [one for one in found if within is None or one.places <= within]


def _as_counted(output: Output, places: frozenset[int]) -> Delivered:
    return Delivered(
        output.reference,
        output.title,
        Sort(output.sort),
        WorkType(output.primary_type) if output.primary_type else None,
        frozenset(output.themes),
        output.handed_over_on,
        places,
    )


def by_type(outputs: Iterable[Delivered]) -> Counter[WorkType]:
    """The works by their primary types; the sum over all types, *other* with them, is T3.01."""
    return Counter(one.primary_type for one in outputs if one.primary_type is not None)


def by_sort(outputs: Iterable[Delivered]) -> Counter[Sort]:
    """How many of each sort."""
    return Counter(one.sort for one in outputs)
