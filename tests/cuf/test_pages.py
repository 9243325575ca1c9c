"""The CUF's pages as people walk them in a browser without scripts."""

from urllib.parse import urlencode

import pytest
from markupsafe import escape

from app.cuf.models import State
from app.cuf.proposals.schemas import SectionName, Sections
from app.cuf.schemas import Reason
from tests.cuf import make
from tests.cuf.browsing import Browser, app_on, browser_of, errors_on, form_on, speaking
from tests.cuf.make import FIELDS, NOW, Fund, counted_queries, days, returned, whole

LIST = "/cuf/projects"


def address(reference: str, part: str = "") -> str:
    return f"{LIST}/{reference}{'/' if part else ''}{part}"


def reference_in(location: str) -> str:
    return location.split("/")[3]


def begun(browser: Browser, fund: Fund, title: str = "Solid-waste points") -> str:
    """A need named and its proposal begun on the pages; gives the reference."""
    answer = browser.send(
        f"{LIST}/name",
        settlement=fund.places["kpaye"].reference,
        title=title,
        kind="solid_waste",
        rough_cost="1,862,000",
        named_by="both",
    )
    assert answer.status_code == 303, errors_on(answer.text)
    reference = reference_in(answer.headers["location"])
    assert browser.send(address(reference, "propose")).status_code == 303
    return reference


def written(browser: Browser, fund: Fund) -> str:
    """A whole small work, written page after page as each save leads on."""
    reference = begun(browser, fund)
    there = address(reference, "pages/where")
    for key, typed in FIELDS.items():
        assert there == address(reference, f"pages/{key}")
        answer = browser.fill(there, typed)
        assert answer.status_code == 303, errors_on(answer.text)
        there = answer.headers["location"]
    assert there == address(reference, "check")
    return reference


# --- The walk --------------------------------------------------------------------------------------


def test_a_forum_writes_a_certifier_sends_and_the_team_finds_it_under_my_work(fund: Fund) -> None:
    app = app_on(fund)
    forum, chair, team = (browser_of(fund, who, app) for who in ("forum", "chair", "municipal"))

    reference = written(forum, fund)
    checked = forum.text(address(reference, "check"))
    finished = forum.send(address(reference, "finish"))
    hidden, waiting = team.get(address(reference)), chair.text("/work")
    certified = chair.send(address(reference, "certify"))

    assert "Before it can go out" not in checked
    assert f'href="{address(reference, "finish")}"' in checked
    assert (finished.status_code, certified.status_code, hidden.status_code) == (303, 303, 404)
    assert reference in waiting
    assert reference in team.text("/work")
    assert team.send(address(reference, "accept")).status_code == 303
    assert "under appraisal" in forum.text(address(reference))
    assert fund.project(reference).state == State.UNDER_APPRAISAL


def test_after_a_return_only_the_named_section_opens_until_it_is_mended(fund: Fund) -> None:
    app, reference = app_on(fund), fund.submitted()
    forum, team = browser_of(fund, "forum", app), browser_of(fund, "municipal", app)

    back = team.send(
        address(reference, "return"),
        **{"corrections-0-section": "where", "corrections-0-note": "Name the landing."},
    )

    assert back.status_code == 303, errors_on(back.text)
    page = forum.text(address(reference))
    assert "Name the landing." in page
    assert f'href="{address(reference, "pages/where")}"' in page
    assert f'href="{address(reference, "pages/care")}"' not in page
    assert "This page is locked" in forum.text(address(reference, "pages/care"))
    assert "Name the landing." in forum.text(address(reference, "pages/where"))
    assert "Where is as it was when it came back" in forum.text(address(reference, "check"))
    assert forum.send(address(reference, "finish"), finish_page(forum, reference)).status_code == 409
    mended = forum.fill(address(reference, "pages/where"), {"where-site": "At the landing"})
    assert mended.status_code == 303
    assert forum.send(address(reference, "finish")).status_code == 303


def test_when_it_comes_back_the_team_sees_only_what_changed(fund: Fund) -> None:
    app, reference = app_on(fund), fund.sent_back(SectionName.WHERE, SectionName.UPKEEP)
    mended = Sections(where=make.where("At the landing's east end"))
    fund.move("forum", reference, "save", mended)
    fund.move("forum", reference, "save", Sections(upkeep=make.upkeep(body="The women's group")))
    fund.move("forum", reference, "finish")
    fund.move("chair", reference, "certify")

    page = browser_of(fund, "municipal", app).text(address(reference))

    changed = page.partition("What changed since it was returned")[2].partition("</section>")[0]
    for text in (
        "Beside the old well",
        "At the landing&#39;s east end",
        "The users",
        "The women&#39;s group",
    ):
        assert text in changed
    assert "Four places" not in changed
    assert "A price for each use" not in changed


