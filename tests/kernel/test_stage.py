"""The demonstration's stage: mornings in order, people's moves as real transactions, sign-ins from one secret."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.kernel.db import Databases
from app.kernel.flow import begin
from app.kernel.stage import Stage
from tests.kernel import cast, make
from tests.kernel.toy import TOYS, Paint

TODAY = date(2026, 6, 30)
NOWHERE = Path("/nowhere")
NINE = datetime(2026, 6, 30, 9, tzinfo=UTC)


def stage(db: Databases, password: str | None = None) -> Stage:
    return Stage(db, cast.PLUGS, TODAY, b"secret", password, documents=NOWHERE)


def test_mornings_lie_as_many_days_ago_as_said_and_each_step_after_the_last(db: Databases) -> None:
    played = stage(db)

    assert played.moment(0) == NINE + timedelta(seconds=1)
    assert played.moment(30) == NINE - timedelta(days=30) + timedelta(seconds=2)


def test_a_named_person_acts_with_the_posts_they_have_then(db: Databases) -> None:
    played = stage(db)
    played.people["forum"] = cast.forum.reference
    played.actor_of = lambda _session, reference, _now: next(
        one for one in cast.EVERYBODY if one.reference == reference
    )

    with played.acting("forum", 10) as tx:
        toy = begin(tx, TOYS, "make", Paint(title="Tap", colour="blue"))

    assert make.again(db, TOYS, toy).since == NINE - timedelta(days=10) + timedelta(seconds=1)
    assert make.steps(db, toy)[0][1] == "usr_1"


def test_an_actor_needs_no_invitation_and_a_name_does(db: Databases) -> None:
    played = stage(db)

    with played.acting(cast.forum, 0) as tx:
        who = tx.actor
    with pytest.raises(LookupError, match="nobody has been invited"), played.acting("forum", 0):
        pass

    assert who is cast.forum


def test_passphrases_and_factors_follow_from_secret_and_name(db: Databases) -> None:
    one, same = stage(db), stage(db)
    other = Stage(db, cast.PLUGS, TODAY, b"another secret", documents=NOWHERE)

    assert one.passphrase_of("forum") == same.passphrase_of("forum") != other.passphrase_of("forum")
    assert one.factor_of("forum") == same.factor_of("forum") != one.factor_of("team")
    assert len(one.passphrase_of("forum").split("-")) == 5
    assert len(one.factor_of("forum")) == 32


def test_one_known_password_serves_all_where_it_is_set(db: Databases) -> None:
    assert stage(db, "open sesame").passphrase_of("forum") == "open sesame"
