"""The CUF's pages: a settlement's projects, one project, its proposal page by page, its check and its receipt."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.cuf.flow import CUF_PROJECT
from app.cuf.letters import refusal_of
from app.cuf.lists import COLOURS, PROJECTS
from app.cuf.models import KIND_WORDS, TRACK_WORDS, Project, State, Submission, Track
from app.cuf.proposals.pages import PAGES, ProposalPage, page_of, page_with
from app.cuf.proposals.rules import ProjectGrounds, cost_of, missing, open_sections, track_of
from app.cuf.proposals.schemas import SECTION_FORMS, SECTION_TITLES, SectionName, Sections
from app.cuf.queries import (
    certificate,
    ground,
    page_of_project,
    read_content,
)
from app.cuf.rules import standing_against
from app.documents.queries import documents_of
from app.funding.awards.queries import award_of
from app.kernel.actors import OFFICE_NAMES, ROLE_NAMES
from app.kernel.errors import NotFound, Why, why
from app.kernel.flow import Offer, find, fire, offers, version_of
from app.kernel.flow.history import history, holders
from app.kernel.flow.lead import LEAD_MOVES
from app.kernel.words import Message, _
from app.messages.notes.flow import NOTES
from app.messages.notes.queries import panel
from app.messages.promises import promises_of
from app.web.doors import Door, Reading, Writing
from app.web.exports import exports_of
from app.web.forms import FieldSpec, fields, read
from app.web.inputs import Answers
from app.web.lists import shown
from app.web.moves import address_of, pages_of
from app.web.posted import PostedForm
from app.web.render import page

pages = APIRouter(tags=["cuf"], default_response_class=HTMLResponse, include_in_schema=False)
OWN_PAGES = frozenset({"save", "assign", "attach", "detach"})
"""Moves with pages of their own, here and on the desk."""
pages.include_router(pages_of(CUF_PROJECT, but=OWN_PAGES | {"approve"}))
UNFINISHED = frozenset({State.PROPOSED, State.READY, State.RETURNED})


pages.include_router(exports_of(PROJECTS))


@pages.get("/cuf/projects")
def project_list(door: Reading) -> Response:
    """The projects this person may see, newest first, narrowed by search words."""
    return page(door, "cuf/project_list.html", list=shown(door, PROJECTS), flow=CUF_PROJECT)


def seen(door: Door, reference: str) -> tuple[Project, ProjectGrounds, tuple[Offer, ...]]:
    """The project with all that a page shows of it, its grounds, and what may happen next."""
    found = find(door.session, door.actor, CUF_PROJECT, reference, door.now)
    project = page_of_project(door.session, found)
    grounds = ground(door.session, door.actor, [project], door.now)[project.id]
    offered = offers(door.session, door.actor, CUF_PROJECT, [project], door.now)[project.id]
    return project, grounds, offered


@pages.get("/cuf/projects/{reference}")
def project(door: Reading, reference: str) -> Response:
    """One project: what it is, who holds it since when, what may be done now, and its whole history."""
    shown, grounds, offered = seen(door, reference)
    names = door.house.plugs.names_of
    notes = panel(door.session, door.actor, NOTES, shown, door.now)
    return page(
        door,
        "cuf/project.html",
        flow=CUF_PROJECT,
        project=shown,
        award=award_of(door.session, shown.award_id),
        offers=[offer for offer in offered if offer.move.name not in OWN_PAGES | LEAD_MOVES],
        lead=names(door.session, {shown.lead}).get(shown.lead, "") if shown.lead else "",
        lead_offers=[offer for offer in offered if offer.move.name in LEAD_MOVES],
        may_write=any(offer.move.name == "save" and offer.open for offer in offered),
        tasks=_tasks(shown, grounds),
        summary=_summary(grounds),
        cost=cost_of(grounds.contributions, grounds.policy) if grounds.policy else None,
        track=track_of(grounds),
        corrections=_corrections(shown),
        changes=_changes(shown, grounds),
        documents=documents_of(door.session, shown.id),
        timeline=history(door.session, CUF_PROJECT, shown, names),
        holders=holders(CUF_PROJECT, shown),
        promise=promises_of(door.session, CUF_PROJECT, [shown], door.now).get(shown.id),
        offices=OFFICE_NAMES,
        notes=notes,
        note_flow=NOTES,
        note_names=names(door.session, notes.writers),
        has_letter=refusal_of(door.session, shown) is not None,
        kinds=KIND_WORDS,
        titles=SECTION_TITLES,
        rates=_rates(grounds),
        tracks=TRACK_WORDS,
        roles=ROLE_NAMES,
        colours=COLOURS,
    )


@dataclass(frozen=True)
class Task:
    """One page of the proposal in the list of pages: where it is (None while it is locked) and how far."""

    title: str
    href: str | None
    status: str
    colour: str


def _tasks(project: Project, grounds: ProjectGrounds) -> list[Task]:
    """The proposal's pages with how far each is, the check last."""
    base = address_of(CUF_PROJECT, project)
    lacking = _sections_of(missing(grounds))
    refused = _sections_of(standing_against(grounds))
    rows = [
        _task(f"{base}/pages/{one.key}", one, grounds, lacking, refused) for one in PAGES[track_of(grounds)]
    ]
    return [*rows, Task(_("Check your answers"), f"{base}/check", _("last"), "")]