def finish_page(browser: Browser, reference: str) -> str:
    """A form for the finish as an older page showed it: with the session's token and no version."""
    token = form_on(browser.text(address(reference, "pages/where")), address(reference, "pages/where"))
    return (
        f'<form method="post" action="{address(reference, "finish")}">'
        f'<input name="csrf" value="{token.fields["csrf"][0]}"></form>'
    )


def plain(page: str) -> str:
    """A page's text without marks of direction and with plain spaces."""
    return page.replace("\u00a0", " ").replace("\u202f", " ").replace("<bdi>", "").replace("</bdi>", "")


def test_a_shut_finish_says_every_reason_and_the_check_page_leads_to_each(fund: Fund) -> None:
    said = make.contributions(50_000, 0, 0, 0)
    reference = fund.draft(whole(said, bill=3, where=None))
    browser = browser_of(fund, "forum")

    checked = plain(browser.text(address(reference, "check")))
    refused = plain(browser.text(address(reference, "finish")))

    for sentence in (
        "The bill of quantities comes to LRD 570.00",
        "USD 50,000.00 is asked from the fund; the most it gives for one work here is USD 40,000.00.",
        "The community gives 0.0% of the cost; at least 10.0% is needed.",
    ):
        assert sentence in checked
        assert sentence in refused
    assert "Where: “Where will it be?” is not answered yet." in checked
    assert f'href="{address(reference, "pages/where")}#field-where-site"' in checked
    assert f'href="{address(reference, "pages/design")}#field-design-bill"' in checked
    assert f'href="{address(reference, "finish")}"' not in checked


def test_the_agreed_rates_are_offered_for_what_is_given_in_kind(fund: Fund) -> None:
    reference = fund.draft(whole())

    page = browser_of(fund, "forum").text(address(reference, "pages/cost"))

    form = form_on(page, address(reference, "pages/cost"))
    assert form.offered["contributions-in_kind-0-item"] == ["labour_day", "skilled_day", "sand_load"]
    assert form.fields["contributions-in_kind-0-item"] == ["labour_day"]
    assert form.fields["contributions-grant"] == ["1,862,000.00"]


def test_a_larger_work_has_ten_pages_and_saving_goes_on_among_them(fund: Fund) -> None:
    reference = fund.draft(whole(make.contributions(20_000)))
    browser = browser_of(fund, "forum")

    page = browser.text(address(reference, "pages/where"))
    answer = browser.send(address(reference, "pages/where"), page)

    assert "Page 1 of 10" in page
    assert answer.headers["location"] == address(reference, "pages/what")
    assert "Page 9 of 10" in browser.text(address(reference, "pages/documents"))
    assert browser.get(address(reference, "pages/kitchen")).status_code == 404


# --- Nothing typed is lost -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "field", "typed", "sentence"),
    [
        ("where", "where-site", "x" * 401, "write at most 400 characters"),
        ("what", "why-women_present", "many", "does not read as a number"),
        ("what", "why-decided_on", "3/4/2026", "can be read in two ways"),
        ("cost", "contributions-grant", "1.862.000", "do not stand where they would in a number"),
        ("cost", "contributions-in_kind-0-quantity", "0", "this must be more than 0"),
        ("care", "committees-members-0-name", "", "this must be filled in"),
    ],
)
def test_a_fault_stands_beside_its_field_and_every_answer_stays(
    fund: Fund, key: str, field: str, typed: str, sentence: str
) -> None:
    reference = fund.draft(make.whole(make.contributions(100, 10, 10)))
    browser, there = browser_of(fund, "forum"), address(reference, f"pages/{key}")

    answer = browser.fill(there, {**FIELDS[key], field: typed})

    assert answer.status_code == 422
    assert sentence in errors_on(answer.text)[field]
    beside = answer.text.partition(f'id="field-{field}-error"')[2].partition("</div>")[0]
    assert sentence in beside
    shown = form_on(answer.text, there).fields
    assert {name: shown[name] for name in FIELDS[key]} == {
        name: [value] for name, value in {**FIELDS[key], field: typed}.items()
    }


def test_the_second_of_two_sees_both_texts_and_keeps_what_is_right(fund: Fund) -> None:
    app, reference = app_on(fund), fund.draft(whole())
    first, second = browser_of(fund, "forum", app), browser_of(fund, "forum.second", app)
    there = address(reference, "pages/what")
    old = second.text(there)
    assert first.fill(there, {"why-problem": "Children fall into the drain."}).status_code == 303

    beaten = second.fill(there, {"why-problem": "It smells."}, old)

    assert beaten.status_code == 412
    assert "Why: someone else saved this meanwhile" in "".join(errors_on(beaten.text).values())
    theirs = beaten.text.partition("lm-theirs")[2].partition("</section>")[0]
    assert "Saved meanwhile by forum:" in beaten.text
    assert "Children fall into the drain." in theirs
    assert form_on(beaten.text, there).fields["why-problem"] == ["It smells."]
    assert second.fill(there, {"why-problem": "Both."}, beaten.text).status_code == 303
    assert "Both." in first.text(there)


