"""The pages of meetings: planning, holding, entering the sheet, comparing, its papers, and the kit to print."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.cuf.meetings import queries
from app.cuf.meetings.flow import CUF_MEETING, CUF_TALLY
from app.cuf.meetings.models import MEETING_STATES, SECRECY_WORDS, Meeting, MeetingState, Tally
from app.cuf.meetings.rules import MeetingGrounds, difference
from app.cuf.meetings.schemas import Paper, PaperGone, TallyForm
from app.cuf.meetings.sheets import (
    BALLOT_WORDS,
    GROUP_WORDS,
    PAIR_WORDS,
    PLACES,
    Table,
    Voting,
    tables,
)
from app.cuf.rounds.models import CHAIN_WORDS, METHOD_WORDS, Option, Round
from app.cuf.rounds.schemas import MECHANISM_WORDS
from app.documents.doors import Received, WritingWithFile, read_with
from app.documents.kinds import size_shown
from app.documents.queries import document_of, documents_of
from app.kernel.actors import ROLE_NAMES
from app.kernel.errors import NotFound, why
from app.kernel.flow import begin, find, fire, offers, version_of
from app.kernel.flow.history import history, holders
from app.kernel.paging import Position, page_from
from app.kernel.words import Message, _
from app.places.models import Place
from app.web.doors import Door, Key, Reading, Writing
from app.web.forms import fields, read_values
from app.web.moves import address_of, pages_of
from app.web.posted import PostedForm
from app.web.render import page

pages = APIRouter(tags=["cuf"], default_response_class=HTMLResponse, include_in_schema=False)
OWN_PAGES = frozenset({"attach", "detach"})
pages.include_router(pages_of(CUF_MEETING, but=OWN_PAGES))
pages.include_router(pages_of(CUF_TALLY, but=frozenset({"enter"})))
COLOURS = {
    MeetingState.PLANNED: "grey",
    MeetingState.HELD: "yellow",
    MeetingState.VERIFIED: "blue",
    MeetingState.LOCKED: "green",
    MeetingState.VOID: "red",
}


@pages.get("/cuf/meetings")
def meeting_list(door: Reading) -> Response:
    """The meetings this person may see, the last moved first."""
    after = Position.read(door.request.query_params.get("after", ""))
    return page(
        door,
        "cuf/meetings/meeting_list.html",
        flow=CUF_MEETING,
        meetings=page_from(queries.meetings_seen_by(door.session, door.actor, CUF_MEETING, door.now, after)),
        states=MEETING_STATES,
        colours=COLOURS,
        births=[birth for birth in CUF_MEETING.births if door.actor.holds(birth.by)],
    )


@dataclass(frozen=True)
class Ask:
    """A table of the sheet as it is filled in: its heading, the words of its columns and rows."""

    table: Table
    heading: Message
    columns: tuple[tuple[str, Message], ...]
    rows: tuple[tuple[str, Message], ...]


def asks(voting: Voting, options: dict[str, Option]) -> list[Ask]:
    """The sheet's tables in words; options stand as on the ballot (P-06)."""
    return [
        Ask(
            table,
            _heading(table),
            tuple((key, _word(key, options)) for key in table.columns),
            tuple((key, _word(key, options)) for key in table.rows),
        )
        for table in tables(voting)
    ]


def _heading(table: Table) -> Message:
    kind, _slash, rest = table.key.partition("/")
    if kind.startswith("place_"):
        return Message(_("Place {number}"), {"number": int(kind.removeprefix("place_"))})
    headings = {
        "": _("Votes"),
        "pairs": _("Two by two"),
        "order": _("The order agreed, 1 first"),
        "ballots": {
            "sex": _("Cards and ballots: women and men"),
            "age": _("Cards and ballots: age bands"),
            "origin": _("Cards and ballots: hosts and newcomers"),
        }.get(rest, ""),
    }
    return Message(headings[kind])


def _word(key: str, options: dict[str, Option]) -> Message:
    if key in options:
        return Message(_("{code} {name}"), {"code": key, "name": options[key].name})
    if "/" in key and key.partition("/")[0] in options:
        first, _slash, second = key.partition("/")
        return Message(_("{first} or {second}"), {"first": first, "second": second})
    group = key.rpartition("/")[2]
    return Message(GROUP_WORDS.get(group) or BALLOT_WORDS.get(group) or PAIR_WORDS[group])


