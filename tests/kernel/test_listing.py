"""Lists: the words a person types narrow what they see, and what cannot be read is named."""

from datetime import UTC, datetime

import pytest

from app.kernel.actors import Actor
from app.kernel.db import Databases
from app.kernel.flow import begin
from app.kernel.listing import (
    COUNTED_TO,
    Asker,
    Everything,
    Found,
    Listing,
    Term,
    Word,
    every,
    page_of,
    terms_in,
)
from app.kernel.paging import PAGE
from tests.kernel import cast, make
from tests.kernel.make import NOW, moved
from tests.kernel.toy import BELLS, TOYS, Hang, Paint, Toy

HEAVY = Word(
    "heavy", "yes or no", lambda _asker, value: Toy.weight > 1_000 if value == "yes" else Toy.weight <= 1_000
)
LIST = Listing(TOYS, (HEAVY,))


def asked(db: Databases, text: str, who: Actor = cast.forum) -> Found[Toy]:
    with db.read() as session:
        return page_of(session, LIST, Asker(who, NOW), text)


def titles(db: Databases, text: str, who: Actor = cast.forum) -> list[str]:
    return [toy.title for toy in asked(db, text, who).page.rows]


@pytest.fixture
def toys(new_db: Databases) -> Databases:
    """Three toys of place 7: a tap of May, a red well of June that the forum leads, and a drain that went out."""
    for title, colour, day in (
        ("Tap", "blue", (5, 20)),
        ("Safe well", "red", (6, 1)),
        ("Drain", "blue", (6, 15)),
    ):
        with make.moving(new_db, cast.forum, datetime(2026, *day, tzinfo=UTC)) as tx:
            begin(tx, TOYS, "make", Paint(title=title, colour=colour))
    return new_db


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", []),
        ("water", [Term("", "water")]),
        ('is:open "safe water" lead:me', [Term("is", "open"), Term("", "safe water"), Term("lead", "me")]),
        ('in:"Kpaye Landing"', [Term("in", "Kpaye Landing")]),
        ("since:>2026-01", [Term("since", ">2026-01")]),
        ("Price: 10", [Term("", "Price:"), Term("", "10")]),
        ('""', []),
    ],
)
def test_a_search_is_words_with_values_and_what_the_title_holds(text: str, terms: list[Term]) -> None:
    assert list(terms_in(text)) == terms


def test_without_words_a_list_shows_all_newest_first(toys: Databases) -> None:
    assert titles(toys, "") == ["Drain", "Safe well", "Tap"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("WELL", ["Safe well"]),
        ("a", ["Drain", "Safe well", "Tap"]),
        ("a p", ["Tap"]),
        ('"safe well"', ["Safe well"]),
        ("%", []),
        ("is:open", ["Drain", "Safe well", "Tap"]),
        ("is:over", []),
        ("is:sent", []),
        ("since:2026-06", ["Drain", "Safe well"]),
        ("since:>2026-06-01", ["Drain"]),
        ("since:<2026-06-01", ["Tap"]),
        ("since:2026-06-01", ["Safe well"]),
        ("since:2026", ["Drain", "Safe well", "Tap"]),
        ("since:<2026", []),
        ("since:>2026-05 since:<2026-06-15", ["Safe well"]),
        ("lead:nobody", ["Drain", "Safe well", "Tap"]),
        ("lead:me", []),
        ("heavy:yes", []),
        ("heavy:no tap", ["Tap"]),
    ],
)
def test_every_word_narrows_the_list(toys: Databases, text: str, found: list[str]) -> None:
    assert titles(toys, text) == found


def test_what_waits_for_a_person_is_one_of_the_words(toys: Databases) -> None:
    assert titles(toys, "is:waiting") == []
    assert titles(toys, "is:waiting", cast.chair) == ["Drain", "Safe well", "Tap"]


def test_a_reference_is_found_however_it_is_typed(toys: Databases) -> None:
    reference = asked(toys, "drain").page.rows[0].reference

    for typed in (reference, reference.lower(), reference.replace("-", " ").lower()):
        assert titles(toys, typed) == ["Drain"]


def test_a_list_holds_only_what_the_person_sees(toys: Databases) -> None:
    assert titles(toys, "", cast.other_forum) == []
    assert asked(toys, "", cast.other_forum).count == 0


def test_everything_that_cannot_be_read_is_named_at_once_and_nothing_is_shown(toys: Databases) -> None:
    found = asked(toys, "colour:red is:broken since:yesterday since:2026-13 tap")

    assert [reason.text.values for reason in found.faults] == [
        {"word": "colour", "words": "is, lead, since, heavy"},
        {"state": "broken", "states": "waiting, open, over, sent, done, lapsed"},
        {"value": "yesterday"},
        {"value": "2026-13"},
    ]
    assert {reason.field for reason in found.faults} == {"q"}
    assert (found.page.rows, found.count) == ([], 0)


def test_a_list_goes_on_by_key_and_counts_all(new_db: Databases) -> None:
    for _number in range(PAGE + 2):
        make.toy(new_db)

    with new_db.read() as session:
        asker = Asker(cast.forum, NOW)
        first = page_of(session, LIST, asker, "")
        second = page_of(session, LIST, asker, "", first.page.next)
        whole = [toy.id for batch in every(session, LIST, asker, "", batch=10) for toy in batch]

    assert (len(first.page.rows), len(second.page.rows)) == (PAGE, 2)
    assert (first.count, second.count, first.too_many) == (PAGE + 2, PAGE + 2, False)
    assert whole == [toy.id for toy in (*first.page.rows, *second.page.rows)]
    assert Found(first.page, COUNTED_TO + 1).too_many


def test_an_unreadable_search_has_no_rows_to_export(toys: Databases) -> None:
    with toys.read() as session:
        assert list(every(session, LIST, Asker(cast.forum, NOW), "is:broken")) == []


def test_a_thing_that_a_person_leads_is_theirs_by_the_word_me(toys: Databases) -> None:
    tap = asked(toys, "tap").page.rows[0]

    moved(toys, cast.forum, TOYS, tap, "take")

    assert titles(toys, "lead:me") == ["Tap"]
    assert titles(toys, "lead:me", cast.chair) == []
    assert titles(toys, "lead:nobody") == ["Drain", "Safe well"]


def test_everything_is_searched_at_once_by_kind_too(toys: Databases) -> None:
    tap = asked(toys, "tap").page.rows[0]
    with make.moving(toys, cast.forum) as tx:
        begin(tx, BELLS, "hang", Hang(toy=tap.reference))
    whole = Everything((TOYS, BELLS))

    def found(text: str) -> list[str]:
        with toys.read() as session:
            return [thing.title for thing in page_of(session, whole, Asker(cast.forum, NOW), text).page.rows]

    assert found("a") == ["A bell", "Drain", "Safe well", "Tap"]
    assert found("kind:bell") == ["A bell"]
    assert found("is:mute") == ["A bell"]
    assert found("is:open kind:toy a p") == ["Tap"]
    assert found(tap.reference.lower()) == ["Tap"]
    assert found("kind:wheel") == []
