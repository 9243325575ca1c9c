"""Policy: parameters as dated rows; the scope's own version goes before the installation's, and none is changed."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import NoResultFound

from app.kernel import policy
from app.kernel.db import Databases
from app.kernel.errors import Refused
from app.kernel.policy import in_force, put
from tests.kernel import cast, make

JANUARY, JUNE = date(2026, 1, 1), date(2026, 6, 1)


def given(db: Databases, name: str, scope: str, valid_from: date, limit: int) -> int:
    with make.moving(db, cast.member) as tx:
        row = put(tx, name, scope, valid_from, {"limit": limit})
        return row.id


def limit(db: Databases, name: str, scope: str, day: date) -> int | None:
    with db.read() as session:
        found = in_force(session, name, scope, day)
        return None if found is None else int(found.settings["limit"])


def test_the_newest_version_that_has_begun_is_in_force(db: Databases) -> None:
    given(db, "newest", "", JANUARY, 1)
    given(db, "newest", "", JUNE, 2)

    days = [JANUARY - timedelta(days=1), JANUARY, JUNE - timedelta(days=1), JUNE]

    assert [limit(db, "newest", "", day) for day in days] == [None, 1, 1, 2]


def test_a_scope_s_own_version_goes_before_a_newer_one_of_the_installation(db: Databases) -> None:
    given(db, "own", "LR", JANUARY, 1)
    given(db, "own", "", JUNE, 2)

    assert limit(db, "own", "LR", JUNE) == 1
    assert limit(db, "own", "SL", JUNE) == 2


def test_other_names_have_other_parameters(db: Databases) -> None:
    given(db, "one", "", JANUARY, 1)

    assert limit(db, "other", "", JUNE) is None


def test_R04_the_version_a_thing_was_submitted_under_stays_readable(db: Databases) -> None:
    number = given(db, "kept", "", JANUARY, 1)
    given(db, "kept", "", JUNE, 2)

    with db.read() as session:
        found = policy.version(session, number)

    assert (found.version, found.valid_from, found.settings) == (number, JANUARY, {"limit": 1})


def test_an_unknown_version_is_an_error(db: Databases) -> None:
    with db.read() as session, pytest.raises(NoResultFound):
        policy.version(session, 999_999)


def test_two_versions_of_one_day_cannot_stand_beside_each_other(db: Databases) -> None:
    given(db, "twice", "", JANUARY, 1)

    with pytest.raises(Refused):
        given(db, "twice", "", JANUARY, 2)


def test_a_new_version_is_a_fact_with_its_settings_in_plain(db: Databases) -> None:
    with make.moving(db, cast.member) as tx:
        put(tx, "told", "LR", JANUARY, {"limit": 3})
        (fact,) = tx.facts

    assert (fact.kind, fact.stream) == ("kernel.parameters.told", "parameters/told")
    assert fact.body["changes"][0]["after"] == {
        "name": "told",
        "scope": "LR",
        "valid_from": "2026-01-01",
        "settings": {"limit": 3},
    }
