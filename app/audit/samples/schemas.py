"""What the moves of a sample ask for."""

from typing import Annotated, Any

from pydantic import Field

from app.audit.samples.models import (
    METHOD_NAMES,
    POPULATION_NAMES,
    RESULT_NAMES,
    TICK_NAMES,
    Method,
    Population,
    Result,
    Tick,
)
from app.funding.models import BOOKS
from app.kernel.fields import MOST, Day, Several, amount_in, answers
from app.kernel.flow import Form
from app.kernel.words import _

MOST_ITEMS = 1_000
Dollars = Annotated[int, amount_in(BOOKS), Field(ge=0, le=MOST)]
SELECT: dict[str, Any] = {"kind": "select"}


class Stratum(Form):
    """A range of amounts: from this amount on, up to where the next begins."""

    begins_at: Annotated[
        Dollars, Field(title=_("From this amount on"), json_schema_extra={"kind": "amount"})
    ] = 0
    size: Annotated[int, Field(title=_("How many of it"), ge=0, le=MOST_ITEMS)]


class DrawForm(Form):
    """What is drawn, how, and with which seed."""

    engagement: Annotated[str, Field(title=_("Engagement"), max_length=40, json_schema_extra=SELECT)]
    population: Annotated[
        Population, Field(title=_("Population"), json_schema_extra=answers(POPULATION_NAMES))
    ]
    method: Annotated[Method, Field(title=_("Method"), json_schema_extra=answers(METHOD_NAMES))]
    size: Annotated[
        int,
        Field(
            title=_("How many"),
            description=_("Items, or hits where each unit of money counts."),
            ge=1,
            le=MOST_ITEMS,
        ),
    ] = 25
    strata: Annotated[
        tuple[Stratum, ...],
        Field(
            title=_("Ranges of amounts"),
            description=_("For a stratified sample only; the first begins at 0."),
            max_length=10,
        ),
    ] = ()
    seed: Annotated[
        str,
        Field(
            title=_("Seed"),
            description=_(
                "Any text. With it anybody draws the same sample again; choose it in front of others."
            ),
            min_length=1,
            max_length=80,
            pattern=r"^[ -~]+$",
        ),
    ]
    looks_from: Annotated[Day | None, Field(title=_("From"))] = None
    looks_until: Annotated[Day | None, Field(title=_("Until"))] = None


class WorkForm(Form):
    """What was seen of one item."""

    number: Annotated[int, Field(title=_("Item"), ge=1, le=10 * MOST_ITEMS)]
    ticks: Annotated[
        tuple[Tick, ...],
        Several,
        Field(title=_("Seen and agreed"), json_schema_extra=answers(TICK_NAMES)),
    ] = ()
    result: Annotated[Result, Field(title=_("Result"), json_schema_extra=answers(RESULT_NAMES))]
    note: Annotated[str, Field(title=_("Note"), max_length=400)] = ""


class Note(Form):
    """Something to say with the move."""

    note: Annotated[str, Field(title=_("Note"), max_length=400)] = ""
