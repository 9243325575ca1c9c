"""Sign-in names: numbers and addresses read as people write them, kept in one way."""

import pytest

from app.identity import sign_in_names


@pytest.mark.parametrize(
    ("typed", "country", "kept"),
    [
        ("0772 123456", "UG", "+256772123456"),
        ("+256 772 123 456", "UG", "+256772123456"),
        ("+256772123456", "LR", "+256772123456"),
        ("0770-123-456", "LR", "+231770123456"),
        ("  Officer@Fund.Example ", "UG", "officer@fund.example"),
    ],
)
def test_a_name_is_kept_in_one_way_however_it_is_written(typed: str, country: str, kept: str) -> None:
    assert sign_in_names.normal(typed, country) == kept


@pytest.mark.parametrize(
    "typed", ["", "  ", "12", "forum", "a@b", "@fund.example", "0772", "x" * 300, "a b@c.example"]
)
def test_what_is_no_name_is_not_kept(typed: str) -> None:
    assert sign_in_names.normal(typed, "UG") is None


def test_a_cards_number_reads_with_spaces_and_in_other_digits() -> None:
    card = sign_in_names.new_card()
    spaced = f"{card[:4]} {card[4:7]} {card[7:]}"
    arabic = card.translate({ord(str(digit)): chr(0x0660 + digit) for digit in range(10)})

    read = {sign_in_names.normal(text, "UG") for text in (card, spaced, arabic)}

    assert read == {card}
    assert len(card) == 10


def test_a_slip_in_a_cards_number_is_noticed() -> None:
    card = sign_in_names.new_card()
    slips = {card[:-1] + str(digit) for digit in range(10)} - {card}

    assert not [slip for slip in slips if card in sign_in_names.readings(slip, ["UG"])]
    assert not [slip for slip in slips if slip in sign_in_names.readings(slip, [])]


def test_a_number_without_its_country_code_is_tried_in_every_country() -> None:
    assert set(sign_in_names.readings("0770123456", ["UG", "LR"])) == {"+256770123456", "+231770123456"}


def test_cards_do_not_repeat() -> None:
    assert len({sign_in_names.new_card() for _number in range(200)}) == 200
