"""Text messages counted as networks count them, and refusals that fit one where they can."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.messages.sms import Alphabet, fitting, sms


@pytest.mark.parametrize(
    ("text", "alphabet", "length", "parts"),
    [
        ("", Alphabet.GSM, 0, 1),
        ("a" * 160, Alphabet.GSM, 160, 1),
        ("a" * 161, Alphabet.GSM, 161, 2),
        ("a" * 306, Alphabet.GSM, 306, 2),
        ("a" * 307, Alphabet.GSM, 307, 3),
        ("€" * 80, Alphabet.GSM, 160, 1),
        ("€" * 81, Alphabet.GSM, 162, 2),
        ("م" * 70, Alphabet.UCS2, 70, 1),
        ("م" * 71, Alphabet.UCS2, 71, 2),
        ("م" * 134, Alphabet.UCS2, 134, 2),
        ("م" * 135, Alphabet.UCS2, 135, 3),
        ("😀" * 35, Alphabet.UCS2, 70, 1),
        ("😀" * 36, Alphabet.UCS2, 72, 2),
    ],
)
def test_a_message_is_counted_in_its_alphabet(text: str, alphabet: Alphabet, length: int, parts: int) -> None:
    made = sms(text)

    assert (made.alphabet, made.length, made.parts) == (alphabet, length, parts)


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("l’examen est prêt – 4 août…", "l'examen est pret - 4 aout..."),
        ("« Où ? » à Noël, œuvre", '" Où ? " à Noel, oeuvre'),
        ("Não há água", "Nao ha agua"),
        ("Ça coûte 5 €", "Ça coute 5 €"),
    ],
)
def test_what_the_alphabet_lacks_is_made_plain_where_that_can_be_read(written: str, sent: str) -> None:
    made = sms(written)

    assert (made.text, made.alphabet) == (sent, Alphabet.GSM)


def test_another_script_goes_as_it_is_written() -> None:
    text = "أُعيد الطلب – CUF-107"

    assert sms(text).text == text


@given(st.text(max_size=400))
def test_no_text_is_counted_short(text: str) -> None:
    made = sms(text.encode("utf-8", "ignore").decode())

    room = {Alphabet.GSM: (160, 153), Alphabet.UCS2: (70, 67)}[made.alphabet]
    assert made.length <= (room[0] if made.parts == 1 else made.parts * room[1])


def test_as_many_reasons_go_as_leave_one_part() -> None:
    names = [f"Reason {letter * 20}" for letter in "ABCDEFGH"]

    made = fitting("CUF-107: comes back.", names, "Review: until 21 July.", "and more")

    assert made.parts == 1
    assert made.text.startswith(f"CUF-107: comes back. {names[0]}; {names[1]}")
    assert made.text.endswith("; and more. Review: until 21 July.")


def test_where_no_reason_fits_the_rest_goes_without() -> None:
    made = fitting("a" * 150, ["a long reason"], "b" * 20, "and more")

    assert (made.text, made.parts) == (f"{'a' * 150} {'b' * 20}", 2)


def test_a_long_reason_is_cut_short_rather_than_left_out() -> None:
    made = fitting(
        "CUF-107: rejected.", ["The utility builds it itself. " * 10], "Review: until 21 July.", "and more"
    )

    assert made.parts == 1
    assert made.length > 150
    assert made.text.startswith("CUF-107: rejected. The utility builds it itself. The")
    assert made.text.endswith("... Review: until 21 July.")
