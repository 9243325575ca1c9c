"""The registers of acts: who approved what, who worked with whom, what was explained, waived, changed or refused."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date
from itertools import combinations, groupby
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, false, literal, or_, select, true, union_all
from sqlalchemy.orm import Session

from app.audit.registers.register import AT_ONCE, Asked, Cell, Column, of_rows, of_statement
from app.funding.awards.models import Condition, Requirement
from app.funding.rates.models import Rate
from app.identity.models import Account, HeldPost, person_of
from app.kernel.actors import Duty
from app.kernel.db import table_of
from app.kernel.policy import Parameters
from app.kernel.things import THINGS
from app.kernel.trail.append import FACTS, SECRETS, STEPS
from app.kernel.trail.models import Refusal
from app.kernel.trail.record import Record
from app.kernel.words import _

CONDITIONS, REQUIREMENTS, RATES, ACCOUNTS, POSTS, PARAMETERS, REFUSALS = map(
    table_of, (Condition, Requirement, Rate, Account, HeldPost, Parameters, Refusal)
)
DECIDING = (Duty.DECIDES, Duty.APPROVES, Duty.CERTIFIES, Duty.VERIFIES, Duty.PAYS, Duty.ACCEPTS)
NUMBER, AT, WHO = (
    Column("seq", _("Number on the trail"), "number"),
    Column("at", _("When")),
    Column("who", _("Person")),
)
WHAT, TITLE, KIND = (
    Column("reference", _("What")),
    Column("title", _("Title")),
    Column("kind", _("Kind")),
)


def _worded(asked: Asked, *columns: ColumnElement[Any]) -> list[ColumnElement[bool]]:
    if not asked.text:
        return []
    return [or_(*(column.icontains(asked.text, autoescape=True) for column in columns))]


# --- (4) Steps and approvals ---------------------------------------------------------------------


def _steps(asked: Asked, *conditions: ColumnElement[bool]) -> Select[Any]:
    """The steps of the things that the reader sees, in the trail's order."""
    return (
        select(
            STEPS.c.seq,
            STEPS.c.at,
            THINGS.c.reference,
            THINGS.c.title,
            STEPS.c.kind,
            STEPS.c.move,
            STEPS.c.duty,
            STEPS.c.actor,
            STEPS.c.post,
            STEPS.c.before,
            STEPS.c.after,
        )
        .join_from(STEPS, THINGS, THINGS.c.id == STEPS.c.thing_id)
        .where(
            asked.seen,
            *asked.moments(STEPS.c.at),
            *_worded(asked, THINGS.c.reference, THINGS.c.title, STEPS.c.actor, STEPS.c.move),
            *conditions,
        )
        .order_by(STEPS.c.seq)
    )


STEP_COLUMNS = (
    NUMBER,
    AT,
    WHAT,
    TITLE,
    KIND,
    Column("move", _("Act")),
    Column("duty", _("Duty")),
    WHO,
    Column("post", _("By the post")),
    Column("before", _("State before")),
    Column("after", _("State after")),
)
ALL_STEPS = of_statement(
    "steps",
    _("Everything that was done"),
    _("One row for each act, as the trail has it."),
    STEP_COLUMNS,
    _steps,
)
APPROVALS = of_statement(
    "approvals",
    _("Approvals"),
    _("Every act that verifies, certifies, decides, approves, pays or accepts."),
    STEP_COLUMNS,
    lambda asked: _steps(asked, STEPS.c.duty.in_(DECIDING)),
)


# --- Posts, and who worked with whom -------------------------------------------------------------


def _posts(asked: Asked) -> Select[Any]:
    holder = THINGS.alias("holder")
    return (
        select(
            THINGS.c.reference,
            POSTS.c.account_id,
            holder.c.title.label("name"),
            POSTS.c.role,
            POSTS.c.office,
            POSTS.c.scope_kind,
            POSTS.c.scope_label,
            THINGS.c.state,
            THINGS.c.since,
            POSTS.c.until,
        )
        .join_from(POSTS, THINGS, THINGS.c.id == POSTS.c.id)
        .join(holder, holder.c.id == POSTS.c.account_id)
        .where(
            asked.seen,
            *asked.moments(THINGS.c.since),
            *_worded(asked, holder.c.title, POSTS.c.role, THINGS.c.reference),
        )
        .order_by(THINGS.c.id)
    )


def _post(row: Any) -> Sequence[Cell]:
    return (row[0], person_of(row.account_id), *row[2:])


POSTS_HELD = of_statement(
    "posts",
    _("Posts"),
    _("Who holds or held which role, where, since when and until when."),
    (
        WHAT,
        WHO,
        Column("name", _("Name")),
        Column("role", _("Role")),
        Column("office", _("Office")),
        Column("scope", _("Scope")),
        Column("where", _("Where")),
        Column("state", _("State")),
        Column("since", _("In this state since")),
        Column("until", _("Until")),
    ),
    _posts,
    _post,
)


class _Did(NamedTuple):
    day: date
    thing: int
    duty: str
    actor: str


def _pairs(session: Session, asked: Asked) -> Iterator[Sequence[Cell]]:
    """By day, the pairs of people who each had a duty in the same thing that day, and in how many things."""
    steps = session.execute(
        select(STEPS.c.at, STEPS.c.thing_id, STEPS.c.duty, STEPS.c.actor)
        .join_from(STEPS, THINGS, THINGS.c.id == STEPS.c.thing_id)
        .where(asked.seen, STEPS.c.duty.is_not(None), *asked.moments(STEPS.c.at))
        .order_by(STEPS.c.seq)
        .execution_options(yield_per=AT_ONCE)
    )
    done = (_Did(at.astimezone(UTC).date(), thing, duty, actor) for at, thing, duty, actor in steps)
    for day, of_day in groupby(done, lambda one: one.day):
        pairs = _pairs_of_day(of_day)
        yield from ((day, *pair, count) for pair, count in sorted(pairs.items()))


def _pairs_of_day(done: Iterable[_Did]) -> Counter[tuple[str, str, str, str]]:
    by_thing: dict[int, set[tuple[str, str]]] = {}
    for one in done:
        by_thing.setdefault(one.thing, set()).add((one.actor, one.duty))
    return Counter(
        (first[0], first[1], second[0], second[1])
        for hands in by_thing.values()
        for first, second in combinations(sorted(hands), 2)
        if first[0] != second[0]
    )


PAIRS = of_rows(
    "pairs",
    _("Four eyes: who worked with whom"),
    _("By day, each two people who had different duties in the same thing, and in how many things."),
    (
        Column("day", _("Day")),
        Column("one", _("Person")),
        Column("one_duty", _("Duty")),
        Column("other", _("Other person")),
        Column("other_duty", _("Duty of the other")),
        Column("things", _("Things"), "number"),
    ),
    _pairs,
)


# --- Warnings that were explained, and waivers ---------------------------------------------------


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
        .where(asked.seen, *asked.moments(waived.c.at), *_worded(asked, THINGS.c.reference, THINGS.c.title))
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
        .where(_for_everything(asked), *asked.days(columns.valid_from), *_worded(asked, columns.name))
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
            asked.seen, *asked.days(RATES.c.effective_on), *_worded(asked, RATES.c.currency, RATES.c.source)
        )
        .order_by(RATES.c.effective_on, RATES.c.currency, THINGS.c.id)
    )


def _refused(asked: Asked) -> Select[Any]:
    columns = REFUSALS.c
    return (
        select(columns.at, columns.actor, columns.status, columns.address, columns.rules)
        .where(
            _for_everything(asked), *asked.moments(columns.at), *_worded(asked, columns.actor, columns.rules)
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
