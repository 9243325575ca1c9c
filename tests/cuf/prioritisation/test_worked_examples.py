"""The worked examples of the rules' own paper, figure by figure."""

from fractions import Fraction

from app.cuf.prioritisation.elections import Option
from app.cuf.prioritisation.entitlements import Settlement, entitlements
from app.cuf.prioritisation.equal_shares import EqualShares, EqualSharesTerms, equal_shares
from app.cuf.prioritisation.greedy import Funding, OnNoFit, Reason, Terms, fund
from app.cuf.prioritisation.positional import positional
from app.cuf.prioritisation.shortlist import CityTerms, PoolStep, Shortlist, shortlist
from app.cuf.prioritisation.ties import Chain, Criterion, TieNote, TieUnresolved, rank
from app.cuf.prioritisation.women import group_balanced
from tests.cuf.prioritisation.make import BY_CODE, marks, option, vote

WOMEN = {"P1": 14, "P2": 16, "P3": 16, "P4": 20, "P5": 6}
MEN = {"P1": 17, "P2": 9, "P3": 9, "P4": 5, "P5": 8}
COSTS = {"P1": 6_000_000, "P2": 4_500_000, "P3": 4_500_000, "P4": 9_000_000, "P5": 2_000_000}
OPTIONS = [option(code, COSTS[code], WOMEN[code] + MEN[code], women=WOMEN[code]) for code in COSTS]
ENVELOPE = 15_000_000
DRAWN = Chain(lot=("P3", "P2"))


def funded(terms: Terms) -> Funding:
    result = fund(OPTIONS, ENVELOPE, terms)
    assert isinstance(result, Funding)
    return result


def test_A_without_a_lot_two_options_stay_tied() -> None:
    assert fund(OPTIONS, ENVELOPE, Terms(chain=Chain())) == TieUnresolved((("P2", "P3"),))


def test_A_with_the_drawn_lot_three_of_five_are_funded() -> None:
    result = funded(Terms(chain=DRAWN))

    assert result.selected == ("P1", "P3", "P2")
    assert [(each.code, each.reason.funded, each.short_by) for each in result.verdicts] == [
        ("P1", True, 0),
        ("P3", True, 0),
        ("P2", True, 0),
        ("P4", False, 9_000_000),
        ("P5", False, 2_000_000),
    ]
    assert result.left == 0
    assert result.notes == (
        TieNote(("P2", "P3", "P4"), Criterion.LOWEST_COST, ("P3", "P2", "P4")),
        TieNote(("P2", "P3"), Criterion.LOT, ("P3", "P2")),
    )


def test_A_with_the_reserved_place_the_womens_favourite_is_funded() -> None:
    result = funded(Terms(chain=DRAWN, reserved_place=True))

    assert result.selected == ("P4", "P1")
    assert [(each.code, each.reason, each.short_by) for each in result.verdicts] == [
        ("P4", Reason.RESERVED_PLACE, 0),
        ("P1", Reason.RULE, 0),
        ("P3", Reason.NO_MONEY, 4_500_000),
        ("P2", Reason.NO_MONEY, 4_500_000),
        ("P5", Reason.NO_MONEY, 2_000_000),
    ]
    assert result.left == 0


def test_A_group_balanced_scores_do_not_change_the_order() -> None:
    balanced = group_balanced({"women": WOMEN, "men": MEN}, {"women": 26, "men": 20}).scores
    options = [option(code, COSTS[code], balanced[code], women=WOMEN[code]) for code in COSTS]

    assert balanced == {
        "P1": Fraction(361, 520),
        "P2": Fraction(277, 520),
        "P3": Fraction(277, 520),
        "P4": Fraction(53, 104),
        "P5": Fraction(41, 130),
    }
    assert [leader.code for leader in rank(options, DRAWN).order] == ["P1", "P3", "P2", "P4", "P5"]


def test_B_points_can_contradict_first_choices() -> None:
    places = {"A": (10, 4, 2), "B": (7, 9, 5), "C": (5, 6, 9), "D": (2, 5, 8)}
    points = positional(places)

    by_points = [
        leader.code for leader in rank([option(code, 1, points[code]) for code in places], Chain()).order
    ]
    by_first = [
        leader.code for leader in rank([option(code, 1, places[code][0]) for code in places], Chain()).order
    ]

    assert (by_points, by_first) == (["B", "A", "C", "D"], ["A", "B", "C", "D"])


HOUSEHOLDS = {"S1": 900, "S2": 250, "S3": 100}


def shares(floor_permille: int) -> dict[str, int]:
    places = [Settlement(code=code, households=households) for code, households in HOUSEHOLDS.items()]
    return {each.code: each.amount for each in entitlements(60_000_001, places, floor_permille)}


def test_C_entitlements_by_three_floors() -> None:
    assert shares(500) == {"S1": 31_600_001, "S2": 16_000_000, "S3": 12_400_000}
    assert shares(0) == {"S1": 43_200_001, "S2": 12_000_000, "S3": 4_800_000}
    assert shares(1000) == {"S1": 20_000_001, "S2": 20_000_000, "S3": 20_000_000}


def settlement(code: str, *costs: tuple[str, int]) -> Settlement:
    options: tuple[Option, ...] = tuple(
        option(name, cost, 10 - place) for place, (name, cost) in enumerate(costs)
    )
    return Settlement(code=code, households=HOUSEHOLDS[code], options=options)


def test_C_the_pool_goes_to_whoever_is_furthest_behind_and_fits() -> None:
    places = [
        settlement("S1", ("K1", 26_000_000), ("K4", 9_000_000), ("K5", 3_000_000)),
        settlement("S2", ("R1", 9_000_000), ("R2", 7_500_000), ("R3", 2_000_000)),
        settlement("S3", ("H1", 11_000_000), ("H2", 5_000_000)),
    ]
    terms = Terms(chain=BY_CODE, on_no_fit=OnNoFit.STOP)

    result = shortlist(places, CityTerms(envelope=60_000_001, floor_permille=500, terms=terms))

    assert isinstance(result, Shortlist)
    assert (result.pool, result.left) == (14_000_001, 1_500_001)
    assert result.pool_steps == (
        PoolStep("S2", "R2", 7_500_000, Fraction(9, 16), 6_500_001),
        PoolStep("S1", "K5", 3_000_000, Fraction(26_000_000, 31_600_001), 3_500_001),
        PoolStep("S2", "R3", 2_000_000, Fraction(33, 32), 1_500_001),
    )


def test_D_the_same_tally_from_other_ballots_funds_other_options() -> None:
    costs = {"A": 50, "B": 40, "C": 40}
    together = vote(100, costs, marks("A"), marks("AB", 5), marks("C", 4))
    apart = vote(100, costs, marks("AC", 4), marks("A"), marks("AB"), marks("B", 4))

    selected = []
    for held in (together, apart):
        result = equal_shares(held, EqualSharesTerms(chain=BY_CODE))
        assert isinstance(result, EqualShares)
        selected.append(result.selected)

    assert selected == [("A", "C"), ("A", "B")]


def test_E_balances_move_entitlements_and_sum_to_the_money_of_the_round() -> None:
    places = [
        Settlement(code="A", households=300, opening=1_200_000),
        Settlement(code="B", households=100, opening=-1_200_000),
    ]

    assert [each.amount for each in entitlements(10_000_000, places, 500)] == [7_450_000, 2_550_000]
