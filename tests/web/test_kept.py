"""What is typed while a session ends is kept, and stands again after the sign-in."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import select

from app.identity import sessions
from app.kernel.plugs import Credential
from app.web import kept
from app.web.posted import Posted
from tests.web.world import NOW, Visitor, World

NEED = "/cuf/projects/name"


def ended(demo: World, visitor: Visitor) -> Visitor:
    """The same browser after its session was ended on the server."""
    assert isinstance(visitor.credential, Credential)
    with demo.house.databases.write() as session:
        sessions.end(session, visitor.credential.secret)
    return visitor


def test_a_form_sent_after_the_session_ended_stands_again_after_the_sign_in(demo: World) -> None:
    visitor = ended(demo, demo.visitor("forum.kpaye"))

    sent = visitor.post(NEED, {"title": "A bridge over the <creek>", "rough_cost": "1,000"})
    way_back = parse_qs(urlsplit(sent.headers["location"]).query)["next"][0]
    again = demo.visitor("forum.kpaye").get(way_back)

    assert sent.status_code == 303
    assert way_back.startswith(f"{NEED}?kept=")
    assert "A bridge over the &lt;creek&gt;" in again.text
    assert "You were signed out before this was saved." in again.text


def test_what_was_kept_belongs_to_its_own_page(demo: World) -> None:
    visitor = ended(demo, demo.visitor("forum.kpaye"))
    sent = visitor.post(NEED, {"title": "A bridge"})
    token = parse_qs(urlsplit(sent.headers["location"]).query)["next"][0].partition("=")[2]

    elsewhere = demo.visitor("forum.kpaye").get(f"/cuf/projects/copy?kept={token}")

    assert "A bridge" not in elsewhere.text
    assert "You were signed out" not in elsewhere.text


def test_nothing_is_kept_for_whoever_never_had_a_session(demo: World) -> None:
    demo.visitor("nobody").post(NEED, {"title": "A bridge"})

    with demo.house.databases.read() as session:
        assert session.scalars(select(kept.KeptForm)).all() == []


def test_what_was_kept_is_gone_after_an_hour(demo: World) -> None:
    later = NOW + kept.KEPT_FOR + timedelta(seconds=1)
    with demo.house.databases.write() as session:
        token = kept.keep(session, NEED, Posted({"title": ["A bridge"]}), NOW) or ""
        session.flush()

        before, after = (kept.kept(session, token, NEED, at) for at in (NOW, later))
        kept.keep(session, NEED, Posted({"title": ["Another"]}), later)
        session.flush()
        left = session.scalars(select(kept.KeptForm)).all()

    assert before is not None
    assert after is None
    assert [row.fields for row in left] == [{"title": ["Another"]}]


def test_an_empty_form_and_one_without_measure_are_not_kept(demo: World) -> None:
    with demo.house.databases.write() as session:
        nothing = kept.keep(session, NEED, Posted({"csrf": ["a token"]}), NOW)
        too_much = kept.keep(session, NEED, Posted({"title": ["x" * (kept.MOST + 1)]}), NOW)

    assert nothing is None
    assert too_much is None
