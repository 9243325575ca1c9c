"""A leaver's work is handed over by a job: one fact a thing, every refusal named, safe to begin again."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import worker
from app.kernel import jobs
from app.kernel.errors import NotFound
from app.kernel.things import Step, Thing
from tests.web.world import NOW, Visitor, World

HAND_OVER = "/work/hand-over"


def person(demo: World, name: str) -> str:
    """The pseudonym of one of the demonstration's people."""
    with demo.house.databases.read() as session:
        key = session.scalars(
            select(Thing.id).where(Thing.kind == "identity.account", Thing.title == name)
        ).one()
    return f"usr_{key}"


def english(visitor: Visitor) -> Visitor:
    """The same person, who has chosen to read English."""
    assert visitor.post("/language", {"language": "en", "next": "/work"}).status_code == 303
    return visitor


def take_all(visitor: Visitor) -> list[str]:
    """Take on everything that My work shows."""
    references = re.findall(r'name="thing" type="checkbox" value="([^"]+)"', visitor.get("/work").text)
    assert references
    for reference in references:
        visitor.post("/work", {"thing": reference})
    return references


def leads(demo: World, references: list[str]) -> set[str | None]:
    with demo.house.databases.read() as session:
        return set(session.scalars(select(Thing.lead).where(Thing.reference.in_(references))))


def test_all_that_somebody_leads_goes_to_a_colleague_each_as_a_fact_of_its_own(demo: World) -> None:
    leaver, colleague = demo.visitor("municipal.tunis"), english(demo.visitor("municipal.second.tunis"))
    references = take_all(leaver)

    asked = colleague.post(
        HAND_OVER, {"person": person(demo, "municipal.tunis"), "to": person(demo, "municipal.second.tunis")}
    )
    before = colleague.get(asked.headers["location"])
    done = worker.run_job(demo.house, NOW)
    after = colleague.get(asked.headers["location"])

    assert asked.status_code == 303
    assert "Work under way" in before.text
    assert done == len(references)
    assert "Nothing was refused." in after.text
    assert leads(demo, references) == {person(demo, "municipal.second.tunis")}
    with demo.house.databases.read() as session:
        moves = session.scalars(select(Step.move).where(Step.move == "assign")).all()
    assert len(moves) == len(references)


def test_a_thing_that_may_not_go_to_the_other_is_named_with_its_reason(demo: World) -> None:
    references = take_all(demo.visitor("municipal.tunis"))
    colleague = english(demo.visitor("municipal.second.tunis"))
    stranger = person(demo, "municipal.jinja")

    asked = colleague.post(HAND_OVER, {"person": person(demo, "municipal.tunis"), "to": stranger})
    worker.run_job(demo.house, NOW)
    page = colleague.get(asked.headers["location"])

    assert "What was refused" in page.text
    assert all(reference in page.text for reference in references)
    assert "Choose somebody whose post lets them do this here." in page.text
    assert leads(demo, references) == {person(demo, "municipal.tunis")}


def test_whoever_leads_nothing_in_sight_has_nothing_to_hand_over(demo: World) -> None:
    colleague = english(demo.visitor("municipal.second.tunis"))

    answer = colleague.post(
        HAND_OVER, {"person": person(demo, "municipal.tunis"), "to": person(demo, "municipal.second.tunis")}
    )

    assert answer.status_code == 409
    assert "This person leads nothing that you may see." in answer.text


def test_a_job_is_seen_by_whoever_asked_for_it_only(demo: World) -> None:
    with demo.house.databases.write() as session:
        number = jobs.ask(session, "desk.hand_over", "usr_1", {}, ["CUF-1041"], NOW).id

    with demo.house.databases.read() as session, pytest.raises(NotFound):
        jobs.job_of(session, "usr_2", number)


def test_a_job_whose_worker_is_gone_is_taken_up_where_it_stopped(demo: World) -> None:
    with demo.house.databases.write() as session:
        number = jobs.ask(session, "desk.hand_over", "usr_1", {}, ["CUF-1041", "CUF-1058"], NOW).id
    with demo.house.databases.write() as session:
        jobs.claim(session, NOW)
        jobs.advance(session, number, NOW)

    with demo.house.databases.write() as session:
        too_soon = jobs.claim(session, NOW + jobs.ABANDONED_AFTER)
        later = jobs.claim(session, NOW + jobs.ABANDONED_AFTER + timedelta(seconds=1))
        done = later.done if later else None

    assert too_soon is None
    assert done == 1


def test_a_job_has_at_least_one_piece(demo: World) -> None:
    with demo.house.databases.write() as session, pytest.raises(ValueError, match="at least one piece"):
        jobs.ask(session, "desk.hand_over", "usr_1", {}, [], NOW)