def test_what_was_typed_stays_though_the_proposal_was_finished_meanwhile(fund: Fund) -> None:
    app, reference = app_on(fund), fund.draft(whole())
    browser, there = browser_of(fund, "forum.second", app), address(reference, "pages/where")
    old = browser.text(there)
    fund.move("forum", reference, "finish")

    late = browser.fill(there, {"where-site": "Behind the school"}, old)

    assert late.status_code == 409
    assert "It is waiting to be certified now." in "".join(errors_on(late.text).values())
    assert form_on(late.text, there).fields["where-site"] == ["Behind the school"]
    assert browser.get(there).status_code == 404


def test_what_was_typed_stays_though_the_work_became_a_larger_one_meanwhile(fund: Fund) -> None:
    app, reference = app_on(fund), fund.draft(whole())
    browser, there = browser_of(fund, "forum.second", app), address(reference, "pages/cost")
    old = browser.text(there)
    fund.move("forum", reference, "save", Sections(contributions=make.contributions(20_000)))

    late = browser.fill(there, {"contributions-cash": "95,000.00"}, old)

    assert late.status_code == 412
    assert form_on(late.text, there).fields["contributions-cash"] == ["95,000.00"]


def test_a_faulty_need_keeps_what_was_typed(fund: Fund) -> None:
    browser = browser_of(fund, "forum")

    answer = browser.send(f"{LIST}/name", title="Drain", rough_cost="12.5", named_by="women")

    assert answer.status_code == 422
    faults = errors_on(answer.text)
    assert set(faults) == {"settlement", "kind", "rough_cost"}
    shown = form_on(answer.text, f"{LIST}/name").fields
    assert (shown["title"], shown["rough_cost"], shown["named_by"]) == (["Drain"], ["12.5"], ["women"])


def test_hostile_texts_stay_text(fund: Fund) -> None:
    hostile = '<script>alert("1")</script>{{ 7 * 7 }}'
    browser = browser_of(fund, "forum")
    reference = begun(browser, fund, hostile)
    assert browser.fill(address(reference, "pages/where"), {"where-site": hostile}).status_code == 303

    pages = [
        browser.text(there)
        for there in (LIST, address(reference), address(reference, "pages/where"), "/work")
    ]

    for page in pages:
        assert "<script>alert" not in page
        assert str(escape(hostile)) in page
    assert form_on(pages[2], address(reference, "pages/where")).fields["where-site"] == [hostile]


# --- Receipt, list, languages ----------------------------------------------------------------------


def test_the_receipt_is_of_what_went_out_and_of_who_certified_it(fund: Fund) -> None:
    reference = fund.sent_back(SectionName.CONTRIBUTIONS)
    fund.move("municipal", reference, "take")
    fund.move("forum", reference, "save", Sections(contributions=make.contributions(5_000)))

    page = plain(browser_of(fund, "forum").text(address(reference, "receipt")))

    certified = page.partition("Certified by")[2].partition("</div>")[0]
    assert "chair" in certified
    assert "LRD 1,862,000.00" in page
    assert "small works" in page


def test_a_proposal_that_never_went_out_has_no_receipt(fund: Fund) -> None:
    reference = fund.draft()

    assert browser_of(fund, "forum").get(address(reference, "receipt")).status_code == 404


def test_the_list_shows_twenty_five_at_a_time_the_newest_first(fund: Fund) -> None:
    made = [fund.need(title=f"Need {number:02}", now=NOW - days(60 - number)) for number in range(27)]
    browser = browser_of(fund, "forum")

    first = browser.text(LIST)
    following = first.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
    second = browser.text(following.replace("&amp;", "&"))

    assert [one for one in made if f"/{one}" in first] == made[2:]
    assert first.index(made[-1]) < first.index(made[2])
    assert [one for one in made if f"/{one}" in second] == made[:2]
    assert 'rel="next"' not in second
    assert "27 in all" in first
    assert "27 in all" in second


def test_the_list_is_narrowed_by_state_words_and_reference_however_it_is_typed(fund: Fund) -> None:
    drain, kiosk = fund.draft(title="Drain 100% along the road"), fund.need(title="Kiosk")
    browser = browser_of(fund, "forum")

    def found(query: str) -> set[str]:
        page = browser.text(f"{LIST}?{query}")
        return {one for one in (drain, kiosk) if f'href="{address(one)}"' in page}

    assert found("q=DRAIN") == {drain}
    assert found("q=100%25") == {drain}
    assert found("q=%25") == {drain}
    assert found(f"q={drain.lower().replace('-', ' ')}") == {drain}
    assert found("state=IDENTIFIED") == {kiosk}
    assert found("state=IDENTIFIED&q=drain") == set()
    assert "Nothing fits this search." in browser.text(f"{LIST}?q=school")
    assert found("after=nonsense") == {drain, kiosk}


