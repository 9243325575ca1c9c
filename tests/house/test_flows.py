"""Every flow is sound: each state is reached and left, everybody who acts sees, every name is its own."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select

from app.kernel.actors import Role
from app.kernel.db import Databases, databases
from app.kernel.flow import AnyFlow
from app.kernel.things import KnownState
from app.main import flows
from tests.databases import Database
from tests.house.flows import acts

STANDING = frozenset({"identity.account", "identity.post", "places.place", "parties.party"})
"""Registers: their things rest in a state for years, and nobody has to move them on."""


PROMISED = frozenset({("cuf.project", "UNDER_APPRAISAL")})
"""States whose `due_at` is the day by which an answer is promised."""
RESTING = frozenset(
    {
        ("funding.source", "OPEN"),
        ("funding.contribution", "RECEIVED"),
        ("funding.allotment", "ALLOTTED"),
        ("funding.charge", "POSTED"),
        ("funding.award", "CLOSED"),
        ("parties.due_diligence", "APPROVED"),
        ("parties.bank_record", "VERIFIED"),
        ("funding.budget", "APPROVED"),
        ("funding.statement", "RECONCILED"),
        ("results.output", "DELIVERED"),
        ("results.estimate", "VERIFIED"),
        ("results.declaration", "APPROVED"),
        ("results.period", "CLOSED"),
        ("results.context", "STANDING"),
        ("cuf.project", "WAITLISTED"),
        ("cuf.meeting", "LOCKED"),
        ("cuf.tally", "ENTERED"),
    }
)
"""States in which all is as it should be: what may still happen there is nobody's work."""


@pytest.fixture(params=flows().values(), ids=lambda flow: flow.kind)
def flow(request: pytest.FixtureRequest) -> AnyFlow:
    found: AnyFlow = request.param
    return found


def test_every_state_is_reached_from_a_birth(flow: AnyFlow) -> None:
    reached = {birth.end for birth in flow.births}
    while further := {end for move in flow.moves for end in move.ends if move.start & reached} - reached:
        reached |= further

    assert reached == set(flow.states)


def test_every_state_that_is_not_final_can_be_left(flow: AnyFlow) -> None:
    ends = {
        state
        for state in flow.states
        if all(move.ends <= {state} for move in flow.moves if state in move.start)
    }

    assert ends == set(flow.final)


def test_every_state_that_is_not_final_waits_for_somebody(flow: AnyFlow) -> None:
    moved_on = {state for move in flow.moves if move.awaited or Role.CLOCK in move.by for state in move.start}
    promised = {state for state in flow.states if (flow.kind, state) in PROMISED | RESTING}

    assert flow.kind in STANDING or moved_on | promised >= set(flow.states) - set(flow.final)


def test_no_move_starts_from_a_final_state(flow: AnyFlow) -> None:
    assert [move.name for move in flow.moves if move.start & flow.final] == []


def test_whoever_makes_a_move_sees_a_state_it_starts_from(flow: AnyFlow) -> None:
    blind = [
        (move.name, role)
        for move in flow.moves
        for role in move.by
        if role not in flow.sees or not move.start & flow.sees[role].states
    ]

    assert blind == []


def test_whoever_begins_a_thing_sees_it_afterwards(flow: AnyFlow) -> None:
    blind = [
        (birth.name, role)
        for birth in flow.births
        for role in birth.by
        if role not in flow.sees or birth.end not in flow.sees[role].states
    ]

    assert blind == []


def test_every_name_is_its_own(flow: AnyFlow) -> None:
    names = [one.name for one in acts(flow)]

    assert len(names) == len(set(names))


def test_every_birth_move_and_state_has_words(flow: AnyFlow) -> None:
    wordless = [one.name for one in acts(flow) if not (one.says and one.past)]

    assert wordless == []
    assert set(flow.words) == set(flow.states)


def test_kinds_prefixes_and_paths_are_each_flows_own() -> None:
    every = list(flows().values())

    for name in ("kind", "prefix", "path"):
        assert len({getattr(flow, name) for flow in every}) == len(every), name


@pytest.fixture
def migrated(clone: Callable[[str], Database]) -> Iterator[Databases]:
    opened = databases(clone("founded").url)
    yield opened
    opened.close()


def test_the_migrations_know_every_state_and_no_other(migrated: Databases) -> None:
    with migrated.read() as session:
        known = {(row.kind, row.state) for row in session.scalars(select(KnownState))}

    assert known == {(flow.kind, state.value) for flow in flows().values() for state in flow.states}
