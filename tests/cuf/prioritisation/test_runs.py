"""A computation that anybody can do again."""

import json
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.cuf.prioritisation.elections import Election, PatternsMissing, election
from app.cuf.prioritisation.entitlements import Settlement
from app.cuf.prioritisation.equal_shares import Completion, EqualSharesTerms
from app.cuf.prioritisation.greedy import Terms
from app.cuf.prioritisation.runs import (
    EqualSharesRun,
    GreedyRun,
    PhragmenRun,
    ShortlistRun,
    canonical,
    is_consistent,
    recompute,
    run,
)
from app.cuf.prioritisation.shortlist import CityTerms
from tests.cuf.prioritisation.make import BY_CODE, LOT_ONLY, approval_elections, marks, option, vote

OPTIONS = (replace(option("B", 4, 2), excludes=("Z", "Y")), option("A", 5, Fraction(7, 3)))
GREEDY = GreedyRun(money=8, terms=Terms(chain=BY_CODE), options=OPTIONS)
SHARES = EqualSharesRun(
    terms=EqualSharesTerms(chain=BY_CODE, completion=Completion.ADD1, increment=Fraction(1, 2)),
    election=vote(10, {"A": 4, "B": 6}, marks("AB"), marks("B", 2)),
)
CITY = ShortlistRun(
    city=CityTerms(envelope=20, floor_permille=500, terms=Terms(chain=BY_CODE)),
    settlements=(
        Settlement(code="S2", households=3, options=OPTIONS),
        Settlement(code="S1", households=5, need_weight=Fraction(1, 2)),
    ),
)


@pytest.mark.parametrize(
    "asked", [GREEDY, SHARES, CITY, PhragmenRun(chain=BY_CODE, election=SHARES.election)]
)
def test_P62_a_stored_input_gives_the_same_output_again(
    asked: GreedyRun | ShortlistRun | EqualSharesRun | PhragmenRun,
) -> None:
    kept = run(asked)

    assert recompute(kept) == kept
    assert kept.output_sha256 == sha256(kept.output).hexdigest()
    assert is_consistent(kept)


def test_the_output_of_engine_1_stays_what_it_was() -> None:
    kept = run(GREEDY)

    assert kept.engine_version == "1.0.0"
    assert json.loads(kept.output)["selected"] == ["A"]
    assert b'"score":"7/3"' in kept.input
    assert kept.input_sha256 == "29dceead4dd3817f6607edd173714138f47ff9028ebe5517cbdc525ead97df30"
    assert kept.output_sha256 == "fee67002bc2efedeb236cb5ef2e98199c9b9a356c5a72a4727be4a4f62c626ed"


def test_P63_a_changed_output_is_inconsistent() -> None:
    kept = run(GREEDY)

    assert not is_consistent(replace(kept, output=kept.output.replace(b'"A"', b'"B"')))


def test_an_engine_that_is_not_known_is_refused() -> None:
    with pytest.raises(KeyError):
        recompute(replace(run(GREEDY), engine_version="0.1.0"))


def test_P42_the_order_of_entry_gives_the_same_bytes() -> None:
    turned = replace(CITY, settlements=tuple(reversed(CITY.settlements)))
    reversed_options = replace(GREEDY, options=tuple(reversed(OPTIONS)))

    assert run(turned) == run(CITY)
    assert run(reversed_options) == run(GREEDY)


@settings(max_examples=30)
@given(approval_elections(), st.randoms())
def test_P42_shuffled_ballots_give_the_same_bytes(held: Election, chance: Random) -> None:
    ballots = [replace(ballot, voters=1) for ballot in held.ballots for _ in range(ballot.voters)]
    chance.shuffle(ballots)
    shuffled = election(held.envelope, held.options, ballots)
    terms = EqualSharesTerms(chain=BY_CODE)

    assert run(EqualSharesRun(terms=terms, election=shuffled)) == run(
        EqualSharesRun(terms=terms, election=held)
    )


def test_P39_an_unresolved_tie_is_an_outcome_of_its_own() -> None:
    tied = GreedyRun(money=8, terms=Terms(chain=LOT_ONLY), options=(option("A", 1, 1), option("B", 1, 1)))

    kept = json.loads(run(tied).output)

    assert kept == {"outcome": "TIE_UNRESOLVED", "selected": [], "detail": {"tied": [["A", "B"]]}}


def test_P46_a_run_without_whole_ballots_is_refused() -> None:
    with pytest.raises(PatternsMissing):
        run(replace(SHARES, election=vote(10, {"A": 4})))


def test_P35_canonical_documents_hold_no_floating_point() -> None:
    with pytest.raises(TypeError):
        canonical({"a": [{"b": 0.5}]})


def test_canonical_documents_have_sorted_keys_and_no_spaces() -> None:
    assert canonical({"b": [1, "é"], "a": None}) == '{"a":null,"b":[1,"é"]}'.encode()
