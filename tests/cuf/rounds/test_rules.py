"""A round's rules, each by the dataclass it looks at: no database, no clock."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.cuf.prioritisation.elections import Option as Voted
from app.cuf.prioritisation.entitlements import Settlement
from app.cuf.prioritisation.greedy import Reason, Terms
from app.cuf.prioritisation.runs import ShortlistRun
from app.cuf.prioritisation.shortlist import CityTerms
from app.cuf.prioritisation.ties import Chain
from app.cuf.rounds import deciding, rules
from app.cuf.rounds.models import Feasibility, RoundState
from app.cuf.rounds.outcomes import Result
from app.cuf.rounds.rules import Computed, Listed, OpenGrounds, RoundGrounds
from app.cuf.rounds.schemas import LotForm, ObjectionForm, OpenForm, Otherwise
from app.kernel.actors import Role
from app.kernel.errors import Why
from app.kernel.money import Money
from tests.cuf.rounds.make import decision, listing, terms

TODAY = date(2026, 6, 30)
FROZEN_AT = datetime(2026, 6, 1, 9, tzinfo=UTC)


def option(code: str = "A1", **changes: Any) -> Listed:
    told: dict[str, Any] = {
        "code": code,
        "name": "Kiosks",
        "picture": "tap",
        "place": "By the well",
        "cost": 100,
        "feasibility": Feasibility.FEASIBLE,
        "feasibility_reason": None,
        "kind": "safe_water",
        "need": f"CUF-{code}",
    }
    return Listed(**(told | changes))


def grounds(**changes: Any) -> RoundGrounds:
    """A round of two settlements in which all is as it should be, with changes."""
    told: dict[str, Any] = {
        "state": RoundState.DRAFT,
        "terms": terms().model_dump(mode="json") | {"currency": "LRD"},
        "frozen_at": None,
        "frozen_by": None,
        "settlements": {"A": "Kpaye Landing", "B": "Togba Swamp"},
        "counted": {"A": TODAY, "B": TODAY},
        "sourced": {"A": True, "B": True},
        "options": (option("A1"), option("B1")),
        "needs": {"CUF-A1", "CUF-B1"},
        "money": 300,
        "money_usd": Money(10_000, "USD"),
        "free": None,
        "allotment_named": False,
        "meetings": {"A": 1, "B": 1},
        "unfinished": (),
        "asked": None,
        "computed": None,
        "computed_at": None,
        "objection_days": 7,
        "objections": {},
        "decided": (),
        "today": TODAY,
    }
    return RoundGrounds(**(told | changes))


def computed(**changes: Any) -> Computed:
    told: dict[str, Any] = {
        "reasons": {"A1": Reason.RULE, "B1": Reason.NO_MONEY},
        "costs": {"A1": 100, "B1": 250},
        "left": 200,
    }
    return Computed(**(told | changes))


def says(reason: Why | None) -> tuple[str, str | None] | None:
    """The rule and the field of a reason."""
    return None if reason is None else (reason.rule, reason.field)


# --- Beginning ---------------------------------------------------------------------------------------

OPEN = OpenForm(title="A round", place="PLC-1", settlements=("PLC-2",))


def test_a_round_stands_in_a_place_of_ones_own_with_its_own_settlements_and_terms() -> None:
    right = OpenGrounds(place_known=True, settlements={"Kpaye": True}, has_terms=True, today=TODAY)

    assert rules.place_is_known(right, OPEN) is None
    assert rules.settlements_lie_in_the_place(right, OPEN) is None
    assert rules.country_has_terms(right, OPEN) is None
    assert says(rules.place_is_known(replace(right, place_known=False), OPEN)) == ("", "place")
    foreign = replace(right, settlements={"Kpaye": True, "Masafu": False})
    assert says(rules.settlements_lie_in_the_place(foreign, OPEN)) == ("", "settlements")
    assert says(rules.country_has_terms(replace(right, has_terms=False), OPEN)) == ("R04", "place")


# --- Frozen terms ------------------------------------------------------------------------------------


def test_P03_frozen_terms_say_when_and_by_whom() -> None:
    reason = rules.terms_are_open(grounds(frozen_at=FROZEN_AT, frozen_by=Role.APPROVER))

    assert reason is not None
    assert reason.text.values["at"] == FROZEN_AT
    assert reason.text.values["who"].id == "approver"  # type: ignore[union-attr]  # a message by its place
    assert rules.terms_are_open(grounds()) is None


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("envelope", {"envelope": 15_000_001}),
        ("marks", {"marks": 4}),
        ("tie_chain", {"tie_chain": "lot"}),
        ("womens_mechanism", {"womens_mechanism": "W2"}),
        ("kinds", {"kinds": ("safe_water",)}),
    ],
)
def test_P04_an_attempt_on_a_frozen_parameter_names_the_field(field: str, changed: dict[str, Any]) -> None:
    frozen = grounds(frozen_at=FROZEN_AT, frozen_by=Role.APPROVER)

    found = [says(check(frozen, terms(**changed))) for check in rules.FROZEN_TERMS]

    assert [one for one in found if one] == [("P-04", field)]
    assert not any(check(frozen, terms()) for check in rules.FROZEN_TERMS)
    assert not any(check(grounds(), terms(**changed)) for check in rules.FROZEN_TERMS)


# --- Options -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("gap", ["picture", "place", "cost", "feasibility"])
def test_P01_an_option_needs_picture_place_cost_and_the_engineers_word(gap: str) -> None:
    lacking = grounds(options=(option("A1", **{gap: None}), option("B1")))

    reason = rules.options_are_complete(lacking)

    assert reason is not None
    assert reason.text.values["options"] == "A1"
    assert rules.options_are_complete(grounds()) is None


def test_P02_what_cannot_be_built_has_a_reason_and_stands_on_no_ballot() -> None:
    refused = listing("CUF-1", feasibility=Feasibility.NOT_FEASIBLE)
    said = listing("CUF-1", feasibility=Feasibility.NOT_FEASIBLE, feasibility_reason="The creek is wide.")
    nothing = grounds(options=(option("A1", feasibility=Feasibility.NOT_FEASIBLE), option("B1")))

    assert says(rules.refusal_has_a_reason(grounds(), refused)) == ("P-02", "feasibility_reason")
    assert rules.refusal_has_a_reason(grounds(), said) is None
    assert says(rules.every_settlement_has_options(nothing)) == ("P-02", None)
    assert rules.every_settlement_has_options(grounds()) is None


def test_a_need_is_listed_once_and_only_if_it_waits() -> None:
    assert rules.need_may_be_listed(grounds(), listing("CUF-A1")) is None
    assert says(rules.need_may_be_listed(grounds(), listing("CUF-X"))) == ("", "need")


def test_R16_what_went_another_way_meanwhile_stands_on_no_list() -> None:
    assert says(rules.needs_still_wait(grounds(needs={"CUF-A1"}))) == ("R16", None)
    assert rules.needs_still_wait(grounds()) is None


def test_a_round_for_some_kinds_of_work_lists_no_other() -> None:
    narrow = grounds(terms=terms(kinds=("sanitation",)).model_dump(mode="json"))

    assert rules.kind_is_in_the_round(narrow) is not None
    assert rules.kind_is_in_the_round(grounds()) is None


# --- Money -------------------------------------------------------------------------------------------


def test_P07_a_round_without_money_is_not_frozen() -> None:
    assert says(rules.there_is_money(grounds(money=0))) == ("P-07", None)
    assert rules.there_is_money(grounds()) is None


@pytest.mark.parametrize(("free", "passes"), [(10_000, True), (9_999, False), (None, False)])
def test_P07_new_money_and_balances_lie_in_the_allotment(free: int | None, passes: bool) -> None:
    held = None if free is None else Money(free, "USD")

    reason = rules.money_lies_in_the_allotment(grounds(allotment_named=True, free=held))

    assert (reason is None) is passes


def test_P07_without_an_allotment_nothing_is_compared() -> None:
    assert rules.money_lies_in_the_allotment(grounds()) is None
    assert rules.money_lies_in_the_allotment(grounds(allotment_named=True, money_usd=None)) is None


def test_P09_households_carry_a_source_and_a_date_unless_all_is_equal() -> None:
    undated = {"counted": {"A": TODAY, "B": None}}
    equal = terms(floor_permille=1000).model_dump(mode="json")

    assert says(rules.households_are_dated(grounds(**undated))) == ("P-09", None)
    assert says(rules.households_are_dated(grounds(sourced={"A": True, "B": False}))) == ("P-09", None)
    assert rules.households_are_dated(grounds(**undated, terms=equal)) is None
    assert rules.households_are_dated(grounds()) is None


# --- Counting ----------------------------------------------------------------------------------------


def test_R09_every_settlement_has_a_counted_meeting() -> None:
    assert says(deciding.every_settlement_has_met(grounds(meetings={"A": 1, "B": 0}))) == ("R09", None)
    assert deciding.every_settlement_has_met(grounds()) is None


def test_P25_no_meeting_that_was_held_is_left_uncounted() -> None:
    assert says(deciding.no_meeting_is_open(grounds(unfinished={"B"}))) == ("P-25", None)
    assert deciding.no_meeting_is_open(grounds()) is None


def asked(lot: tuple[str, ...] = ()) -> ShortlistRun:
    """Two options that nothing but a lot tells apart."""
    equals = tuple(Voted(code=code, cost=100, score=5) for code in ("A1", "A2"))  # type: ignore[arg-type]  # read as a fraction
    city = CityTerms(envelope=150, floor_permille=1000, terms=Terms(chain=Chain(lot=lot)))
    return ShortlistRun(city=city, settlements=(Settlement(code="A", options=equals),))


def test_P39_who_is_tied_is_named_and_the_lot_is_asked_for() -> None:
    reason = deciding.ties_are_settled(grounds(asked=asked()))

    assert reason is not None
    assert (reason.rule, reason.text.values["tied"]) == ("P-39", "A1, A2")
    assert deciding.ties_are_settled(grounds(asked=asked(("A2", "A1")))) is None
    assert deciding.ties_are_settled(grounds()) is None


@pytest.mark.parametrize(
    ("drawn", "passes"), [("A1 B1", True), ("b1, a1", True), ("A1 C9", False), ("A1 A1", False)]
)
def test_P40_a_lot_names_options_each_once(drawn: str, passes: bool) -> None:
    form = LotForm(drawn=drawn, drawn_on=TODAY, witnesses=3, minutes="Minutes 1")

    assert (deciding.lot_names_the_options(grounds(), form) is None) is passes


def test_P40_a_lot_was_drawn_already() -> None:
    form = LotForm(drawn="A1", drawn_on=TODAY + timedelta(days=1), witnesses=3, minutes="Minutes 1")

    assert says(deciding.lot_was_drawn(grounds(), form)) == ("P-40", "drawn_on")
    assert deciding.lot_was_drawn(grounds(today=form.drawn_on), form) is None


# --- Objections --------------------------------------------------------------------------------------


def at(days_ago: int) -> datetime:
    return datetime.combine(TODAY - timedelta(days=days_ago), datetime.min.time(), UTC)


def test_P68_deciding_waits_until_the_objection_window_has_passed() -> None:
    assert says(deciding.window_has_passed(grounds(computed_at=at(7)))) == ("P-68", None)
    assert deciding.window_has_passed(grounds(computed_at=at(8))) is None
    assert deciding.objections_are_open(grounds(computed_at=at(7))) is None
    assert says(deciding.objections_are_open(grounds(computed_at=at(8)))) == ("P-68", None)


def test_P68_an_open_objection_stops_its_own_settlement_only() -> None:
    one = grounds(objections={1: "A"})
    both = grounds(objections={1: "A", 2: "B"})

    assert deciding.undecided(one) == {"B"}
    assert deciding.somebody_can_be_decided_for(one) is None
    assert says(deciding.somebody_can_be_decided_for(both)) == ("P-68", None)
    assert says(deciding.everything_is_decided(grounds(decided={"A"}))) == ("P-68", None)
    assert deciding.everything_is_decided(grounds(decided={"A", "B"})) is None


def test_objections_name_a_settlement_of_the_round_and_answers_an_open_objection() -> None:
    form = ObjectionForm(settlement="A", said="Ten cards are missing.")

    assert deciding.settlement_takes_part(grounds(), form) is None
    assert says(deciding.settlement_takes_part(grounds(settlements={"B": "Togba"}), form)) == (
        "",
        "settlement",
    )
    assert deciding.there_is_an_objection(grounds()) is not None
    assert deciding.there_is_an_objection(grounds(objections={1: "A"})) is None


# --- The decision ------------------------------------------------------------------------------------


def otherwise(option: str, result: Result, **more: Any) -> Otherwise:
    return Otherwise(option=option, result=result, note="The forum said so.", **more)


def test_P60_a_decision_was_made_already() -> None:
    assert says(deciding.decided_by_today(grounds(), decision())) == ("P-60", "decided_on")
    assert deciding.decided_by_today(grounds(today=decision().decided_on), decision()) is None


def test_P64_each_option_has_one_outcome_and_is_named_once() -> None:
    one = otherwise("A1", Result.NOT_CHOSEN)

    assert deciding.otherwise_names_options(grounds(), decision(otherwise=(one,))) is None
    for lines in ((one, one), (otherwise("C1", Result.CHOSEN),)):
        assert deciding.otherwise_names_options(grounds(), decision(otherwise=lines)) is not None
    settled = grounds(decided={"A"})
    assert deciding.otherwise_names_options(settled, decision(otherwise=(one,))) is not None


def test_P61_money_above_the_rounds_has_a_named_source_that_pays_it() -> None:
    told = grounds(computed=computed(), money=300)
    bare = decision(otherwise=(otherwise("B1", Result.CHOSEN),))
    paid = decision(otherwise=(otherwise("B1", Result.CHOSEN, co_funder="City of Monrovia", co_funded=50),))

    reason = deciding.money_above_has_a_source(told, bare)

    assert reason is not None
    assert reason.text.values["over"] == Money(50, "LRD")
    assert deciding.money_above_has_a_source(told, paid) is None
    assert deciding.money_above_has_a_source(grounds(), bare) is None


def test_P61_a_source_has_an_amount_and_an_amount_a_source() -> None:
    half = decision(otherwise=(otherwise("B1", Result.CHOSEN, co_funder="City of Monrovia"),))

    assert says(deciding.co_funding_is_whole(grounds(), half)) == ("P-61", "otherwise-0-co_funder")
    assert deciding.co_funding_is_whole(grounds(), decision()) is None


def test_R12_a_womens_first_choice_that_is_not_chosen_needs_a_reason() -> None:
    told = grounds(computed=computed(womens_first=("A1", "B1")))

    assert says(deciding.womens_first_is_answered(told, decision(womens_reason=None))) == (
        "R12",
        "womens_reason",
    )
    assert deciding.womens_first_is_answered(told, decision()) is None
    chosen = grounds(computed=computed(womens_first=("A1",)))
    assert deciding.womens_first_is_answered(chosen, decision(womens_reason=None)) is None


def test_P63_a_list_that_computes_otherwise_goes_nowhere() -> None:
    assert says(deciding.run_is_consistent(grounds(computed=computed(consistent=False)))) == ("P-63", None)
    assert deciding.run_is_consistent(grounds(computed=computed())) is None