@dataclass(frozen=True)
class Seen:
    """A meeting with what each of its pages shows."""

    meeting: Meeting
    round: Round
    grounds: MeetingGrounds
    options: dict[str, Option]

    @property
    def voting(self) -> Voting:
        return self.grounds.voting


def seen(door: Door, reference: str) -> Seen:
    """The meeting of this reference, its round, its grounds and its ballot."""
    meeting = find(door.session, door.actor, CUF_MEETING, reference, door.now)
    grounds = queries.meeting_grounds(door.session, door.actor, [meeting], door.now)[meeting.id]
    return Seen(
        meeting,
        door.session.get_one(Round, meeting.round_id),
        grounds,
        queries.options_at(door.session, meeting),
    )


@pages.get("/cuf/meetings/{reference}")
def meeting_page(door: Reading, reference: str) -> Response:
    """One meeting: who came, who has entered the sheet, where entries differ, and what counts."""
    shown = seen(door, reference)
    meeting, names = shown.meeting, door.house.plugs.names_of
    entries = queries.entries_of(door.session, [meeting])[meeting.id]
    agreed = queries.counts_of(door.session, meeting)
    offered = offers(door.session, door.actor, CUF_MEETING, [meeting], door.now)[meeting.id]
    return page(
        door,
        "cuf/meetings/meeting.html",
        flow=CUF_MEETING,
        meeting=meeting,
        round=shown.round,
        settlement=door.session.get_one(Place, meeting.settlement_id),
        grounds=shown.grounds,
        offers=[offer for offer in offered if offer.move.name not in OWN_PAGES],
        entries=entries,
        mine=_mine(door, entries),
        may_enter=_may_enter(door, meeting, entries),
        names=names(door.session, {row.entered_by for row in entries}),
        differences=difference(shown.grounds.entries) if meeting.state == MeetingState.HELD else (),
        agreed=agreed,
        asks=asks(shown.voting, shown.options),
        papers=documents_of(door.session, meeting.id),
        secrecy=SECRECY_WORDS,
        timeline=history(door.session, CUF_MEETING, meeting, names),
        holders=holders(CUF_MEETING, meeting),
        roles=ROLE_NAMES,
        colours=COLOURS,
    )


def _mine(door: Door, entries: Sequence[Tally]) -> Tally | None:
    return next((row for row in entries if row.entered_by == door.actor.reference), None)


def _may_enter(door: Door, meeting: Meeting, entries: Sequence[Tally]) -> bool:
    held = meeting.state == MeetingState.HELD
    return held and bool(door.actor.holds(queries.KEEPERS)) and _mine(door, entries) is None


# --- The sheet --------------------------------------------------------------------------------------


@pages.get("/cuf/meetings/{reference}/sheet")
def sheet_page(door: Reading, reference: str) -> Response:
    """The tally sheet to type, in the order of the ballot; what was typed stays when it does not add up."""
    shown = seen(door, reference)
    if not door.actor.holds(queries.KEEPERS):
        raise NotFound([why("", _("You enter no sheets."))])
    typed = getattr(door.request.state, "typed", None)
    return page(
        door,
        "cuf/meetings/sheet.html",
        meeting=shown.meeting,
        round=shown.round,
        asks=asks(shown.voting, shown.options),
        cells=(typed.nested().get("cells") or {}) if typed is not None else {},
        back=address_of(CUF_MEETING, shown.meeting),
    )


@pages.post("/cuf/meetings/{reference}/sheet")
def enter_sheet(tx: Writing, posted: PostedForm, reference: str) -> Response:
    """One person's entry of the sheet."""
    meeting = find(tx.session, tx.actor, CUF_MEETING, reference, tx.now)
    values = {**posted.nested(), "meeting": meeting.reference}
    form = read_values(TallyForm, values, language=tx.actor.language)
    begin(tx, CUF_TALLY, "enter", form, explanation=posted.one("explanation"))
    return RedirectResponse(address_of(CUF_MEETING, meeting), 303)


