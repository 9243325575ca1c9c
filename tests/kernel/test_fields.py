"""Kinds of fields: what was typed is read in the typist's language, and what does not read says so."""

from datetime import date
from typing import Annotated, Any

import pytest
from pydantic import ValidationError

from app.kernel.fields import MOST, Amount, Day, Several, Whole, YesNo
from app.kernel.flow import Form, Nothing


class Sheet(Form):
    amount: Amount = 0
    people: Whole = 0
    day: Day | None = None
    agreed: YesNo | None = None
    kinds: Annotated[tuple[str, ...], Several] = ()


def read(context: dict[str, str] | None = None, **typed: Any) -> Sheet:
    return Sheet.model_validate(typed, context=context)


def error(**typed: Any) -> dict[str, Any]:
    with pytest.raises(ValidationError) as problem:
        read(**typed)
    (found,) = problem.value.errors()
    return dict(found)


@pytest.mark.parametrize(
    ("context", "typed", "minor"),
    [
        (None, "1,234.50", 123_450),
        ({"language": "fr", "currency": "EUR"}, "1 234,50", 123_450),
        ({"currency": "JPY"}, "1,234", 1_234),
        ({"currency": "TND"}, "1.234", 1_234),
        (None, 7, 7),
    ],
)
def test_an_amount_is_read_in_whole_minor_units(
    context: dict[str, str] | None, typed: object, minor: int
) -> None:
    assert read(context, amount=typed).amount == minor


def test_a_number_and_a_day_are_read_or_taken_as_they_are() -> None:
    typed = read(people="1,240", day="2026-02-28")
    given = read(people=1_240, day=date(2026, 2, 28))

    assert typed == given
    assert (typed.people, typed.day) == (1_240, date(2026, 2, 28))


@pytest.mark.parametrize(("field", "typed"), [("amount", "much"), ("people", "many"), ("day", "soon")])
def test_what_does_not_read_carries_its_sentence_and_the_values(field: str, typed: str) -> None:
    found = error(**{field: typed})

    assert (found["loc"], found["type"]) == ((field,), "unreadable")
    assert found["ctx"]["said"]
    assert isinstance(found["ctx"]["values"], dict)


@pytest.mark.parametrize(
    ("field", "value"), [("amount", MOST + 1), ("amount", -1), ("people", 10**12 + 1), ("people", -1)]
)
def test_numbers_have_their_bounds(field: str, value: int) -> None:
    assert error(**{field: value})["loc"] == (field,)


def test_the_largest_amount_is_the_largest_number_of_every_json() -> None:
    assert read(amount=MOST).amount == 2**53 - 1


@pytest.mark.parametrize(("typed", "value"), [("yes", True), ("no", False), (True, True), (None, None)])
def test_a_question_is_answered_with_yes_or_no(typed: object, value: object) -> None:
    assert read(agreed=typed).agreed is value


def test_an_unanswered_question_is_not_a_no() -> None:
    assert read().agreed is None
    assert error(agreed="perhaps")["loc"] == ("agreed",)


@pytest.mark.parametrize(("typed", "kinds"), [("water", ("water",)), (["water", "road"], ("water", "road"))])
def test_one_ticked_box_alone_is_a_list_of_one(typed: object, kinds: tuple[str, ...]) -> None:
    assert read(kinds=typed).kinds == kinds


def test_a_blank_field_was_not_given_and_texts_are_trimmed() -> None:
    assert read(amount="", kinds="  water ").kinds == ("water",)


def test_an_unknown_field_and_what_is_no_form_are_refused() -> None:
    assert error(colour="blue")["type"] == "extra_forbidden"
    with pytest.raises(ValidationError):
        Nothing.model_validate("a text")