def _sections_of(reasons: Iterable[Why]) -> frozenset[str]:
    """The sections that reasons name with their fields."""
    return frozenset((reason.field or "").partition("-")[0] for reason in reasons)


def _is_open(one: ProposalPage, grounds: ProjectGrounds) -> bool:
    """After a return only the pages with a section to mend are open."""
    return bool(set(one.sections) & open_sections(grounds))


def _task(
    href: str, one: ProposalPage, grounds: ProjectGrounds, lacking: frozenset[str], refused: frozenset[str]
) -> Task:
    named = set(one.sections)
    if not _is_open(one, grounds):
        return Task(one.title, None, _("locked"), "")
    if named & grounds.open_corrections - grounds.changed:
        return Task(one.title, href, _("to mend"), "red")
    if lacking & named:
        return Task(one.title, href, _("to do"), "blue")
    if refused & named:
        return Task(one.title, href, _("to mend"), "red")
    return Task(one.title, href, _("done"), "")


def _corrections(project: Project) -> list[Any]:
    newest = project.submissions[-1].number if project.submissions else 0
    if project.state not in UNFINISHED:
        return []
    return [one for one in project.corrections if one.submission == newest]


def _changes(
    project: Project, grounds: ProjectGrounds
) -> list[tuple[SectionName, list[tuple[FieldSpec, Any, Any]]]]:
    """After a return, only what changed: by section, the question, what it said, what it says."""
    if len(project.submissions) < 2:  # noqa: PLR2004 - two to compare
        return []
    before, after = (read_content(submission.content) for submission in project.submissions[-2:])
    found = []
    for name in SECTION_FORMS:
        rows = [
            (spec, old, new)
            for spec in _questions(grounds, name)
            if (old := getattr(before.get(name), spec.name, None))
            != (new := getattr(after.get(name), spec.name, None))
        ]
        if rows:
            found.append((name, rows))
    return found


def _questions(grounds: ProjectGrounds, name: SectionName) -> tuple[FieldSpec, ...]:
    """The questions of a section; what is given in kind is called as its agreed rate is (R25)."""
    rates = grounds.policy.in_kind_rates if grounds.policy else {}
    called = tuple((item, says) for item, (says, _unit, _minor) in rates.items())
    specs = fields(SECTION_FORMS[name])
    if name is not SectionName.CONTRIBUTIONS:
        return specs
    return tuple(
        replace(
            spec,
            rows=tuple(replace(part, answers=called) if part.name == "item" else part for part in spec.rows),
        )
        for spec in specs
    )


def _summary(grounds: ProjectGrounds) -> list[tuple[SectionName, list[tuple[FieldSpec, Any]]]]:
    """Every section with its questions and answers, in the order of the pages."""
    return [
        (name, [(spec, getattr(grounds.sections[name], spec.name)) for spec in _questions(grounds, name)])
        for name in SECTION_FORMS
        if name in grounds.sections
    ]


@pages.get("/cuf/projects/{reference}/pages/{key}")
def proposal_page(door: Reading, reference: str, key: str) -> Response:
    """One short page of the proposal, with what is stored or was typed."""
    shown, grounds, offered = seen(door, reference)
    one, order = _page(grounds, key)
    again = getattr(door.request.state, "typed", None) is not None
    if not again and not any(offer.move.name == "save" for offer in offered):
        raise NotFound([why("", _("The proposal is not open for writing now."))])
    open_names = [
        name for name in one.sections if name in SECTION_FORMS and (again or name in open_sections(grounds))
    ]
    stored = {SectionName(row.name): row for row in shown.sections}
    rows = [
        {
            "name": name,
            "title": SECTION_TITLES[name],
            "fields": _questions(grounds, name),
            "said": grounds.sections.get(name),
            "stored": [
                (spec, getattr(grounds.sections.get(name), spec.name, None))
                for spec in _questions(grounds, name)
            ],
            "version": stored[name].version if name in stored else 0,
            "saved_by": stored[name].saved_by if name in stored else "",
            "corrections": [fix for fix in _corrections(shown) if fix.section == name],
        }
        for name in open_names
    ]
    return page(
        door,
        "cuf/proposal_page.html",
        flow=CUF_PROJECT,
        project=shown,
        one=one,
        number=order.index(one) + 1,
        pages=order,
        sections=rows,
        answers=_answers(grounds),
        seen=version_of(door.session, shown),
        names=door.house.plugs.names_of(door.session, {row.saved_by for row in shown.sections}),
        titles=SECTION_TITLES,
        rates=_rates(grounds),
    )