@pages.get("/cuf/tallies/{reference}")
def tally_page(door: Reading, reference: str) -> Response:
    """One entry as it was typed: one's own, or any once two agree."""
    tally = find(door.session, door.actor, CUF_TALLY, reference, door.now)
    meeting = door.session.get_one(Meeting, tally.meeting_id)
    voting = queries.votings_of(door.session, [meeting])[meeting.id]
    return page(
        door,
        "cuf/meetings/tally.html",
        flow=CUF_TALLY,
        tally=tally,
        meeting=meeting,
        asks=asks(voting, queries.options_at(door.session, meeting)),
        offers=offers(door.session, door.actor, CUF_TALLY, [tally], door.now)[tally.id],
        who=door.house.plugs.names_of(door.session, {tally.entered_by})[tally.entered_by],
        back=address_of(CUF_MEETING, meeting),
    )


@pages.get("/cuf/tallies")
def tally_list(door: Reading) -> Response:
    """The entries of sheets this person may see."""
    after = Position.read(door.request.query_params.get("after", ""))
    rows = queries.tallies_seen_by(door.session, door.actor, CUF_TALLY, door.now, after)
    return page(
        door,
        "cuf/meetings/tally_list.html",
        flow=CUF_TALLY,
        tallies=page_from(rows),
        names=door.house.plugs.names_of(door.session, {row.entered_by for row in rows}),
    )


# --- The kit to print -------------------------------------------------------------------------------


@pages.get("/cuf/meetings/{reference}/kit")
def kit_page(door: Reading, reference: str) -> Response:
    """What a meeting needs on paper: the script, the pictures of the options, the tally sheet."""
    shown = seen(door, reference)
    return page(
        door,
        "cuf/meetings/kit.html",
        meeting=shown.meeting,
        round=shown.round,
        settlement=door.session.get_one(Place, shown.meeting.settlement_id),
        options=shown.options,
        asks=asks(shown.voting, shown.options),
        methods=METHOD_WORDS,
        chains=CHAIN_WORDS,
        mechanisms=MECHANISM_WORDS,
        places=PLACES,
        back=address_of(CUF_MEETING, shown.meeting),
    )


# --- Papers -----------------------------------------------------------------------------------------


@pages.get("/cuf/meetings/{reference}/papers")
def papers(door: Reading, reference: str) -> Response:
    """The papers of the meeting, and the form that adds one."""
    shown = seen(door, reference)
    offered = offers(door.session, door.actor, CUF_MEETING, [shown.meeting], door.now)[shown.meeting.id]
    rows = documents_of(door.session, shown.meeting.id)
    return page(
        door,
        "cuf/meetings/papers.html",
        flow=CUF_MEETING,
        meeting=shown.meeting,
        documents=rows,
        names=door.house.plugs.names_of(door.session, {row.current.kept_by for row in rows}),
        may={offer.move.name for offer in offered if offer.open},
        fields=fields(Paper),
        most=size_shown(door.house.settings.max_upload_bytes, up=False),
    )


@pages.post("/cuf/meetings/{reference}/papers")
def add_paper(tx: WritingWithFile, posted: PostedForm, received: Received, reference: str) -> Response:
    """Keep the file with the meeting; the same file sent again changes nothing."""
    meeting = find(tx.session, tx.actor, CUF_MEETING, reference, tx.now)
    fire(tx, CUF_MEETING, meeting, "attach", read_with(Paper, posted, received, language=tx.actor.language))
    return RedirectResponse(f"{address_of(CUF_MEETING, meeting)}/papers", 303)


@pages.get("/cuf/meetings/{reference}/papers/{document}/withdraw")
def withdraw_page(door: Reading, reference: str, document: Key) -> Response:
    """Ask once, and why."""
    shown = seen(door, reference)
    return page(
        door,
        "cuf/meetings/withdraw_paper.html",
        flow=CUF_MEETING,
        meeting=shown.meeting,
        document=document_of(door.session, shown.meeting.id, document),
        fields=[spec for spec in fields(PaperGone) if spec.name == "reason"],
        seen=version_of(door.session, shown.meeting),
    )


@pages.post("/cuf/meetings/{reference}/papers/{document}/withdraw")
def withdraw_paper(tx: Writing, posted: PostedForm, reference: str, document: Key) -> Response:
    """Take the paper out of sight."""
    meeting = find(tx.session, tx.actor, CUF_MEETING, reference, tx.now)
    values: dict[str, Any] = {**posted.nested(), "document": document}
    form = read_values(PaperGone, values, language=tx.actor.language)
    fire(tx, CUF_MEETING, meeting, "detach", form, seen=posted.seen)
    return RedirectResponse(f"{address_of(CUF_MEETING, meeting)}/papers", 303)