def test_empty_lists_say_how_to_begin_or_why_they_are_empty(fund: Fund) -> None:
    app = app_on(fund)

    forum = browser_of(fund, "forum", app).text(LIST)
    team = browser_of(fund, "municipal", app).text(LIST)

    assert "Begin with what is needed most." in forum
    assert f'href="{LIST}/name"' in forum
    assert "There is no project here for you to see yet." in team
    assert f'href="{LIST}/name"' not in team


def test_somebody_whose_session_ended_signs_in_and_comes_back_to_the_same_page(fund: Fund) -> None:
    reference = fund.draft()
    there = address(reference, "pages/where")
    browser = browser_of(fund, "forum")
    old = browser.text(there)
    browser.client.cookies.clear()

    asked = browser.get(there)
    sent = browser.fill(there, {"where-site": "At the landing"}, old)

    assert (asked.status_code, asked.headers["location"]) == (303, f"/sign-in?{urlencode({'next': there})}")
    assert (sent.status_code, sent.headers["location"]) == (303, f"/sign-in?{urlencode({'next': there})}")


def test_amounts_read_and_are_read_in_french_form(fund: Fund) -> None:
    speaking(fund, "forum", "fr")
    reference = fund.draft(whole())
    browser, there = browser_of(fund, "forum"), address(reference, "pages/cost")

    page = browser.text(there)
    stored = form_on(page, there).fields["contributions-grant"][0]
    answer = browser.fill(there, {"contributions-cash": "76 000,50"}, page)

    assert plain(stored) == "1 862 000,00"
    assert answer.status_code == 303, errors_on(answer.text)
    assert "76 000,50" in plain(browser.text(address(reference)))
    wrong = browser.fill(there, {"contributions-cash": "76,000.50"})
    assert wrong.status_code == 422
    assert form_on(wrong.text, there).fields["contributions-cash"] == ["76,000.50"]


def test_the_promised_day_is_shown_to_the_forum_from_submission_to_the_end_of_the_appraisal(
    fund: Fund,
) -> None:
    reference = fund.submitted()
    browser = browser_of(fund, "forum")

    assert 'datetime="2026-07-28"' in browser.text(address(reference))
    fund.move("municipal", reference, "accept")
    assert 'datetime="2026-07-28"' in browser.text(address(reference))


# --- Who comes too late, and how much it costs -----------------------------------------------------


def test_whoever_is_second_with_a_move_is_told_so_on_a_page(fund: Fund) -> None:
    app, reference = app_on(fund), fund.submitted()
    first, second = browser_of(fund, "municipal", app), browser_of(fund, "municipal.second", app)
    old = second.text(address(reference, "return"))
    assert first.send(address(reference, "accept")).status_code == 303

    late = second.fill(
        address(reference, "return"),
        {"corrections-0-section": "where", "corrections-0-note": "Name the landing."},
        old,
    )

    assert late.status_code in {409, 412}
    assert "Name the landing." in late.text


def test_a_project_of_another_city_is_not_there_whatever_is_asked(fund: Fund) -> None:
    reference = fund.submitted()
    browser = browser_of(fund, "municipal.buchanan")

    for part in ("", "check", "receipt", "pages/where", "accept", "return", "take"):
        assert browser.get(address(reference, part)).status_code == 404


def test_a_page_asks_the_database_as_often_for_much_as_for_little(fund: Fund) -> None:
    little = fund.draft(Sections(where=make.where()))
    much = fund.sent_back(SectionName.WHERE, SectionName.UPKEEP)
    fund.move(
        "forum",
        much,
        "save",
        Sections(where=make.where("At the landing"), upkeep=make.upkeep(body="The group")),
    )
    fund.move("forum", much, "finish")
    fund.move("chair", much, "certify")
    fund.move("municipal", much, "return", returned(SectionName.WHERE, met_on=NOW.date()))
    browser = browser_of(fund, "forum")

    def asked(there: str) -> int:
        with counted_queries(fund.databases) as sent:
            browser.text(there)
        return len(sent)

    for part in ("", "check", "pages/where"):
        assert asked(address(little, part)) == asked(address(much, part)), part
    before = asked(LIST)
    for number in range(3):
        fund.move("forum", fund.need(title=f"Need {number}"), "drop", Reason(reason="Built already."))
    assert asked(LIST) == before