def _page(grounds: ProjectGrounds, key: str) -> tuple[ProposalPage, tuple[ProposalPage, ...]]:
    found = page_of(track_of(grounds), key)
    if found is None:
        raise NotFound([why("", _("The proposal has no page called {key}."), key=key)])
    return found


def _answers(grounds: ProjectGrounds) -> Answers:
    """The agreed rates to choose from (R25)."""
    return {"contributions-in_kind-item": list(_rates(grounds).items())}


def _rates(grounds: ProjectGrounds) -> dict[str, Message]:
    """The agreed rates by their codes, as people call them."""
    rates = grounds.policy.in_kind_rates if grounds.policy else {}
    return {
        item: Message(_("{name} ({unit})"), {"name": Message(name), "unit": Message(unit)})
        for item, (name, unit, _minor) in rates.items()
    }


@pages.post("/cuf/projects/{reference}/pages/{key}")
def save_page(tx: Writing, posted: PostedForm, reference: str, key: str) -> Response:
    """Save the page and go on to the next one, to the check after the last, or stay for more rows."""
    found = find(tx.session, tx.actor, CUF_PROJECT, reference, tx.now)
    form = read(Sections, posted, language=tx.actor.language, currency=found.currency)
    fire(tx, CUF_PROJECT, found, "save", form)
    if posted.one("next") == "here":
        return RedirectResponse(f"{address_of(CUF_PROJECT, found)}/pages/{key}", 303)
    grounds = ground(tx.session, tx.actor, [found], tx.now)[found.id]
    order = [one.key for one in PAGES[track_of(grounds)]]
    after = order[order.index(key) + 1 :] if key in order else []
    there = f"pages/{after[0]}" if after else "check"
    return RedirectResponse(f"{address_of(CUF_PROJECT, found)}/{there}", 303)


@pages.get("/cuf/projects/{reference}/check")
def check(door: Reading, reference: str) -> Response:
    """All answers on one page, every gap and every rule that stands against it, each with its page."""
    shown, grounds, offered = seen(door, reference)
    track = track_of(grounds)
    finish = next((offer for offer in offered if offer.move.name == "finish"), None)
    against = (*standing_against(grounds), *missing(grounds)) if shown.state in UNFINISHED else ()
    return page(
        door,
        "cuf/check.html",
        flow=CUF_PROJECT,
        project=shown,
        summary=_summary(grounds),
        titles=SECTION_TITLES,
        rates=_rates(grounds),
        against=[(reason, _page_for(track, reason.field)) for reason in against],
        finish=finish,
        cost=cost_of(grounds.contributions, grounds.policy) if grounds.policy else None,
        pages=[one for one in PAGES[track] if _is_open(one, grounds)],
        number=len(PAGES[track]) + 1,
        may_write=any(offer.move.name == "save" for offer in offered),
    )


def _page_for(track: Track, field: str | None) -> ProposalPage | None:
    name = (field or "").partition("-")[0]
    return page_with(track, SectionName(name)) if name in {one.value for one in SectionName} else None


@pages.get("/cuf/projects/{reference}/receipt")
def receipt(door: Reading, reference: str) -> Response:
    """The dated receipt of the last submission, to print: what went out, when, by whom, and where on the trail."""
    shown, _grounds, _offered = seen(door, reference)
    if not shown.submissions:
        raise NotFound([why("", _("This proposal has not been submitted yet."))])
    last: Submission = shown.submissions[-1]
    step = certificate(door.session, shown)
    who = door.house.plugs.names_of(door.session, {step.actor})[step.actor]
    return page(
        door,
        "cuf/receipt.html",
        flow=CUF_PROJECT,
        project=shown,
        submission=last,
        asked=read_content(last.content)[SectionName.CONTRIBUTIONS],
        step=step,
        who=who,
        track=Track(last.track),
        tracks=TRACK_WORDS,
    )
