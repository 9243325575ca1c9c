"""What stands in a form's inputs: what was typed before what is stored, written as it reads back."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import Why, why
from app.kernel.reading import read_date, read_money
from app.web.forms import FieldSpec, fields
from app.web.inputs import Input, Sheet, sheet, spec
from app.web.posted import Posted
from tests.web.gallery import STORED, Proposal

SPECS = {one.name: one for one in fields(Proposal)}


def inputs(
    name: str, values: Any = None, typed: dict[str, list[str]] | None = None, problems: tuple[Why, ...] = ()
) -> Input:
    posted = None if typed is None else Posted(typed)
    return sheet(values, posted, problems, {}, "KES", "en").input(SPECS[name])


def test_a_stored_value_stands_in_its_input() -> None:
    assert inputs("title", STORED).text == STORED["title"]
    assert inputs("cost", STORED).text == "12,345.00"
    assert inputs("land", STORED).texts == ("yes",)
    assert inputs("seen", STORED).texts == ("water", "light")
    assert inputs("why", {}).text == ""


def test_a_thing_gives_what_is_loaded_of_it() -> None:
    assert inputs("title", SimpleNamespace(title="Tap")).text == "Tap"


def test_what_was_typed_stands_before_what_is_stored() -> None:
    assert inputs("cost", STORED, {"cost": ["1,2x"]}).text == "1,2x"


def test_what_was_emptied_stays_empty() -> None:
    assert inputs("title", STORED, {"title": [""]}).text == ""
    assert inputs("seen", STORED, {"title": ["x"]}).texts == ()


def test_filled_rows_come_first_and_two_empty_ones_after() -> None:
    rows = inputs("lines", STORED).rows

    assert [[one.text for one in row] for row in rows] == [
        ["Pipe, 50 mm", "120", "480.00"],
        [""] * 3,
        [""] * 3,
    ]
    assert [row[0].name for row in rows] == ["lines-0-what", "lines-1-what", "lines-2-what"]


def test_a_fault_names_the_row_that_is_shown_when_an_empty_row_stood_before_it() -> None:
    typed = {"lines-0-what": [""], "lines-7-what": ["Pipe"], "lines-7-cost": ["much"]}
    faults = (why("", "This does not read.", field="lines-0-cost"),)

    first = inputs("lines", STORED, typed, faults).rows[0]

    assert [one.text for one in first] == ["Pipe", "", "much"]
    assert [len(one.faults) for one in first] == [0, 0, 1]
    assert first[2].described_by.endswith("field-lines-0-cost-error")


@pytest.mark.parametrize("typed", [{"lines": ["x"]}, {"lines-0": ["x"]}, {"lines-x-what": ["x"]}])
def test_rows_that_no_page_of_ours_sends_are_shown_as_empty(typed: dict[str, list[str]]) -> None:
    rows = inputs("lines", STORED, typed).rows

    assert {one.text for row in rows for one in row} == {""}


def test_a_far_row_number_makes_no_more_rows() -> None:
    assert len(inputs("lines", STORED, {"lines-9999-what": ["x"]}).rows) == 3
    assert len(inputs("lines", STORED, {"lines-999999999-what": ["x"]}).rows) == 2


def test_many_answers_are_a_list_to_unfold() -> None:
    offered = {"city": [(str(n), f"City {n}") for n in range(8)]}

    assert Sheet(answers=offered).input(SPECS["city"]).shape == "select"
    assert Sheet(answers={"city": offered["city"][:7]}).input(SPECS["city"]).shape == "radios"
    assert Sheet().input(SPECS["city"]).shape == "text"


def test_answers_of_rows_go_by_the_field_without_its_number() -> None:
    line = FieldSpec("lines", "rows", "Lines", "", required=False, rows=(spec("unit", "text", "Unit"),))

    first = Sheet(answers={"lines-unit": [("m", "metre")]}).input(line).rows[0][0]

    assert first.answers == (("m", "metre"),)


@given(
    st.integers(0, 2**53 - 1),
    st.sampled_from(["KES", "UGX", "TND"]),
    st.sampled_from(["en", "fr", "pt", "ar"]),
)
def test_a_stored_amount_reads_back_as_the_same_amount(minor: int, currency: str, language: str) -> None:
    shown = Sheet({"cost": minor}, currency=currency, locale=language).input(SPECS["cost"]).text

    assert read_money(shown, currency, language).minor == minor


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.sampled_from(["en", "fr", "ar"]))
def test_a_stored_day_reads_back_as_the_same_day(day: date, language: str) -> None:
    assert read_date(Sheet({"on": day}).input(SPECS["on"]).text, language) == day
