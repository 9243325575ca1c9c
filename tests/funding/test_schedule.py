"""The schedule of an award and how its money is shared: pure, exact to the cent (R40, R41)."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.funding.awards.models import Modality, RequirementKind, Risk
from app.funding.awards.schedule import DEFAULTS, Asked, Table, read_table, schedule, sums_to_the_whole
from app.funding.awards.shares import chosen, draws, proposed
from app.funding.models import Instrument, Theme, Track, Window
from app.funding.sources.matching import Earmark, Match, Offering, Want, matches
from app.kernel.errors import Why
from app.kernel.money import Money

STARTS, ENDS = date(2026, 1, 1), date(2026, 7, 1)


def table(**changes: Any) -> Table:
    return read_table({**DEFAULTS, **changes})


def asked(amount: int = 3_600_000, **more: Any) -> Asked:
    told: dict[str, Any] = {
        "track": Track.STANDARD,
        "risk": Risk.LOW,
        "modality": Modality.ADVANCE,
        "starts_on": STARTS,
        "ends_on": ENDS,
    }
    return Asked(amount=Money(amount, "USD"), **{**told, **more})


def usd(*minors: int) -> list[Money]:
    return [Money(minor, "USD") for minor in minors]


# --- R40 -------------------------------------------------------------------------------------------


def test_R40_the_first_tranche_of_36_000_dollars_is_14_400() -> None:
    plan = schedule(table(), asked())

    assert [one.amount for one in plan.tranches] == usd(1_440_000, 1_440_000, 720_000)
    assert [one.percent for one in plan.tranches] == [40, 40, 20]
    assert [one.due_on for one in plan.tranches] == [STARTS, date(2026, 3, 2), date(2026, 5, 1)]
    assert plan.last_on == date(2026, 5, 1)


def test_R40_the_last_tranche_takes_the_rounding() -> None:
    plan = schedule(table(), asked(100), [Fraction("33.3333"), Fraction("33.3333"), Fraction("33.3334")])

    assert [one.amount.minor for one in plan.tranches] == [33, 33, 34]
    assert [one.percent_text for one in plan.tranches] == ["33.3333", "33.3333", "33.3334"]


@given(
    amount=st.integers(min_value=100, max_value=10**12),
    parts=st.lists(st.integers(min_value=1, max_value=99), min_size=1, max_size=8),
)
def test_R40_every_plan_sums_to_the_award_to_the_cent(amount: int, parts: list[int]) -> None:
    percents = [Fraction(100 * part, sum(parts)) for part in parts]

    plan = schedule(table(), asked(amount), percents)

    assert sum(one.amount.minor for one in plan.tranches) == amount
    assert sums_to_the_whole(percents) is None


@pytest.mark.parametrize("plan", [["40", "40", "19.9999"], ["100", "0"], ["60", "60"], []])
def test_R40_other_percentages_are_refused(plan: list[str]) -> None:
    reason = sums_to_the_whole(list(map(Fraction, plan)))

    assert reason is not None
    assert reason.rule == "R40"


def test_R40_a_country_may_plan_by_amount() -> None:
    uganda = {**DEFAULTS["standard"], "tranches": [["0.00", ["50", "50"]], ["15000.00", ["40", "40", "20"]]]}

    below = schedule(table(standard=uganda), asked(1_499_999))
    exactly = schedule(table(standard=uganda), asked(1_500_000))

    assert [one.percent for one in below.tranches] == [50, 50]
    assert [one.percent for one in exactly.tranches] == [40, 40, 20]


def test_what_the_secretariat_carries_out_itself_has_no_tranches() -> None:
    plan = schedule(table(), asked(modality=Modality.DIRECT_EXECUTION))

    assert (plan.tranches, plan.last_on) == ((), None)
    assert RequirementKind.FINANCIAL in {one.kind for one in plan.owed}


# --- R41 -------------------------------------------------------------------------------------------


def owed(**more: Any) -> list[tuple[str, int | None, str]]:
    return [(one.kind, one.tranche, one.due_on.isoformat()) for one in schedule(table(), asked(**more)).owed]


def test_R41_a_small_award_owes_a_page_a_tranche_and_one_visit() -> None:
    assert owed(track=Track.SMALL) == [
        ("statement", 1, "2026-04-01"),
        ("visit", None, "2026-07-01"),
        ("statement", 2, "2026-07-31"),
    ]


def test_R41_a_large_award_owes_spot_checks_and_an_audit_of_its_own() -> None:
    kinds = [kind for kind, _tranche, _day in owed(track=Track.LARGE)]

    assert {kind: kinds.count(kind) for kind in sorted(set(kinds))} == {
        "audit": 1,
        "financial": 4,
        "narrative": 4,
        "spot_check": 3,
        "visit": 3,
    }
    assert owed(track=Track.LARGE)[-1] == ("audit", None, "2026-09-29")


def test_R41_high_risk_is_controlled_as_a_large_award() -> None:
    assert owed(risk=Risk.HIGH) == owed(track=Track.LARGE)
    assert owed(risk=Risk.MEDIUM) == owed(risk=Risk.LOW)


def test_R41_a_long_award_reports_between_its_tranches() -> None:
    long = owed(track=Track.SMALL, ends_on=STARTS + timedelta(days=720))

    assert [day for kind, _tranche, day in long if kind == "narrative"] == ["2026-06-30", "2027-06-25"]


# --- Shares ----------------------------------------------------------------------------------------


@given(
    shares=st.lists(st.integers(min_value=1, max_value=10**9), min_size=1, max_size=5),
    cuts=st.lists(st.integers(min_value=1, max_value=99), min_size=1, max_size=5),
)
def test_a_tranche_draws_on_the_shares_exactly(shares: list[int], cuts: list[int]) -> None:
    whole = Money(sum(shares), "USD")
    tranches = whole.share(cuts)

    drawn = draws(usd(*shares), tranches)

    assert [sum(part.minor for part in row) for row in drawn] == [tranche.minor for tranche in tranches]
    assert [sum(row[at].minor for row in drawn) for at in range(len(shares))] == shares


def test_two_thirds_of_each_tranche_come_from_the_larger_share() -> None:
    assert draws(usd(1_200_000, 2_400_000), usd(1_440_000, 1_440_000, 720_000)) == [
        usd(480_000, 960_000),
        usd(480_000, 960_000),
        usd(240_000, 480_000),
    ]


def offering(name: str, free: int, ends_on: date | None = None, **earmark: Any) -> Offering:
    return Offering(
        allotment=name,
        source=f"SRC-{name}",
        title=f"Money {name}",
        earmarks=(Earmark(**{key: frozenset(value) for key, value in earmark.items()}),),
        ends_on=ends_on,
        source_is_open=True,
        free=Money(free, "USD"),
    )


def judged(*offerings: Offering) -> tuple[Match, ...]:
    want = Want(
        frozenset({"LBR"}), frozenset({Theme.CLIMATE}), Instrument.CUF, Window.COUNTRY, ENDS, ENDS, 90
    )
    return matches(offerings, want)


def test_R34_the_narrowest_money_that_is_enough_is_proposed() -> None:
    found = judged(
        offering("A", 900), offering("B", 900, countries=["LBR"]), offering("C", 900, countries=["UGA"])
    )

    assert proposed(found, Money(900, "USD")) == (("B", Money(900, "USD")),)
    assert proposed(found, Money(1_000, "USD")) == (("B", Money(900, "USD")), ("A", Money(100, "USD")))


def test_R34_too_little_money_says_how_much_there_is() -> None:
    reason = proposed(judged(offering("A", 900), offering("B", 9_000, countries=["UGA"])), Money(901, "USD"))

    assert isinstance(reason, Why)
    assert (reason.rule, reason.text.values["free"]) == ("R34", Money(900, "USD"))


@pytest.mark.parametrize(
    ("parts", "said", "field"),
    [
        ([("X", 900)], "Choose each allotment once", "shares-0-allotment"),
        ([("A", 450), ("A", 450)], "Choose each allotment once", "shares-1-allotment"),
        ([("B", 900)], "{money}: {reason}", "shares-0-allotment"),
        ([("A", 901)], "is free", "shares-0-amount"),
        ([("A", 899)], "The parts make", "shares"),
    ],
)
def test_R34_money_that_may_not_pay_is_refused(parts: list[tuple[str, int]], said: str, field: str) -> None:
    found = judged(offering("A", 900), offering("B", 900, ends_on=ENDS))
    typed = tuple((name, Money(minor, "USD")) for name, minor in parts)

    reason = chosen(found, Money(900, "USD"), typed)

    assert reason is not None
    assert (reason.rule, reason.field) == ("R34", field)
    assert said in reason.text.id


def test_R34_parts_that_make_the_whole_may_pay() -> None:
    found = judged(offering("A", 900), offering("C", 100))

    assert chosen(found, Money(1_000, "USD"), (("A", Money(900, "USD")), ("C", Money(100, "USD")))) is None
