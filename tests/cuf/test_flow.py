"""A CUF project through its flow on both engines: the walk, who may when, and what nobody may."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cuf.flow import CUF_PROJECT
from app.cuf.lists import PROJECTS
from app.cuf.models import Correction, Kind, Project, Section, State, Submission, Track
from app.cuf.proposals.schemas import SectionName, Sections, What
from app.cuf.queries import ground, own_projects, page_of_project
from app.cuf.schemas import Copy, NamedBy, Need, Reason
from app.desk.queries import my_work
from app.kernel.actors import Actor, Role
from app.kernel.errors import NotAllowed, NotFound, Refused, Stale
from app.kernel.flow import Queue, begin, find, offers
from app.kernel.listing import Asker, page_of
from app.kernel.outbox import Notice
from app.kernel.policy import in_force
from app.kernel.things import Step
from app.kernel.trail import fsck
from tests.cuf import make
from tests.cuf.make import NOW, RATE, Fund, counted_queries, days, lrd, put_promises, returned, whole
from tests.places import world

REASON = Reason(reason="The city builds it itself.")


def told(fund: Fund, reference: str, past: str) -> set[str]:
    """Who was told this about the project, as the cast calls them."""
    key = {actor.reference: name for name, actor in fund.cast.items()}
    with fund.databases.read() as session:
        rows = session.scalars(
            select(Notice.recipient).where(Notice.thing_id == fund.project(reference).id, Notice.text == past)
        )
        return {key[row] for row in rows}


# --- The walk --------------------------------------------------------------------------------------


def test_a_proposal_walks_from_the_need_to_the_appraisal_and_back_once(fund: Fund) -> None:
    reference = fund.draft(whole())
    fund.move("forum", reference, "finish")
    fund.move("chair", reference, "certify")
    fund.move("municipal", reference, "return", returned(SectionName.WHERE, SectionName.UPKEEP))

    with pytest.raises(Refused, match="is locked"):
        fund.move("forum", reference, "save", Sections(what=make.what("Another title")))
    with pytest.raises(Refused, match="is as it was when it came back"):
        fund.move("forum", reference, "finish")
    fund.move("forum", reference, "save", Sections(where=make.where("At the landing")))
    with pytest.raises(Refused, match="is as it was when it came back"):
        fund.move("forum", reference, "finish")
    fund.move("helper", reference, "save", Sections(upkeep=make.upkeep(body="The women's group")))
    fund.move("forum", reference, "finish")
    fund.move("treasurer", reference, "certify")
    fund.move("municipal", reference, "accept")

    assert fund.project(reference).state == State.UNDER_APPRAISAL
    with fund.databases.read() as session:
        numbers = session.scalars(select(Submission.number).order_by(Submission.number)).all()
        report = fsck.fsck(session.connection(), [])
    assert numbers == [1, 2]
    assert report.faults == []


def test_every_move_is_one_step_on_the_trail_with_who_made_it(fund: Fund) -> None:
    reference = fund.sent_back()

    with fund.databases.read() as session:
        steps = session.scalars(
            select(Step).where(Step.thing_id == fund.project(reference).id).order_by(Step.seq)
        ).all()
    people = {name: actor.reference for name, actor in fund.cast.items()}
    assert [(step.move, step.actor, step.before, step.after) for step in steps] == [
        ("name", people["forum"], "", "IDENTIFIED"),
        ("propose", people["forum"], "IDENTIFIED", "PROPOSED"),
        ("save", people["forum"], "PROPOSED", "PROPOSED"),
        ("finish", people["forum"], "PROPOSED", "READY"),
        ("certify", people["chair"], "READY", "SUBMITTED"),
        ("return", people["municipal"], "SUBMITTED", "RETURNED"),
    ]


def test_R100_a_need_is_priced_in_the_countrys_currency_from_whole_units(fund: Fund) -> None:
    project = fund.project(fund.need())

    assert (project.currency, project.rough_cost) == ("LRD", lrd(9_800))


def test_a_proposal_begins_with_what_the_need_said(fund: Fund) -> None:
    reference = fund.draft()

    with fund.databases.read() as session:
        found = session.scalars(select(Section)).one()
    assert fund.project(reference).state == State.PROPOSED
    assert found.content == {"title": "Solid-waste points", "kind": "solid_waste", "description": None}


def test_the_certifier_hands_it_back_to_its_writers(fund: Fund) -> None:
    reference = fund.ready()

    fund.move("chair", reference, "decline", Reason(reason="The price of sand is wrong."))

    assert fund.project(reference).state == State.PROPOSED
    assert fund.offers("forum", reference)["finish"].open


def test_corrections_stay_open_and_the_rest_locked_when_the_certifier_declines(fund: Fund) -> None:
    reference = fund.sent_back(SectionName.WHERE)
    fund.move("forum", reference, "save", Sections(where=make.where("At the landing")))
    fund.move("forum", reference, "finish")
    fund.move("chair", reference, "decline", REASON)

    fund.move("forum", reference, "save", Sections(where=make.where("Behind the landing")))
    with pytest.raises(Refused, match="is locked"):
        fund.move("forum", reference, "save", Sections(upkeep=make.upkeep(body="Somebody else")))


def test_R102_a_second_return_needs_a_meeting(fund: Fund) -> None:
    reference = fund.sent_back(SectionName.WHERE)
    fund.move("forum", reference, "save", Sections(where=make.where("At the landing")))
    fund.move("forum", reference, "finish")
    fund.move("chair", reference, "certify")

    with pytest.raises(Refused, match="went back once already"):
        fund.move("municipal", reference, "return", returned(SectionName.UPKEEP))
    fund.move("municipal", reference, "return", returned(SectionName.UPKEEP, met_on=date(2026, 6, 29)))

    with fund.databases.read() as session:
        kept = session.scalars(select(Correction).order_by(Correction.id)).all()
    assert [(one.submission, one.section, one.met_on) for one in kept] == [
        (1, "where", None),
        (2, "upkeep", date(2026, 6, 29)),
    ]
    with pytest.raises(Refused, match="is locked"):
        fund.move("forum", reference, "save", Sections(where=make.where("Elsewhere")))


# --- What is offered -------------------------------------------------------------------------------


LEADING = {"take", "assign", "release"}
PAPERS = {"attach", "detach"}
OPENED: dict[str, dict[str, set[str]]] = {
    "need": {"forum": {"propose", "drop", *LEADING}, "facilitator": set()},
    "draft": {
        "forum": {"save", "drop", *PAPERS, *LEADING},
        "helper": {"save", *PAPERS},
        "facilitator": {"save", *PAPERS},
    },
    "ready": {
        "forum": {"drop", "attach", *LEADING},
        "chair": {"certify", "decline", "drop", "attach", *LEADING},
        "helper": {"attach"},
    },
    "submitted": {
        "forum": {"withdraw", "attach", *LEADING},
        "municipal": {"return", "accept", "attach", *LEADING},
        "officer": set(),
        "auditor": set(),
    },
    "sent_back": {"forum": {"save", "withdraw", *PAPERS, *LEADING}, "municipal": {"attach", *LEADING}},
}


@pytest.mark.parametrize("stands", OPENED)
def test_each_state_opens_its_moves_to_each_post(fund: Fund, stands: str) -> None:
    reference = getattr(fund, stands)()

    found = {
        who: {name for name, offer in fund.offers(who, reference).items() if offer.open}
        for who in OPENED[stands]
    }

    assert found == OPENED[stands]


def test_a_shut_move_gives_all_its_reasons_at_once(fund: Fund) -> None:
    make.put_terms(fund, date(2026, 1, 1), municipal_percent="15")
    said = make.contributions(50_000, 0, 0, 0)
    reference = fund.draft(whole(said, bill=3, where=None, upkeep=make.upkeep(needs_utility=True)))

    finish = fund.offers("forum", reference)["finish"]

    assert not finish.open
    assert [(reason.rule, reason.field) for reason in finish.whys] == [
        ("", None),  # four questions are unanswered
        ("", "design-bill"),
        ("R23", "contributions-grant"),
        ("R24", "contributions-cash"),
        ("R24", "contributions-cash"),
        ("R24", "contributions-municipal"),
    ]
    with pytest.raises(Refused) as refused:
        fund.move("forum", reference, "finish")
    assert len(refused.value.whys) == len(finish.whys)


def test_R28_who_wrote_a_page_may_not_certify_and_the_other_officer_may(fund: Fund) -> None:
    reference = fund.draft(whole())
    fund.move("chair", reference, "save", Sections(where=make.where("At the landing")))
    fund.move("forum", reference, "finish")

    shut = fund.offers("chair", reference)["certify"]

    assert [reason.rule for reason in shut.whys] == ["R28"]
    with pytest.raises(Refused, match="Someone else must do this"):
        fund.move("chair", reference, "certify")
    fund.move("treasurer", reference, "certify")


def test_R28_an_author_may_not_appraise(fund: Fund) -> None:
    fund.join("both", (Role.FACILITATOR, "kpaye"), (Role.MUNICIPAL_TEAM, "monrovia"))
    reference = fund.draft(whole())
    fund.move("both", reference, "save", Sections(where=make.where("At the landing")))
    fund.move("forum", reference, "finish")
    fund.move("chair", reference, "certify")

    offered = fund.offers("both", reference)

    assert [reason.rule for reason in offered["accept"].whys] == ["R28"]
    assert [reason.rule for reason in offered["return"].whys] == ["R28"]
    with pytest.raises(Refused):
        fund.move("both", reference, "accept")


def test_a_forum_officer_without_the_office_never_certifies(fund: Fund) -> None:
    reference = fund.ready()

    assert "certify" not in fund.offers("forum.second", reference)
    with pytest.raises(NotAllowed):
        fund.move("forum.second", reference, "certify")


def test_R01_a_country_off_the_list_is_not_accepted_for_appraisal(fund: Fund) -> None:
    reference = fund.submitted()
    before_the_first_list = datetime(2021, 12, 31, 12, tzinfo=UTC)

    with pytest.raises(Refused, match="not on the list"):
        fund.move("municipal", reference, "accept", now=before_the_first_list)


# --- Birth -----------------------------------------------------------------------------------------


def named(settlement: str) -> Need:
    return Need(settlement=settlement, title="Drain", kind=Kind.OTHER, rough_cost=1, named_by=NamedBy.WOMEN)


def test_a_need_of_somebody_elses_settlement_is_refused(fund: Fund) -> None:
    with pytest.raises(Refused, match="that you may act for"), fund.acting("forum") as tx:
        begin(tx, CUF_PROJECT, "name", named(fund.places["togba"].reference))


def test_R05_a_need_without_a_profile_of_the_settlement_is_refused(fund: Fund) -> None:
    fund.places["new"] = world.settlement(fund.databases, fund.places["monrovia"], "Waterside")
    fund.join("forum.new", (Role.FORUM, "new"))

    with pytest.raises(Refused, match="no profile yet"), fund.acting("forum.new") as tx:
        begin(tx, CUF_PROJECT, "name", named(fund.places["new"].reference))


def test_R04_a_need_before_the_countrys_terms_is_refused(fund: Fund) -> None:
    long_ago = datetime(2023, 12, 31, 12, tzinfo=UTC)

    with pytest.raises(Refused) as refused, fund.acting("forum", long_ago) as tx:
        begin(tx, CUF_PROJECT, "name", named(fund.places["kpaye"].reference))
    assert [reason.rule for reason in refused.value.whys] == ["R05", "R04"]


def test_only_a_forum_names_a_need(fund: Fund) -> None:
    with pytest.raises(NotAllowed), fund.acting("facilitator") as tx:
        begin(tx, CUF_PROJECT, "name", named(fund.places["kpaye"].reference))


def test_R115_a_copy_begins_with_every_section_of_the_earlier_proposal(fund: Fund) -> None:
    source = fund.submitted()
    fund.move("forum", source, "withdraw", REASON)

    with fund.acting("forum") as tx:
        copied = begin(tx, CUF_PROJECT, "copy", Copy(source=source)).reference

    old, new = fund.project(source), fund.project(copied)
    assert (new.state, new.title, new.grant_asked, new.copied_from_id) == (
        State.PROPOSED,
        old.title,
        old.grant_asked,
        old.id,
    )
    with fund.databases.read() as session:
        rows = session.scalars(select(Section).order_by(Section.project_id, Section.name)).all()
    texts = {
        key: {row.name: row.content for row in rows if row.project_id == key} for key in (old.id, new.id)
    }
    assert texts[old.id] == texts[new.id]
    assert {row.version for row in rows if row.project_id == new.id} == {1}
    fund.move("forum", copied, "finish")


def test_R115_nobody_copies_the_proposal_of_another_settlement_or_a_bare_need(fund: Fund) -> None:
    theirs, bare = fund.submitted(), fund.need()

    with pytest.raises(Refused, match="of your own settlement"), fund.acting("forum.togba") as tx:
        begin(tx, CUF_PROJECT, "copy", Copy(source=theirs))
    with pytest.raises(Refused, match="of your own settlement"), fund.acting("forum") as tx:
        begin(tx, CUF_PROJECT, "copy", Copy(source=bare))
    with fund.databases.read() as session:
        assert [one.reference for one in own_projects(session, fund.cast["forum"])] == [theirs]


# --- Two people at once ----------------------------------------------------------------------------


def seen_at(version: int, **said: object) -> Sections:
    """Sections as they were typed on a page that showed them at this version."""
    return Sections.model_validate({**said, "versions": dict.fromkeys(said, version)})


def test_the_second_of_two_who_save_one_section_is_told_which(fund: Fund) -> None:
    reference = fund.draft()
    fund.move("forum", reference, "save", seen_at(0, where=make.where("At the landing")))

    with pytest.raises(Stale) as stale:
        fund.move("forum.second", reference, "save", seen_at(0, where=make.where("Behind the school")))

    assert [reason.field for reason in stale.value.whys] == ["where"]
    assert "Their text stands beside yours" in str(stale.value)
    fund.move("forum.second", reference, "save", seen_at(1, where=make.where("Behind the school")))


def test_the_same_text_saved_twice_is_no_quarrel_and_no_new_version(fund: Fund) -> None:
    reference = fund.draft()
    for _person in range(2):
        fund.move("forum", reference, "save", seen_at(0, where=make.where()))

    with fund.databases.read() as session:
        row = session.scalars(select(Section).where(Section.name == "where")).one()
    assert row.version == 1


def test_different_sections_saved_side_by_side_lose_nothing(fund: Fund) -> None:
    reference = fund.draft()

    fund.move("forum", reference, "save", seen_at(0, where=make.where("At the landing")))
    fund.move("helper", reference, "save", seen_at(0, upkeep=make.upkeep(body="The women's group")))

    with fund.databases.read() as session:
        texts = {row.name: row.content for row in session.scalars(select(Section))}
    assert texts["where"]["site"] == "At the landing"
    assert texts["upkeep"]["body"] == "The women's group"


def test_a_page_of_two_sections_is_kept_or_refused_as_a_whole(fund: Fund) -> None:
    reference = fund.draft()
    fund.move("forum", reference, "save", seen_at(1, what=make.what("Six kiosks")))

    with pytest.raises(Stale):
        fund.move(
            "helper", reference, "save", seen_at(1, what=make.what("Five kiosks"), why=make.why_section())
        )

    with fund.databases.read() as session:
        assert {row.name for row in session.scalars(select(Section))} == {"what"}


def test_a_certificate_of_what_has_changed_since_it_was_shown_is_refused(fund: Fund) -> None:
    reference = fund.ready()
    seen = fund.project(reference).version
    fund.move("forum", reference, "take")

    with pytest.raises(Stale, match="Someone else changed this"):
        fund.move("chair", reference, "certify", seen=seen)


# --- What is kept ----------------------------------------------------------------------------------


def test_title_kind_and_grant_follow_the_sections(fund: Fund) -> None:
    reference = fund.draft()

    fund.move(
        "forum",
        reference,
        "save",
        Sections(
            what=What(title="Six water kiosks", kind=Kind.SAFE_WATER),
            contributions=make.contributions(36_000),
        ),
    )

    project = fund.project(reference)
    assert (project.title, project.kind_of_work, project.grant_asked) == (
        "Six water kiosks",
        "safe_water",
        lrd(36_000),
    )


def test_R04_a_submission_keeps_its_sections_track_terms_and_rate(fund: Fund) -> None:
    reference = fund.submitted()

    with fund.databases.read() as session:
        kept = session.scalars(select(Submission)).one()
        texts = {row.name: row.content for row in session.scalars(select(Section))}
        terms = in_force(session, "cuf", "LBR", NOW.date())
    assert terms is not None
    assert (kept.number, kept.submitted_on, kept.track) == (1, NOW.date(), Track.SMALL)
    assert (kept.policy_id, kept.units_per_usd) == (terms.version, str(RATE))
    assert kept.content == texts
    assert fund.project(reference).state == State.SUBMITTED


def test_R04_the_terms_of_the_submission_hold_while_it_is_appraised_and_the_new_ones_after_a_return(
    fund: Fund,
) -> None:
    reference = fund.submitted()
    make.put_terms(fund, date(2026, 7, 1), units_per_usd="200", community_percent="20")
    later = NOW + days(5)

    def rate() -> str:
        with fund.databases.read() as session:
            project = find(session, fund.cast["municipal"], CUF_PROJECT, reference, later)
            known = ground(session, fund.cast["municipal"], [project], later)[project.id]
        assert known.policy is not None
        return known.policy.units_per_usd

    assert rate() == str(RATE)
    fund.move("municipal", reference, "return", returned(SectionName.CONTRIBUTIONS), now=later)
    assert rate() == "200"
    assert "R24" in [why.rule for why in fund.offers("forum", reference, later)["finish"].whys]


@pytest.mark.parametrize(
    ("grant", "bill", "track"), [(10_000, None, Track.SMALL), (10_001, 11_401, Track.STANDARD)]
)
def test_the_track_is_that_of_the_money_asked_for_at_submission(
    fund: Fund, grant: int, bill: int | None, track: Track
) -> None:
    reference = fund.draft(whole(make.contributions(grant), bill))
    fund.move("forum", reference, "finish")

    fund.move("chair", reference, "certify")

    with fund.databases.read() as session:
        assert session.scalars(select(Submission.track)).one() == track


def test_R102_an_appraisal_is_promised_in_twenty_working_days(fund: Fund) -> None:
    reference = fund.submitted()

    assert fund.project(reference).due_at == datetime(2026, 7, 28, 23, 59, 59, tzinfo=UTC)
    fund.move("municipal", reference, "return", returned(SectionName.WHERE))
    assert fund.project(reference).due_at is None


def test_R102_a_holiday_of_the_country_is_no_working_day(fund: Fund) -> None:
    put_promises(fund, date(2026, 6, 1), holidays=["07-24"])
    reference = fund.submitted()

    fund.move("municipal", reference, "accept", now=NOW + days(1))

    assert fund.project(reference).due_at == datetime(2026, 7, 30, 23, 59, 59, tzinfo=UTC)


# --- Who is told, and who sees ---------------------------------------------------------------------

FORUM = {"forum", "forum.second", "chair", "treasurer"}
TEAM = {"municipal", "municipal.second"}


def test_each_step_tells_those_whom_it_concerns_and_not_who_made_it(fund: Fund) -> None:
    reference = fund.sent_back()

    assert told(fund, reference, "finished the proposal") == FORUM - {"forum"}
    assert told(fund, reference, "certified and submitted the proposal") == (FORUM - {"chair"}) | TEAM
    assert told(fund, reference, "returned the proposal for corrections") == FORUM | {"helper"}
    assert told(fund, reference, "saved a page of the proposal") == set()


def test_a_withdrawn_proposal_is_told_to_the_team_and_a_given_up_draft_is_not(fund: Fund) -> None:
    out, draft = fund.submitted(), fund.draft(title="A drain")

    fund.move("forum", out, "withdraw", REASON)
    fund.move("forum", draft, "drop", REASON)

    assert told(fund, out, "withdrew the project") == (FORUM - {"forum"}) | TEAM
    assert told(fund, draft, "gave up the project") == FORUM - {"forum"}
    assert fund.project(draft).state == State.WITHDRAWN


OFFICERS = ("municipal", "officer", "auditor")


def first_page(session: Session, actor: Actor) -> list[Project]:
    """The first page of the list of projects that this person sees."""
    return list(page_of(session, PROJECTS.listing, Asker(actor, NOW), "").page.rows)


def seeing(fund: Fund, reference: str) -> set[str]:
    """The officers for whom the project exists."""
    found = set()
    with fund.databases.read() as session:
        for who in OFFICERS:
            rows = first_page(session, fund.cast[who])
            found |= {who} if reference in {row.reference for row in rows} else set()
    return found


@pytest.mark.parametrize("stands", ["need", "draft", "ready"])
def test_what_has_not_gone_out_does_not_exist_for_officers_even_given_up(fund: Fund, stands: str) -> None:
    reference = getattr(fund, stands)()

    assert seeing(fund, reference) == set()
    fund.move("forum", reference, "drop", REASON)
    assert seeing(fund, reference) == set()
    with pytest.raises(NotFound):
        fund.offers("officer", reference)


def test_what_went_out_is_seen_by_officers_also_withdrawn(fund: Fund) -> None:
    reference = fund.submitted()

    assert seeing(fund, reference) == set(OFFICERS)
    fund.move("forum", reference, "withdraw", REASON)
    assert seeing(fund, reference) == set(OFFICERS)
    assert fund.offers("municipal", reference) == {}


def test_another_citys_team_and_another_settlements_forum_find_nothing(fund: Fund) -> None:
    reference = fund.submitted()

    for who in ("municipal.buchanan", "forum.togba"):
        with pytest.raises(NotFound):
            fund.move(who, reference, "take")
        with fund.databases.read() as session:
            assert first_page(session, fund.cast[who]) == []


# --- How often the database is asked ---------------------------------------------------------------


def queries_of_page(fund: Fund, who: str, reference: str) -> int:
    with fund.databases.read() as session, counted_queries(fund.databases) as sent:
        found = find(session, fund.cast[who], CUF_PROJECT, reference, NOW)
        project = page_of_project(session, found)
        ground(session, fund.cast[who], [project], NOW)
        offers(session, fund.cast[who], CUF_PROJECT, [project], NOW)
    return len(sent)


def test_a_projects_page_asks_as_often_whatever_was_written_returned_and_submitted(fund: Fund) -> None:
    short = fund.draft(Sections(where=make.where()))
    long = fund.sent_back(SectionName.WHERE, SectionName.UPKEEP)
    fund.move(
        "forum",
        long,
        "save",
        Sections(where=make.where("At the landing"), upkeep=make.upkeep(body="Others")),
    )
    fund.move("forum", long, "finish")
    fund.move("chair", long, "certify")

    assert queries_of_page(fund, "chair", short) == queries_of_page(fund, "chair", long)


def test_lists_and_my_work_ask_as_often_for_one_row_as_for_many(fund: Fund) -> None:
    flows = {CUF_PROJECT.kind: CUF_PROJECT}

    def asked(who: str) -> tuple[int, int, int]:
        with fund.databases.read() as session, counted_queries(fund.databases) as listed:
            rows = first_page(session, fund.cast[who])
        with fund.databases.read() as session, counted_queries(fund.databases) as worked:
            my_work(session, fund.cast[who], flows, NOW, Queue(), None, 26)
        return len(rows), len(listed), len(worked)

    fund.submitted(now=NOW)
    one = asked("municipal")
    for number in range(4):
        fund.submitted(title=f"Work {number}")
    many = asked("municipal")

    assert (one[0], many[0]) == (1, 5)
    assert one[1:] == many[1:]


def test_what_is_to_be_certified_waits_for_the_certifiers_alone(fund: Fund) -> None:
    waiting = fund.ready()
    flows = {CUF_PROJECT.kind: CUF_PROJECT}

    def work(who: str) -> list[str]:
        with fund.databases.read() as session:
            rows = my_work(session, fund.cast[who], flows, NOW, Queue(), None, 26)
        return [row.thing.reference for row in rows]

    assert (work("chair"), work("forum.second"), work("municipal")) == ([waiting], [], [])
