"""The CUF's rules, each asked with its grounds alone: no database, no clock."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.cuf import rules
from app.cuf.models import Kind, State, Track
from app.cuf.policy import CufPolicy
from app.cuf.proposals import rules as proposals
from app.cuf.proposals.rules import ProjectGrounds
from app.cuf.proposals.schemas import (
    Contributions,
    Design,
    InKindLine,
    Land,
    People,
    SectionName,
    Sections,
    Upkeep,
    Where,
)
from app.cuf.rules import NeedGrounds
from app.cuf.schemas import Copy, CorrectionLine, NamedBy, Need, Return
from app.kernel.errors import Why
from app.kernel.money import Money
from app.kernel.words import Languages, locale_of, words
from tests.cuf import make
from tests.cuf.make import contributions, lrd

TODAY = date(2026, 6, 30)
LIBERIA = make.policy()
UGANDA = make.policy(currency="UGX", units_per_usd="3700", cash_percent="2", labour_day_minor=5 * 3_700)
TUNISIA = make.policy(
    currency="TND",
    units_per_usd="3.1",
    ceiling_usd="30000.00",
    community_percent="0",
    cash_percent="0",
    municipal_percent="15",
    labour_day_minor=15_500,
)


def grounds(
    said: Contributions | None = None,
    policy: CufPolicy | None = LIBERIA,
    sections: Sections | None = None,
    **changes: Any,
) -> ProjectGrounds:
    """A complete small work that fits every rule, with changes."""
    told: dict[str, Any] = {
        "state": State.PROPOSED,
        "sections": make.sections_of(sections or make.whole(said)),
        "policy": policy,
        "today": TODAY,
        "profile_on": date(2026, 3, 1),
        "eligible": True,
    }
    return ProjectGrounds(**(told | changes))


def paid(policy: CufPolicy, grant: int, cash: int, in_kind: int, municipal: int) -> ProjectGrounds:
    """Who pays what in whole US dollars, in the policy's own currency; a day's work is five dollars."""
    unit = policy.in_kind_rates["labour_day"][2]
    said = Contributions(
        grant=grant * unit // 5,
        cash=cash * unit // 5,
        in_kind=(InKindLine(item="labour_day", quantity=in_kind // 5),) if in_kind else (),
        municipal=municipal * unit // 5,
    )
    return grounds(said, policy)


def english(reason: Why | None) -> str:
    """The sentence as it is read; "" where nothing stands against it."""
    return "" if reason is None else words(reason.text, Languages().translator("en"), locale_of("en"))


def all_against(known: ProjectGrounds) -> list[str]:
    return [english(reason) for rule in rules.READY_RULES if (reason := rule(known)) is not None]


def test_a_complete_small_work_has_nothing_against_it() -> None:
    assert all_against(grounds()) == []
    assert rules.standing_against(grounds()) == ()


# --- R24 -------------------------------------------------------------------------------------------

UGA_003 = (UGANDA, 36_000, 1_200, 3_400, 5_400)
UGA_004 = (UGANDA, 5_600, 150, 300, 0)
TUN_001 = (TUNISIA, 24_000, 0, 1_500, 6_500)


def test_R24_exactly_the_minimum_passes() -> None:
    known = paid(*UGA_003)
    cost = proposals.cost_of(known.contributions, UGANDA)

    assert cost.community * 10 == cost.total
    assert proposals.community_gives_enough(known) is None


def test_R24_one_minor_unit_below_the_minimum_is_refused() -> None:
    known = paid(*UGA_003)
    less = known.contributions.model_copy(update={"cash": known.contributions.cash - 1})  # type: ignore[operator]

    reason = proposals.community_gives_enough(grounds(less, UGANDA))

    assert reason is not None
    assert (reason.rule, reason.field) == ("R24", "contributions-cash")
    assert reason.text.values["short"] == Money(1, "UGX")


def test_R24_the_footbridge_with_7_4_percent_is_refused_and_told_what_is_short() -> None:
    reason = proposals.community_gives_enough(paid(*UGA_004))

    assert english(reason).startswith("The community gives 7.4% of the cost; at least 10.0% is needed.")
    assert "UGX" in english(reason)


def test_R24_what_is_short_is_enough_where_the_fund_gives_that_much_less() -> None:
    known = paid(*UGA_004)
    reason = proposals.community_gives_enough(known)
    assert reason is not None
    short = reason.text.values["short"].minor  # type: ignore[union-attr]
    said = known.contributions
    assert said.cash is not None
    assert said.grant is not None

    mended = said.model_copy(update={"cash": said.cash + short, "grant": said.grant - short})

    assert proposals.community_gives_enough(grounds(mended, UGANDA)) is None
    one_less = said.model_copy(update={"cash": said.cash + short - 1, "grant": said.grant - short + 1})
    assert proposals.community_gives_enough(grounds(one_less, UGANDA)) is not None


def test_R24_the_footbridge_as_first_submitted_passes() -> None:
    assert proposals.community_gives_enough(paid(UGANDA, 5_600, 150, 500, 0)) is None


@pytest.mark.parametrize(("cash", "passes"), [(112, True), (111, False)])
def test_R24_cash_alone_has_its_own_minimum(cash: int, passes: bool) -> None:
    known = grounds(contributions(9_800, cash, 1_200, 200 - cash))
    assert proposals.cost_of(known.contributions, LIBERIA).total == lrd(11_200)

    assert (proposals.community_gives_enough_cash(known) is None) is passes
    assert proposals.community_gives_enough(known) is None


def test_R24_the_municipality_of_tunis_gives_20_3_percent_and_the_community_need_not() -> None:
    known = paid(*TUN_001)

    assert proposals.municipality_gives_enough(known) is None
    assert proposals.community_gives_enough(known) is None
    assert proposals.community_gives_enough_cash(known) is None


def test_R24_a_municipality_below_its_minimum_is_told_the_share_to_one_decimal() -> None:
    reason = proposals.municipality_gives_enough(paid(TUNISIA, 28_000, 0, 1_500, 4_500))

    assert "The municipality gives 13.2% of the cost; at least 15.0% is needed." in english(reason)
    assert reason is not None
    assert reason.field == "contributions-municipal"


def test_R24_says_nothing_of_a_cost_of_nothing_or_without_terms() -> None:
    assert proposals.community_gives_enough(grounds(contributions(0, 0, 0, 0))) is None
    assert proposals.community_gives_enough(grounds(policy=None)) is None


def test_R24_every_short_part_is_told_at_once() -> None:
    known = paid(make.policy(municipal_percent="15"), 9_800, 0, 0, 0)

    assert [reason.rule for reason in rules.standing_against(known)] == ["R24", "R24", "R24"]


# --- R23, R100 and the tracks ----------------------------------------------------------------------


def test_R23_the_ceiling_itself_may_be_asked() -> None:
    assert proposals.within_ceiling(grounds(contributions(40_000))) is None


def test_R23_what_rounds_to_one_cent_above_the_ceiling_is_refused() -> None:
    """R100: tested in US dollars at the rate of the terms; a cent is 1.90 Liberian dollars, and half rounds to even."""
    at_ceiling, half_a_cent = lrd(40_000), 95
    said = contributions(0)

    rounded_down = said.model_copy(update={"grant": at_ceiling + half_a_cent})
    above = said.model_copy(update={"grant": at_ceiling + half_a_cent + 1})

    assert proposals.within_ceiling(grounds(rounded_down)) is None
    reason = proposals.within_ceiling(grounds(above))
    assert reason is not None
    assert (reason.rule, reason.field) == ("R23", "contributions-grant")
    assert (reason.text.values["asked"], reason.text.values["ceiling"]) == (
        Money.of("40000.01", "USD"),
        Money.of("40000.00", "USD"),
    )


def test_R23_one_minor_unit_above_the_ceiling_is_refused_where_the_currency_is_the_dollar() -> None:
    dollars = make.policy(currency="USD", units_per_usd="1")
    at, above = (contributions(0).model_copy(update={"grant": cents}) for cents in (4_000_000, 4_000_001))

    assert proposals.within_ceiling(grounds(at, dollars)) is None
    assert proposals.within_ceiling(grounds(above, dollars)) is not None


def test_R23_asks_nothing_without_terms() -> None:
    assert proposals.within_ceiling(grounds(policy=None)) is None


@pytest.mark.parametrize(
    ("cents", "track"),
    [
        (0, Track.SMALL),
        (1_000_000, Track.SMALL),
        (1_000_001, Track.STANDARD),
        (4_000_000, Track.STANDARD),
        (4_000_001, Track.LARGE),
    ],
)
def test_the_track_changes_one_cent_above_its_limit(cents: int, track: Track) -> None:
    assert make.policy(currency="USD", units_per_usd="1").track(cents) is track


def test_without_terms_a_work_counts_as_standard() -> None:
    assert proposals.track_of(grounds(policy=None)) is Track.STANDARD


# --- R25 -------------------------------------------------------------------------------------------


def in_kind(*items: str) -> Contributions:
    lines = tuple(InKindLine(item=item, quantity=3) for item in items)
    return contributions().model_copy(update={"in_kind": lines})


def test_R25_what_is_given_in_kind_is_worth_its_quantity_times_the_agreed_rate() -> None:
    cost = proposals.cost_of(in_kind("labour_day", "skilled_day", "sand_load"), LIBERIA)

    assert cost.in_kind == 3 * (lrd(5) + lrd(15) + lrd(50))


def test_R25_an_item_without_an_agreed_rate_is_refused_and_worth_nothing() -> None:
    known = grounds(in_kind("labour_day", "prayers", "good_will"))

    reason = proposals.rates_are_agreed(known)

    assert "no agreed rate for good_will, prayers" in english(reason)
    assert reason is not None
    assert (reason.rule, reason.field) == ("R25", "contributions-in_kind")
    assert proposals.cost_of(known.contributions, LIBERIA).in_kind == 3 * lrd(5)


def test_R25_agreed_items_pass_and_without_terms_nothing_is_asked() -> None:
    assert proposals.rates_are_agreed(grounds(in_kind("labour_day"))) is None
    assert proposals.rates_are_agreed(grounds(in_kind("prayers"), policy=None)) is None


# --- R27 -------------------------------------------------------------------------------------------


def kept_up(**changes: Any) -> ProjectGrounds:
    return grounds(sections=make.whole(upkeep=make.upkeep(**changes)))


def test_R27_a_utility_that_has_not_agreed_is_refused() -> None:
    reason = proposals.upkeep_is_promised(kept_up(needs_utility=True, utility_agreed=False))

    assert reason is not None
    assert (reason.rule, reason.field) == ("R27", "upkeep-utility_agreed")


def test_R27_whether_the_utility_agreed_must_be_answered_where_one_is_needed() -> None:
    known = kept_up(needs_utility=True)

    assert [(gap.rule, gap.field) for gap in proposals.missing(known)] == [("R27", "upkeep-utility_agreed")]
    assert proposals.upkeep_is_promised(known) is None


@pytest.mark.parametrize("changes", [{}, {"needs_utility": True, "utility_agreed": True}])
def test_R27_a_promised_upkeep_passes(changes: dict[str, Any]) -> None:
    assert all_against(kept_up(**changes)) == []


def test_R27_upkeep_without_body_and_money_is_missing() -> None:
    known = grounds(sections=make.whole(upkeep=Upkeep(needs_utility=False)))

    assert [(gap.rule, gap.field) for gap in proposals.missing(known)] == [
        ("R27", "upkeep-body"),
        ("R27", "upkeep-money"),
    ]


# --- R01, R04, R05 ---------------------------------------------------------------------------------


def need(**changes: Any) -> NeedGrounds:
    told: dict[str, Any] = {
        "settlement_known": True,
        "profile_on": date(2026, 3, 1),
        "eligible": True,
        "policy": LIBERIA,
        "today": TODAY,
    }
    return NeedGrounds(**(told | changes))


NEED = Need(settlement="PLC-1041", title="Refuse", kind=Kind.SOLID_WASTE, rough_cost=1, named_by=NamedBy.BOTH)


def against_need(known: NeedGrounds) -> list[str]:
    checks = (
        rules.settlement_is_known,
        rules.settlement_has_a_profile,
        rules.country_is_eligible,
        rules.country_has_terms,
    )
    return [reason.rule for check in checks if (reason := check(known, NEED)) is not None]


def test_a_need_of_an_eligible_settlement_with_a_profile_has_nothing_against_it() -> None:
    assert against_need(need()) == []


@pytest.mark.parametrize(
    ("changes", "rule"),
    [({"eligible": False}, "R01"), ({"policy": None}, "R04"), ({"profile_on": None}, "R05")],
)
def test_R01_R04_R05_stand_against_a_need_and_against_a_proposal(changes: dict[str, Any], rule: str) -> None:
    assert against_need(need(**changes)) == [rule]
    assert rule in [reason.rule for reason in rules.standing_against(grounds(**changes))]


def test_R05_a_strange_settlement_is_answered_with_a_choice() -> None:
    reason = rules.settlement_is_known(need(settlement_known=False), NEED)

    assert reason is not None
    assert reason.field == "settlement"


def test_R115_only_an_earlier_proposal_of_ones_own_may_be_copied() -> None:
    form = Copy(source="CUF-1041")

    assert rules.source_is_known(rules.CopyGrounds(source_known=True), form) is None
    reason = rules.source_is_known(rules.CopyGrounds(source_known=False), form)
    assert reason is not None
    assert (reason.rule, reason.field) == ("R115", "source")


# --- What is missing -------------------------------------------------------------------------------


def test_every_unanswered_question_of_the_track_is_listed_in_the_order_of_the_pages() -> None:
    gaps = proposals.missing(grounds(sections=Sections(where=make.where())))

    assert [gap.field for gap in gaps] == [
        "what-title",
        "what-kind",
        "what-description",
        "why-problem",
        "why-decided_on",
        "why-women_present",
        "why-men_present",
        "contributions-grant",
        "contributions-cash",
        "contributions-municipal",
        "upkeep-body",
        "upkeep-money",
        "upkeep-needs_utility",
        "committees-members",
        "people-women",
        "people-men",
        "people-method",
        "people-source",
    ]
    assert english(gaps[0]) == "What: “Name of the work” is not answered yet."


def test_R86_method_and_source_of_the_number_of_people_are_asked_for() -> None:
    known = grounds(sections=make.whole(people=People(women=0, men=0)))

    assert [gap.field for gap in proposals.missing(known)] == ["people-method", "people-source"]


def test_a_standard_work_needs_design_and_bill_and_a_small_one_does_not() -> None:
    fields = [gap.field for gap in proposals.missing(grounds(contributions(10_001)))]

    assert fields == ["design-design", "design-bill"]
    assert proposals.missing(grounds(contributions(10_000))) == ()


def test_one_gap_is_named_and_several_are_counted() -> None:
    one = grounds(sections=make.whole(where=Where(site="Here", land=Land.PUBLIC)))
    several = grounds(sections=make.whole(where=None))

    assert english(proposals.nothing_is_missing(one)).startswith("Where: “Would anybody have to move away")
    assert english(proposals.nothing_is_missing(several)).startswith("3 questions are still unanswered")


# --- The bill --------------------------------------------------------------------------------------


def test_a_bill_that_adds_up_to_the_cost_passes() -> None:
    assert proposals.bill_adds_up(grounds(sections=make.whole(bill=11_200))) is None


def test_a_bill_that_comes_to_something_else_is_refused_with_both_sums() -> None:
    reason = proposals.bill_adds_up(grounds(sections=make.whole(bill=11_000)))

    assert reason is not None
    assert reason.field == "design-bill"
    assert (reason.text.values["bill"], reason.text.values["total"]) == (
        Money(lrd(11_000), "LRD"),
        Money(lrd(11_200), "LRD"),
    )


def test_a_work_without_a_bill_or_terms_is_not_asked_to_add_up() -> None:
    assert proposals.bill_adds_up(grounds()) is None
    assert proposals.bill_adds_up(grounds(sections=make.whole(bill=1), policy=None)) is None


# --- Corrections and returns -----------------------------------------------------------------------

BACK = grounds(
    state=State.RETURNED,
    submissions=1,
    returns=1,
    open_corrections=frozenset({SectionName.WHERE, SectionName.DOCUMENTS}),
)


def test_after_a_return_only_the_named_sections_may_change() -> None:
    locked = rules.sections_are_open(BACK, Sections(where=make.where(), upkeep=make.upkeep()))

    assert rules.sections_are_open(BACK, Sections(where=make.where())) is None
    assert locked is not None
    assert locked.field == "upkeep"
    assert english(locked).startswith("Who looks after it is locked")


def test_before_a_return_every_section_may_change() -> None:
    assert rules.sections_are_open(grounds(), make.whole()) is None


def test_a_named_section_that_has_not_changed_is_asked_for() -> None:
    reason = rules.corrections_are_made(BACK)

    assert reason is not None
    assert reason.field == "where"
    assert english(reason).startswith("Where is as it was when it came back")


def test_a_mended_section_passes_and_documents_are_not_compared() -> None:
    assert rules.corrections_are_made(replace(BACK, changed=frozenset({SectionName.WHERE}))) is None


def back(met_on: date | None = None) -> Return:
    return Return(corrections=(CorrectionLine(section=SectionName.WHERE, note="Name it."),), met_on=met_on)


def test_R102_a_first_return_needs_no_meeting_and_a_second_one_does() -> None:
    first = grounds(state=State.SUBMITTED, submissions=1)
    second = grounds(state=State.SUBMITTED, submissions=2, returns=1)

    assert rules.second_return_has_a_meeting(first, back()) is None
    assert rules.second_return_has_a_meeting(second, back(TODAY)) is None
    reason = rules.second_return_has_a_meeting(second, back())
    assert reason is not None
    assert (reason.rule, reason.field) == ("R102", "met_on")


def test_R102_the_meeting_has_taken_place() -> None:
    known = grounds(state=State.SUBMITTED)

    assert rules.meeting_is_past(known, back()) is None
    assert rules.meeting_is_past(known, back(TODAY)) is None
    reason = rules.meeting_is_past(known, back(date(2026, 7, 1)))
    assert reason is not None
    assert reason.rule == "R102"


def test_after_a_return_what_a_larger_track_still_asks_is_open_too() -> None:
    grown = grounds(
        contributions(10_001),
        open_corrections=frozenset({SectionName.CONTRIBUTIONS}),
        submissions=1,
        returns=1,
    )

    assert proposals.open_sections(grown) == {SectionName.CONTRIBUTIONS, SectionName.DESIGN}
    assert rules.sections_are_open(grown, Sections(design=Design(design="A slab"))) is None
