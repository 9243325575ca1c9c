"""The registers of acts: who approved what, who worked with whom, who holds what."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date
from itertools import combinations, groupby
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from app.audit.registers.register import AT_ONCE, Asked, Cell, Column, of_rows, of_statement
from app.identity.models import Account, HeldPost, person_of
from app.kernel.actors import Duty
from app.kernel.db import table_of
from app.kernel.things import THINGS
from app.kernel.trail.append import STEPS
from app.kernel.words import _

ACCOUNTS, POSTS = map(table_of, (Account, HeldPost))
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


def worded(asked: Asked, *columns: ColumnElement[Any]) -> list[ColumnElement[bool]]:
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
            *worded(asked, THINGS.c.reference, THINGS.c.title, STEPS.c.actor, STEPS.c.move),
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
            *worded(asked, holder.c.title, POSTS.c.role, THINGS.c.reference),
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
