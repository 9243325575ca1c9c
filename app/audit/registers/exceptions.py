"""The registers of what went another way: explained, waived, changed, refused."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, literal, select, true, union_all
from sqlalchemy.orm import Session

from app.audit.registers.acts import AT, NUMBER, TITLE, WHAT, WHO, worded
from app.audit.registers.register import AT_ONCE, Asked, Cell, Column, of_rows, of_statement
from app.funding.awards.models import Condition, Requirement
from app.funding.rates.models import Rate
from app.kernel.db import table_of
from app.kernel.policy import Parameters
from app.kernel.things import THINGS
from app.kernel.trail.append import FACTS, SECRETS, STEPS
from app.kernel.trail.models import Refusal
from app.kernel.trail.record import Record
from app.kernel.words import _

CONDITIONS, REQUIREMENTS, RATES, PARAMETERS, REFUSALS = map(
    table_of, (Condition, Requirement, Rate, Parameters, Refusal)
)


def _explained(session: Session, asked: Asked) -> Iterator[Sequence[Cell]]:
    """The acts that went on against a warning: the rules, and the explanation unless it was erased."""
    rows = session.execute(
        select(
            STEPS.c.seq,
            STEPS.c.at,
            THINGS.c.reference,
            THINGS.c.title,
            STEPS.c.move,
            STEPS.c.actor,
            FACTS.c.record,
            SECRETS.c.value,
        )
        .join_from(SECRETS, STEPS, and_(STEPS.c.seq == SECRETS.c.seq, SECRETS.c.field == "explanation"))
        .join(FACTS, FACTS.c.seq == STEPS.c.seq)
        .join(THINGS, THINGS.c.id == STEPS.c.thing_id)
        .where(asked.seen, *asked.moments(STEPS.c.at))
        .order_by(STEPS.c.seq)
        .execution_options(yield_per=AT_ONCE)
    )
    for *plain, record, value in rows:
        rules = Record.from_bytes(bytes(record)).body.get("warnings", ())
        yield (*plain, ", ".join(rules), json.loads(value) if value else "")


EXPLAINED = of_rows(
    "explained",
    _("Warnings that were explained"),
    _("Every act that went on against a warning, with the rule and what was said."),
    (
        NUMBER,
        AT,
        WHAT,
        TITLE,
        Column("move", _("Act")),
        WHO,
        Column("rules", _("Rules")),
        Column("explanation", _("Explanation")),
    ),
    _explained,
)


def _waived(asked: Asked) -> Select[Any]:
    """Conditions and requirements of awards that were waived, with the reason."""
    condition = select(
        CONDITIONS.c.award_id.label("award_id"),
        literal("condition").label("sort"),
        CONDITIONS.c.sentence.label("sentence"),
        CONDITIONS.c.met_at.label("at"),
        CONDITIONS.c.met_by.label("who"),
        CONDITIONS.c.evidence.label("reason"),
    ).where(CONDITIONS.c.waived, CONDITIONS.c.met_at.is_not(None))
    requirement = select(
        REQUIREMENTS.c.award_id,
        literal("requirement"),
        REQUIREMENTS.c.kind,
        REQUIREMENTS.c.waived_at,
        REQUIREMENTS.c.waived_by,
        REQUIREMENTS.c.waiver,
    ).where(REQUIREMENTS.c.waived_at.is_not(None))
    waived = union_all(condition, requirement).subquery("waived")
    return (
        select(
            THINGS.c.reference,
            THINGS.c.title,
            waived.c.sort,
            waived.c.sentence,
            waived.c.at,
            waived.c.who,
            waived.c.reason,
        )
        .join_from(waived, THINGS, THINGS.c.id == waived.c.award_id)
        .where(asked.seen, *asked.moments(waived.c.at), *worded(asked, THINGS.c.reference, THINGS.c.title))
        .order_by(waived.c.at, THINGS.c.id)
    )


WAIVED = of_statement(
    "waived",
    _("Waivers"),
    _("Conditions, reports, visits and audits that somebody decided an award need not have."),
    (
        WHAT,
        TITLE,
        Column("sort", _("Kind")),
        Column("sentence", _("What was waived")),
        AT,
        WHO,
        Column("reason", _("Reason")),
    ),
    _waived,
)


# --- Parameters and rates, refusals --------------------------------------------------------------


def _for_everything(asked: Asked) -> ColumnElement[bool]:
    """What no scope divides is read by those whose post has none."""
    return true() if asked.everything else false()


def _parameters(asked: Asked) -> Select[Any]:
    columns = PARAMETERS.c
    return (
        select(columns.name, columns.scope, columns.valid_from, columns.settings)
        .where(_for_everything(asked), *asked.days(columns.valid_from), *worded(asked, columns.name))
        .order_by(columns.name, columns.scope, columns.valid_from)
    )


def _rates(asked: Asked) -> Select[Any]:
    return (
        select(
            THINGS.c.reference,
            RATES.c.currency.label("of"),
            RATES.c.per_usd,
            RATES.c.effective_on,
            RATES.c.source,
            THINGS.c.state,
        )
        .join_from(RATES, THINGS, THINGS.c.id == RATES.c.id)
        .where(
            asked.seen, *asked.days(RATES.c.effective_on), *worded(asked, RATES.c.currency, RATES.c.source)
        )
        .order_by(RATES.c.effective_on, RATES.c.currency, THINGS.c.id)
    )


def _refused(asked: Asked) -> Select[Any]:
    columns = REFUSALS.c
    return (
        select(columns.at, columns.actor, columns.status, columns.address, columns.rules)
        .where(
            _for_everything(asked), *asked.moments(columns.at), *worded(asked, columns.actor, columns.rules)
        )
        .order_by(columns.at, columns.id)
    )


def _spelt(last: int) -> Callable[[Any], Sequence[Cell]]:
    """The cells of a row whose cell at `last` is a mapping, spelt as JSON."""

    def cells(row: Any) -> Sequence[Cell]:
        return (*row[:last], json.dumps(row[last], ensure_ascii=False, sort_keys=True))

    return cells


CHANGED = of_statement(
    "parameters",
    _("Parameters by version"),
    _("Every version of every policy parameter, with the day from which it holds."),
    (
        Column("name", _("Parameters")),
        Column("scope", _("For")),
        Column("valid_from", _("From")),
        Column("settings", _("Values")),
    ),
    _parameters,
    _spelt(3),
)
RATES_USED = of_statement(
    "rates",
    _("Rates of exchange"),
    _("Every rate with its day, source and state."),
    (
        WHAT,
        Column("of", _("Currency")),
        Column("per_usd", _("Units for one US dollar")),
        Column("effective_on", _("In force from")),
        Column("source", _("Source")),
        Column("state", _("State")),
    ),
    _rates,
)
REFUSED = of_statement(
    "refused",
    _("Refused attempts"),
    _("What somebody tried and a rule, the state or a missing right stood against."),
    (
        AT,
        WHO,
        Column("status", _("Answer"), "number"),
        Column("address", _("Where")),
        Column("rules", _("Rules")),
    ),
    _refused,
)
